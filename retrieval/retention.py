"""What was asked is not kept for ever: what is too old goes, and what one person asked goes when that is wanted.

What is removed is overwritten in the database's file (`secure_delete`), and its log is emptied, so that the text is
nowhere in it any more. A person's removal also writes the file anew.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from retrieval.answer_log import of_person
from retrieval.errors import UsageError
from retrieval.records import Records
from retrieval.schema import answers, feedback, keys, midnight, now


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was removed."""

    answers: int
    feedback: int

    def as_dict(self) -> dict[str, int]:
        """As JSON."""
        return asdict(self)


def expire(records: Records, days: int) -> Purged:
    """Removes what was asked and said more than `days` ago; 0 keeps it for ever."""
    if not days:
        return Purged(0, 0)
    before = now() - timedelta(days=days)
    purged = _removed(records, [answers.c.asked_at < before], [feedback.c.given_at < before])
    if purged != Purged(0, 0):
        _emptied(records.engine)
    return purged


def purge(records: Records, who: str = "", before: date | None = None) -> Purged:
    """Removes what a user, or the holder of a key, asked and said: all of it, or what is from `before` a day.

    Without `who` it is everyone's. Raises UsageError where neither is given.
    """
    if not who and before is None:
        raise UsageError(
            "没有说明清除谁的、哪一天以前的。 Whose, or from before which day?", "--user NAME --before DATE"
        )
    asked, said = [], []
    if who:
        held = sa.select(keys.c.id).where(sa.or_(keys.c.name == who, keys.c.id == who))
        asked.append(of_person(who))
        said.append(sa.or_(feedback.c.user == who, feedback.c.caller == who, feedback.c.caller.in_(held)))
    if before is not None:
        start = midnight(before)
        asked.append(answers.c.asked_at < start)
        said.append(feedback.c.given_at < start)
    purged = _removed(records, asked, said)
    if records.engine.dialect.name == "sqlite":
        with records.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.execute(sa.text("VACUUM"))
    _emptied(records.engine)
    return purged


def _removed(records: Records, asked: list[sa.ColumnElement[bool]], said: list[sa.ColumnElement[bool]]) -> Purged:
    """Removes answers with what was said of them, and what was said besides."""
    records.answers.flush()
    chosen = sa.select(answers.c.id).where(*asked)
    with records.engine.begin() as db:
        opinions = _deleted(db, sa.delete(feedback).where(sa.or_(feedback.c.answer_id.in_(chosen), sa.and_(*said))))
        return Purged(_deleted(db, sa.delete(answers).where(*asked)), opinions)


def _deleted(db: Connection, statement: sa.Delete) -> int:
    result: sa.CursorResult[Any] = db.execute(statement)
    return result.rowcount


def _emptied(engine: Engine) -> None:
    """Moves SQLite's write-ahead log into the file and cuts it to nothing; other databases see to theirs."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
