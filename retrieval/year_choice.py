"""Sentences that give one indicator for several years: a question without a year is asked back, not answered by chance.

Where the question wants what is newest (最新, 目前), that of the last year counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from retrieval.amounts import Amount
from retrieval.candidates import Candidate
from retrieval.characters import fold, squeeze
from retrieval.limits import measured
from retrieval.models import PolicyDocument
from retrieval.query import Query
from retrieval.unclear import asked_of
from retrieval.value import Value
from retrieval.years import is_plan, mentions, spoken, statement_year

_NEWEST = re.compile(r"最新|最近|目前|现在|当前|如今|现有|现行|眼下|截至")
_CLAUSE = re.compile(r"[,;:。、()]")
_PLAIN = re.compile(r"(?:全|我|本)[省市县区国镇乡村]|共计?|合计|累计|约|已|为|是|达到?|了|则|的|度|在|于")
_MOST = 6  # years offered


@dataclass(frozen=True, slots=True)
class YearChoice:
    """The years of which a question that names none may be, the newest first, with a whole question for each."""

    years: tuple[int, ...]
    choices: tuple[str, ...]


def year_unclear(query: Query, chosen: Candidate) -> YearChoice | None:
    """The years that may be meant; None where the question says which, or the value names its years, or there is only one."""
    known = {} if query.years or _NEWEST.search(query.question) else _by_year(query, chosen)
    shown = {year for value in chosen.values for mention in mentions(value.text, None) for year in mention.years}
    if len(known) < 2 or set(known) <= shown or len({squeeze(value.text) for value in known.values()}) < 2:
        return None
    years = tuple(sorted(known, reverse=True))[:_MOST]
    return YearChoice(years, tuple(asked_of(f"{year}年", query.question) for year in years))


def newest_said(query: Query, chosen: Candidate) -> tuple[Candidate, tuple[int, ...]] | None:
    """Where the question wants the newest: the candidate with the value of the last of several years that its sentence
    tells of, and these years, the newest first; None for other questions and sentences.
    """
    known = _by_year(query, chosen) if not query.years and _NEWEST.search(query.question) else {}
    if len(known) < 2:
        return None
    years = tuple(sorted(known, reverse=True))
    return replace(chosen, values=(known[years[0]],)), years


def _by_year(query: Query, chosen: Candidate) -> Mapping[int, Value]:
    """The value of each past year that the chosen sentence gives for the asked matter; {} where it gives none so."""
    statement = chosen.statement
    document, span, text = statement.hit.document, statement.span, statement.text
    if query.kind != "quantity" or statement.row or len(chosen.values) != 1:
        return {}
    picked = chosen.values[0]
    said = measured(text)
    own = next((a for a in said if picked.start < a.end and a.start < picked.end), None)
    if own is None:
        return {}
    found: dict[int, Value] = {}
    for amount in said:
        alike = amount.low.measures == own.low.measures and amount.limit == own.limit
        if not alike or _label(text, amount) not in {_label(text, own), ""}:
            continue
        at = span.start + amount.start
        years = statement_year(document, span, at).years
        year = max(years, default=0)
        if len(years) == 1 and year <= query.today.year and not is_plan(document, span, at):
            found.setdefault(year, Value(text[amount.start : amount.end], amount.start, amount.end, picked.fit))
    return found if _spoken(text, document) >= set(found) else {}


def _spoken(text: str, document: PolicyDocument) -> set[int]:
    """The years that a sentence names itself."""
    return {year for mention in spoken(text, document.day) for year in mention.years}


def _label(text: str, amount: Amount) -> str:
    """The words before an amount in its clause, without its year and what says nothing of the matter."""
    before = text[: amount.start]
    for mention in reversed(mentions(before, None)):
        before = before[: mention.start] + "," + before[mention.end :]
    return _PLAIN.sub("", _CLAUSE.split(fold(before))[-1]).strip()
