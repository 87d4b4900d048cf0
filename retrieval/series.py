"""Spans of years asked for year by year: 近三年每年出让多少."""

from __future__ import annotations

import re
from datetime import date

from retrieval.compared import ONE_YEAR, SPAN_END, prepared
from retrieval.years import asked_years, mentions

_MOST = 12  # years of one series
_EACH_YEAR = r"(?:各个?年度?|每一?年度?|逐年|分年度?|历年)"
_SPAN_EACH = re.compile(_EACH_YEAR)
_EACH = re.compile(
    rf"(?:[中内间里]的?)?{_EACH_YEAR}的?(?:分别)?(?:都|各)?|(?:分别|各自|各)(?=[^,?]{{1,16}}(?:多少|几|$))"
)


def series_in(question: str, today: date) -> tuple[str, ...]:
    """One question a year where a span of years is asked for year by year; () elsewhere."""
    text = prepared(question)
    years = asked_years(text, today)
    spans = mentions(text, today)
    each = _EACH.search(text)
    if not each or not 2 <= len(years) <= _MOST or not spans:
        return ()
    start, end = spans[0].start, max(m.end for m in spans)
    if not _SPAN_EACH.search(text) and len(ONE_YEAR.findall(text[start:end])) < len(years):
        return ()  # 近三年的升学比例分别是多少 asks for several ratios, not for several years
    if any(text[a.end : b.start].strip("年度、,和与及 ") for a, b in zip(spans, spans[1:], strict=False)):
        return ()
    ending = SPAN_END.match(text, end)
    rest = text[ending.end() if ending else end :]
    before, rest = _EACH.sub("", text[:start]), _EACH.sub("", rest, count=1)
    return tuple(f"{before.rstrip('在从自')}{year}年{rest.lstrip('的')}" for year in years)
