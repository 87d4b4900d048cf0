"""hits → Draft, without a language model: the sentence that answers, with the asked value picked out first."""

from __future__ import annotations

import math
from collections.abc import Sequence

from retrieval.ages import age_fits
from retrieval.belief import likely
from retrieval.candidates import Candidate
from retrieval.cases import asked_cases, case_fits
from retrieval.characters import bigrams, fold
from retrieval.claims import Claim, Draft
from retrieval.evidence import Statement
from retrieval.facets import body_fits, facet_fits
from retrieval.sentences import Span, paragraph, sentences
from retrieval.table_answers import (
    Reading,
    row_line,
    spoken_values,
)
from retrieval.table_rows import TableRow
from retrieval.title_fit import title_fits
from retrieval.together import together
from retrieval.topics import named_by
from retrieval.understand import Query
from retrieval.value_cases import all_cases

_TIE = 0.02
_VERY_MATTER = 0.8  # least coverage by a plan that answers a question that may be for a result
_BESIDE = 0.4  # how far below one of another time a candidate may be and tell of the same matter


def pick(query: Query, rated: Sequence[Candidate]) -> Candidate | None:
    """The best candidate of the right year, place and coverage; of two as good, the one of the later year."""
    usable = [c for c in rated if answers(query, c)]
    if not usable or usable[0].score < _of_another_time(query, rated) - _BESIDE:
        return None
    near = [c for c in usable if c.score >= usable[0].score - _TIE]
    best = max(near, key=lambda c: (_told(query, c), c.score))
    return best if query.years else _latest(best, usable)


def _of_another_time(query: Query, rated: Sequence[Candidate]) -> float:
    """The score of the best candidate that tells of the matter for another part of the year: a much worse one is of
    another matter.
    """
    if not query.periods:
        return -math.inf
    fit = (c for c in rated if c.year_fits and c.statement.place_fits and likely(c.statement))
    return next((c.score for c in fit if not c.period_fits(query)), -math.inf)


def _told(query: Query, candidate: Candidate) -> tuple[int, str]:
    """The last year that a candidate tells of, up to that of the question, and its document's day, for comparison."""
    day = candidate.statement.hit.document.day
    return max((y for y in candidate.year.years if y <= query.today.year), default=0), str(day or "")


def _latest(best: Candidate, usable: Sequence[Candidate]) -> Candidate:
    """Of a document's tables for one year each, the last that has the row and column of the best candidate."""

    def place(candidate: Candidate) -> tuple[object, ...]:
        row, reading = candidate.statement.row, candidate.reading
        cells = tuple(value.head for value in reading.values) if reading else ()
        return candidate.statement.hit.document.id, row.labels if row else (), cells

    if not best.reading or not best.reading.values:
        return best
    return max((c for c in usable if c.reading and place(c) == place(best)), key=lambda c: max(c.year.years, default=0))


def answers(query: Query, candidate: Candidate) -> bool:
    """Whether a candidate is likely enough, of the asked year and place, and no plan for a result."""
    statement = candidate.statement
    if not likely(statement) or not candidate.year_fits or not statement.place_fits or _later(query, candidate):
        return False
    if (
        not age_fits(query.question, statement.said)
        or not facet_fits(query, statement)
        or not body_fits(query, statement)
    ):
        return False
    if not candidate.period_fits(query) or not title_fits(query, statement.hit.document):
        return False
    if query.kind != "quantity":
        return query.wants != "result" or not candidate.year.plan
    if not _of_the_follow_up(query, statement):
        return False
    return _of_the_case(query, statement) and (not candidate.year.plan or _plan_answers(query, statement))


def _plan_answers(query: Query, statement: Statement) -> bool:
    """Whether what is planned may answer: where no plan is asked for, only one of the very matter."""
    return query.wants == "plan" or (query.wants != "result" and statement.coverage >= _VERY_MATTER)


def _of_the_follow_up(query: Query, statement: Statement) -> bool:
    """Whether a statement says anything of what a follow-up asks for itself: 拆违多少 is none of the land spoken of before."""
    if query.original == query.question or query.language == "en":
        return True
    named, chunk = named_by(query.original), statement.hit.chunk
    told = f"{statement.said} {chunk.section} {statement.hit.document.title}"
    return not named or not bigrams(fold(told)).isdisjoint(bigrams(fold(named)))


def _of_the_case(query: Query, statement: Statement) -> bool:
    """Whether a statement tells of the size or class that a question names, or of none."""
    return case_fits(asked_cases(query.question, frozenset(ask.measures for ask in query.asks)), statement.said)


def _later(query: Query, candidate: Candidate) -> bool:
    """Whether a document from after the day of the question tells of a year after it."""
    day, years = candidate.statement.hit.document.day, candidate.year.years
    return day is not None and day > query.today and bool(years) and min(years) > query.today.year


def draft(query: Query, chosen: Candidate, rated: Sequence[Candidate] = ()) -> Draft:
    """The answer that a chosen candidate gives: its values and sentence, or a run of sentences, with those of other
    candidates (`rated`, best first) that say as much.
    """
    statement = chosen.statement
    year = year_source(query, chosen)
    if chosen.reading and statement.row:
        return _draft_row(query, chosen, chosen.reading, statement.row, year)
    if cases := all_cases(query, chosen):
        text = statement.hit.document.text
        return Draft(tuple(Claim(span.of(text), ((statement, span), *year)) for span in cases))
    if chosen.values:
        lead = "，".join(dict.fromkeys(value.text.strip() for value in chosen.values))
        told = chosen.valued and not query.comparison  # of two things compared one figure alone says nothing
        claims = [Claim(lead, ((statement, statement.span), *year))] if told else []
        claims.append(Claim(statement.text, ((statement, statement.span), *(() if claims else year))))
        return Draft(tuple(claims), chosen.year.plan and query.wants != "plan" and query.kind == "quantity")
    others = ((c.statement, c.score) for c in rated if not (c.values or c.reading) and answers(query, c))
    return Draft(tuple(together(query, statement, chosen.score, others)))


def _draft_row(
    query: Query, chosen: Candidate, reading: Reading, row: TableRow, year: tuple[tuple[Statement, Span], ...]
) -> Draft:
    """The asked cells and the row, with the heads by which they are read; the row alone where its columns are lost."""
    statement = chosen.statement
    own = (statement, statement.span)
    heads = ((statement, row.head),) if row.head.end > row.head.start else ()
    sources = tuple(dict.fromkeys((own, *heads, *year)))
    if not reading.values:
        return Draft((Claim(row_line(row), sources),), doubt=reading.doubt)
    claims = [Claim(spoken_values(reading.values), sources, reading.values)]
    if statement.span == row.row.span:
        claims.append(Claim(row_line(row), (own,)))
    planned = chosen.year.plan and query.wants != "plan" and query.kind == "quantity"
    return Draft(tuple(claims), planned)


def year_source(query: Query, chosen: Candidate) -> tuple[tuple[Statement, Span], ...]:
    """The sentence that says the candidate's year, where the question asks for one and it stands elsewhere."""
    statement, at = chosen.statement, chosen.year.at
    if not query.years or at is None:
        return ()
    text = statement.hit.document.text
    if statement.row and statement.row.head.start <= at < statement.row.head.end:
        return ((statement, statement.row.head),)
    line = paragraph(text, at)
    said = next((span for span in sentences(text, line.start, line.end) if span.start <= at < span.end), None)
    return ((statement, said),) if said else ()
