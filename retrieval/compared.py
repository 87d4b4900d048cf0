"""The years and places of a question, each as a question for it alone would name it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from retrieval.characters import fold
from retrieval.places import place_spans
from retrieval.years import asked_years, mentions

_BARE_YEAR = re.compile(r"((?:19|20)\d\d)(?=\s?(?:[、,和与及跟同]|比|较)\s?(?:19|20)\d\d)(?!\s?年)")
_PERIOD = re.compile(r"度?(?:的?(?:上半年|下半年|全年|第?[一二三四]季度|前[一二三]季度|\d{1,2}月份?|年?[末底]))?")
_LAST = re.compile(r"(?:上一?|前一|去)年度?")
ONE_YEAR = re.compile(r"(?:19|20)\d\d\s?年|(?:上一?|去|大?前|今|本|明)年")
SPAN_END = re.compile(r"度?(?:期间|以?来|间|内)?[,的]?")


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things compared, at `start:end`; `text` is how a question for it alone names it."""

    start: int
    end: int
    text: str
    order: int = 0  # years: the year


def prepared(question: str) -> str:
    """The folded question without its closing mark, 2018和2019年 with 年 behind both."""
    return _BARE_YEAR.sub(r"\1年", fold(question).rstrip("?。! "))


def years_of(text: str, today: date) -> list[Item]:
    """The single years that `text` names; 上年 beside a year that is said is the one before it."""
    items: list[Item] = []
    for match in ONE_YEAR.finditer(text):
        (year,) = asked_years(match.group(), today)
        end = _PERIOD.match(text, match.end()).end()  # type: ignore[union-attr]  # it matches nothing as well
        if items and _LAST.fullmatch(match.group()) and (match.group()[0] != "去" or items[-1].order == year):
            year = items[-1].order - 1
        items.append(Item(match.start(), end, f"{year}年{text[match.end() : end].lstrip('度')}", year))
    return _alike(items)


def years_of_span(text: str, today: date) -> list[Item]:
    """The years of a span (2018年至2020年, 近三年), each in the span's place."""
    spans = [m for m in mentions(text, today) if len(m.years) > 1]
    return [Item(m.start, m.end, f"{year}年", year) for m in spans[:1] for year in sorted(m.years)]


def _alike(items: list[Item]) -> list[Item]:
    """The years with one period: 2019年比2018年上半年 compares half years."""
    periods = {item.text.partition("年")[2] for item in items} - {""}
    if len(periods) != 1:
        return items
    return [replace(item, text=f"{item.order}年{next(iter(periods))}") for item in items]


def places_of(text: str) -> list[Item]:
    """The places that `text` names, one within the next as one (济南市历下区)."""
    items: list[Item] = []
    for _, start, end in place_spans(text):
        if items and items[-1].end == start:
            items[-1] = Item(items[-1].start, end, text[items[-1].start : end])
        else:
            items.append(Item(start, end, text[start:end]))
    return items
