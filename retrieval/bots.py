"""Bots: what a site shows as its own question-answering bot, and which documents it answers from.

Each bot has a public key of its own (`pk_…`), whose name, origins and groups are the bot's: they are kept with the key
alone. The records keep digests of keys only (`retrieval/keys.py`), but for these: a public key is printed in every page
that uses it and hides nothing, and whoever embeds a bot wants its tag again. So a bot's row keeps the text of its key.
`renew` makes another key and revokes the one before, `remove` revokes it. A key that is revoked by itself stays with
its bot, which nobody can ask then until it is renewed.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import Field, StringConstraints
from sqlalchemy.engine import Engine

from retrieval.errors import NotFound, UsageError
from retrieval.keys import Key, Keys
from retrieval.models import Record
from retrieval.schema import bots, keys, now
from retrieval.sight import Sight, Sources, checked_groups, checked_sources

BotLanguage = Literal["zh", "en", "auto"]
BotTheme = Literal["light", "dark", "auto"]
BotMode = Literal["extract", "llm", "auto"]
Position = Literal["left", "right"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Greeting = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Accent = Annotated[str, StringConstraints(pattern=r"^(#[0-9a-fA-F]{6})?$")]
Lines = Annotated[tuple[Line, ...], Field(max_length=50)]
Question = Annotated[Line, StringConstraints(pattern=r"^[^|]*$")]  # a tag of HTML has them apart by |
Questions = Annotated[tuple[Question, ...], Field(max_length=12)]
_PALEST = 4.5  # contrast of the accent with the grey behind quotes: links are drawn in it, and white upon it
_GREY = "#f4f6fa"
_OWN = ("greeting", "questions", "language", "theme", "accent", "position", "mode")  # kept with the bot, not its key
_OF_KEY = (keys.c.name, keys.c.origins, keys.c.groups, keys.c.revoked_at)


class BotDraft(Record):
    """What an operator says of a bot."""

    name: Name
    greeting: Greeting = Field("", description="what it says first; empty: the usual")
    questions: Questions = Field((), description="questions to begin with")
    language: BotLanguage = Field("auto", description="auto: that of the page")
    theme: BotTheme = Field("auto", description="auto: dark where the page can be and the system is")
    accent: Accent = Field("", description="colour as #rrggbb, dark enough for white on it; empty: the usual")
    position: Position = "right"
    mode: BotMode = Field("auto", description="how it answers, whatever is asked for; auto: as is asked for")
    sources: Sources = Field(
        Sources(),
        description="the documents that it knows: those of any of `issuers` (parts of a name), `folders` (or sites, that "
        "a document's `source` is or lies below), `document_ids`; all where nothing is named",
    )
    origins: Lines = Field((), description="pages that may use it; none: our own alone")
    groups: Lines = Field((), description="whose documents it sees besides those for everyone")


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot as it is kept. `key` is the text of its public key; `live`: whether that opens anything. Times are UTC."""

    id: str
    key: str
    key_id: str
    live: bool
    draft: BotDraft
    made_at: datetime
    changed_at: datetime

    @property
    def name(self) -> str:
        """What it is called."""
        return self.draft.name

    @property
    def sources(self) -> Sources:
        """The documents that it knows."""
        return self.draft.sources

    @property
    def sight(self) -> Sight:
        """What is seen through it."""
        return Sight(frozenset(self.draft.groups), self.draft.sources)


class Bots:
    """Keeps bots. Safe to use from several threads, and beside a running server."""

    def __init__(self, engine: Engine, of_all: Keys) -> None:
        self._engine = engine
        self._keys = of_all

    def create(self, draft: BotDraft) -> Bot:
        """A new bot with its key. Raises UsageError for sources or groups that are none."""
        values = _values(draft)
        bot_id = f"bot-{secrets.token_hex(6)}"
        key, text = self._made_key(bot_id, draft)
        row = values | {"id": bot_id, "key_id": key.id, "key": text, "made_at": key.made_at, "changed_at": key.made_at}
        with self._engine.begin() as db:
            db.execute(sa.insert(bots).values(row))
        return self.find(bot_id)

    def listed(self) -> list[Bot]:
        """Every bot, the oldest first."""
        return self._select(sa.true())

    def find(self, bot_id: str) -> Bot:
        """The bot with this id. Raises NotFound."""
        found = self._select(bots.c.id == bot_id)
        if not found:
            raise NotFound(f"没有编号为 {bot_id} 的机器人。 No bot has this id.", "见 python app.py bots list。")
        return found[0]

    def with_key(self, text: str) -> Bot | None:
        """The bot whose live key this is."""
        return next((bot for bot in self._select(bots.c.key == text) if bot.live), None)

    def of_key(self, key: Key) -> Bot | None:
        """The bot whose own key this is, still."""
        return next(iter(self._select(bots.c.key_id == key.id)), None)

    def change(self, bot_id: str, draft: BotDraft) -> Bot:
        """The bot as it now is; its key stays. Raises NotFound, UsageError."""
        bot, values = self.find(bot_id), _values(draft)
        with self._engine.begin() as db:
            db.execute(sa.update(bots).where(bots.c.id == bot_id).values(values | {"changed_at": now()}))
        self._keys.change(bot.key_id, draft.name, draft.origins, draft.groups)
        return self.find(bot_id)

    def renew(self, bot_id: str) -> Bot:
        """The bot with another key; what holds the one before is refused. Raises NotFound."""
        bot = self.find(bot_id)
        self._keys.revoke(bot.key_id)  # first: a key is never live without its bot
        key, text = self._made_key(bot_id, bot.draft)
        with self._engine.begin() as db:
            values = {"key_id": key.id, "key": text, "changed_at": now()}
            db.execute(sa.update(bots).where(bots.c.id == bot_id).values(values))
        return self.find(bot_id)

    def remove(self, bot_id: str) -> None:
        """Removes a bot and revokes its key. Raises NotFound."""
        self._keys.revoke(self.find(bot_id).key_id)
        with self._engine.begin() as db:
            db.execute(sa.delete(bots).where(bots.c.id == bot_id))

    def _made_key(self, bot_id: str, draft: BotDraft) -> tuple[Key, str]:
        return self._keys.create(draft.name, origins=draft.origins, groups=draft.groups, bot=bot_id)

    def _select(self, condition: sa.ColumnElement[bool]) -> list[Bot]:
        of_key = [column.label(f"key_{column.name}") for column in _OF_KEY]
        query = sa.select(bots, *of_key).join(keys, keys.c.id == bots.c.key_id).where(condition)
        with self._engine.connect() as db:
            rows = db.execute(query.order_by(bots.c.made_at, bots.c.id)).mappings().all()
        return [_bot(dict(row)) for row in rows]


def _values(draft: BotDraft) -> dict[str, Any]:
    """The row of a bot, but for its key. Raises UsageError."""
    checked_groups(draft.groups)
    if draft.accent and _contrast(draft.accent, _GREY) < _PALEST:
        raise UsageError(
            f"主色 {draft.accent} 太浅，上面的白字和用它写的链接看不清。 The accent colour is too light to be read.",
            "请选深一些的颜色，如 #0b4a8f。 Choose a darker one.",
        )
    own = {name: getattr(draft, name) for name in _OWN}
    return own | {"questions": list(draft.questions), "sources": asdict(checked_sources(draft.sources))}


def _contrast(dark: str, light: str) -> float:
    """The contrast of two colours as WCAG 2 counts it, 1 to 21."""
    return (_luminance(light) + 0.05) / (_luminance(dark) + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _bot(row: dict[str, Any]) -> Bot:
    own = {name: row[name] for name in _OWN} | {name: row[f"key_{name}"] for name in ("name", "origins")}
    draft = BotDraft(**own, sources=row["sources"], groups=tuple(row["key_groups"] or ()))
    names = ("id", "key", "key_id", "made_at", "changed_at")
    return Bot(**{name: row[name] for name in names}, live=row["key_revoked_at"] is None, draft=draft)
