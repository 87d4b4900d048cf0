"""What several places say to one question: the best one, what says as much, and another document nearly as good.

A question for measures, reasons or ways is seldom answered in one sentence, and the second-best document is the right
one about as often as any other below it. Each part is quoted and cited for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retrieval.characters import bigrams, squeeze
from retrieval.claims import Claim
from retrieval.evidence import Statement
from retrieval.passage_run import run
from retrieval.query import Kind, Query
from retrieval.sentences import Span

_OPEN: frozenset[Kind] = frozenset({"list", "how", "plain", "yesno"})  # what more than one place may answer
_NEARLY = 0.15  # how far below the best another document may score
_SAME = 0.7  # share of pairs of characters from which two quotes say the same


def together(query: Query, best: Statement, score: float, others: Iterable[tuple[Statement, float]]) -> list[Claim]:
    """The claims that quote `best` and what belongs to it; of `others`, best first, those that say as much.

    `others` must answer the question themselves. At most one other document is quoted.
    """
    spans = {best.hit.document.id: run(query, best)}
    claims = [_claim(best, span) for span in spans[best.hit.document.id]]
    if query.kind not in _OPEN:
        return claims
    for other, value in others:
        key = other.hit.document.id
        known = spans.get(key)
        if value < (score if known else score - _NEARLY) or (known is None and len(spans) > 1):
            continue
        if known and any(span.start <= other.span.start < span.end for span in known):
            continue
        new = [_claim(other, span) for span in run(query, other) if span not in (known or ())]
        if known is None and _says_again(new, claims):
            continue
        spans[key] = [*(known or ()), *(claim.sources[0][1] for claim in new)]
        claims += new
    return claims


def _says_again(new: Sequence[Claim], claims: Sequence[Claim]) -> bool:
    """Whether another document only has the same words, as those that pass on a rule do."""
    pairs = bigrams(squeeze("".join(claim.text for claim in new)))
    return len(pairs & bigrams(squeeze("".join(claim.text for claim in claims)))) > _SAME * len(pairs)


def _claim(statement: Statement, span: Span) -> Claim:
    return Claim(span.of(statement.hit.document.text), ((statement, span),))
