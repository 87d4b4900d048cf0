"""The keys that programs call the API with: what each may do, until when, and from where.

Only a key's digest is kept. Keys are 256 random bits, which nobody finds by trying, so a plain SHA-256 does.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from retrieval.errors import NotFound
from retrieval.schema import keys, now
from retrieval.sight import checked_groups

Scope = Literal["ask", "ingest", "admin"]
Kind = Literal["secret", "public"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
_PREFIX: dict[Kind, str] = {"secret": "sk_", "public": "pk_"}
_COLUMNS = [column for column in keys.c if column.name != "digest"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. A public one may only ask, and only from pages of its `origins`. Times are UTC."""

    id: str
    start: str
    kind: Kind
    name: str
    scopes: tuple[Scope, ...]
    origins: tuple[str, ...]
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    groups: tuple[str, ...] = ()  # whose documents it may see besides those for everyone
    bot: str | None = None  # the id of the bot whose own key it is

    @property
    def live(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now())


class Keys:
    """Makes, finds and revokes keys. Safe to use from several threads, and beside a running server."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self,
        name: str,
        scopes: Sequence[Scope] = ("ask",),
        origins: Sequence[str] = (),
        days: int | None = None,
        groups: Sequence[str] = (),
        bot: str | None = None,
    ) -> tuple[Key, str]:
        """A new key and its secret, which can't be read again; a public one where `origins` are given, or a bot's.

        It holds for `days`, or until it is revoked.
        """
        kind: Kind = "public" if origins or bot else "secret"
        secret = _PREFIX[kind] + secrets.token_urlsafe(32)
        key = Key(
            id=f"key-{secrets.token_hex(4)}",
            start=secret[:8],
            kind=kind,
            name=name,
            scopes=("ask",) if kind == "public" else tuple(scopes),
            origins=tuple(origins),
            made_at=now(),
            expires_at=None if days is None else now() + timedelta(days=days),
            revoked_at=None,
            groups=checked_groups(groups),
            bot=bot,
        )
        row = {column.name: getattr(key, column.name) for column in _COLUMNS}
        lists = {"scopes": list(key.scopes), "origins": list(key.origins), "groups": list(key.groups)}
        with self._engine.begin() as db:
            db.execute(sa.insert(keys).values(row | lists | {"digest": _digest(secret)}))
        return key, secret

    def listed(self) -> list[Key]:
        """Every key that was ever made, the oldest first."""
        return self._select(sa.true())

    def any(self) -> bool:
        """Whether a key was ever made: revoking the last one must not open the server."""
        with self._engine.connect() as db:
            return db.scalar(sa.select(keys.c.id).limit(1)) is not None

    def find(self, secret: str) -> Key | None:
        """The live key with this secret."""
        return next((key for key in self._select(keys.c.digest == _digest(secret)) if key.live), None)

    def get(self, key_id: str) -> Key | None:
        """The live key with this id."""
        return next((key for key in self._select(keys.c.id == key_id) if key.live), None)

    def public(self) -> list[Key]:
        """The live public keys."""
        return [key for key in self._select(keys.c.kind == "public") if key.live]

    def change(self, key_id: str, name: str, origins: Sequence[str], groups: Sequence[str]) -> None:
        """Gives a key another name, other pages and other groups."""
        values = {"name": name, "origins": list(origins), "groups": list(checked_groups(groups))}
        with self._engine.begin() as db:
            db.execute(sa.update(keys).where(keys.c.id == key_id).values(values))

    def revoke(self, key_id: str) -> Key:
        """The key, which opens nothing any more. Raises NotFound."""
        with self._engine.begin() as db:
            first = sa.func.coalesce(keys.c.revoked_at, now())
            db.execute(sa.update(keys).where(keys.c.id == key_id).values(revoked_at=first))
        found = self._select(keys.c.id == key_id)
        if not found:
            raise NotFound(f"没有编号为 {key_id} 的密钥。 No key has this id.", "见 python app.py keys list。")
        return found[0]

    def _select(self, condition: sa.ColumnElement[bool]) -> list[Key]:
        query = sa.select(*_COLUMNS).where(condition).order_by(keys.c.made_at, keys.c.id)
        with self._engine.connect() as db:
            rows = db.execute(query).mappings().all()
        lists = ("scopes", "origins", "groups")
        return [Key(**{**row, **{name: tuple(row[name] or ()) for name in lists}}) for row in rows]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
