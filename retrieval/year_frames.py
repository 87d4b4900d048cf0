"""The year that a part of a document is about: what opens its paragraphs and headings says it for all that follows.

Reports tell of one year, then of five, then of the next: 一年来，… 五年来，… 三、2026年重点工作. Such an opening holds until
the next one, however long the part is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date
from functools import lru_cache

from retrieval.characters import fold
from retrieval.year_spoken import spoken
from retrieval.year_words import Mention

_KEPT = 256  # documents whose openings are remembered: those of one question, and of the next
_NUMBERS = "一二三四五六七八九十"
_LEAD = re.compile(
    r"^[\s—–-]*(?:各位代表[,!:]?)?\s*(?:[(][一二三四五六七八九十]{1,3}[)]|\d{1,2}[.、])?\s*(?:(?:刚刚|回望|回顾|总结)*)"
)
_CHAPTER = re.compile(rf"^\s*(?:#{{1,2}} |(?:#+ )?[{_NUMBERS}]{{1,3}}、|第[{_NUMBERS}]{{1,3}}(?:部分|章))")
_MARKS = re.compile(r"^#[# ]*")
_CLOSED = re.compile(r"[。;,:!?]\s*$")
_LONGEST = 60  # characters of a heading
_OPENING = 24  # characters of a paragraph in which its opening stands
# 发布日期：2019年1月8日, or that day in a line of its own, says when a text appeared, not what it is about.
_STAMPED = re.compile(r"(?:日\s?期|时\s?间)\s?[:：]\s*$")
_STAMP = re.compile(r"\s*[(（]?\s*(?:19|20)\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?\s*[)）]?\s*$", re.MULTILINE)
_ONE_YEAR = re.compile(r"全年|一年来|这一年|年末|同比|比上年|较上年")


def one_year(years: frozenset[int], said: str) -> frozenset[int]:
    """Of the years of a part of a document, those of a sentence: 全年 in a review of five years is the last of them."""
    if len(years) > 1 and _ONE_YEAR.search(said):
        return frozenset((max(years),))
    return years


def opening(text: str, day: date | None, at: int) -> Mention | None:
    """What the nearest opening above offset `at` says, in the chapter of `at`; offsets are those of the text."""
    starts, frames = _openings(text, day)
    above = bisect_right(starts, at) - 1
    return frames[above] if above >= 0 else None


@lru_cache(maxsize=_KEPT)
def _openings(text: str, day: date | None) -> tuple[list[int], list[Mention | None]]:
    """Where each opening stands, in order, and its years: None at the heading of a chapter that names none."""
    starts: list[int] = []
    frames: list[Mention | None] = []
    start = 0
    for line in text.splitlines(keepends=True):
        said = fold(line.rstrip())
        heading = len(said) <= _LONGEST and bool(_CHAPTER.match(said)) and not _CLOSED.search(said)
        found = _first(_MARKS.sub(lambda marks: " " * len(marks[0]), said), day, heading)
        if found and is_stamp(text, start + found.start):
            found = None
        if found or heading:
            starts.append(start)
            frames.append(Mention(found.years, start + found.start, start + found.end) if found else None)
        start += len(line)
    return starts, frames


def is_stamp(text: str, start: int) -> bool:
    """Whether the year at `start` is that of a day on which a text appeared."""
    line = text.rfind("\n", 0, start) + 1
    return bool(_STAMPED.search(text, max(0, start - 12), start) or _STAMP.match(text, line))


def _first(said: str, day: date | None, heading: bool) -> Mention | None:
    """The years that a heading names first, or that a paragraph opens with."""
    shown = said if heading else said[:_OPENING]
    found = spoken(shown, day)
    lead = len(said) - len(_LEAD.sub("", said, count=1)) + 1  # a quotation mark may stand before
    return found[0] if found and (heading or found[0].start <= lead) else None
