"""Dates of claims and sources: 3月2日, 2020年3月2日 and 2020-03-02, with what they are the beginning or the end of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.characters import fold
from retrieval.numbers import parse_number

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_Y = r"(?:19|20)\d\d|[一二][九零][零一二三四五六七八九]{2}"
_DAY = re.compile(
    rf"(?:(?P<year>{_Y})\s?年\s?)?(?P<month>{_N})\s?月(?:\s?(?P<day>{_N})\s?[日号]|(?P<part>[底初末]|[上中下]旬)|(?![份]?以|内))?"
    r"|(?P<iyear>(?:19|20)\d\d)[-/.](?P<imonth>\d{1,2})[-/.](?P<iday>\d{1,2})(?!\d)"
    rf"|(?P<yonly>{_Y})\s?年(?P<half>底|初|末|上半年|下半年|[一二三四]季度)"
    r"|(?<=[至到—–~-])\s?(?P<dday>\d{1,2})\s?[日号]"
)
_DURATION = re.compile(r"个$")
_END_BEFORE = re.compile(r"(?:截[止至]|至|到|不?[晚迟]于|[—–~-])(?:时间|日期)?[为是:]?\s?$")
_START_BEFORE = re.compile(r"(?:自|从|始于)\s?$")
_END_AFTER = re.compile(r"\s?(?:\d{1,2}(?:时|点|:\d\d))?(?:之?前(?![往来])|以前|截止|止|为止|到期|届满|结束)")
_START_AFTER = re.compile(r"\s?(?:起|开始|之?后|以后|始)")
_SPAN = re.compile(r"\s?(?:至|到|[—–~-]{1,2})\s?(?=\d|[一二三四五六七八九十])")


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a month, at `start:end`. `role` is "start" or "end" where it begins or ends something."""

    year: int | None
    month: int
    day: int
    part: str
    role: str
    start: int
    end: int

    def within(self, other: Day) -> bool:
        """Whether `other` says this day; it may say the year that this leaves out."""
        same = (self.month, self.day, self.part) == (other.month, other.day, other.part)
        return same and (self.year is None or other.year is None or self.year == other.year)


def days(text: str) -> list[Day]:
    """The days and months that `text` names, in order; an end without month or year takes those of its beginning."""
    folded = fold(text)
    found: list[Day] = []
    for match in _DAY.finditer(folded):
        month, day = _number(match["month"] or match["imonth"]), _number(match["day"] or match["iday"] or match["dday"])
        if _DURATION.search(folded[: match.start()]) or (not month and not match["yonly"] and not match["dday"]):
            continue
        last = found[-1] if found else None
        joined = bool(
            (last and _SPAN.fullmatch(folded, last.end, match.start()))
            or (last and match["dday"] and match.start() - last.end <= 2)
        )
        if match["dday"] and not (joined and last):
            continue
        year = _year(match["year"] or match["iyear"] or match["yonly"])
        if joined and last:
            month, year = month or last.month, year or last.year
        if month > 12 or day > 31:
            continue
        role = "end" if joined else role_at(folded, match.start(), match.end())
        part = match["part"] or match["half"] or ""
        found.append(Day(year, month or (0 if not match["yonly"] else 12), day, part, role, match.start(), match.end()))
    return found


def role_at(folded: str, start: int, end: int) -> str:
    """ "start" or "end" where the day at `start:end` of a folded text begins or ends something, else ""."""
    before = folded[max(0, start - 8) : start]
    if _END_AFTER.match(folded, end) or _END_BEFORE.search(before):
        return "end"
    if _START_AFTER.match(folded, end) or _START_BEFORE.search(before) or _SPAN.match(folded, end):
        return "start"
    return ""


def _number(text: str | None) -> int:
    value = parse_number(text) if text else None
    return int(value) if value is not None else 0


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int("".join(str("零一二三四五六七八九".index(c)) if c in "零一二三四五六七八九" else c for c in text))
