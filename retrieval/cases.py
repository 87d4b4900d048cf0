"""For which case a statement holds: what is told of 不足100户 or of 三级 is no answer for 三百户以上 or for 一级."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from retrieval.amounts import Amount, amounts

_SIZES = frozenset(["area", "weight", "户", "头", "座", "张床位", "床位", "床"])
_CLASSES = frozenset(["层", "级"])  # each number is a case of its own
_CAPS = ("最高", "最多", "至多", "不超过", "上限", "限额", "封顶", "不少于", "不低于", "至少", "最低", "最少", "起码")
_NO_END = Decimal("Infinity")
_KEPT = 64  # questions whose cases are remembered: every statement found for one is held against them


@dataclass(frozen=True, slots=True)
class Case:
    """What is from `first` through `last` of a measure."""

    measure: str
    first: Decimal
    last: Decimal

    def has(self, other: Case) -> bool:
        """Whether another case, told by where it begins, is one of this."""
        return self.measure == other.measure and self.first <= other.first <= self.last


@lru_cache(maxsize=_KEPT)
def asked_cases(question: str, sought: frozenset[str]) -> tuple[Case, ...]:
    """The sizes and classes that a question names, but for those of the measures that it asks for; 一亩 is each of them."""
    named = (_case(amount, open_ended=True) for amount in amounts(question) if amount.low.measures not in sought)
    return tuple(case for case in named if case and (case.measure in _CLASSES or case.first != 1))


def _told(text: str) -> list[Case]:
    """The sizes between bounds and the classes that a text tells of. A size without bounds is a fact, no case."""
    return [case for case in (_case(amount, open_ended=False) for amount in amounts(text)) if case]


def case_fits(asked: Sequence[Case], text: str) -> bool:
    """Whether a text that tells of cases tells of the asked ones; where it tells of none, nothing is known."""
    told = _told(text) if asked else []
    measures = {case.measure for case in told}
    return all(case.measure not in measures or any(t.has(case) for t in told) for case in asked)


def names_case(asked: Sequence[Case], text: str) -> bool:
    """Whether a text names a case that an asked one is of."""
    told = _told(text) if asked else []
    return any(t.has(case) for case in asked for t in told)


def _case(amount: Amount, open_ended: bool) -> Case | None:
    """The case that an amount is, None where it is of another measure, a cap, or (unless `open_ended`) has no bounds."""
    low, measure = amount.low, (amount.high or amount.low).measures
    if measure not in _SIZES | _CLASSES or any(cap in amount.text for cap in _CAPS):
        return None
    if amount.high:
        return Case(measure, low.base, amount.high.base)
    if "least" in amount.limit:
        return Case(measure, low.base, _NO_END)
    if "most" in amount.limit:
        return Case(measure, Decimal(0), low.base)
    return Case(measure, low.base, low.base) if open_ended or measure in _CLASSES else None
