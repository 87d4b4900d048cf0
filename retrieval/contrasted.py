"""Contrasts answered: what is found for each side, under its name, each quoted and cited for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from prompts import Language, Prompts
from retrieval.answer import draft, year_source
from retrieval.characters import fold
from retrieval.claims import Claim
from retrieval.composed import Side
from retrieval.terms import terms_of
from retrieval.verify import verify
from retrieval.verify_lexicon import says

_MOST = 4  # sentences quoted of one side


def own_claims(side: Side) -> tuple[Claim, ...]:
    """The verified claims that answer one side; () where nothing is known that speaks of it by its name."""
    chosen = side.part.chosen
    if chosen is None or not _speaks_of(side):
        return ()
    claims = verify(draft(side.part.query, chosen, side.rated), side.found).claims
    more = year_source(side.part.query, chosen)
    own = [replace(claim, sources=tuple(dict.fromkeys((*claim.sources, *more)))) for claim in claims]
    return tuple(own[:_MOST])


def _speaks_of(side: Side) -> bool:
    """Whether the sentence of a side, or what stands above it, has the words by which the side is told from the other.

    Its year and place were seen to when the sentence was chosen.
    """
    query = side.part.query
    chosen = side.part.chosen
    if chosen is None:
        return False
    hit = chosen.statement.hit
    if query.titles or query.doc_nos:
        return any(fold(title) in fold(hit.document.title) for title in query.titles)
    places = {name for place in query.places for name in place.names}
    words = [t.text for t in terms_of(side.part.name) if t.weight >= 1 and t.text not in places]
    said = fold("\n".join((chosen.statement.said, hit.document.title, hit.chunk.section)))
    return all(says(said, word) for word in words)


def under_name(claims: Sequence[Claim], name: str, prompts: Prompts, language: Language) -> list[Claim]:
    """The claims of a side, the first of them behind the side's name."""
    first = prompts.say("replies.side", language, document=name, value=claims[0].text)
    return [replace(claims[0], text=first), *claims[1:]]
