"""The years a question asks about, relative ones counted from the day on which it is asked."""

from __future__ import annotations

import re
from datetime import date, timedelta

from retrieval.characters import fold
from retrieval.year_words import NAMES, mentions

# 19年 at the beginning, or behind a place, an agency or a word for when; elsewhere it counts years (工龄30年).
_SHORT_YEARS = re.compile(
    r"(?:^\W*(?:请问|那么?)?|(?<=[市县区省镇乡村局院校司]))(?:在|于|关于|截至)?(?:(?P<a>\d\d)年?(?:至|到|[—–~-])\s?)?(?P<two>\d\d)年(?![以之内期限间来]|产权|工龄|的?时间|[前后])"
)
_BARE_SPAN = re.compile(
    r"(?<!\d)(?P<a>(?:19|20)\d\d)\s?(?:至|到|[—–~-])\s?(?P<b>20\d\d)(?![\d号]|\s?[年学-])(?<!\d{5})"
)
_LAST_MONTH = re.compile(r"上个?月(?!球)")
_THIS_MONTH = re.compile(r"(?:本|这个|当)月(?!度?起)")
_LAST_QUARTER = re.compile(r"上个?季度?")
_THIS_QUARTER = re.compile(r"(?:本|这个?)季度")
_PART = re.compile(r"(?P<half>[上下])半年|前(?P<upto>[一二三])个?季度|第?(?P<quarter>[一二三四1-4])季度")
_AGAINST = ("比", "较", "跟", "与")
_OWN_YEAR = re.compile(r"年度?的?$")


def asked_years(question: str, today: date) -> tuple[int, ...]:
    """The years a question asks about, ascending; () where it names none."""
    cleaned = fold(NAMES.sub(lambda m: " " * len(m.group()), question))
    said = mentions(cleaned, today)
    if any(cleaned[m.start].isdigit() for m in said):  # 2022年比上一年多多少 compares with the year before that one
        said = [m for m in said if cleaned[m.start] != "上" or cleaned[: m.start][-1:] not in _AGAINST]
    years = {year for m in said for year in m.years}
    for match in _SHORT_YEARS.finditer(cleaned):  # 济南市19年, 18至20年
        first, last = (_century(int(two), today) for two in (match["a"] or match["two"], match["two"]))
        if first and last and last - first <= 10:
            years.update(range(first, last + 1))
    for match in _BARE_SPAN.finditer(cleaned):  # 2018-2020 with no 年 behind
        years.update(range(int(match["a"]), int(match["b"]) + 1))
    if not years:
        years = {day.year for day in asked_months(cleaned, today)}
    return tuple(sorted(years))


def asked_months(question: str, today: date) -> tuple[date, ...]:
    """The first days of the months that 上月, 本月, 上季度, 一季度 or 上半年 mean on a day; () where none is said.

    A quarter or a half of no year is that of the running year where it is over, else nothing is known of it.
    """
    folded = fold(question)
    quarter = (today.month - 1) // 3
    found: list[date] = []
    if _LAST_MONTH.search(folded):
        found.append((today.replace(day=1) - timedelta(days=1)).replace(day=1))
    if _THIS_MONTH.search(folded):
        found.append(today.replace(day=1))
    if _LAST_QUARTER.search(folded):
        found += _quarter(today.year - (quarter == 0), (quarter - 1) % 4)
    if _THIS_QUARTER.search(folded):
        found += _quarter(today.year, quarter)
    for match in _PART.finditer(folded):
        months = _months(match)
        if months and months[-1] < today.month and not _OWN_YEAR.search(folded[: match.start()]):
            found += [date(today.year, month, 1) for month in months]
    return tuple(dict.fromkeys(found))


def _quarter(year: int, quarter: int) -> list[date]:
    return [date(year, 3 * quarter + month, 1) for month in (1, 2, 3)]


def _months(match: re.Match[str]) -> list[int]:
    if half := match["half"]:
        return list(range(1, 7)) if half == "上" else list(range(7, 13))
    if upto := match["upto"]:
        return list(range(1, 3 * "一二三".index(upto) + 4))
    quarter = "一二三四1234".index(match["quarter"]) % 4
    return list(range(3 * quarter + 1, 3 * quarter + 4))


def _century(two: int, today: date) -> int | None:
    """The year of this century that two digits mean; None where it lies further ahead than plans do."""
    return today.year // 100 * 100 + two if two <= today.year % 100 + 5 else None
