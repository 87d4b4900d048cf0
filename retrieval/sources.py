"""The documents that are named while an answer is still being written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from retrieval.ledger import Ledger
from retrieval.models import Answer, Hit

_SOURCES = 10  # documents named


def cited_of(answer: Answer) -> list[dict[str, Any]]:
    """The documents that an answer cites."""
    return [c.model_dump(include={"document_id", "chunk_id", "title", "score"}) for c in answer.citations]


def sources_of(hits: Sequence[Hit], ledger: Ledger) -> list[dict[str, Any]]:
    """The best hit of each of the best documents, each followed by its twins, which are the same notice."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.document.id, hit)
    shown = list(best.items())[:_SOURCES]
    twins = ledger.twins([key for key, _ in shown])
    return [
        {"document_id": known, "chunk_id": hit.chunk.id, "title": title, "score": round(hit.score, 4)}
        for key, hit in shown
        for known, title in [(key, hit.document.title), *((t[0], t[1]) for t in twins.get(key, ()))]
    ][:_SOURCES]
