"""What operators did: written once, never changed, without the texts that it was about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from retrieval.schema import audit, now


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what to which thing, and when (UTC)."""

    n: int
    at: datetime
    who: str
    action: str
    target: str


class Audit:
    """Keeps and lists deeds. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, who: str, action: str, target: str) -> None:
        """Writes down a deed. `target` names a thing by its id or a count, never by its text."""
        with self._engine.begin() as db:
            db.execute(sa.insert(audit).values(at=now(), who=who, action=action, target=target[:200]))

    def page(
        self, limit: int, after: int | None = None, who: str = "", action: str = ""
    ) -> tuple[Sequence[Deed], bool]:
        """Up to `limit` deeds before the one with the number `after`, the newest first; and if more follow."""
        query = sa.select(audit).order_by(audit.c.n.desc()).limit(limit + 1)
        if after is not None:
            query = query.where(audit.c.n < after)
        if who:
            query = query.where(audit.c.who == who)
        if action:
            query = query.where(audit.c.action == action)
        with self._engine.connect() as db:
            found = [Deed(**row) for row in db.execute(query).mappings()]
        return found[:limit], len(found) > limit
