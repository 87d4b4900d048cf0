"""What no longer holds, or not as it was, and when a question asks for it all the same."""

from __future__ import annotations

from retrieval.models import PolicyDocument
from retrieval.understand import Query

ENDED = frozenset({"废止", "失效", "修订"})


def asks_for(query: Query, document: PolicyDocument) -> bool:
    """Whether the question is for what no longer holds: by its words, its years, or the document's number."""
    if query.past or query.filters.status or query.doc_nos:
        return True
    return document.day is not None and document.day.year in query.years
