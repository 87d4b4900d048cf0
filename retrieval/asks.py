"""The values a question asks for: what each measures, and the words that label it."""

from __future__ import annotations

import re
from dataclasses import replace

from retrieval.numbers import DURATIONS, UNITS, measure_of
from retrieval.query import Ask

_UNIT = "|".join(map(re.escape, UNITS))
_AMOUNT = re.compile(
    rf"(?P<label>[^,、;?!。\s]{{0,12}}?)(?:是|为|有|达到?|共)?(?:多少|(?<![哪第这那前后好头近过十])几)"
    rf"(?!面积|家庭|本事)(?:(?P<unit>{_UNIT})|[十百千万亿]{{1,2}}?(?P<scaled>{_UNIT})|(?P<scale>[十百千万亿]{{1,2}}))?"
    r"(?P<noun>[\u4e00-\u9fff]{0,6})"
)
_POINTS = re.compile(r"([多几]少?)个(?:百分)?点(?!位)")  # 增长几个点
_DURATION = re.compile(r"多久|多长时间|期限(?:是|为)?多|几[天年]|多少[天年]|几个月")
_DIMENSIONS = (  # 多大面积, 多长, 多重
    (re.compile(r"多大(?:的)?(?:年龄|岁数|年纪|小?孩|娃|老人|人)"), "岁"),
    (re.compile(r"多[大高](?:的)?(?:比例|份额|占比)|利[息率]有?多高"), "share"),
    (re.compile(r"多大(?:的)?面积|多宽敞"), "area"),
    (re.compile(r"多大(?:的)?(?:[\u4e00-\u9fff]{0,4}损失|资金|规模的?资金)"), "money"),
    (re.compile(r"多[长远](?!时间|的时间)"), "length"),
    (re.compile(r"多重(?!要)"), "weight"),
)
_PEOPLE = re.compile(r"人(?![才工均大民])")
_SPOKEN = (  # units as people say them
    (re.compile(r"平(?![台均安价方时])"), "平方米"),
    (re.compile(r"方(?![案面式法向便])"), "立方米"),
    (re.compile(r"回(?![复事款])|趟|遍"), "次"),
)
_GROWN = re.compile(r"(?:增长|上涨|下降|涨|降|增|减|提高|增加|减少)[了幅]?$")  # of an income, not the income
_MEASURE_WORDS = (
    (re.compile(r"比例|占比|比重|率$|百分|占(?:了|到|全[省市县区国]|总[数量额])?的?$"), "share"),
    (re.compile(r"面积"), "area"),
    (
        re.compile(
            r"钱|^[块毛](?:钱|$)|金额|资金|费用|收入|支出|投资|产值|总值|[贷欠借存罚货捐赔拨汇]款|总量|gdp$|奖金|工钱|工资|租金"
        ),
        "money",
    ),
    (re.compile(r"人数|人口"), "人"),
    (re.compile(r"负担|补贴|补助|奖励|利息"), "pay"),
)
# What is paid, granted or taken off may be told in money, as a share or as a multiple: 补多少, 罚几万, 报多少.
PAYS = frozenset("money dollar share points 倍 折".split())
_PAID = re.compile(
    r"(?:[补罚给贴花投得挣收赔奖发领拿出掏报销贷退扣费交缴付抵便]|支持|封顶|便宜|资助|救助|津贴|工资|奖金|保费|房租|租金)(?:能|可以?|得|要|你|我|他们?|了)?$"
)


def asks_in(folded: str) -> tuple[Ask, ...]:
    """The asked values in order: 多少批次、面积多少 asks for a count of 批次 and for an area."""
    asks = []
    folded = _POINTS.sub(r"\1个百分点", folded)
    for match in _AMOUNT.finditer(folded):
        unit, label, noun = match["unit"] or match["scaled"] or "", match["label"], match["noun"]
        unit = "人" if unit == "个" and _PEOPLE.match(noun) else unit or _spoken_unit(noun)
        measures = _of_unit(unit) if unit else _measure(label, noun) or _paid(label, noun)
        asks.append(Ask(measures, label + noun, unit))
    if not asks:
        asks.append(Ask("duration" if _DURATION.search(folded) else _dimension(folded), ""))
    elif len(asks) == 1 and not asks[0].measures and _DURATION.search(folded):
        asks = [replace(asks[0], measures="duration")]
    return tuple(asks)


def _spoken_unit(noun: str) -> str:
    return next((unit for spoken, unit in _SPOKEN if spoken.match(noun)), "")


def _dimension(folded: str) -> str:
    """What 多大, 多长 or 多重 asks for."""
    return next((measures for asks, measures in _DIMENSIONS if asks.search(folded)), _measure(folded, ""))


def _of_unit(unit: str) -> str:
    """What an asked unit measures; 几天 may be told in 工作日, 多少年 in 个月."""
    return "duration" if unit in DURATIONS else measure_of(unit)


def _paid(label: str, noun: str) -> str:
    """Whether what is asked for is paid or granted: nothing is counted, and the words before are of paying."""
    return "pay" if not noun and _PAID.search(label) else ""


def _measure(label: str, noun: str) -> str:
    if not noun and _GROWN.search(label):
        return ""
    for pattern, measures in _MEASURE_WORDS:
        if pattern.search(noun) or pattern.search(label[-6:]):
            return measures
    return ""
