"""What was asked and answered, through whatever door: kept by id, without anyone's address.

An answer is written by a thread of its own, so that nobody waits for the disk, and is found by its id at once. What
stands in it of a person (see `personal`) is starred before.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from retrieval.personal import masked, numbers_in, without
from retrieval.schema import answers, now
from retrieval.sight import Sight

Channel = Literal["chat", "widget", "api", "openai", "mcp"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
_WAITING = 10_000  # answers held while the database cannot be written; beyond that the oldest are given up
_RETRY = 1.0  # seconds between two tries of what could not be written
_TYPED = ("question", "understood")
_BATCH = 200
log = logging.getLogger("policyqa.log")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked and where: the name and the id of the key (or what stands for none), the user who signed in."""

    channel: Channel
    caller: str = "visitor"
    user: str | None = None
    key_id: str | None = None
    groups: str | None = None  # whose documents they see, packed; ALL: every document
    sources: str | None = None  # of which documents alone, packed; None: all

    def seeing(self, sight: Sight) -> Asker:
        """This asker, with what they see."""
        return replace(self, groups=sight.told, sources=sight.sources.packed)


@dataclass(frozen=True, slots=True)
class Logged:
    """One answer as it is kept. `answer` is the whole `Answer` with its id; texts are None where none are kept."""

    id: str
    asked_at: datetime
    question: str | None
    understood: str | None
    answer: Mapping[str, Any] | None
    outcome: str
    reason: str | None
    mode: str
    milliseconds: float
    document_ids: tuple[str, ...]
    caller: str
    user: str | None
    channel: Channel
    key_id: str | None
    groups: str | None = None
    sources: str | None = None
    n: int = field(default=0, compare=False)  # in order of writing; 0 until then


@dataclass(frozen=True, slots=True)
class Sought:
    """Which answers are wanted. `text` stands in the question or the answer; `until` is not included."""

    text: str = ""
    outcomes: Sequence[str] = ()
    channel: str = ""
    who: str = ""  # a user, the name of a key, or its id
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As conditions over the table."""
        c = answers.c
        found: list[sa.ColumnElement[bool]] = [c.outcome.in_(self.outcomes)] if self.outcomes else []
        found += [c.channel == self.channel] if self.channel else []
        found += [of_person(self.who)] if self.who else []
        found += [c.asked_at >= self.since] if self.since else []
        found += [c.asked_at < self.until] if self.until else []
        if self.text:
            told = c.answer["text"].as_string()
            found.append(sa.or_(*(column.contains(self.text, autoescape=True) for column in (c.question, told))))
        return found


def of_person(who: str) -> sa.ColumnElement[bool]:
    """The condition that an answer was given to a user, or to the holder of a key."""
    return sa.or_(answers.c.user == who, answers.c.caller == who, answers.c.key_id == who)


class AnswerLog:
    """Keeps and finds answers. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: OrderedDict[str, Logged] = OrderedDict()
        self._changed = threading.Condition()
        self._writer: threading.Thread | None = None
        self._closing = False

    def add(self, answer: Mapping[str, Any], asker: Asker, milliseconds: float, *, texts: bool = True) -> Logged:
        """Keeps an answer with its `id`, and gives it as kept; without `texts` only what can be counted.

        It is found by its id from now on, and written a moment later.
        """
        entry = _entry(answer, asker, milliseconds, texts)
        with self._changed:
            self._waiting[entry.id] = entry
            if len(self._waiting) > _WAITING:
                lost, _ = self._waiting.popitem(last=False)
                log.error("the answer %s is given up: the log cannot be written", lost)
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="answer-log", daemon=True)
                self._writer.start()
            self._changed.notify_all()
        return entry

    def get(self, answer_id: str) -> Logged | None:
        """The answer with this id, where it is kept."""
        with self._changed:
            waiting = self._waiting.get(answer_id)
        if waiting is not None:
            return waiting
        return next(iter(self._select(sa.select(answers).where(answers.c.id == answer_id))), None)

    def page(self, limit: int, after: int | None = None, sought: Sought | None = None) -> tuple[list[Logged], bool]:
        """Up to `limit` answers given before the one with the number `after`, the newest first; and if more follow."""
        self.flush()
        query = sa.select(answers).where(*(sought or Sought()).conditions()).order_by(answers.c.n.desc())
        if after is not None:
            query = query.where(answers.c.n < after)
        found = self._select(query.limit(limit + 1))
        return found[:limit], len(found) > limit

    def count(self, sought: Sought | None = None) -> int:
        """How many answers are kept."""
        self.flush()
        with self._engine.connect() as db:
            chosen = sa.select(sa.func.count()).select_from(answers).where(*(sought or Sought()).conditions())
            return int(db.scalar(chosen) or 0)

    def flush(self, seconds: float = 30.0) -> bool:
        """Waits until all is written; whether it is, after `seconds` at most."""
        with self._changed:
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._waiting, seconds)

    def close(self) -> None:
        """Writes what is left and ends the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            writer = self._writer
        if writer is not None:
            writer.join(60)

    def _select(self, query: sa.Select[Any]) -> list[Logged]:
        with self._engine.connect() as db:
            return [_logged(dict(row)) for row in db.execute(query).mappings()]

    def _write(self) -> None:
        """The thread: writes what waits, a batch at a time, until `close`."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing)
                batch = list(self._waiting.values())[:_BATCH]
            if not batch:
                return
            written = self._stored(batch)
            with self._changed:
                for entry in batch if written else ():
                    self._waiting.pop(entry.id, None)
                self._changed.notify_all()
                if not written:
                    if self._closing:
                        return
                    self._changed.wait_for(lambda: self._closing, _RETRY)

    def _stored(self, batch: Sequence[Logged]) -> bool:
        rows = [{k: v for k, v in asdict(entry).items() if k != "n"} for entry in batch]
        try:
            with self._engine.begin() as db:
                db.execute(sa.insert(answers), [{**row, "document_ids": list(row["document_ids"])} for row in rows])
        except sa.exc.SQLAlchemyError as error:
            log.warning("%d answers wait to be written: %s", len(batch), error)
            return False
        return True


def _entry(answer: Mapping[str, Any], asker: Asker, milliseconds: float, texts: bool) -> Logged:
    cited = tuple(dict.fromkeys(cited["document_id"] for cited in answer["citations"]))
    kept = _impersonal(answer) if texts else None
    return Logged(
        id=answer["id"],
        asked_at=now(),
        question=kept["question"] if kept else None,
        understood=kept["understood"] if kept else None,
        answer=kept,
        outcome=answer["outcome"],
        reason=answer["reason"],
        mode=answer["mode"],
        milliseconds=round(milliseconds, 1),
        document_ids=cited,
        **asdict(asker),
    )


def _impersonal(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer without the numbers of persons that were typed. What documents say of their own offices stays."""
    typed = frozenset[str]().union(*(numbers_in(str(answer[name])) for name in _TYPED))
    told: dict[str, Any] = _starred(answer, typed) if typed else dict(answer)
    return told | {name: masked(str(answer[name])) for name in _TYPED}


def _starred(value: Any, numbers: frozenset[str]) -> Any:  # noqa: ANN401 - JSON of any kind
    match value:
        case str():
            return without(value, numbers)
        case Mapping():
            return {name: _starred(part, numbers) for name, part in value.items()}
        case list() | tuple():
            return [_starred(part, numbers) for part in value]
        case _:
            return value


def _logged(row: dict[str, Any]) -> Logged:
    return Logged(**{**row, "document_ids": tuple(row["document_ids"])})
