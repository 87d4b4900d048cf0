"""Questions that name no year, of which one sentence tells several years' values: which year is meant is asked back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from retrieval.answer import Candidate, rate
from retrieval.characters import squeeze
from retrieval.evidence import Statement
from retrieval.numbers import Quantity, quantities
from retrieval.unclear import asked_of
from retrieval.understand import Query
from retrieval.years import mentions, statement_year

_MOST = 6  # years offered
_NEWEST = re.compile(r"最新|最近|目前|现在|如今|当前|现行|现阶段")
_SEVERAL = re.compile(r"今后|历年|各年|逐年|每年|一直")
_MARK = re.compile(r"[,，;；。:：、|\n]")
_LINK = re.compile(r"年度|[年度为是达到则将,，]")


@dataclass(frozen=True, slots=True)
class YearsMeant:
    """What may be meant: a whole question for each year, the newest first, and the statement that tells them all."""

    choices: tuple[str, ...]
    years: tuple[int, ...]
    statement: Statement


def unclear_year(query: Query, chosen: Candidate) -> YearsMeant | None:
    """The years for which the chosen sentence tells one thing with different values, of which the answer would give
    only some; None where the question says which, or all of them are told.
    """
    said = query.years or _NEWEST.search(query.question) or _SEVERAL.search(query.question)
    if query.kind != "quantity" or said or chosen.reading or not chosen.values:
        return None
    told = _told(chosen)
    shown = chosen.values[0].text
    if len(told) < 2 or len({q.base for q in told.values()}) < 2 or all(q.text in shown for q in told.values()):
        return None
    years = tuple(sorted(told, reverse=True))[:_MOST]
    return YearsMeant(tuple(asked_of(f"{year}年", query.question) for year in years), years, chosen.statement)


def newest_told(query: Query, chosen: Candidate) -> tuple[Candidate, int, tuple[int, ...]] | None:
    """For a question that asks for the newest (目前, 最新): the candidate with the last year's value that its sentence
    tells up to the day of the question, that year, and the others; None where the sentence tells of one year only.
    """
    if query.kind != "quantity" or query.years or not _NEWEST.search(query.question) or chosen.reading:
        return None
    years = sorted((y for y in (_told(chosen) if chosen.values else {}) if y <= query.today.year), reverse=True)
    if len(years) < 2:
        return None
    last = (years[0],)
    found = rate(replace(query, years=last), replace(chosen.statement, asked=last))
    return (found, years[0], tuple(years[1:])) if found and found.values else None


def _told(chosen: Candidate) -> dict[int, Quantity]:
    """The value of each year that the sentence tells of the very thing; {} where it tells of other things as well."""
    statement, value = chosen.statement, chosen.values[0]
    text = statement.text
    asked = next((q for q in quantities(value.text) if q.unit), None)
    if asked is None:
        return {}
    found: dict[int, Quantity] = {}
    labels: set[str] = set()
    for quantity in quantities(text):
        if not quantity.unit or quantity.measures != asked.measures:
            continue
        at = statement.span.start + quantity.start
        year = statement_year(statement.hit.document, statement.span, at)
        if year.basis != "sentence" or len(year.years) != 1 or next(iter(year.years)) in found:
            return {}
        found[next(iter(year.years))] = quantity
        labels.add(_label(text, quantity))
    return found if len(labels - {""}) <= 1 else {}


def _label(text: str, quantity: Quantity) -> str:
    """The words of a value's clause before it, without its year."""
    start = max((m.end() for m in _MARK.finditer(text, 0, quantity.start)), default=0)
    words = text[start : quantity.start]
    for mention in reversed(mentions(words, None)):
        words = words[: mention.start] + words[mention.end :]
    return _LINK.sub("", squeeze(words))
