"""Questions for several things at once: each side is looked up for itself, and what the sides say is put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retrieval.answer import pick
from retrieval.candidates import Candidate, candidates
from retrieval.computed import Part, questions_of
from retrieval.evidence import Statement
from retrieval.precedence import by_force
from retrieval.query import Ask, Query

Look = Callable[[str], tuple[Query, Sequence[Statement]]]  # a question as understood, and the statements found for it

_CHANGE = re.compile(r"增长|增加|上升|提高|提升|上涨|减少|下降|降低|下滑|下跌|回落|[多少]了?$|相差|差")
_ON_YEAR = re.compile(r"同比|[比较](?:上一?年|去年|前一年)")
_ON_OTHERS = re.compile(r"[比较与]\s?(?:19|20)\d\d年|年均|以来|[三四五十]年")


@dataclass(frozen=True, slots=True)
class Side:
    """A part with all that was found for its question, for a refusal to name."""

    part: Part
    rated: Sequence[Candidate]
    found: Sequence[Statement]


def sides_of(query: Query, look: Look) -> list[Side]:
    """Each side of a comparison, or each year of a series, with its answer; [] for a question for one thing."""
    sides = []
    for name, question in questions_of(query):
        own, found = look(question)
        rated, _ = by_force(own, candidates(own, found))
        sides.append(Side(Part(name, own, pick(own, rated)), rated, found))
    return sides


def stated(query: Query, sides: Sequence[Side], found: Sequence[Statement]) -> tuple[Query, Candidate] | None:
    """The sentence that states an asked change itself (比2018年增长12%), with the question for the first side's year."""
    if query.comparison is None or query.comparison.operation not in {"difference", "growth"}:
        return None
    first, second = (sides[i].part.query.years for i in (0, 1))
    if len(first) != 1 or len(second) != 1:
        return None
    asks = (Ask("share", "增长"),) if query.comparison.operation == "growth" else query.asks
    asked = replace(query, years=first, asks=asks, kind="quantity", comparison=None)
    implied = second[0] not in query.years  # 2019年增速: what a report of 2019 calls 增长8% is meant
    telling = [
        replace(s, asked=first)
        for s in found
        if _names(s.said, second[0], first[0]) or (implied and not _ON_OTHERS.search(s.said))
    ]
    chosen = pick(asked, [c for c in candidates(asked, telling) if c.values and _is_change(c)])
    return (asked, chosen) if chosen else None


def _names(sentence: str, year: int, of: int) -> bool:
    """Whether a sentence compares with a year, by its number or as the year before."""
    return f"{year}年" in sentence or (of - year == 1 and bool(_ON_YEAR.search(sentence)))


def _is_change(candidate: Candidate) -> bool:
    """Whether the value is told as a change: by the words right before it, in a table by its head."""
    if candidate.reading:
        return any(_CHANGE.search(value.head) or _ON_YEAR.search(value.head) for value in candidate.reading.values)
    value = candidate.values[0]
    before = re.split(r"[,，;；。]", candidate.statement.text[: value.start])[-1]
    return bool(_CHANGE.search(before[-8:]) or _CHANGE.match(value.text))
