"""Documents in force that give different values of one thing: all are shown, none is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.candidates import Candidate
from retrieval.in_force import ENDED
from retrieval.models import PolicyDocument
from retrieval.rivals import (
    COMPARED,
    contenders,
    nested,
    own_places,
    places_of,
    same_values,
    series,
    told_years,
)
from retrieval.titles import family
from retrieval.understand import Query

_MOST = 4  # documents shown


def disagreeing(query: Query, rated: Sequence[Candidate], chosen: Candidate) -> list[Candidate]:
    """The candidates of valid documents that contradict each other, the chosen one among them, newest first.

    [] where none does. They are of one matter, one year and one place, or of a place and one that it lies in, and
    stand in documents of which none took the place of another.
    """
    if query.kind not in COMPARED or not chosen.valued or query.doc_nos or query.titles or query.filters.document_ids:
        return []
    found: list[Candidate] = []
    for candidate in contenders(query, rated, chosen):
        fits = candidate is chosen or (candidate.valued and _comparable(candidate, chosen))
        if fits and not any(_same_source(candidate, c) or same_values(query, candidate, c) for c in found):
            found.append(candidate)
    if len(found) < 2:
        return []
    return sorted(found[:_MOST], key=lambda c: str(c.statement.hit.document.day or ""), reverse=True)


def _comparable(one: Candidate, other: Candidate) -> bool:
    first, second = one.statement.hit.document, other.statement.hit.document
    return (
        first.status not in ENDED
        and second.status not in ENDED
        and told_years(one) == told_years(other)
        and own_places(one) == own_places(other)
        and _one_place(one, other)
        and series(first) != series(second)
    )


def _one_place(one: Candidate, other: Candidate) -> bool:
    """Whether both speak of one place; rules, which name no year, also of a place and of one that it lies in."""
    first, second = (places_of(c.statement.hit.document) for c in (one, other))
    if told_years(one) and {p.name for p in first} != {p.name for p in second}:
        return not first or not second  # a city's figure and its district's are no contradiction
    return nested(first, second)


def _same_source(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates stand in one document, or in one notice from two sources, or in two of its versions."""
    first, second = one.statement.hit.document, other.statement.hit.document
    if (first.twin_of or first.id) == (second.twin_of or second.id):
        return True
    return _tied(first, second) or _tied(second, first) or family(first.title) == family(second.title)


def _tied(one: PolicyDocument, other: PolicyDocument) -> bool:
    return one.replaced_by == other.id
