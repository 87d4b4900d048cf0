"""What a claim takes from above its sentence: the sentences that say its year and its names are cited beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from retrieval.answer import year_source
from retrieval.candidates import Candidate
from retrieval.characters import squeeze
from retrieval.claims import Claim, Source
from retrieval.query import Query
from retrieval.sentences import sentences
from retrieval.standing_quotes import title_line
from retrieval.tokens import tagged
from retrieval.years import mentions


def framed(claim: Claim, query: Query) -> Claim:
    """A claim whose sources say its years and names too, as far as its document says them anywhere."""
    if not claim.sources:
        return claim
    return _with_names(_with_year(claim, query))


def _with_year(claim: Claim, query: Query) -> Claim:
    said = {year for mention in mentions(claim.text, None) for year in mention.years}
    if said <= {year for mention in mentions(_quoted(claim), None) for year in mention.years}:
        return claim
    first = Candidate(claim.sources[0][0], (), 0.0)
    return _with(claim, year_source(replace(query, years=tuple(sorted(said))), first))


def _with_names(claim: Claim) -> Claim:
    quoted = squeeze(_quoted(claim))
    missing = [w for word, tag in tagged(claim.text) if tag.startswith("n") and (w := squeeze(word)) not in quoted]
    return _with(claim, tuple(_naming([word for word in missing if len(word) > 1], claim.sources[0])))


def _naming(words: list[str], source: Source) -> Iterator[Source]:
    """The title's line, or else the first sentence of the document, that says each word."""
    statement = source[0]
    document = statement.hit.document
    places = (
        [(s, squeeze(s.of(document.text))) for s in (title_line(document), *sentences(document.text))] if words else []
    )
    while words:
        found = next(((span, said) for span, said in places if words[0] in said), None)
        if found:
            yield statement, found[0]
        words = [word for word in words[1:] if not found or word not in found[1]]


def _quoted(claim: Claim) -> str:
    return " ".join(span.of(statement.hit.document.text) for statement, span in claim.sources)


def _with(claim: Claim, more: tuple[Source, ...]) -> Claim:
    return replace(claim, sources=tuple(dict.fromkeys((*claim.sources, *more))))
