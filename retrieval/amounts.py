"""Quantities as they are meant: a range with both its ends, with its limit (不低于60%) and what it is for each of (每亩150元).

A limit is named by what it does: "least" (不少于, 以上), "most" (不超过, 以内), "about" (约, 近, 左右).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.characters import fold
from retrieval.conversions import scale_of, scale_value
from retrieval.numbers import DURATIONS, UNITS, Quantity, quantities

_LEAST = r"不得?低于|不得?少于|不得?小于|不应低于|不应少于|至少|最低|最少|起码|超过|超出|超|高于|大于|多于|逾|突破|满(?!足|意)"
_MOST = r"不得?超过|不得?高于|不得?多于|不得?大于|不应超过|不应高于|最高|最多|最长|至多|低于|少于|小于|不足|不到|不满|(?:控制|限制|压缩)(?:在|到|至)|上限|限额"
_ABOUT = r"大约|将近|接近|大概|约|(?<![最附临就远新])近"
_LINK = r"(?:可?达到?|可|为|是|至|到|给予|奖励|奖补|补助|补贴|资助|支持|发放|享受|按|[:])"
_ACT = r"(?:(?!每)[\u4e00-\u9fff]){0,4}"  # 至少检查2次, 最高补助5万元
_SIGNED = re.compile(
    rf"(?:(?P<most_of>(?:最高|最多|最长|至多){_ACT})|(?P<least_of>(?:至少|最低|最少|起码){_ACT})|(?P<most>{_MOST})|(?P<least>{_LEAST})|(?P<about>{_ABOUT}))(?P<link>{_LINK}{{0,2}})\s?$"
)
_AFTER = re.compile(
    r"\s?(?:\((?:不?含(?:本数)?)\)\s?)?(?:(?P<least>及?以上|之上|起步)|(?P<most>及?以下|以内|之内|之下|封顶|为限)|(?P<about>左右|上下))(?:\(不?含(?:本数)?\))?"
)
_WITHIN = re.compile(r"内(?![容部地])")
_ROUND = re.compile(r"[余多来]")
_THAN = re.compile(r"[比较于]$")
_OTHER = "人 月 年 天 日 次 亩 户 生 学年 学期 季度 周 期 孔 方 车 标 度 例 单 床日 人次 平 亿 万 席 位 票 班次 校 园 企 院 村 组 队".split()
_EACH = "|".join(map(re.escape, sorted({*UNITS, *_OTHER} - {"%", "‰", "起", "倍"}, key=len, reverse=True)))
_PER_VERB = (
    r"(?:补贴|补助|奖励|奖补|给予|发放|资助|支付|收取|缴纳|收费|减免|支持|扶持|标准|予以|按|为|是|一次性|不含税)"
)
_PER_BEFORE = re.compile(
    rf"(?P<each>(?:每(?:满|增加|新增)?\d*(?:个|名|位)?(?:{_EACH})\s?,?)+)(?:{_PER_VERB}){{0,3}}\s?$"
)
_EACH_LEAD = re.compile(rf"(?P<each>(?:每(?:{_EACH}))+)(?:{_PER_VERB}){{0,3}}")
_PER_AFTER = re.compile(
    rf"\s?(?:/|每)\s?[(]?(?P<each>(?:\d*(?:{_EACH}))(?:\s?[·.・*/每]\s?(?:{_EACH})){{0,2}})[)]?(?!额|均)"
)
_UNIT_WORD = re.compile(_EACH)
_BETWEEN = re.compile(
    r"(?P<above>及?以上)?\s?(?:,|、)?\s?(?:(?:至|到|[—–~～-]{1,2})\s?(?:不足|不超过|不满)?|(?<=以上)(?:不足|不超过|不满)?)"
)
_CHANGED = re.compile(r"(?:由|从|自)[^,，。;；]{0,12}$")
_CALENDAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity, or a range from `low` to `high`, at `start:end` of its text, all its words included.

    `per` holds the units that it is for each of: 每人每月 as 人 and 月.
    """

    low: Quantity
    high: Quantity | None
    limit: frozenset[str]
    per: frozenset[str]
    start: int
    end: int
    text: str

    def same_as(self, other: Amount) -> bool:
        """Whether both say the same range of the same thing, with the same limit, for each of the same."""
        highs = self.high is None and other.high is None
        if self.high and other.high:
            highs = self.high.same_as(other.high)
        return highs and self.low.same_as(other.low) and self.limit == other.limit and self.per == other.per


def amounts(text: str) -> list[Amount]:
    """All amounts of `text` in order; dates and years are among them as the quantities that they are."""
    folded, found = fold(text), quantities(text)
    made: list[Amount] = []
    at = 0
    while at < len(found):
        low, following = found[at], found[at + 1] if at + 1 < len(found) else None
        high = following if following and _is_range(low, following, folded) else None
        made.append(_amount(_like(low, high) if high else low, high, text, folded, made[-1].end if made else 0))
        at += 2 if high else 1
    return made


def _is_range(low: Quantity, high: Quantity, folded: str) -> bool:
    between = _BETWEEN.fullmatch(folded, low.end, high.start)
    if not between or _CALENDAR.fullmatch(low.text.rstrip("年")) or _CALENDAR.fullmatch(high.text.rstrip("年")):
        return False
    if low.unit in {"日", "月"} and high.unit in {"日", "月"}:
        return False
    if between["above"] and not low.unit:
        return False
    alike = not low.unit or low.measures == high.measures or {low.unit, high.unit} <= DURATIONS
    return alike and not _CHANGED.search(folded, 0, low.start)


def _like(low: Quantity, high: Quantity) -> Quantity:
    """The low end with the unit and scale that only the high end is written with: 1—2万元 is from 10,000元."""
    if low.unit:
        return low
    scale = scale_value(scale_of(high)) if not scale_of(low) else 1
    return replace(low, value=low.value * scale, unit=high.unit)


def _amount(low: Quantity, high: Quantity | None, text: str, folded: str, floor: int) -> Amount:
    """The amount around a quantity or range: its limits, and each of what it is for, before and behind it."""
    start, end = low.start, (high or low).end
    limit: set[str] = set()
    per: set[str] = set()
    if _ROUND.search(low.text):
        limit.add("about")
    while True:
        before = folded[max(floor, start - 16) : start]
        signed = None if high and "least" in limit else _SIGNED.search(before)
        if signed and not _THAN.search(before[: signed.start()]):
            limit.add(_kind(signed))
            start -= len(before) - signed.start()
        elif each := _PER_BEFORE.search(before):
            per.update(_UNIT_WORD.findall(each["each"]))
            start -= len(before) - each.start()
        else:
            break
    if each := _PER_AFTER.match(folded, end):
        per.update(_UNIT_WORD.findall(each["each"]))
        end = each.end()
    while after := _AFTER.match(folded, end):
        limit.add(_kind(after))
        end = after.end()
    unit = (high or low).unit
    if unit in DURATIONS and unit != "年" and (within := _WITHIN.match(folded, end)):
        limit.add("most")
        end = within.end()
    if high:  # both ends of a range say its limits
        limit &= {"about"}
    start = min(max(start, floor), low.start)
    return Amount(low, high, frozenset(limit), frozenset(per), start, end, text[start:end])


def _kind(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next(kind for kind in ("least", "most", "about") if groups.get(kind) or groups.get(f"{kind}_of"))


def amount_at(found: Sequence[Amount], quantity: Quantity) -> Amount:
    """The amount of which a quantity of the same text is a part. Raises ValueError where there is none."""
    for amount in found:
        if amount.start <= quantity.start < amount.end:
            return amount
    raise ValueError(f"no amount at {quantity.start}")


def after_each(text: str, start: int, number: int, question: str) -> int:
    """Where the amount that begins at `start` goes on behind the 每株 that the question has said itself."""
    each = _EACH_LEAD.match(fold(text), start, number)
    if not each or not set(_UNIT_WORD.findall(each["each"])) <= set(_UNIT_WORD.findall(fold(question))):
        return start
    return each.end()
