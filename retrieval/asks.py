"""The values a question asks for: what each measures, and the words that label it."""

from __future__ import annotations

import re

from retrieval.numbers import DURATIONS, UNITS, measure_of
from retrieval.query import Ask

_UNIT = "|".join(map(re.escape, UNITS))
_AMOUNT = re.compile(
    rf"(?P<label>[^,、;?!。\s]{{0,12}}?)(?:是|为|有|达到?|共)?(?:多少|几)(?P<unit>{_UNIT})?(?P<noun>[\u4e00-\u9fff]{{0,6}})"
)
_POINTS = re.compile(r"([多几]少?)个(?:百分)?点(?!位)")  # 增长几个点
_DURATION = re.compile(r"多久|多长时间|期限(?:是|为)?多|几[天年]|多少[天年]|几个月")
_MEASURE_WORDS = (
    (re.compile(r"面积"), "area"),
    (re.compile(r"比例|占比|比重|率$|百分"), "share"),
    (re.compile(r"钱|金额|资金|费用|收入|支出|投资|产值|总值|负担|补贴|补助|贷款"), "money"),
    (re.compile(r"人数|人口"), "人"),
)


def asks_in(folded: str) -> tuple[Ask, ...]:
    """The asked values in order: 多少批次、面积多少 asks for a count of 批次 and for an area."""
    asks = []
    folded = _POINTS.sub(r"\1个百分点", folded)
    for match in _AMOUNT.finditer(folded):
        unit, label = match["unit"] or "", match["label"]
        measures = _of_unit(unit) if unit else _measure(label, match["noun"])
        asks.append(Ask(measures, label + match["noun"]))
    if not asks:
        asks.append(Ask("duration" if _DURATION.search(folded) else _measure(folded, ""), ""))
    elif len(asks) == 1 and not asks[0].measures and _DURATION.search(folded):
        asks = [Ask("duration", asks[0].label)]
    return tuple(asks)


def _of_unit(unit: str) -> str:
    """What an asked unit measures; 几天 may be told in 工作日, 多少年 in 个月."""
    return "duration" if unit in DURATIONS else measure_of(unit)


def _measure(label: str, noun: str) -> str:
    for pattern, measures in _MEASURE_WORDS:
        if pattern.search(noun) or pattern.search(label[-6:]):
            return measures
    return ""
