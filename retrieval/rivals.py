"""Whether two candidates speak of one thing, and say the same of it: of one matter, year and place, with which value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from retrieval.answer import Candidate, answers
from retrieval.characters import bigrams, fold, squeeze
from retrieval.models import PolicyDocument
from retrieval.numbers import Quantity, parse_number, quantities
from retrieval.places import Place, places_in
from retrieval.understand import Kind, Query
from retrieval.values import Value
from retrieval.years import mentions

COMPARED: frozenset[Kind] = frozenset({"quantity", "date"})
NEAR = 0.12  # how far below the best a candidate may score that says as well what is asked
_ALIKE = 0.6  # least share of the pairs of characters that two statements of one matter have in common
_CLAUSE = re.compile(r"[,;:。!?\n|]")
_NUMBER = re.compile(r"[\d.,%]+|[零一二三四五六七八九十百千万亿两]+(?=[\u4e00-\u9fff])")
_ABOUT = re.compile(r"[约近余多]|左右|上下|以上")
_DATE_PART = re.compile(r"(\d+|[零一二三四五六七八九十]+)\s?[年月日号]")
_YEAR = re.compile(r"(?:19|20)\d\d\s?(?:年度?|级|届|学年)?|第?[一二三四五六七八九十]+[届批]")


def contenders(query: Query, rated: Sequence[Candidate], best: Candidate) -> list[Candidate]:
    """The best candidate and those that answer as well, of the same matter, each document and place once."""
    least = best.score - NEAR
    found = [
        c for c in rated if c.score >= least and c is not best and answers(query, c) and same_matter(query, best, c)
    ]
    return [best, *found]


def same_matter(query: Query, one: Candidate, other: Candidate) -> bool:
    """Whether both give the asked value of one thing, by the words around it: a result and a plan, two groups are not."""
    if len(one.values) != len(other.values) or one.year.plan != other.year.plan:
        return False
    return all(_alike(query, one, v, other, w) for v, w in zip(one.values, other.values, strict=True))


def _alike(query: Query, one: Candidate, value: Value, other: Candidate, second: Value) -> bool:
    first_words, second_words = _words(one, value), _words(other, second)
    asked = bigrams(squeeze(query.question))
    if (first_words & asked) != (second_words & asked):
        return False  # of the question's own words, each has others
    shared = 2 * len(first_words & second_words) / max(1, len(first_words) + len(second_words))
    return shared >= _ALIKE


def _words(candidate: Candidate, value: Value) -> set[str]:
    """The pairs of characters of the clause in which a value stands, or of its row's labels and head, numbers left out."""
    if candidate.reading and candidate.statement.row:
        cell = next((v for v in candidate.reading.values if v.text == value.text), None)
        return bigrams(squeeze("".join(candidate.statement.row.labels) + (cell.head if cell else "")))
    text = fold(candidate.statement.text)
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, value.start)), default=0)
    end = _CLAUSE.search(text, value.end)
    return bigrams(squeeze(_NUMBER.sub(" ", _YEAR.sub(" ", text[start : end.start() if end else len(text)]))))


def same_values(query: Query, one: Candidate, other: Candidate) -> bool:
    """Whether both give the same values: in whatever unit, rounded or not, a day with its year or without."""
    pairs = zip(one.values, other.values, strict=True)
    return all(_same(query.kind, first.text, second.text) for first, second in pairs)


def _same(kind: Kind, one: str, other: str) -> bool:
    if squeeze(one) == squeeze(other):
        return True
    if kind == "date":
        first, second = _days(one), _days(other)
        size = min(len(first), len(second))
        return size > 0 and first[-size:] == second[-size:]
    return _same_amounts(quantities(one), quantities(other))


def _same_amounts(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """Whether two amounts are equal as far as the coarser of them is exact."""
    if not one or not other or one[0].measures != other[0].measures:
        return False
    first, second = one[0], other[0]
    return first.same_as(second) or abs(first.base - second.base) <= max(_step(first), _step(second)) / 2


def _step(quantity: Quantity) -> Decimal:
    """The step in which an amount is told, in base units: 0.1万亩 for 3.2万亩, 1000 for 3000余."""
    text = fold(quantity.text)
    number = re.search(r"\d[\d,]*(?:\.(?P<part>\d+))?", text)
    if number is None or not quantity.value:
        return Decimal(0)
    told = Decimal(number.group().replace(",", ""))
    factor = abs(quantity.base / told) if told else Decimal(1)
    if number["part"]:
        return factor * Decimal(10) ** -len(number["part"])
    zeros = len(number.group()) - len(number.group().rstrip("0")) if _ABOUT.search(text) else 0
    scaled = bool(re.search(r"[万亿]", text)) or zeros
    return factor * Decimal(10) ** zeros if scaled else Decimal(0)


def _days(text: str) -> tuple[str, ...]:
    parts = _DATE_PART.findall(fold(text))
    return tuple(str(parse_number(part)) for part in parts)


def told_years(candidate: Candidate) -> frozenset[int]:
    """The years that a candidate's own text or its document's title gives it; empty where only the issue date does."""
    year = candidate.year
    if year.basis in {"sentence", "paragraph", "section"}:
        return year.years
    document = candidate.statement.hit.document
    if document.period is not None:
        return frozenset((document.period,))
    return frozenset(y for mention in mentions(document.title, None) for y in mention.years)


def own_places(candidate: Candidate) -> tuple[str, ...]:
    """The places that the very statement names, sorted."""
    return tuple(sorted({place.name for place in places_in(candidate.statement.said)}))


def places_of(document: PolicyDocument) -> tuple[Place, ...]:
    """The places that a document is about, by its title and issuer, the narrowest of them first."""
    found = places_in(f"{document.title} {document.issuer or ''}") or places_in(document.region or "")
    wide = {name for place in found for name in place.within}
    return tuple(place for place in found if not wide & set(place.names))


def nested(one: Sequence[Place], other: Sequence[Place]) -> bool:
    """Whether two lists of places are one, or those of one lie in those of the other; so where one is empty."""
    if not one or not other:
        return True
    first, second = {p.name for p in one}, {p.name for p in other}
    return bool(first & second) or any(
        set(a.names) & set(b.within) or set(b.names) & set(a.within) for a in one for b in other
    )


def series(document: PolicyDocument) -> tuple[str, str]:
    """What the yearly editions of one document have in common: the title without its year, and the issuer."""
    return squeeze(_YEAR.sub("", document.title)), squeeze(document.issuer or document.region or "")
