"""Whether what stands of a model's words says what was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.candidates import Candidate
from retrieval.characters import bigrams, squeeze
from retrieval.claims import Claim
from retrieval.numbers import quantities
from retrieval.understand import Query

_NEW = 2  # least pairs of characters that an answer without a value must have and its question not


def answering(query: Query, chosen: Candidate, claims: Sequence[Claim]) -> bool:
    """Whether the claims say what was asked: the value that answers, or else more than the question does."""
    text = "\n".join(claim.text for claim in claims)
    if chosen.valued:
        return all(_says(text, value.text) for value in chosen.values) or _told_beside(query, chosen, claims)
    return len(bigrams(squeeze(text)) - bigrams(squeeze(query.question))) >= _NEW


def _told_beside(query: Query, chosen: Candidate, claims: Sequence[Claim]) -> bool:
    """Whether the chosen values only repeat the question (20家园区中有多少家企业), and the claims tell another figure of
    their kind from the same sentence.
    """
    asked = quantities(query.question)
    values = [q for value in chosen.values for q in quantities(value.text)]
    if not values or not all(any(q.same_as(other) for other in asked) for q in values):
        return False
    own = (chosen.statement.hit.document.id, chosen.statement.span)
    said = [c for c in claims if any((s.hit.document.id, s.span) == own for s, _ in c.sources)]
    figures = [q for claim in said for q in quantities(claim.text)]
    return any(q.measures == values[0].measures and not any(q.same_as(o) for o in asked) for q in figures)


def _says(text: str, value: str) -> bool:
    """Whether `text` has the value, in these words or as the same quantity in another unit.

    The limits of a value (不超过, 每人每月) must be there in either case.
    """
    if squeeze(value) in squeeze(text):
        return True
    wanted, said = quantities(value), quantities(text)
    rest = value
    for quantity in reversed(wanted):
        rest = f"{rest[: quantity.start]} {rest[quantity.end :]}"
    return (
        bool(wanted)
        and all(squeeze(part) in squeeze(text) for part in rest.split())
        and all(q.unit and any(q.same_as(other) for other in said) for q in wanted)
    )
