"""Answers put together from several: a figure computed from cited ones, or one figure a year.

Each side of a comparison, and each year of a series, is answered as a question of its own. What follows from the
answers is computed and shown with its arithmetic; a side without an answer leaves nothing to compute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prompts import Language, Prompts
from retrieval.answer import year_source
from retrieval.calculation import calculate, tell
from retrieval.candidates import Candidate
from retrieval.claims import Claim, Draft, Operand, Operation
from retrieval.evidence import Statement
from retrieval.query import Comparison, Query
from retrieval.sentences import Span
from retrieval.table_answers import row_line

_RECKONED: dict[str, Operation] = {
    "difference": "difference",
    "growth": "growth",
    "ratio": "ratio",
    "share": "share",
    "sum": "sum",
    "greater": "difference",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One side of a comparison or one year of a series, with the candidate that answers it, if any does."""

    name: str
    query: Query
    chosen: Candidate | None


def questions_of(query: Query) -> tuple[tuple[str, str], ...]:
    """The name and the question of each side or year; () where the question asks for one thing."""
    if query.comparison:
        return tuple((side.name, side.question) for side in query.comparison.sides)
    return tuple((_year_name(question), question) for question in query.series)


def _year_name(question: str) -> str:
    return question[: question.find("年") + 1]


def computed(query: Query, parts: Sequence[Part], prompts: Prompts, language: Language) -> Draft | None:
    """What the answered parts say together; None where a comparison lacks a side, or a series has no year.

    The figures come first, then the sentence of each.
    """
    if query.comparison and query.comparison.operation == "contrast":
        return None  # nothing is computed of words
    known = [part for part in parts if part.chosen and part.chosen.valued]
    if query.comparison:
        lead = _reckoned(query.comparison, known, prompts, language) if len(known) == len(parts) else None
        return Draft((lead, *quotes(known))) if lead else None
    if not known:
        return None
    separator = "：" if language == "zh" else ": "
    values = [
        Claim(f"{part.name}{separator}{part.chosen.values[0].text}", _sources(part)) for part in known if part.chosen
    ]
    return Draft((*values, *quotes(known)))


def _reckoned(comparison: Comparison, parts: Sequence[Part], prompts: Prompts, language: Language) -> Claim | None:
    operands = [_operand(part, part.chosen) for part in parts if part.chosen]
    made = calculate(_RECKONED[comparison.operation], operands)
    if made and comparison.operation == "greater" and made.value < 0:
        made = calculate("difference", operands[::-1])
    if made is None:
        return None
    sources = tuple(dict.fromkeys(source for part in parts for source in _sources(part)))
    return Claim(tell(made, prompts, language), sources, calculation=made)


def _operand(part: Part, chosen: Candidate) -> Operand:
    value, statement = chosen.values[0], chosen.statement
    year = part.query.years[0] if len(part.query.years) == 1 else None
    start, end = statement.span.start + value.start, statement.span.start + value.end
    label = "" if year and part.name.startswith(str(year)) else part.name
    return Operand(value.text, (statement, statement.span), start, end, year, label)


def _sources(part: Part) -> tuple[tuple[Statement, Span], ...]:
    """The sentence of a part's value, the heads by which a row is read, and the sentence that says its year."""
    if part.chosen is None:
        return ()
    statement = part.chosen.statement
    heads = ((statement, statement.row.head),) if statement.row and statement.row.table.heads else ()
    return ((statement, statement.span), *heads, *year_source(part.query, part.chosen))


def quotes(parts: Sequence[Part]) -> list[Claim]:
    """The sentence of each part, once where several parts stand in it; a row is shown by its cells."""
    said: dict[str, Claim] = {}
    for part in parts:
        if part.chosen:
            statement = part.chosen.statement
            text = row_line(statement.row) if statement.row else statement.text
            said.setdefault(text, Claim(text, ((statement, statement.span),)))
    return list(said.values())
