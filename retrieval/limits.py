"""Whether an amount that a question names lies within what a sentence sets: 超过30天 against 30日内."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from retrieval.amounts import Amount, amounts
from retrieval.numbers import Quantity
from retrieval.verify_limits import limits_of

# same: the question names no amount, or the sentence's own; inside, outside: it can be reckoned; unknown: it cannot.
Reach = Literal["same", "inside", "outside", "unknown"]

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = {"年": Decimal(12), "个月": Decimal(1), "月": Decimal(1)}


def reach(question: str, sentence: str) -> Reach:
    """Where the amounts of a question lie against those of a sentence."""
    asked, told = measured(question), measured(sentence)
    found: set[Reach] = {_one(amount, told) for amount in asked}
    found.discard("same")
    if not found:
        return "same"
    return found.pop() if len(found) == 1 else "unknown"


def without_amounts(text: str) -> str:
    """A text with a blank in place of each amount."""
    for amount in reversed(amounts(text)):
        text = f"{text[: amount.start]} {text[amount.end :]}"
    return text


def measured(text: str) -> list[Amount]:
    """The amounts of a text that measure something: neither years nor days of the month."""
    return [
        a
        for a in amounts(text)
        if a.low.unit
        and not (a.low.unit == "年" and _YEAR.match(a.low.text))
        and not (a.low.unit == "月" and not a.limit)
        and not re.match(r"\s?\d{1,2}[日号]", text[a.end :])
    ]


def _one(asked: Amount, told: list[Amount]) -> Reach:
    if any(asked.same_as(other) for other in told):
        return "same"
    alike = [other for other in told if _value(other.low)[0] == _value(asked.low)[0]]
    if len(alike) != 1 or alike[0].high or asked.high or "about" in asked.limit | alike[0].limit:
        return "unknown"
    return _against(asked, alike[0])


def _against(asked: Amount, told: Amount) -> Reach:
    """Whether every amount that the question may mean lies on one side of the sentence's limit."""
    (_, own), (_, limit) = _value(asked.low), _value(told.low)
    if told.limit not in ({"least"}, {"most"}) or asked.limit not in (set(), {"least"}, {"most"}):
        return "unknown"
    most = "most" in told.limit
    kept = own <= limit if most else own >= limit
    if own == limit and not asked.limit:
        return "unknown" if _open(told) else "inside"
    if own == limit:
        turned = _open(asked) != _open(told)
        return (
            "outside" if asked.limit != told.limit and turned else "inside" if asked.limit == told.limit else "unknown"
        )
    if not asked.limit:
        return "inside" if kept else "outside"
    grows = asked.limit == {"most"} if most else asked.limit == {"least"}
    if kept:
        return "inside" if grows else "unknown"
    return "unknown" if grows else "outside"


def _open(amount: Amount) -> bool:
    """Whether an amount does not reach its own limit: 超过30天 is not 30 days."""
    return not limits_of(amount).isdisjoint({"over", "under"})


def _value(quantity: Quantity) -> tuple[str, Decimal]:
    """What a quantity measures and how much of it it is; years in months."""
    if quantity.unit in _MONTHS:
        return "month", quantity.value * _MONTHS[quantity.unit]
    return quantity.measures, quantity.base
