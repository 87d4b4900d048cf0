"""What people say of answers: each with the question and the answer that it is about, and no one's address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from retrieval.answer_log import Logged
from retrieval.personal import masked
from retrieval.schema import feedback, now

Rating = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was said of one answer. `caller` is the key it was said with, or what stands for none; `id` is given when
    it is stored.
    """

    answer_id: str
    rating: Rating
    comment: str | None
    question: str
    answer: str
    outcome: str
    document_ids: tuple[str, ...]
    caller: str
    given_at: datetime
    user: str | None = None
    id: int = 0


class Feedback:
    """Keeps and lists what was said of answers. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def give(
        self, answer: Logged, rating: Rating, comment: str | None, caller: str, user: str | None = None
    ) -> Opinion:
        """Keeps what is said of an answer, in place of what was said of it before; without texts where none are kept."""
        row = {
            "answer_id": answer.id,
            "rating": rating,
            "comment": masked(comment) if comment and answer.answer else None,
            "question": answer.question or "",
            "answer": str(answer.answer["text"]) if answer.answer else "",
            "outcome": answer.outcome,
            "document_ids": list(answer.document_ids),
            "caller": caller,
            "given_at": now(),
            "user": user,
        }
        with self._engine.begin() as db:
            db.execute(sa.delete(feedback).where(feedback.c.answer_id == answer.id))
            stored = db.execute(sa.insert(feedback).values(row)).inserted_primary_key
        return _opinion({**row, "id": stored[0] if stored else 0})

    def page(
        self, limit: int, after: int | None = None, rating: Rating | None = None
    ) -> tuple[Sequence[Opinion], bool]:
        """Up to `limit` opinions older than the one with the id `after`, the newest first; and if more follow."""
        query = sa.select(feedback).order_by(feedback.c.id.desc()).limit(limit + 1)
        if after is not None:
            query = query.where(feedback.c.id < after)
        if rating is not None:
            query = query.where(feedback.c.rating == rating)
        with self._engine.connect() as db:
            found = [_opinion(dict(row)) for row in db.execute(query).mappings()]
        return found[:limit], len(found) > limit


def _opinion(row: dict[str, Any]) -> Opinion:
    return Opinion(**{**row, "document_ids": tuple(row["document_ids"])})
