"""Questions that fit several places equally: which one is meant is asked, not guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.candidates import Candidate
from retrieval.evidence import Statement
from retrieval.places import places_in
from retrieval.rivals import COMPARED, contenders, nested, places_of, same_values, told_years
from retrieval.understand import Query

_MOST = 6  # places offered
_LEAD = re.compile(r"^(?:请问一?下?|请教|我?想(?:知道|了解|问)一?下?)[，,：:]?")


@dataclass(frozen=True, slots=True)
class Clarification:
    """What may be meant: a whole question for each place, and the statement that would answer it."""

    choices: tuple[str, ...]
    places: tuple[str, ...]
    statements: tuple[Statement, ...]


def unclear(query: Query, rated: Sequence[Candidate], chosen: Candidate) -> Clarification | None:
    """The places of which a question that names none may be; None where it is clear, or all have one value."""
    if query.kind not in COMPARED or query.places or query.doc_nos or query.titles or query.filters.document_ids:
        return None
    if not chosen.values or not _place(chosen):
        return None
    meant: dict[str, Candidate] = {}
    for candidate in contenders(query, rated, chosen):
        if told_years(candidate) != told_years(chosen):
            continue
        name = _place(candidate)
        if name:
            meant.setdefault(name, candidate)
    if len(meant) < 2 or all(same_values(query, chosen, c) for c in meant.values()):
        return None
    if not told_years(chosen) and _overlap(tuple(meant)):
        return None  # rules of a city and of its district, both of which hold
    names = tuple(meant)[:_MOST]
    choices = tuple(asked_of(name, query.question) for name in names)
    return Clarification(choices, names, tuple(meant[name].statement for name in names))


def _overlap(names: Sequence[str]) -> bool:
    """Whether one of some places lies in another."""
    places = [places_in(name) for name in names]
    return any(nested(one, other) for i, one in enumerate(places) for other in places[:i])


def _place(candidate: Candidate) -> str:
    """The one place that a candidate is about: what its sentence names, else its document; "" if none or several."""
    named = places_in(candidate.statement.said) or list(places_of(candidate.statement.hit.document))
    return named[0].name if len(named) == 1 else ""


def asked_of(place: str, question: str) -> str:
    """The question with a place, or a year, before it."""
    lead = _LEAD.match(question)
    at = lead.end() if lead else 0
    return question[:at] + place + question[at:]
