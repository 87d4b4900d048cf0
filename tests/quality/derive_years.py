"""Questions with another year, in which their fact does not exist."""

from __future__ import annotations

import re
from collections.abc import Callable

from retrieval.scoring import Row
from tests.quality.corpora import Corpus, years_named
from tests.quality.derive import Derived, PassedOver, Source, blanked, changed, derived, shuffled
from tests.quality.gazette import find_areas

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s?年|级|届)")
_LOOSE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOW = re.compile(r"目前|去年|今年|本年度?|上一?年度?")
_OPEN = re.compile(r"近[几两二三四五]?年|近期|最近|今后|未来|历年|每年|五年规划|十[一二三四五]五|以来|至今")
_MONTH = re.compile(r"(?<![\d年])(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?!前|内|后|度)(?:份|\d{1,2}日|\d{1,2}号)?")
_ASKS_YEAR = re.compile(r"哪一?年|何年|什么年份|几几年|多少年")
# What a thing is called, means or is reached by, and what the law says, holds beyond one year.
_TIMELESS = re.compile(
    r"指的?是?什么|是指|什么是|代表什么|定义|含义|意义|意思|用途|用处|作用|电话|热线|地址|网址|联系方式|邮箱|账[户号]|"
    r"犯罪|法律|法规|传染病|怎样防范|成立|设立|创[办立建]|始于|简称|全称|毕业于"
)
_NEAR, _REACH = 3, 9  # how many years away the other year is rather, and may be


def wrong_years(rows: list[Row], corpus: Corpus) -> Derived:
    """A question with another year for each of `rows` that allows one."""
    return derived(rows, corpus, _changed)


def _changed(source: Source) -> Row:
    if source.row.get("history"):
        raise PassedOver("a follow-up")
    question = blanked(source.question)
    if _ASKS_YEAR.search(question):
        raise PassedOver("asks for the year")
    if _OPEN.search(question):
        raise PassedOver("a span of years")
    told = set(_YEAR.findall(question))
    if len(set(_LOOSE.findall(question))) > max(1, len(told)) or len(told) > 1:
        raise PassedOver("several years")
    return _other_year(source, told.pop()) if told else _framed(source, question)


def _other_year(source: Source, told: str) -> Row:
    now = _free_year(source, int(told))
    spots = [m.start() for m in _YEAR.finditer(blanked(source.question))]
    question = source.question
    for at in spots:
        question = question[:at] + str(now) + question[at + 4 :]
    return changed(source.row, "wrong_year", question, told, str(now), "year changed")


def _framed(source: Source, question: str) -> Row:
    """The question of a dated document's fact, said to be of another year."""
    if source.row.get("as_of") and not _NOW.search(question):
        raise PassedOver("dated by the day on which it is asked")
    if _TIMELESS.search(question):
        raise PassedOver("holds beyond one year")
    years = {gold.year for gold in source.gold} - {None}
    if not years:
        raise PassedOver("its document is of no known year")
    place = _place(question)
    if place is None:
        raise PassedOver("nothing ties it to a time or place")
    now = _free_year(source, max(filter(None, years)))
    return changed(source.row, "wrong_year", place(source.question, now), "", str(now), "year added")


def _place(question: str) -> Callable[[str, int], str] | None:
    """How a year is said in a question that names none: for 今年, before a month, or first."""
    if (found := _NOW.search(question)) or (found := _MONTH.search(question)):
        word = _NOW.fullmatch(found.group())
        start, end = found.start(), found.end() if word else found.start()
        return lambda asked, year: f"{asked[:start]}{year}年{asked[end:]}"
    named = find_areas(question)
    if not named:
        return None
    return (
        (lambda asked, year: f"{year}年{asked}") if named[0].start == 0 else (lambda asked, year: f"{year}年，{asked}")
    )


def _free_year(source: Source, told: int) -> int:
    """A year of which no document speaks together with the matter. Raises PassedOver where there is none."""
    matter = source.corpus.matter(_LOOSE.sub("", source.question))
    speaking = [text for text in source.reach if text in source.gold or source.told_in(text, matter)]
    undated = [text for text in speaking if not text.years and text not in source.gold]
    if any(source.answered_in(text) for text in undated):
        raise PassedOver("a document of no known year says it too")
    taken = {year for text in speaking for year in text.years} | years_named(source.question) | {told}
    years = [told + shift for shift in range(-_REACH, _REACH + 1) if 1990 <= told + shift <= 2029]
    ordered = sorted(shuffled(years, str(source.row["id"])), key=lambda year: abs(year - told) > _NEAR)
    found = next((year for year in ordered if year not in taken), None)
    if found is None:
        raise PassedOver("no year is free")
    return found
