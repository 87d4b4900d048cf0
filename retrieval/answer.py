"""hits → Draft, without a language model: the sentence that answers, with the asked value picked out first."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retrieval.ages import age_fits
from retrieval.belief import likely
from retrieval.characters import fold
from retrieval.claims import Claim, Draft
from retrieval.evidence import Statement
from retrieval.facets import facet_fits
from retrieval.passage_run import is_bare, is_numbered
from retrieval.period_fit import period_fits
from retrieval.sentences import Span, paragraph, sentences
from retrieval.table_answers import (
    Reading,
    is_prose,
    read_names,
    read_row,
    row_line,
    spoken_values,
)
from retrieval.table_asks import label_fit
from retrieval.table_rows import TableRow, row_year
from retrieval.title_fit import title_fits
from retrieval.together import together
from retrieval.understand import Kind, Query
from retrieval.values import Value, find_values
from retrieval.years import StatementYear, statement_year

_VALUED: frozenset[Kind] = frozenset({"quantity", "date", "phone", "person"})
_TOUCHED = 0.1  # least share of the question's words in the very sentence that answers
_SAID = 0.2  # least share of the question's words in the very sentence of a value
_VALUE_FIT = 0.4
_DEFINES = 0.6
_TIE = 0.02
_BESIDE = 0.4  # how far below one of another time a candidate may be and tell of the same matter
_CONTACT, _HEADING = re.compile(r"电话|热线|联系方式|号码|传真"), 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement with the values it gives, and how well it suits the kind of question."""

    statement: Statement
    values: tuple[Value, ...]
    score: float
    reading: Reading | None = None  # where the statement is a row of a table

    @property
    def year(self) -> StatementYear:
        """The year of the value where there is one, else of the statement."""
        if self.reading and self.reading.values and self.statement.row:
            return row_year(self.statement.row, self.reading.values[0].column)
        if not self.values:
            return self.statement.year
        span = self.statement.span
        return statement_year(self.statement.hit.document, span, span.start + self.values[0].start)

    @property
    def year_fits(self) -> bool:
        """Whether the value, or the statement, is of an asked year."""
        if not self.values or not self.statement.asked:
            return self.statement.year_fits
        if self.reading:
            return not self.year.years.isdisjoint(self.statement.asked)
        return self.statement.timely(self.values[0].start)

    def period_fits(self, query: Query) -> bool:
        """Whether the value, or the statement, is of an asked part of a year."""
        heads = [value.head for value in self.reading.values] if self.reading else []
        return period_fits(query, self.statement, self.values[0].start if self.values else 0, heads)


def candidates(query: Query, found: Sequence[Statement]) -> list[Candidate]:
    """The statements that can answer this kind of question, best first, whatever their year and place."""
    rated = [rate(query, statement) for statement in found]
    return sorted((c for c in rated if c), key=lambda c: -c.score)


def rate(query: Query, statement: Statement) -> Candidate | None:
    """The statement as a candidate, or None where it lacks the asked value or is no statement at all."""
    if statement.row and (not is_prose(statement.row) or label_fit(query, statement.row)):
        return _rate_row(query, statement, statement.row)
    if query.kind in _VALUED:
        if statement.local < _SAID and not (query.kind == "phone" and _under_label(statement)):
            return None
        values = find_values(query.kind, query.asks, statement.text, query.question, _timely(query, statement))
        if not values:
            return None
        fit = sum(v.fit for v in values) / len(values)
        return Candidate(statement, tuple(values), statement.score + _VALUE_FIT * min(1.0, fit))
    beside = statement.local < _TOUCHED and statement.coverage < 1  # 1 as a document asked for by number has
    if beside or _is_heading(statement):
        return None
    bonus = _DEFINES if query.kind == "definition" and _defines(query, statement.text) else 0.0
    return Candidate(statement, (), statement.score + bonus)


def _timely(query: Query, statement: Statement) -> Callable[[int], bool]:
    """Whether what stands at an offset of the statement is of the asked time."""
    return lambda at: statement.timely(at) and period_fits(query, statement, at)


def _under_label(statement: Statement) -> bool:
    """Whether a line stands right below a heading such as 四、咨询电话, which says what its number is."""
    above = statement.hit.document.text[: statement.span.start].rstrip()
    return bool(_CONTACT.search(above[above.rfind("\n") + 1 :][-_HEADING:]))


def _rate_row(query: Query, statement: Statement, row: TableRow) -> Candidate | None:
    """A table's row as a candidate: with the cells asked for, or as the first of a list of names."""
    reading = read_row(query, row)
    if reading is None and (reading := read_names(query, row)):
        statement = replace(statement, span=Span(row.table.rows[0].span.start, row.table.rows[-1].span.end))
    if reading is None:
        return None
    start = statement.span.start
    values = tuple(Value(v.text, v.start - start, v.end - start, reading.fit) for v in reading.values)
    return Candidate(statement, values, statement.score + _VALUE_FIT * reading.fit, reading)


def _is_heading(statement: Statement) -> bool:
    text = statement.text
    if text == statement.hit.document.title:
        return True
    return is_bare(text) and not is_numbered(text)  # a numbered heading answers with what follows it


def _defines(query: Query, text: str) -> bool:
    """Whether the sentence says what an asked term is (“2”是…, …是指…), or stands for (橙色表示…)."""
    folded = fold(text)
    names = [term.text for term in query.terms if term.name] or [term.text for term in query.terms]
    if any(re.search(rf"{re.escape(term.text)}[”\"’]?(?:则|就)?(?:表示|代表)", folded) for term in query.terms):
        return True
    return any(
        re.search(rf"[“\"‘]?{re.escape(name)}[”\"’]?\s?(?:是指|是|指|即|为|,是指|:)", folded) for name in names[-2:]
    )


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
    if not age_fits(query.question, statement.said) or not facet_fits(query, statement):
        return False
    if not candidate.period_fits(query) or not title_fits(query, statement.hit.document):
        return False
    return not (query.wants == "result" and query.kind == "quantity" and candidate.year.plan)


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
    if chosen.values:
        lead = "，".join(dict.fromkeys(value.text.strip() for value in chosen.values))
        claims = [
            Claim(lead, ((statement, statement.span), *year)),
            Claim(statement.text, ((statement, statement.span),)),
        ]
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
