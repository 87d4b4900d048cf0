"""The reports of what was done under a caller's own key (Idempotency-Key), so that asking again doesn't do it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from retrieval.schema import now, receipts

_KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done: the digest of what was sent, and the report."""

    digest: str
    report: dict[str, Any]


class Receipts:
    """Keeps reports for a day. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, caller: str, key: str) -> Receipt | None:
        """What this caller had done under this key within the last day."""
        query = sa.select(receipts.c.digest, receipts.c.report).where(
            receipts.c.caller == caller, receipts.c.key == key, receipts.c.done_at > now() - _KEPT
        )
        with self._engine.connect() as db:
            row = db.execute(query).first()
        return Receipt(row.digest, row.report) if row else None

    def keep(self, caller: str, key: str, receipt: Receipt) -> None:
        """Keeps a report, and forgets those that are older than a day."""
        own = sa.and_(receipts.c.caller == caller, receipts.c.key == key)
        with self._engine.begin() as db:
            db.execute(sa.delete(receipts).where(sa.or_(own, receipts.c.done_at <= now() - _KEPT)))
            row = {"digest": receipt.digest, "report": receipt.report, "done_at": now()}
            db.execute(sa.insert(receipts).values(caller=caller, key=key, **row))
