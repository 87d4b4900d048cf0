"""Draft → Answer: every number, unit, year, date, 文号 and quoted name of a claim must stand in a cited sentence.

It does not matter who wrote the claim. What has no support is dropped; if nothing is left, there is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.characters import bigrams, fold, squeeze
from retrieval.claims import Claim, Draft, Source
from retrieval.doc_numbers import doc_numbers
from retrieval.evidence import Statement
from retrieval.models import Unsupported
from retrieval.numbers import Quantity, parse_number, quantities
from retrieval.places import means, places_in
from retrieval.sentences import Span
from retrieval.table_answers import spoken_values, value_of, values_hold
from retrieval.table_rows import row_year, rows_of
from retrieval.tokens import tagged
from retrieval.verify_calculation import calculation_fault
from retrieval.years import mentions, spoken, statement_year

_MARK = re.compile(r"[\[【［〔(（]\s*\d{1,2}(?:\s*[,，、]\s*\d{1,2})*\s*[\]】］〕)）]")
_QUOTED = re.compile(r"[“\"《「]([^”\"》」]{2,60})[”\"》」]")
_SAID = 0.5  # least share of a claim's pairs of characters that must stand in its sentence
# Limits and modes that a claim may not make up.
_STRICT = re.compile(
    r"不得|禁止|严禁|不予|不再|无需|不需|不超过|不低于|不少于|除外|免(?!费)|最高|最低|至少|至多|必须|应当|以上|以下|以内"
)
_DENIAL = re.compile(r"不得|不能|不可|不应|不予|不再|不允许|不需要?|禁止|严禁|没有|[不未无]")
_DENIED = re.compile(rf"(?:{_DENIAL.pattern})$")
_TAIL = 3  # characters after a denial by which it is known again
_WORDS = 3  # least pairs of characters by which a claim without its numbers is compared
_FRACTION = re.compile(r"(?P<of>[零一二两三四五六七八九十\d]+)分之(?P<n>[零一二两三四五六七八九十\d.点]+)")
_ORDINAL = re.compile(r"第(?P<n>[零一二两三四五六七八九十百千\d]+)(?P<of>[条款项章节批期届名位次])")
_RISE = re.compile(r"增长|增加|上升|提高|提升|上涨|增幅")
_FALL = re.compile(r"下降|减少|降低|下滑|下跌|回落|降幅|压减|负增长")


@dataclass(frozen=True, slots=True)
class Verified:
    """The claims that stand, and those that do not, each with its reason."""

    claims: tuple[Claim, ...]
    dropped: tuple[Unsupported, ...]


def verify(draft: Draft, evidence: Sequence[Statement]) -> Verified:
    """The claims of a draft that their own sentences, or else others of the evidence, support."""
    kept: list[Claim] = []
    dropped: list[Unsupported] = []
    for claim in draft.claims:
        if claim.calculation and (fault := calculation_fault(claim, claim.calculation)):
            dropped.append(Unsupported(text=claim.text, reason=fault))
            continue
        supported = _supported(claim, evidence)
        if supported:
            kept.append(supported)
        else:
            dropped.append(Unsupported(text=claim.text, reason="said"))
    return Verified(tuple(kept), tuple(dropped))


def _supported(claim: Claim, evidence: Sequence[Statement]) -> Claim | None:
    if claim.calculation:
        return claim
    if claim.cells:
        return claim if _cells_hold(claim) else None
    if claim.sources:
        return claim if all_facts(claim.text, claim.sources) else None
    ranked = sorted(evidence, key=lambda s: -_overlap(claim.text, s.said))
    for statement in ranked[:3]:
        sources = _sources(statement)
        if _overlap(claim.text, statement.said) >= _SAID and all_facts(claim.text, sources):
            return replace(claim, sources=sources)
    for first in ranked[:3]:
        for second in ranked[:6]:
            pair = (*_sources(first), *_sources(second))
            joined = first.said + second.said
            if second is not first and _overlap(claim.text, joined) >= _SAID and all_facts(claim.text, pair):
                return replace(claim, sources=pair)
    return None


def _sources(statement: Statement) -> tuple[Source, ...]:
    """A statement as the source of a claim; a table's row together with the heads by which it is read."""
    own = (statement, statement.span)
    return (own, (statement, statement.row.head)) if statement.row and statement.row.table.heads else (own,)


def _cells_hold(claim: Claim) -> bool:
    """Whether the row, read anew, has the claim's values in these columns, and the quotes say their units and heads."""
    statement, span = claim.sources[0]
    quoted = "\n".join(span.of(statement.hit.document.text) for statement, span in claim.sources)
    rows = rows_of(statement.hit.document, statement.hit.chunk)
    row = next((row for row in rows if span.start <= row.row.span.start < span.end), None)
    return row is not None and spoken_values(claim.cells) == claim.text and values_hold(row, claim.cells, quoted)


def all_facts(claim: str, sources: Sequence[Source]) -> bool:
    """Whether the sentences hold every number with its unit and year, 文号, name, limit and negation of the claim."""
    quotes = [span.of(statement.hit.document.text) for statement, span in sources]
    if claim in quotes or any(" | ".join(quote.split("\n")) == claim for quote in quotes):
        return True
    text = "\n".join(quotes)
    around = "\n".join([text, *(_around(statement) for statement, _ in sources)])
    return (
        _years(claim, text, sources)
        and all(_number(quantity, claim, sources) for quantity in quantities(claim) if not _is_year(quantity))
        and _fractions(claim) <= _fractions(text)
        and _ordinals(claim) <= _ordinals(around)
        and set(doc_numbers(claim)) <= set(doc_numbers(around))
        and _names(claim, around)
        and set(_STRICT.findall(claim)) <= set(_STRICT.findall(text))
        and not any(way.search(claim) and not way.search(text) for way in (_RISE, _FALL))
        and not _drops_denial(claim, text)
    )


def _around(statement: Statement) -> str:
    document, chunk = statement.hit.document, statement.hit.chunk
    known = (document.title, document.issuer, document.region, document.doc_no, chunk.section, chunk.article_no)
    return " ".join(filter(None, known))


def _is_year(quantity: Quantity) -> bool:
    return quantity.unit == "年" and 1900 <= quantity.value <= 2100


def _years(claim: str, text: str, sources: Sequence[Source]) -> bool:
    """Whether the claim's years are the sources' own; 比2018年增长 makes 2018 no year of a statement."""
    told = {year for statement, _ in sources for year in statement.year.years}
    told |= {year for mention in spoken(text, None) for year in mention.years}
    named = told | {year for mention in mentions(text, None) for year in mention.years}
    return all(m.years <= told for m in spoken(claim, None)) and all(m.years <= named for m in mentions(claim, None))


def _number(quantity: Quantity, claim: str, sources: Sequence[Source]) -> bool:
    """Whether a source says this amount, and says it of the year that the claim gives it."""
    for statement, span in sources:
        document = statement.hit.document
        before = [m for m in spoken(claim, document.day) if m.start < quantity.start]
        for other in _told(statement, span):
            same = quantity.same_as(other) or (not quantity.unit and quantity.value == other.value)
            if same and (not before or before[-1].years & _year_of(statement, span, other)):
                return True
    return False


def _told(statement: Statement, span: Span) -> list[Quantity]:
    """The quantities of a source; those of a table's row with the units that its heads state."""
    found = quantities(span.of(statement.hit.document.text))
    if statement.row and span == statement.span:
        for cell in statement.row.row.cells:
            if len(cell.columns) == 1 and statement.row.unit(cell, cell.columns[0]):
                at = cell.start - span.start
                spoken = quantities(value_of(statement.row, cell).text)
                found += [replace(q, start=at + q.start, end=at + q.end) for q in spoken]
    return found


def _year_of(statement: Statement, span: Span, quantity: Quantity) -> frozenset[int]:
    """The years of a quantity of a source; in a table's row, those of its column."""
    at = span.start + quantity.start
    if statement.row and span == statement.span:
        cell = next((c for c in statement.row.row.cells if c.start <= at < c.end and len(c.columns) == 1), None)
        return row_year(statement.row, cell.columns[0] if cell else None).years
    return statement_year(statement.hit.document, span, at).years


def _fractions(text: str) -> set[tuple[object, object]]:
    return {(parse_number(m["of"]), parse_number(m["n"])) for m in _FRACTION.finditer(fold(text))}


def _ordinals(text: str) -> set[tuple[object, str]]:
    """第3批 and 第三批 as the same pair of number and thing."""
    return {(parse_number(m["n"]), m["of"]) for m in _ORDINAL.finditer(fold(text))}


def _names(claim: str, around: str) -> bool:
    """Whether quoted names, persons and places stand in the sentences or in what is known of their documents."""
    squeezed = squeeze(around)
    if any(tag == "nr" and len(word) > 1 and word not in squeezed for word, tag in tagged(claim)):
        return False
    return all(squeeze(name) in squeezed for name in _QUOTED.findall(claim)) and all(
        means(around, place) for place in places_in(claim)
    )


def _drops_denial(claim: str, text: str) -> bool:
    """Whether the claim affirms what the text denies: the words after 不得 without a 不得."""
    said, source = squeeze(claim), squeeze(text)
    for match in _DENIAL.finditer(source):
        tail = source[match.end() : match.end() + _TAIL]
        if len(tail) < _TAIL or tail not in said:
            continue
        affirmed = any(not _DENIED.search(source[: m.start()]) for m in re.finditer(re.escape(tail), source))
        if not affirmed and any(not _DENIED.search(said[: m.start()]) for m in re.finditer(re.escape(tail), said)):
            return True
    return False


def _overlap(claim: str, text: str) -> float:
    """The share of the claim's pairs of characters in `text`, its numbers left out where words remain."""
    shares = []
    for bare in (str, _numberless):
        pairs = bigrams(squeeze(bare(claim)))
        if bare is str or len(pairs) >= _WORDS:
            shares.append(len(pairs & bigrams(squeeze(bare(text)))) / max(1, len(pairs)))
    return max(shares)


def _numberless(text: str) -> str:
    """`text` without its numbers, which may be spelt otherwise elsewhere."""
    for quantity in reversed(quantities(text)):
        text = text[: quantity.start] + quantity.unit + text[quantity.end :]
    return text


def claims_of(text: str) -> tuple[Claim, ...]:
    """The sentences of a model's answer, its marks ([1]) removed, as claims whose support is yet to be found."""
    bare = _MARK.sub("", text)
    pieces = re.split(r"(?<=[。！？!?；;])\s*|\n+", bare)
    cleaned = (re.sub(r"^\s*(?:[-•]|\*(?!\*)|\d+[.、)](?!\d))\s*|\*\*|`", "", piece).strip() for piece in pieces)
    return tuple(Claim(piece, ()) for piece in cleaned if re.search(r"\w", piece))
