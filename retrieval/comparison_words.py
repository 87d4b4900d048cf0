"""The words by which a question asks for a calculation: 多多少, 增长百分之几, 几倍, 合计, 哪年多."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.query import Operation

_MORE = r"增加|增长|提高|上升|上涨|扩大|增多|新增|提升"
_LESS = r"减少|降低|下降|缩小|缩减|下滑|回落|下跌"
_HOW = r"(?:多少|几)"
# Each operation with what is put in place of its words, so that the question for one side remains.
_WORDS: tuple[tuple[Operation, re.Pattern[str], str], ...] = (
    ("ratio", re.compile(rf"的?(?:{_HOW}|多大)倍"), "多少"),
    ("growth", re.compile(rf"(?:同比)?(?P<word>{_MORE}|{_LESS})了?(?:百分之{_HOW}|{_HOW}%)"), "多少"),
    (
        "growth",
        re.compile(
            r"的?(?:同比)?(?P<word>增长|增加|下降|降低|减少)(?:率|比例|百分比|幅度)(?:是|为|有|达到?)?(?:多少|多大|几|百分之[几多少]+)?"
        ),
        "多少",
    ),
    ("growth", re.compile(r"的?(?:同比)?(?P<word>增速|增幅|涨幅|降幅)(?:是|为|有|达到?)?(?:多少|多大|几)?"), "多少"),
    ("growth", re.compile(rf"(?:同比)?(?P<word>增长|下降)了?{_HOW}(?=[?]?$)"), "多少"),
    (
        "difference",
        re.compile(
            rf"(?:同比)?(?P<word>{_MORE}|{_LESS}|相差|多出|少出|差|多|少|高|低|大|小|长|短|快|慢)(?:了|出)?(?:{_HOW}(?!时)(?=个百分点)个百分点|{_HOW}(?!时))"
        ),
        "多少",
    ),
    ("difference", re.compile(r"的?(?:差额|差距|差值|差别)(?:是|有|为)?(?:多少|多大)?"), "多少"),
    ("sum", re.compile(r"(?:之和|的?总和|加起来|加在一起)(?:是|为|有)?(?P<how>多少|几)?"), r"\g<how>"),
    ("sum", re.compile(r"(?:[两二三四五几]年)?(?:一共|总共|合计|共计|累计|总计)(?:是|为)?"), ""),
    ("sum", re.compile(r"(?:[两二三四五几]年)共(?=\w{0,8}?(?:多少|几))"), ""),
    ("difference", re.compile(rf"(?P<word>多|少)(?P<verb>[\u4e00-\u9fff]{{1,6}}?){_HOW}"), r"\g<verb>多少"),
    ("greater", re.compile(r"(?<=\0)(?P<word>多|高|大|少|低|小)(?:些|一些|一点)?$"), "多少"),
    (
        "greater",
        re.compile(
            r"(?:是|在)?(?:哪一?(?:[年家]|个?[县区市镇村]|个)|哪里|哪边|谁)的?(?P<matter>[^,?]{0,24}?)(?:更|比较|最|较)?(?P<word>多|少|高|低|大|小|长|短|快|慢)(?:些|一些|一点)?(?=[,?]|$)"
        ),
        r"\g<matter>多少",
    ),
)
_LEAST = re.compile(rf"{_LESS}|^(?:少|低|小|短|慢|少出|降幅)$")
_COMPARED = re.compile(r"(?:的)?(?:相比(?:较|起来)?|比较|对比|之间|比起来|比)[,\s]*|^[,\s]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """The operation a question asks for and what is left of it: the question for one side, without its name."""

    operation: Operation
    left: str
    at: int  # where its words stood
    least: bool


def asked_in(text: str) -> Asked | None:
    """The calculation that the folded words around the compared things ask for; None where there is none."""
    for operation, pattern, instead in _WORDS:
        match = pattern.search(text)
        if not match:
            continue
        word = match.groupdict().get("word") or ""
        left = text[: match.start()] + match.expand(instead) + text[match.end() :]
        return Asked(operation, left, match.start(), bool(_LEAST.search(word)))
    return None


def tidied(left: str) -> str:
    """What is left of a comparison, without the words that only join: 相比, 之间, a comma."""
    return _COMPARED.sub("", left)
