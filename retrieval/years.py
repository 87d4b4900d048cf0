"""The year a question asks about, and the year a statement of a document speaks of.

A statement's year is what its own words say, else what its paragraph says before it, else what opened its part of the
document (`year_frames`), else its section, else the document's reporting period, else the year of the document's date. Relative words (去年, 今年)
count from the day of the question in a question, and from the document's date in a document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from retrieval.asked_times import asked_years
from retrieval.models import PolicyDocument
from retrieval.sentences import Span, paragraph
from retrieval.year_frames import is_stamp, one_year, opening
from retrieval.year_spoken import spoken
from retrieval.year_words import Mention, mentions

__all__ = [
    "Basis",
    "Mention",
    "StatementYear",
    "asked_years",
    "is_plan",
    "looks_like_heading",
    "mentions",
    "spoken",
    "statement_year",
]

Basis = Literal["sentence", "paragraph", "section", "document", "none"]

_NEAR, _OPENING = 600, 150  # how far a year carries within a section: from nearby, or from the section's opening
# A year frames what follows it where it opens a clause (2019年，…) or stands after such a word.
_FRAME = re.compile(
    r"(?:^|[\s,，。;；:：、“(（])(?:在|自|从|截至|截止|至|到|回顾|总结|回顾总结|关于)*(?:总结|回顾)?\s?$"
)
_PLAN = re.compile(
    r"下一步|力争|计划|拟(?!定|订)|目标|预计|预期|规划(?:新增|建设|到)|确保|将(?!近)|争取(?=完成|实现|达到|突破|建成|到)|到20\d\d年底?"
)
_DONE = re.compile(r"已|获得|完成了|实现了|达到了|突破了|超额|累计|了(?=\d)")
_PLAN_HEADING = re.compile(r"工作(?:安排|部署|思路|打算|目标|任务|计划|重点)|下一步|展望|主要目标|预期目标|规划")
_RESULT_HEADING = re.compile(r"回顾|总结|完成情况|工作情况|成效|进展")


@dataclass(frozen=True, slots=True)
class StatementYear:
    """The years a statement speaks of, how that is known, and whether it is a plan."""

    years: frozenset[int]
    basis: Basis
    plan: bool
    at: int | None = None  # offset in the document at which the year is said, where it is said outside the sentence


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
    line, said = paragraph(text, sentence.start), sentence.of(text)
    if frame := _last(text, line.start, sentence.start, day):
        return StatementYear(one_year(frame.years, said), "paragraph", plan, frame.start)
    if frame := opening(text, day, line.start) or _section_frame(document, line.start):
        return StatementYear(one_year(frame.years, said), "section", plan, frame.start)
    if document.period is not None:
        return StatementYear(frozenset((document.period,)), "document", plan)
    if day is not None:
        return StatementYear(_own_years(document, day), "document", plan)
    return StatementYear(frozenset(), "none", plan)


def _own_years(document: PolicyDocument, day: date) -> frozenset[int]:
    """The year of a document's day, and the one in which it takes effect."""
    effective = document.effective_on
    return frozenset((day.year, effective.year)) if effective and effective > day else frozenset((day.year,))


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
        if not text[start : start + m.start].strip()  # it opens the paragraph: ^ does not match in the midst of a text
        or _FRAME.search(text, max(start, start + m.start - 12), start + m.start)
    ]
    said = [m for m in said if not is_stamp(text, start + m.start)]
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
