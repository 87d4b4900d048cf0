"""Where an office's sensitive words are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from retrieval.errors import UsageError
from retrieval.schema import now, words
from retrieval.sensitive import ACTIONS, LONGEST, Word, Words


@dataclass(frozen=True, slots=True)
class Kept:
    """How many words were new, have another action or spelling than before, are as they were, and went."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


class WordStore:
    """Keeps the words. Safe to use from several threads, and beside a running server."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._loaded: tuple[object, Words] = (None, Words(()))

    def listed(self) -> list[Word]:
        """Every word, in order."""
        return self._select(sa.select(words).order_by(words.c.key))

    def page(self, limit: int, after: str = "", part: str = "", action: str = "") -> tuple[list[Word], bool]:
        """Up to `limit` words after the key `after`, in order, that hold `part`; and if more follow."""
        query = sa.select(words).where(words.c.key > after, *_sought(part, action))
        found = self._select(query.order_by(words.c.key).limit(limit + 1))
        return found[:limit], len(found) > limit

    def count(self, part: str = "", action: str = "") -> int:
        """How many words hold `part`."""
        with self._engine.connect() as db:
            return int(db.scalar(sa.select(sa.func.count()).select_from(words).where(*_sought(part, action))) or 0)

    def get(self, key: str) -> Word | None:
        """The word with this key."""
        return next(iter(self._select(sa.select(words).where(words.c.key == key))), None)

    def load(self) -> Words:
        """The words as they are now, to be looked for; made anew only after a change."""
        stamp, loaded = self._stamp(), self._loaded
        if stamp != loaded[0]:
            loaded = self._loaded = (stamp, Words(self.listed()))
        return loaded[1]

    def add(self, listed: Sequence[Word], *, replace: bool = False) -> Kept:
        """Keeps words, in place of the same ones or (`replace`) of all. Raises UsageError, then keeping none.

        Of two that are the same but for spaces, punctuation and form, the last counts.
        """
        given = {_checked(word).key: word for word in listed}
        with self._engine.begin() as db:
            known = {row.key: Word(row.word, row.action) for row in db.execute(sa.select(words))}
            changed = [key for key, word in given.items() if key in known and known[key] != word]
            added = [key for key in given if key not in known]
            gone = [key for key in known if key not in given] if replace else []
            _delete(db, [*changed, *gone])
            rows = [(key, given[key]) for key in (*added, *changed)]
            if rows:
                db.execute(
                    sa.insert(words),
                    [{"key": key, "word": w.text, "action": w.action, "made_at": now()} for key, w in rows],
                )
        return Kept(len(added), len(changed), len(given) - len(rows), len(gone))

    def remove(self, key: str) -> bool:
        """Removes a word; whether there was one."""
        with self._engine.begin() as db:
            return bool(db.execute(sa.delete(words).where(words.c.key == key)).rowcount)

    def _stamp(self) -> object:
        """Something that is another after every change."""
        with self._engine.connect() as db:
            return tuple(db.execute(sa.select(sa.func.count(), sa.func.max(words.c.made_at)).select_from(words)).one())

    def _select(self, query: sa.Select[tuple[str, ...]]) -> list[Word]:
        with self._engine.connect() as db:
            return [Word(row.word, row.action) for row in db.execute(query)]


def _sought(part: str, action: str) -> list[sa.ColumnElement[bool]]:
    """The conditions that a word holds `part`, however it is written, and has an action."""
    key = Word(part, "mask").key
    found: list[sa.ColumnElement[bool]] = [words.c.action == action] if action else []
    return [*found, words.c.key.contains(key, autoescape=True)] if key else found


def _delete(db: Connection, keys: Iterable[str]) -> None:
    if rows := [{"gone": key} for key in keys]:
        db.execute(sa.delete(words).where(words.c.key == sa.bindparam("gone")), rows)


def _checked(word: Word) -> Word:
    if word.fault or word.action not in ACTIONS:
        raise UsageError(
            f"不能用作敏感词：{word.text[:LONGEST]!r}（{word.action}）。 Cannot be a sensitive word.",
            f"须有字，至多 {LONGEST} 字，处理为 block 或 mask。 Letters, {LONGEST} characters at most; block or mask.",
        )
    return word
