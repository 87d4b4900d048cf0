"""Hits and statements → the same, as the reader sees them: passages put in its order, and each statement's chances.

The reader sees a window around the best statement of each passage. It stops where those read are clear: one
answers for sure, and the words of the question speak against the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.characters import fold
from retrieval.evidence import Statement
from retrieval.models import Hit
from retrieval.reader import Judgement, Passage
from retrieval.rerankers import Reranker
from retrieval.sentences import Span
from retrieval.understand import Query
from retrieval.window import window

READ = 8  # passages read at most: twelve or twenty-four gained nothing
_AT_ONCE = 4  # passages read before it is asked whether they are clear
_CLEAR = 0.5  # log-odds of an answer from which the rest need not be read
_BEHIND = 0.5  # by how much search must put the next passage behind for that
_YEAR = re.compile(r"(?:19|20)\d\d年度?(?!\s?\d+[月日])")
WEIGHT = 0.4  # of a passage's relevance, in log-odds, against its search score


def reread(
    query: Query, hits: Sequence[Hit], found: Sequence[Statement], reader: Reranker
) -> tuple[list[Hit], list[Statement]]:
    """The best hits in the reader's order, then the others, and their statements with its judgement, best first."""
    shown = _windows(hits[:READ], found)
    judged = _judged(query, hits, found, shown, reader)
    if not judged:
        return list(hits), list(found)
    floor = min(j.relevance for j in judged.values())
    ranked = [replace(h, score=h.score + WEIGHT * _relevance(h, judged, floor)) for h in hits]
    ranked.sort(key=lambda h: (-h.score, h.chunk.id))
    by_chunk = {h.chunk.id: h for h in ranked}
    first = ranked[0].score
    moved = (_read(s, judged, shown).ranked(by_chunk[s.hit.chunk.id], first) for s in found)
    return ranked, sorted(moved, key=lambda s: -s.score)


def _read(statement: Statement, judged: Mapping[str, Judgement], shown: Mapping[str, Span]) -> Statement:
    """The statement with what the reader says of its passage, and whether it points at it."""
    key = statement.hit.chunk.id
    if (judgement := judged.get(key)) is None:
        return statement
    start = shown[key].start
    at = Span(start + judgement.start, start + judgement.end)
    pointed = at.end > at.start and statement.span.start <= at.start < statement.span.end
    return replace(statement, judgement=judgement, pointed=at if pointed else None)


def _relevance(hit: Hit, judged: Mapping[str, Judgement], floor: float) -> float:
    """The relevance of a passage; one that was not read counts like the worst that was."""
    judgement = judged.get(hit.chunk.id)
    return judgement.relevance if judgement else floor


def _best(found: Sequence[Statement]) -> dict[str, Statement]:
    """The best statement of each passage."""
    best: dict[str, Statement] = {}
    for statement in found:
        best.setdefault(statement.hit.chunk.id, statement)
    return best


def _windows(hits: Sequence[Hit], found: Sequence[Statement]) -> dict[str, Span]:
    """What is shown of each passage: the part around its best statement."""
    best, shown = _best(found), {}
    for hit in hits:
        chunk, first = hit.chunk, best.get(hit.chunk.id)
        if first:
            shown[chunk.id] = window(hit.document.text, first.span, chunk.start, chunk.end)
    return shown


def unyeared(question: str, passage: Passage) -> str:
    """A question without those of its years that a passage of a document of these years does not say."""
    told = fold(f"{passage.title} {passage.text}")
    return _YEAR.sub(lambda year: year.group() if year.group()[:4] in told else "", question)


def _asked(query: Query, passage: Passage, statement: Statement) -> str:
    """The question as it is put of a passage: whether the year is right is told by rules, not by the reader."""
    return unyeared(query.question, passage) if query.years and statement.year_fits else query.question


def _judged(
    query: Query,
    hits: Sequence[Hit],
    found: Sequence[Statement],
    shown: Mapping[str, Span],
    reader: Reranker,
) -> dict[str, Judgement]:
    """What the reader says of the passages shown, read a few at once until those read are clear."""
    best = _best(found)

    def judge(some: Sequence[Hit]) -> dict[str, Judgement]:
        asked: dict[str, list[tuple[str, Passage]]] = {}
        for hit in some:
            passage = Passage(hit.document.title, shown[hit.chunk.id].of(hit.document.text))
            asked.setdefault(_asked(query, passage, best[hit.chunk.id]), []).append((hit.chunk.id, passage))
        return {
            key: judgement
            for question, of in asked.items()
            for (key, _), judgement in zip(of, reader.judge(question, [p for _, p in of]), strict=True)
        }

    waiting = [hit for hit in hits if hit.chunk.id in shown]
    judged: dict[str, Judgement] = {}
    for at in range(0, len(waiting), _AT_ONCE):
        if at and _clear(hits, judged, waiting[at]):
            break
        judged |= judge(waiting[at : at + _AT_ONCE])
    return judged


def _clear(hits: Sequence[Hit], judged: Mapping[str, Judgement], following: Hit) -> bool:
    return any(
        hit.chunk.id in judged
        and (judged[hit.chunk.id].answerable or 0.0) > _CLEAR
        and hit.score - following.score > _BEHIND
        for hit in hits[:2]
    )
