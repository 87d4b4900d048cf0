"""Draft → Answer: every number, unit, year, date, 文号 and quoted name of a claim must stand in a cited sentence.

It does not matter who wrote the claim. What has no support is dropped; if nothing is left, there is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.answer import Claim, Draft
from retrieval.characters import bigrams, fold, squeeze
from retrieval.doc_numbers import doc_numbers
from retrieval.evidence import Statement
from retrieval.numbers import quantities
from retrieval.sentences import Span
from retrieval.years import mentions

_MARK = re.compile(r"[\[【［〔(（]\s*\d{1,2}(?:\s*[,，、]\s*\d{1,2})*\s*[\]】］〕)）]")
_QUOTED = re.compile(r"[“\"《「]([^”\"》」]{2,60})[”\"》」]")
_SAID = 0.5  # least share of a claim's pairs of characters that must stand in its sentence
_NEGATION = re.compile(r"不得|禁止|严禁|不予|不再|无需|不需|不超过|不低于|不少于|除外|免(?!费)")


@dataclass(frozen=True, slots=True)
class Verified:
    """The claims that stand, and the texts of those that do not."""

    claims: tuple[Claim, ...]
    dropped: tuple[str, ...]


def verify(draft: Draft, evidence: Sequence[Statement]) -> Verified:
    """The claims of a draft that their own sentences, or else others of the evidence, support."""
    kept: list[Claim] = []
    dropped: list[str] = []
    for claim in draft.claims:
        supported = _supported(claim, evidence)
        if supported:
            kept.append(supported)
        else:
            dropped.append(claim.text)
    return Verified(tuple(kept), tuple(dropped))


def _supported(claim: Claim, evidence: Sequence[Statement]) -> Claim | None:
    if claim.sources:
        return claim if all_facts(claim.text, claim.sources) else None
    ranked = sorted(evidence, key=lambda s: -_overlap(claim.text, s.text))
    for statement in ranked[:3]:
        source = (statement, statement.span)
        if _overlap(claim.text, statement.text) >= _SAID and all_facts(claim.text, (source,)):
            return replace(claim, sources=(source,))
    for first in ranked[:3]:
        for second in ranked[:6]:
            pair = ((first, first.span), (second, second.span))
            joined = first.text + second.text
            if second is not first and _overlap(claim.text, joined) >= _SAID and all_facts(claim.text, pair):
                return replace(claim, sources=pair)
    return None


def all_facts(claim: str, sources: Sequence[tuple[Statement, Span]]) -> bool:
    """Whether the sentences hold every number with its unit, year, 文号, quoted name and negation of the claim."""
    text = "\n".join(span.of(statement.hit.document.text) for statement, span in sources)
    years = {y for s, _ in sources for y in s.year.years} | {y for m in mentions(text, None) for y in m.years}
    known = quantities(text)
    folded, squeezed = fold(text), squeeze(text)
    for quantity in quantities(claim):
        if quantity.unit == "年" and 1900 <= quantity.value <= 2100:
            if int(quantity.value) not in years:
                return False
        elif not any(quantity.same_as(other) for other in known) and fold(quantity.text).strip() not in folded:
            return False
    if any(not m.years <= years for m in mentions(claim, None)):
        return False
    if not set(doc_numbers(claim)) <= set(doc_numbers(text)):
        return False
    if any(squeeze(name) not in squeezed for name in _QUOTED.findall(claim)):
        return False
    return {m.group() for m in _NEGATION.finditer(claim)} <= {m.group() for m in _NEGATION.finditer(text)}


def _overlap(claim: str, text: str) -> float:
    pairs = bigrams(squeeze(claim))
    return len(pairs & bigrams(squeeze(text))) / max(1, len(pairs))


def claims_of(text: str) -> tuple[Claim, ...]:
    """The sentences of a model's answer, its marks ([1]) removed, as claims whose support is yet to be found."""
    bare = _MARK.sub("", text)
    pieces = re.split(r"(?<=[。！？!?；;])\s*|\n+", bare)
    cleaned = (re.sub(r"^\s*(?:[-*•]|\d+[.、)])\s*|\*\*|`", "", piece).strip() for piece in pieces)
    return tuple(Claim(piece, ()) for piece in cleaned if re.search(r"\w", piece))
