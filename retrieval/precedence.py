"""Which of several documents' answers comes first: what holds before what it replaced, the latest edition of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.answer import answers
from retrieval.candidates import Candidate
from retrieval.in_force import ENDED, asks_for
from retrieval.kinds import asks_older
from retrieval.models import PolicyDocument
from retrieval.rivals import COMPARED, contenders, same_matter, same_values, series, told_years
from retrieval.titles import family
from retrieval.understand import Query
from retrieval.year_choice import newest_said

_WELL = 0.4  # how far below the answer of a replaced document that of the newer one may score


@dataclass(frozen=True, slots=True)
class Editions:
    """The latest of several yearly editions that answer, and the years of the others that say otherwise."""

    chosen: Candidate
    year: int | None = None
    others: tuple[int, ...] = ()


def by_force(query: Query, rated: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """The candidates without those overruled by another that answers as well; and those overruled.

    A question for an older version (旧办法, 修订前) is answered by what no longer holds, where anything of it answers.
    """
    rated = [_as_its_edition(query, c, rated) for c in rated]
    able = [c for c in rated if answers(query, c)]
    if asks_older(query.question):
        older = [c for c in able if c.statement.hit.document.status in ENDED]
        return (older, []) if older else (list(rated), [])
    best: dict[str, Candidate] = {}
    for candidate in able:
        best.setdefault(candidate.statement.hit.document.id, candidate)

    def overruled(candidate: Candidate) -> bool:
        document = candidate.statement.hit.document
        seen, newer = {document.id}, document.replaced_by
        while newer and newer not in seen and not asks_for(query, document):
            known = best.get(newer)
            if known and known.score >= candidate.score - _WELL:
                return not _names(query, document, known.statement.hit.document)
            seen.add(newer)
            newer = known.statement.hit.document.replaced_by if known else None
        return False

    out = [c for c in able if overruled(c)]
    gone = set(map(id, out))
    return [c for c in rated if id(c) not in gone], out


def _as_its_edition(query: Query, candidate: Candidate, rated: Sequence[Candidate]) -> Candidate:
    """A candidate as likely as the one of a document that its own replaced, where the reader doubts it alone: of two
    editions that say the same, the older one must not speak for want of a reader.
    """
    statement = candidate.statement
    older = [c for c in rated if c.statement.hit.document.replaced_by == statement.hit.document.id]
    if not older or statement.judgement is None or answers(query, candidate):
        return candidate
    own = replace(candidate, statement=replace(statement, judgement=None))
    same = any(c.statement.coverage <= statement.coverage and answers(query, c) for c in older)
    return own if same and answers(query, own) else candidate


def _names(query: Query, document: PolicyDocument, newer: PolicyDocument) -> bool:
    """Whether the question gives the title of a replaced document, and not also that of the newer one."""
    titles = {family(title) for title in query.titles}
    return family(document.title) in titles and family(newer.title) not in titles


def replaced_value(query: Query, chosen: Candidate, overruled: Sequence[Candidate]) -> Candidate | None:
    """The best of the overruled that gives another value of the same matter as the chosen candidate."""
    if query.kind not in COMPARED or not chosen.valued:
        return None
    return next(
        (c for c in overruled if same_matter(query, chosen, c) and not same_values(query, chosen, c)),
        None,
    )


def latest(query: Query, rated: Sequence[Candidate], chosen: Candidate) -> Editions:
    """Of yearly editions of one document that answer alike, the latest, where the question names no year."""
    if newest := newest_said(query, chosen):
        candidate, told = newest
        return Editions(candidate, told[0], told[1:])
    document = chosen.statement.hit.document
    named = query.years or query.doc_nos or query.titles or query.filters.document_ids
    if named or query.kind not in COMPARED or not chosen.valued:
        return Editions(chosen)
    own = series(document)
    dated: dict[int, Candidate] = {}
    for candidate in contenders(query, rated, chosen):
        years = told_years(candidate) or _issued(candidate)
        if years and series(candidate.statement.hit.document) == own:
            dated.setdefault(max(years), candidate)
    if len(dated) < 2:
        return Editions(chosen)
    last = max(dated)
    found = dated[last]
    others = [year for year, c in dated.items() if year != last and not same_values(query, found, c)]
    return Editions(found, last, tuple(sorted(others, reverse=True)))


def _issued(candidate: Candidate) -> frozenset[int]:
    day = candidate.statement.hit.document.day
    return frozenset((day.year,)) if day else frozenset()
