"""Years, ages, articles and spans of an English question, as Chinese documents write them."""

from __future__ import annotations

import re

from retrieval.articles import hanzi

_NUMBERS = {w: i for i, w in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_N = rf"(?:\d+|{'|'.join(_NUMBERS)})"
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(_MONTHS)


def _number(text: str) -> int:
    return _NUMBERS.get(text.lower()) or int(text)


_PLAN = re.compile(r"(?:the )?(1[1-6])th five[- ]year plan(?: period)?", re.I)
# What is put before all else, and what stays where it is.
_TIMES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:(?:in|during|for|over|by|of|as of)\s+)?(?:the\s+)?{pattern}", re.I), chinese)
    for pattern, chinese in (
        (
            r"(?:years?\s+)?(?:from|between)\s+((?:19|20)\d\d)\s+(?:to|and|until|through)\s+((?:19|20)\d\d)\b",
            r"\1年至\2年",
        ),
        (r"((?:19|20)\d\d)\s?[-–—]\s?((?:19|20)\d\d)\b", r"\1年至\2年"),
        (r"first half of ((?:19|20)\d\d)\b", r"\1年上半年"),
        (r"second half of ((?:19|20)\d\d)\b", r"\1年下半年"),
        (r"end of ((?:19|20)\d\d)\b", r"\1年底"),
        (rf"({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", "month day year"),
        (rf"({_MONTH}),?\s+((?:19|20)\d\d)\b", "month year"),
        (r"(?:year\s+)?((?:19|20)\d\d)\b(?![-/.]\d|\s*[\]〕)])", r"\1年"),
        (r"year before last\b", "前年"),
        (r"(?:last|previous|past) year\b", "去年"),
        (r"(?:this|current) year\b", "今年"),
        (r"next year\b", "明年"),
        (rf"(?:past|last|recent)\s+({_N})\s+years\b", "past"),
    )
)
_KEPT: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"\b(?:aged?\s+)?(\d+)\s?(?:to|-|–)\s?(\d+)[- ]year[- ]olds?\b|\baged?\s+(\d+)\s?(?:to|-|–|and)\s?(\d+)\b",
            re.I,
        ),
        "ages",
    ),
    (
        re.compile(r"\b(?:aged?\s+)?(?:over|above)\s+(?:the age of\s+)?(\d+)(?:\s+years? old)?\b(?=\D|$)", re.I),
        r"\1岁以上 ",
    ),
    (
        re.compile(r"\b(\d+)[- ]years?[- ]olds?\b|\baged?\s+(\d+)\b|\bwho (?:is|are) (\d+)(?: years old)?\b", re.I),
        "age",
    ),
    (re.compile(r"\barticles?\s+(\d+)\b", re.I), "article"),
)


def take_times(question: str) -> tuple[str, str]:
    """The times of an English question in Chinese, and the question without them, its ages and articles in Chinese."""
    times: list[str] = []

    def taken(chinese: str) -> str:
        times.append(chinese)
        return " "

    text = _PLAN.sub(lambda m: taken(f"“十{hanzi(int(m[1]) - 10)}五”期间"), question)
    for pattern, chinese in _TIMES:
        text = pattern.sub(lambda m, zh=chinese: taken(_time(m, zh)), text)  # type: ignore[misc]  # bound by default
    for pattern, chinese in _KEPT:
        text = pattern.sub(lambda m, zh=chinese: _kept(m, zh), text)  # type: ignore[misc]  # bound by default
    return "、".join(dict.fromkeys(times)), text


def _time(match: re.Match[str], chinese: str) -> str:
    if chinese == "month day year":
        return f"{match[3]}年{_MONTHS.index(match[1].lower()) + 1}月{match[2]}日"
    if chinese == "month year":
        return f"{match[2]}年{_MONTHS.index(match[1].lower()) + 1}月"
    if chinese == "past":
        return f"近{hanzi(_number(match[1]))}年"
    return match.expand(chinese)


def _kept(match: re.Match[str], chinese: str) -> str:
    numbers = [g for g in match.groups() if g]
    if chinese == "ages":
        return f" {numbers[0]}至{numbers[1]}周岁 "
    if chinese == "age":
        return f" {numbers[0]}岁 "
    if chinese == "article":
        return f" 第{hanzi(int(numbers[0]))}条 "
    return match.expand(chinese)
