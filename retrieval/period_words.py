"""The parts of a year that a text names: 5月, 1—5月, 第三季度, 上半年, 2月18日, 2月9日至29日."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from retrieval.characters import fold
from retrieval.numbers import parse_number
from retrieval.year_words import NAMES

_N = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r"(?:\d{1,2}[时点])?\s?(?:至|到|[—–~-]{1,2})\s?(?:20\d\d年|次年|翌年)?"
_Q = r"[一二三四1-4]"
_PERIOD = re.compile(
    rf"(?<![\d./-])20\d\d(?P<sep>[-./])(?P<iso_m>0?[1-9]|1[0-2])(?P=sep)(?P<iso_d>3[01]|[12]\d|0?[1-9])(?!\d)"
    rf"|(?<![\d.个第]){_N}月{_D}[日号]?{_TO}{_N}月{_D}[日号]"
    rf"|(?<![\d.个第]){_N}月{_D}[日号]?{_TO}{_D}[日号]"
    rf"|(?<![\d.个第]){_N}月{_D}[日号]"
    rf"|(?<![\d.个第]){_N}月?份?{_TO}{_N}月"
    rf"|(?<![\d.个第]){_N}月(?!{_D}[日号])"
    rf"|第?{_Q}{_TO}第?{_Q}季度|前(?P<upto>[一二三两123])个?季度|首季度?|第?{_Q}季度|[上下]半年"
    rf"|(?<![之以此目])(?:前|头|开年)(?P<first>{_N}|两)个?月(?!{_D}[日号])"
)
_MAY_SAY = re.compile(r"月|季|半年|\d\d[-./]")
_NUMBER = re.compile(r"3[01]|[12]\d|0?\d|[一二三四五六七八九十]+")
_CLOCK = re.compile(r"\d{1,2}[时点]|20\d\d年")
_UPTO = re.compile(r"(?:截[至止到]|年初[至到])(?:20\d\d年)?$")
_ON = re.compile(r"(?:份|初)?(?:起(?!至|到)|[之以]后|开始)")
_BEFORE = 8
_KEPT = 256  # texts whose periods are remembered: the documents of one question


@dataclass(frozen=True, slots=True)
class Period:
    """From one day of a year through another, each as (month, day); said at `start:end` of a text, or nowhere."""

    first: tuple[int, int]
    last: tuple[int, int]
    start: int = 0
    end: int = 0

    @property
    def days(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The first and the last day."""
        return self.first, self.last

    @property
    def one_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last

    @property
    def whole_year(self) -> bool:
        """Whether it is all of a year."""
        return self.days == ((1, 1), (12, 31))

    @property
    def name(self) -> str:
        """5月, 4月至6月 or 2月18日."""
        if self.one_day:
            return f"{self.first[0]}月{self.first[1]}日"
        if self.first[1] == 1 and self.last[1] == 31:
            first, last = self.first[0], self.last[0]
            return f"{first}月" if first == last else f"{first}月至{last}月"
        return f"{self.first[0]}月{self.first[1]}日至{self.last[0]}月{self.last[1]}日"

    def holds(self, other: Period) -> bool:
        """Whether the other lies in it."""
        return self.first <= other.first and other.last <= self.last


@lru_cache(_KEPT)
def periods_in(text: str) -> tuple[Period, ...]:
    """The parts of a year named in `text`, in order; those within titles and numbers of documents left out."""
    folded = fold(text)
    if not _MAY_SAY.search(folded):
        return ()  # most sentences name none, and the whole pattern is slow
    folded = NAMES.sub(lambda m: " " * len(m.group()) if m.group()[0] in "《〔[【(" else m.group(), folded)
    found = ((m, _span(m)) for m in _PERIOD.finditer(folded))
    return tuple(Period(*part, m.start(), m.end()) for m, span in found for part in _in_one_year(*span))


def counted(text: str, period: Period) -> Period:
    """The period as it is counted in its text: 截至5月 begins with the year, 自5月起 ends with it."""
    if _ON.match(text, period.end):
        return Period(period.first, (12, 31), period.start, period.end)
    if period.one_day or not _UPTO.search(text[max(0, period.start - _BEFORE) : period.start]):
        return period
    return Period((1, 1), period.last, period.start, period.end)


def _span(match: re.Match[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and the last day, which may lie in the next year."""
    said = match.group()
    if match["iso_m"]:
        day = int(match["iso_m"]), int(match["iso_d"])
        return day, day
    if said.endswith("半年"):
        return _months(1, 6) if said[0] == "上" else _months(7, 12)
    if said.startswith("首季"):
        return _months(1, 3)
    if match["upto"]:
        return _months(1, 3 * _number(match["upto"].replace("两", "二")))
    if match["first"]:
        return _months(1, _number(match["first"].replace("两", "二")))
    numbers = [_number(n) for n in _NUMBER.findall(_CLOCK.sub("", said))]
    if said.endswith("季度"):
        return _months(3 * numbers[0] - 2, 3 * numbers[-1])
    if said[-1] not in "日号":
        return _months(numbers[0], numbers[-1])
    if len(numbers) == 3:  # 2月9日至29日
        numbers.insert(2, numbers[0])
    return (numbers[0], numbers[1]), (numbers[-2], numbers[-1])


def _months(first: int, last: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (first, 1), (last, 31)


def _in_one_year(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The span, or where it goes on into the next year, its part in either."""
    return [(first, last)] if first <= last else [(first, (12, 31)), ((1, 1), last)]


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else int(parse_number(said) or 0)
