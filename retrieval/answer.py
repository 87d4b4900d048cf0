"""hits → Draft, without a language model: the sentence that answers, with the asked value picked out first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.characters import fold
from retrieval.evidence import Statement
from retrieval.sentences import Span, paragraph, sentences
from retrieval.understand import Kind, Query
from retrieval.values import Value, find_values
from retrieval.years import StatementYear, statement_year

ENOUGH = 0.62  # least coverage of the question by a statement that answers it
_VALUED: frozenset[Kind] = frozenset({"quantity", "date", "phone", "person"})
_LONGEST = 220  # characters of a quoted answer that runs over several sentences
_SAID = 0.2  # least share of the question's words in the very sentence of a value
_VALUE_FIT = 0.4
_DEFINES = 0.6
_TIE = 0.02
_INTRO = re.compile(r"[：:]$|如下[：:。]?$|下列[^。]{0,10}$")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|\d{1,2}[.．、])[^，,；;]{2,30}[。：:]?$"
)
# The marks of list items, a larger part of a document before a smaller one.
_MARKS = tuple(
    map(
        re.compile,
        (
            r"[一二三四五六七八九十]{1,2}、",
            r"[（(][一二三四五六七八九十]{1,2}[）)]",
            r"\d{1,2}[.．、](?!\d)",
            r"[（(]\d{1,2}[）)]",
            r"[①-⑩]",
            r"(?:[一二三四五六七八九十]{1,2}是(?!否)|其[一二三四五]|第[一二三四五六七八九十][，,])",
        ),
    )
)
_NO_MARK = len(_MARKS)
_FIRST = re.compile(r"[（(]?(?:一|1)(?:是|[）)、.．])|其一|①|第一[，,]")

_LIST = 500  # characters of a quoted list


@dataclass(frozen=True, slots=True)
class Claim:
    """A part of an answer with the sentences that carry it, the first of them foremost."""

    text: str
    sources: tuple[tuple[Statement, Span], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before verification. `plan` tells that it states a plan where a result may be expected."""

    claims: tuple[Claim, ...]
    plan: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement with the values it gives, and how well it suits the kind of question."""

    statement: Statement
    values: tuple[Value, ...]
    score: float

    @property
    def year(self) -> StatementYear:
        """The year of the value where there is one, else of the statement."""
        if not self.values:
            return self.statement.year
        span = self.statement.span
        return statement_year(self.statement.hit.document, span, span.start + self.values[0].start)

    @property
    def year_fits(self) -> bool:
        """Whether the value, or the statement, is of an asked year."""
        if not self.values or not self.statement.asked:
            return self.statement.year_fits
        return self.statement.timely(self.values[0].start)


def candidates(query: Query, found: Sequence[Statement]) -> list[Candidate]:
    """The statements that can answer this kind of question, best first, whatever their year and place."""
    rated = [rate(query, statement) for statement in found]
    return sorted((c for c in rated if c), key=lambda c: -c.score)


def rate(query: Query, statement: Statement) -> Candidate | None:
    """The statement as a candidate, or None where it lacks the asked value or is no statement at all."""
    if query.kind in _VALUED:
        if statement.local < _SAID:
            return None
        values = find_values(query.kind, query.asks, statement.text, query.question, statement.timely)
        if not values:
            return None
        fit = sum(v.fit for v in values) / len(values)
        return Candidate(statement, tuple(values), statement.score + _VALUE_FIT * min(1.0, fit))
    if _is_heading(statement):
        return None
    bonus = _DEFINES if query.kind == "definition" and _defines(query, statement.text) else 0.0
    return Candidate(statement, (), statement.score + bonus)


def _is_heading(statement: Statement) -> bool:
    text = statement.text
    if text == statement.hit.document.title:
        return True
    return _is_bare(text) and not _NUMBERED.match(text)  # a numbered heading answers with what follows it


def _is_bare(text: str) -> bool:
    """Whether a line is short and unpunctuated: a heading, a signature, a date line."""
    return len(text) <= 24 and not re.search(r"[。；，,;：:！？]", text)


def _defines(query: Query, text: str) -> bool:
    """Whether the sentence says what an asked term is (“2”是…, …是指…)."""
    folded = fold(text)
    names = [term.text for term in query.terms if term.name] or [term.text for term in query.terms]
    return any(
        re.search(rf"[“\"‘]?{re.escape(name)}[”\"’]?\s?(?:是指|是|指|即|为|,是指|:)", folded) for name in names[-2:]
    )


def pick(query: Query, rated: Sequence[Candidate]) -> Candidate | None:
    """The best candidate of the right year, place and coverage; of two as good, the newer."""
    usable = [c for c in rated if answers(query, c)]
    if not usable:
        return None
    near = [c for c in usable if c.score >= usable[0].score - _TIE]
    return max(near, key=lambda c: (str(c.statement.hit.document.day or ""), c.score))


def answers(query: Query, candidate: Candidate) -> bool:
    """Whether a candidate is covered well enough, of the asked year and place, and no plan for a result."""
    statement = candidate.statement
    if statement.coverage < ENOUGH or not candidate.year_fits or not statement.place_fits:
        return False
    return not (query.wants == "result" and query.kind == "quantity" and candidate.year.plan)


def draft(query: Query, chosen: Candidate) -> Draft:
    """The answer that a chosen candidate gives: its values and sentence, or a run of sentences."""
    statement = chosen.statement
    year = _year_source(query, statement)
    if chosen.values:
        lead = "，".join(dict.fromkeys(value.text.strip() for value in chosen.values))
        claims = [
            Claim(lead, ((statement, statement.span), *year)),
            Claim(statement.text, ((statement, statement.span),)),
        ]
        return Draft(tuple(claims), chosen.year.plan and query.wants != "plan" and query.kind == "quantity")
    spans = run(query.kind, statement)
    return Draft(tuple(Claim(span.of(statement.hit.document.text), ((statement, span),)) for span in spans))


def _year_source(query: Query, statement: Statement) -> tuple[tuple[Statement, Span], ...]:
    """The sentence that says the statement's year, where the question asks for one and it stands elsewhere."""
    if not query.years or statement.year.at is None:
        return ()
    text, at = statement.hit.document.text, statement.year.at
    line = paragraph(text, at)
    said = next((span for span in sentences(text, line.start, line.end) if span.start <= at < span.end), None)
    return ((statement, said),) if said else ()


def run(kind: Kind, statement: Statement) -> list[Span]:
    """The statement's sentence and those that belong to its answer: its sibling items where it is an item
    of a list, the items that it introduces, or the sentences after it, up to a readable length.
    """
    document, chunk = statement.hit.document, statement.hit.chunk
    text, span = document.text, statement.span
    if kind in {"definition", "address", "yesno"} and not _INTRO.search(statement.text):
        return [span]
    around = sentences(text, max(0, chunk.start - _LIST), min(len(text), chunk.end + _LIST))
    at = next((i for i, other in enumerate(around) if other == span), None)
    if at is None:
        return [span, *sentences(text, span.end, min(len(text), chunk.end))][:2]
    own, after = _mark(statement.text), around[at + 1 :]
    if _leads(statement.text):
        first = _mark(after[0].of(text)) if after else _NO_MARK
        if first < _NO_MARK and (own < first or own == _NO_MARK):
            return [span, *_items(text, after, 0, first)]
    elif kind == "list" and own < _NO_MARK:
        return _items(text, around, at, own)
    ends = next((i for i, s in enumerate(after) if _is_bare(s.of(text)) or _mark(s.of(text)) < _NO_MARK), len(after))
    return [span, *(other for other in after[:ends] if other.end - span.start <= _LONGEST)]


def _leads(text: str) -> bool:
    return bool(_INTRO.search(text) or _NUMBERED.match(text))


def _mark(text: str) -> int:
    """The place in `_MARKS` of the mark that a sentence begins with, `_NO_MARK` where it is no item."""
    return next((level for level, pattern in enumerate(_MARKS) if pattern.match(text)), _NO_MARK)


def _items(text: str, around: Sequence[Span], at: int, mark: int) -> list[Span]:
    """The run of items with this mark around `around[at]`, each with its further sentences."""
    first = last = at
    while first > 0 and around[at].end - around[first - 1].start <= _LIST:
        first -= 1
    while _mark(around[first].of(text)) != mark:
        first += 1
    for i in range(first, at):  # a list that ended before begins anew with its first mark
        if _FIRST.match(around[i].of(text)) and _mark(around[i].of(text)) == mark:
            first = i
    while last + 1 < len(around) and around[last + 1].end - around[first].start <= _LIST:
        following = around[last + 1].of(text)
        level = _mark(following)
        if level < mark or (level == mark and _FIRST.match(following)) or (level == _NO_MARK and _is_bare(following)):
            break
        last += 1
    return list(around[first : last + 1])
