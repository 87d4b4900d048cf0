"""What no longer holds, or not as it was, and when a question asks for it all the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from retrieval.models import PolicyDocument, Status
from retrieval.understand import Query

ENDED = frozenset({"废止", "失效", "修订"})
_VOID = ("废止", "失效")
Columns = Any  # SQLAlchemy's own collection, whose type it does not export


def stands(columns: Columns, status: Status, today: date) -> sa.ColumnElement[bool]:
    """Whether a document has this status on a day: `PolicyDocument.on` in the database's words."""
    stored: sa.ColumnElement[bool] = columns.status == status
    if status == "废止":
        return stored
    lapsed = sa.and_(columns.expires_on < today, columns.status.not_in(_VOID))
    if status == "失效":
        return sa.or_(stored, lapsed)
    return sa.and_(stored, sa.or_(columns.expires_on.is_(None), columns.expires_on >= today))


def asks_for(query: Query, document: PolicyDocument) -> bool:
    """Whether the question is for what no longer holds: by its words, its years, or the document's number."""
    if query.past or query.filters.status or query.doc_nos:
        return True
    return document.day is not None and document.day.year in query.years
