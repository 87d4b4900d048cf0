"""Whether two candidates speak of one thing, and say the same of it: of one matter, year and place, with which value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from retrieval.answer import answers
from retrieval.candidates import Candidate
from retrieval.characters import fold, squeeze
from retrieval.models import PolicyDocument
from retrieval.numbers import Quantity, parse_number, quantities
from retrieval.places import Place, places_in
from retrieval.terms import terms_of
from retrieval.understand import Kind, Query
from retrieval.values import Value
from retrieval.years import mentions

COMPARED: frozenset[Kind] = frozenset({"quantity", "date"})
_NEAR = 0.1  # how much less of the question's words a statement may say, in itself and around it, and say as much
_BELOW = 0.4  # how far below the best a candidate may score, the place of its passage in the search included
_WHOLE = 0.85  # share of the question's words from which a statement needs no title to be understood
_CLAUSE = re.compile(r"[,;:。!?\n|]")
_ABOUT = re.compile(r"[约近余多]|左右|上下|以上")
_DATE_PART = re.compile(r"(\d+|[零一二三四五六七八九十]+)\s?[年月日号]")
_YEAR = re.compile(r"(?:19|20)\d\d\s?(?:年度?|级|届|学年)?|第?[一二三四五六七八九十]+[届批]")
_RATE = re.compile(r"每(?:个)?(?:小时|半小时|学期|学年|季度|[天日周月季年次晚])")
_LIMIT = re.compile(
    r"最[高低多少]|不(?:超过|低于|少于|高于|得)|至[多少]|以[上下内]|起|封顶|上限|下限|累计|合计|增长|增加|下降|减少"
)
_BODY = re.compile(r"[局厅委办院会处所府室部]$|^(?:全|各|本)[省市县区镇乡村国]?$|^第[一二三四五六七八九十百\d]+条$")


def contenders(query: Query, rated: Sequence[Candidate], best: Candidate) -> list[Candidate]:
    """The best candidate and those that give another answer to the same question, as far as their words tell."""
    near = (c for c in rated if c is not best and c.score >= best.score - _BELOW)
    return [best, *(c for c in near if answers(query, c) and same_matter(query, best, c))]


def same_matter(query: Query, one: Candidate, other: Candidate) -> bool:
    """Whether both give the asked value of one thing, by the words around it.

    They say as much of what is asked, and neither has a word of its own that tells it from the other: a result and a
    plan, an amount and its limit, by the month and by the year, large cars and small ones are different things.
    """
    first, second = one.statement, other.statement
    if len(one.values) != len(other.values) or one.year.plan != other.year.plan:
        return False
    if abs(first.local - second.local) > _NEAR or second.coverage < first.coverage - _NEAR:
        return False
    for value, rival in zip(one.values, other.values, strict=True):
        if query.kind == "date" and (len(_days(value.text)) > 1) != (len(_days(rival.text)) > 1):
            return False  # a year alone is no answer to what a day answers
        words, against = _words(one, value), _words(other, rival)
        if any(set(p.findall(words)) != set(p.findall(against)) for p in (_RATE, _LIMIT)):
            return False
        if _conditions(words, value) != _conditions(against, rival):
            return False
        if _telling(query, words, against) or _telling(query, against, words):
            return False
    whole = min(first.local, second.local) >= _WHOLE
    titles = [statement.hit.document.title.rpartition("关于")[2] for statement in (first, second)]
    return whole or not (_telling(query, *titles) and _telling(query, *reversed(titles)))


def _telling(query: Query, words: str, against: str) -> bool:
    """Whether `words` name something that neither the question nor `against` does, places and agencies aside."""
    said = fold(f"{query.question} {against}")
    known = [term.text for term in terms_of(said)]
    for term in terms_of(_YEAR.sub(" ", words)):
        text = term.text
        if term.weight < 1 or len(text) < 2 or _BODY.search(text) or any(c.isdigit() for c in text) or places_in(text):
            continue
        if text not in said and not any(len(word) > 1 and word in text for word in known):
            return True
    return False


def _conditions(words: str, value: Value) -> set[tuple[str, Decimal]]:
    """The other amounts among the words of a value, by which it is given: 80岁以上."""
    rest = words.replace(fold(value.text), " ", 1)
    return {(q.measures, q.base) for q in quantities(rest) if q.unit and q.unit not in {"年", "月", "日"}}


def _words(candidate: Candidate, value: Value) -> str:
    """The clause in which a value stands, with those before it up to another value; or its row's labels and head."""
    if candidate.reading and candidate.statement.row:
        cell = next((v for v in candidate.reading.values if v.text == value.text), None)
        return "".join(candidate.statement.row.labels) + (f" {cell.head}" if cell else "")
    text = fold(candidate.statement.text)
    end = _CLAUSE.search(text, value.end)
    before = max((q.end for q in quantities(text[: value.start]) if q.unit), default=0)
    starts = [m.end() for m in _CLAUSE.finditer(text, 0, value.start)]
    start = next((at for at in starts if at >= before), 0) if before else 0
    return text[start : end.start() if end else len(text)]


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
