"""The year a question asks about, and the year a statement of a document speaks of.

A statement's year is what its own words say, else what its paragraph says before it, else its section,
else the document's reporting period, else the year of the document's date. Relative words (去年, 今年)
count from the day of the question in a question, and from the document's date in a document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from retrieval.characters import fold
from retrieval.models import PolicyDocument
from retrieval.sentences import Span, paragraph

Basis = Literal["sentence", "paragraph", "section", "document", "none"]

_HANZI_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")}
_DIGIT = r"[\d零一二三四五六七八九]"
_YEAR = re.compile(
    rf"(?P<a>(?:19|20)\d\d|[一二][九零]{_DIGIT}{{2}})\s?(?:年度?)?\s?(?:[—–~至到/-]{{1,2}})\s?(?P<b>(?:19|20)\d\d)\s?学?年"
    r"|(?P<list>(?:(?:19|20)\d\d\s?(?:年度?)?\s?[、,和及与]\s?)+(?:19|20)\d\d)\s?年"
    rf"|(?P<one>(?:19|20)\d\d|[一二][九零]{_DIGIT}{{2}})\s?年"
    r"|(?P<iso>(?:19|20)\d\d)(?=[-/.]\d{1,2}[-/.]\d{1,2})"
    r"|“?(?P<plan>十[一二三四五六])五”?(?=规划|时期|期间|以来|末|收官|开局|[^\d]|$)"
)
_RELATIVE = re.compile(
    r"(?P<span>近|过去|最近|前)(?P<n>[一二两三四五六七八九十]|\d{1,2})年(?!级)"
    r"|(?P<word>去年|上一?年度?|大?前年|今年|本年度?|当年|明年|来年|下一年|后年)(?!级)"
    r"|(?<![数多])(?P<both>过去的一年)"
)
_SHIFT = {
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "上年度": -1,
    "上一年度": -1,
    "前年": -2,
    "大前年": -3,
    "今年": 0,
    "本年": 0,
}
_SHIFT |= {"本年度": 0, "当年": 0, "明年": 1, "来年": 1, "下一年": 1, "后年": 2}
# A year that only names a thing, or that something is compared with, is not the year of the statement.
_NAMES = re.compile(
    r"《[^》]*》|[〔\[【(（](?:19|20)\d\d[〕\]】)）]|(?:19|20)\d\d\s?年\s?第\s?\d+\s?号"
    r"|(?:19|20)\d\d\s?年(?:\d{1,2}月(?:\d{1,2}日)?)?(?=修[订正改]|版|印发|颁布|制定)"
)
_SINCE = re.compile(r"以来|起至今|至今")
_NEAR, _OPENING = 600, 150  # how far a year carries within a section: from nearby, or from the section's opening
# A year frames what follows it where it opens a clause (2019年，…) or stands after such a word.
_FRAME = re.compile(
    r"(?:^|[\s,，。;；:：、“(（])(?:在|自|从|截至|截止|至|到|回顾|总结|回顾总结|关于)*(?:总结|回顾)?\s?$"
)
_COMPARED = re.compile(r"(?:比|较|与|同|相比于|相对|[高低多少]于|超过?)(?:于|之)?\s?$")
_COMPARED_AFTER = re.compile(r"度?[末底]?(?:的?基础上|同期|相比|相较|水平|的\s?\d+(?:\.\d+)?\s?(?:倍|%))|末")
_SHORT_YEAR = re.compile(r"^\W*(?:请问|那么?|在|关于)?(?P<two>\d\d)年(?![以之内期限间来]|产权|工龄|的?时间)")
_PLAN = re.compile(
    r"力争|计划|拟(?!定|订)|目标|预计|预期|规划(?:新增|建设|到)|确保|将(?!近)|争取(?=完成|实现|达到|突破|建成|到)|到20\d\d年底?"
)
_DONE = re.compile(r"已|获得|完成了|实现了|达到了|突破了|超额|累计|了(?=\d)")
_PLAN_HEADING = re.compile(r"工作(?:安排|部署|思路|打算|目标|任务|计划|重点)|下一步|展望|主要目标|预期目标|规划")
_RESULT_HEADING = re.compile(r"回顾|总结|完成情况|工作情况|成效|进展")


@dataclass(frozen=True, slots=True)
class Mention:
    """Years named at `start:end` of a text."""

    years: frozenset[int]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StatementYear:
    """The years a statement speaks of, how that is known, and whether it is a plan."""

    years: frozenset[int]
    basis: Basis
    plan: bool
    at: int | None = None  # offset in the document at which the year is said, where it is said outside the sentence


def mentions(text: str, today: date | None) -> list[Mention]:
    """The years named in `text`, in order; relative words count from `today` (skipped where None)."""
    folded = fold(text)
    found = [Mention(_absolute(m), m.start(), m.end()) for m in _YEAR.finditer(folded)]
    if today is not None:
        found += [Mention(_relative(m, today.year), m.start(), m.end()) for m in _RELATIVE.finditer(folded)]
        found = [_open_ended(m, folded, today.year) for m in found]
    return sorted((m for m in found if m.years), key=lambda m: m.start)


def _open_ended(mention: Mention, folded: str, now: int) -> Mention:
    """2018年以来 is every year from 2018 to now."""
    first = min(mention.years, default=now)
    if not _SINCE.match(folded, mention.end) or not 0 <= now - first <= 50:
        return mention
    return Mention(frozenset(range(first, now + 1)), mention.start, mention.end)


def _absolute(match: re.Match[str]) -> frozenset[int]:
    if plan := match["plan"]:
        first = 2006 + 5 * "一二三四五六".index(plan[1])  # 十一五 began in 2006
        return frozenset(range(first, first + 5))
    if match["list"]:
        return frozenset(map(int, re.findall(r"\d{4}", match["list"])))
    if match["a"]:
        first, last = _year(match["a"]), _year(match["b"])
        return frozenset(range(first, last + 1)) if 0 <= last - first <= 30 else frozenset((first, last))
    return frozenset((_year(match["one"] or match["iso"]),))


def _year(text: str) -> int:
    return int("".join(_HANZI_DIGITS.get(c, c) for c in text))


def _relative(match: re.Match[str], year: int) -> frozenset[int]:
    if match["both"]:
        return frozenset((year - 1,))
    if match["span"]:
        n = int(match["n"]) if match["n"].isdigit() else "零一二三四五六七八九十".index(match["n"].replace("两", "二"))
        return frozenset(range(year - n, year)) if n else frozenset()
    return frozenset((year + _SHIFT[match["word"]],))


def asked_years(question: str, today: date) -> tuple[int, ...]:
    """The years a question asks about, ascending; () where it names none."""
    cleaned = _NAMES.sub(lambda m: " " * len(m.group()), question)
    years = {year for m in mentions(cleaned, today) for year in m.years}
    short = _SHORT_YEAR.match(fold(cleaned))  # 19年出让多少亩
    if short and int(short["two"]) <= today.year % 100 + 5:
        years.add(today.year // 100 * 100 + int(short["two"]))
    return tuple(sorted(years))


def statement_year(document: PolicyDocument, sentence: Span, at: int | None = None) -> StatementYear:
    """The year of what stands at offset `at` (default: its start) of `sentence` in `document`."""
    text, day = document.text, document.day
    at = sentence.start if at is None else at
    plan = is_plan(document, sentence, at)
    own = spoken(sentence.of(text), day)
    if own:
        before = [m for m in own if sentence.start + m.start <= at]
        chosen = before[-1].years if before else frozenset[int]().union(*(m.years for m in own))
        return StatementYear(chosen, "sentence", plan)
    line = paragraph(text, sentence.start)
    if frame := _last(text, line.start, sentence.start, day):
        return StatementYear(frame.years, "paragraph", plan, frame.start)
    if frame := _section_frame(document, line.start):
        return StatementYear(frame.years, "section", plan, frame.start)
    if document.period is not None:
        return StatementYear(frozenset((document.period,)), "document", plan)
    if day is not None:
        return StatementYear(frozenset((day.year,)), "document", plan)
    return StatementYear(frozenset(), "none", plan)


def spoken(text: str, day: date | None) -> list[Mention]:
    """The mentions of `text` that say when, not what: titles and comparisons left out."""
    names = [m.span() for m in _NAMES.finditer(text)]
    return [
        m
        for m in mentions(text, day)
        if not any(a <= m.start < b for a, b in names)
        and not _COMPARED.search(text[max(0, m.start - 4) : m.start])
        and not _COMPARED_AFTER.match(text, m.end)
    ]


def _section_frame(document: PolicyDocument, at: int) -> Mention | None:
    """The last year said shortly before `at` in its section, else the one that the section opens with."""
    text, start = document.text, _section_start(document, at)
    near = _last(text, max(start, at - _NEAR), at, document.day)
    return near or _last(text, start, min(at, start + _OPENING), document.day)


def _last(text: str, start: int, end: int, day: date | None) -> Mention | None:
    """The last year said in `text[start:end]`, with offsets in `text`."""
    said = [
        m
        for m in spoken(text[start:end], day)
        if _FRAME.search(text, max(start, start + m.start - 12), start + m.start)
    ]
    return Mention(said[-1].years, start + said[-1].start, start + said[-1].end) if said else None


_HEADING = re.compile(r"^\s*(?:第[一二三四五六七八九十百]+[编章节]|[一二三四五六七八九十]+、|#{1,6} )")
_LINE_END = re.compile(r"[。；，,;：:、]\s*$")


def _section_start(document: PolicyDocument, at: int) -> int:
    """Where the section of offset `at` begins: at the nearest heading line above, at most 4,000 back."""
    text, here = document.text, at
    floor = max(0, at - 4000)
    while here > floor:
        start = text.rfind("\n", floor, here - 1) + 1 if here > floor else floor
        line = text[start:here].strip()
        if line and looks_like_heading(line):
            return max(start, floor)
        if start <= floor:
            break
        here = start
    return floor


def looks_like_heading(line: str) -> bool:
    """Whether a line reads as a heading: numbered as one, or short without closing punctuation."""
    return len(line) <= 40 and not _LINE_END.search(line) and (bool(_HEADING.match(line)) or len(line) <= 30)


def is_plan(document: PolicyDocument, sentence: Span, at: int) -> bool:
    """Whether what stands at `at` is planned rather than done, by its clause, else by its heading."""
    text = document.text
    clause = re.split(r"[,，;；。]", text[sentence.start : at + 1])[-1]
    lead = text[sentence.start : at]
    if _PLAN.search(clause):
        return not _DONE.search(clause)
    if re.match(r"\W*(?:力争|计划|确保|拟(?!定|订))", lead) and not _DONE.search(lead):
        return True
    start = _section_start(document, paragraph(text, at).start)
    heading = text[start : text.find("\n", start) if "\n" in text[start:at] else start].strip()
    return bool(_PLAN_HEADING.search(heading)) and not _RESULT_HEADING.search(heading)
