"""What limits a claim's amount against its source's: 2000余 and 超过2000 are one, 不低于2000 is less, 近2000 another."""

from __future__ import annotations

import re

from retrieval.amounts import Amount

_OVER = re.compile(r"超|高于|大于|多于|逾|突破")
_UNDER = re.compile(r"(?<!不)(?<!不得)(?<!不应)(?:低于|少于|小于)|不足|不到|不满")
_NEAR = re.compile(r"[近接]")
_MORE = re.compile(r"[余多]")
_WEAKER = {"over": "least", "under": "most"}  # what is over a number is that number at least


def limits_of(amount: Amount) -> frozenset[str]:
    """The limits of an amount, told apart more finely than `Amount.limit` tells them.

    "over" (超过, 余) and "under" (不足, 低于) leave out the number itself, "least" and "most" do not; "near" (近) is not
    quite reached, "about" (约) is not known to be either.
    """
    before = amount.text[: amount.low.start - amount.start]
    limits = set(amount.limit)
    if "least" in limits and _OVER.search(before):
        limits = limits - {"least"} | {"over"}
    if "most" in limits and _UNDER.search(before):
        limits = limits - {"most"} | {"under"}
    if "about" in limits and _MORE.search(amount.low.text):
        limits = limits - {"about"} | {"over"}
    if "about" in limits and _NEAR.search(before):
        limits = limits - {"about"} | {"near"}
    return frozenset(limits)


def same_limit(claim: Amount, source: Amount) -> bool:
    """Whether a claim limits a number as its source does, or less: at least 2000 where it is over 2000."""
    ours, theirs = limits_of(claim), limits_of(source)
    return ours in (theirs, frozenset(_WEAKER.get(limit, limit) for limit in theirs))
