"""Draft → what of it stands: every claim, whoever wrote it, must be said by a sentence that is cited for it.

What has no support is dropped, told with its reason and logged; if nothing is left, there is no answer.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.characters import bigrams, fold, squeeze
from retrieval.claims import Claim, Draft, Source
from retrieval.conversions import with_conversions
from retrieval.evidence import Statement
from retrieval.markup import plain_words
from retrieval.models import Unsupported
from retrieval.numbers import quantities
from retrieval.screen import ordered, unfit
from retrieval.table_answers import spoken_values, values_hold
from retrieval.table_rows import rows_of
from retrieval.verify_calculation import calculation_fault
from retrieval.verify_claim import Finding, judge
from retrieval.verify_clauses import Parsed
from retrieval.verify_lexicon import says
from retrieval.verify_lines import whole_sentence
from retrieval.verify_reply import reply_holds

_LOG = logging.getLogger("policyqa.verify")
_MARK = re.compile(r"[\[【［〔(（]\s*\d{1,2}(?:\s*[,，、]\s*\d{1,2})*\s*[\]】］〕)）]")
_SAID = 0.5  # least share of a claim's pairs of characters that must stand in its sentence
_WORDED = 0.9  # what the share of words counts against that of pairs
_WORDS = 3  # least pairs of characters by which a claim without its numbers is compared
_FIRST, _SECOND = 3, 6  # sentences that are tried alone, and beside those


@dataclass(frozen=True, slots=True)
class Verified:
    """The claims that stand, and those that do not, each with its reason. `first` tells whether the first one stands."""

    claims: tuple[Claim, ...]
    dropped: tuple[Unsupported, ...]
    first: bool = False


def verify(draft: Draft, evidence: Sequence[Statement]) -> Verified:
    """The claims of a draft that their own sentences, or else others of the evidence, support.

    A claim that tells an amount in another unit than its source gets the conversion written behind it.
    """
    kept: list[Claim] = []
    dropped: list[Unsupported] = []
    for claim in draft.claims:
        found = _supported(claim, evidence)
        if isinstance(found, Claim):
            kept.append(found)
            continue
        documents = sorted({s.hit.document.id for s, _ in claim.sources} or {s.hit.document.id for s in evidence[:3]})
        _LOG.info("dropped (%s): %s [%s]", found, claim.text, " ".join(documents))
        dropped.append(Unsupported(text=claim.text, reason=found))
    first = bool(kept) and (not dropped or draft.claims[0].text != dropped[0].text)
    return Verified(tuple(kept), tuple(dropped), first)


def _supported(claim: Claim, evidence: Sequence[Statement]) -> Claim | str:
    """The claim with the sentences that carry it, or the reason for which it falls."""
    if unfit(claim.text, claim.sources or [(s, s.span) for s in evidence]) or any(map(ordered, claim.sources)):
        return "instruction"
    if claim.calculation:
        return calculation_fault(claim, claim.calculation) or claim
    if claim.replies:
        return claim if reply_holds(claim) else "polarity"
    if claim.cells:
        return claim if _cells_hold(claim) else "number"
    if claim.sources:
        return _carried(claim, claim.sources)
    reason = "said"
    for sources in _offers(claim.text, evidence):
        found = _carried(claim, sources)
        if isinstance(found, Claim):
            return found
        reason = found if reason == "said" else reason
    return reason


def _carried(claim: Claim, sources: Sequence[Source]) -> Claim | str:
    """The claim as its sources carry it: as they are, or as sentences whose lines are put together again."""
    finding = judge(claim.text, sources)
    used = tuple(sources)
    if finding.reason:
        whole = tuple((s, whole_sentence(s.hit.document.text, span)) for s, span in sources if not s.row)
        if len(whole) < len(used) or whole == used:
            return finding.reason
        again, used = judge(claim.text, whole), tuple(dict.fromkeys(whole))
        if again.reason:
            return finding.reason
        finding = again
    return _noted(replace(claim, sources=used), finding)


def _noted(claim: Claim, finding: Finding) -> Claim:
    text, notes = with_conversions(claim.text, finding.figures)
    return replace(claim, text=text, notes=notes) if notes else claim


def _offers(claim: str, evidence: Sequence[Statement]) -> Iterator[tuple[Source, ...]]:
    """The sentences of the evidence that may carry a claim, alone and then by twos, the likeliest first."""
    ranked = sorted(evidence, key=lambda s: -_overlap(claim, s.said))
    for statement in ranked[:_FIRST]:
        if _overlap(claim, statement.said) >= _SAID or _overlap(claim, _wider(statement)) >= _SAID:
            yield _sources(statement)
    for first in ranked[:_FIRST]:
        for second in ranked[:_SECOND]:
            if second is not first and _overlap(claim, first.said + second.said) >= _SAID:
                yield (*_sources(first), *_sources(second))


def _wider(statement: Statement) -> str:
    text = statement.hit.document.text
    return statement.said if statement.row else whole_sentence(text, statement.span).of(text)


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


def _overlap(claim: str, text: str) -> float:
    """The share of the claim's pairs of characters in `text`, its numbers left out where words remain; or, for short
    claims in other words, the share of its words of content that `text` says.
    """
    shares = []
    for bare in (str, _numberless):
        pairs = bigrams(squeeze(bare(claim)))
        if bare is str or len(pairs) >= _WORDS:
            shares.append(len(pairs & bigrams(squeeze(bare(text)))) / max(1, len(pairs)))
    words = Parsed(claim).words
    folded = fold(text)
    shares.append(_WORDED * sum(says(folded, word.text) for word in words) / max(1, len(words)))
    return max(shares)


def _numberless(text: str) -> str:
    """`text` without its numbers, which may be spelt otherwise elsewhere."""
    for quantity in reversed(quantities(text)):
        text = text[: quantity.start] + quantity.unit + text[quantity.end :]
    return text


def claims_of(text: str) -> tuple[Claim, ...]:
    """The sentences of a model's answer, its marks ([1]) removed, as claims whose support is yet to be found."""
    bare = _MARK.sub("", plain_words(text))
    pieces = re.split(r"(?<=[。！？!?；;])\s*|\n+", bare)
    cleaned = (re.sub(r"^\s*(?:[-•]|\*(?!\*)|\d+[.、)](?!\d))\s*|\*\*|`", "", piece).strip() for piece in pieces)
    return tuple(Claim(piece, ()) for piece in cleaned if re.search(r"\w", piece))
