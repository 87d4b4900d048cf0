"""What people asked in vain, or were given a bad answer to: alike questions together, for an operator to answer."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import sqlalchemy as sa

from retrieval.characters import squeeze
from retrieval.embedder import Embedder
from retrieval.errors import QuestionError
from retrieval.faq import Faq
from retrieval.faq_store import state_of
from retrieval.query import Query
from retrieval.records import Records
from retrieval.sameness import same_particulars
from retrieval.schema import answers, feedback, now, settled

_LOOKED_AT = 2000  # the latest answers
_GROUPS = 300  # different questions that are set side by side
_ALIKE = 0.97  # cosine of questions that are shown as one
_SHOWN = 8  # answers named by their ids
_LONGEST = 300  # characters of a squeezed question


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Questions that are alike, the commonest wording first, and what came of them. The time is UTC."""

    questions: tuple[str, ...]
    refused: int
    clarify: int
    disliked: int
    last_asked: datetime
    answer_ids: tuple[str, ...]  # the latest

    @property
    def count(self) -> int:
        """How often it was asked in vain."""
        return len(self.answer_ids) if not (self.refused or self.clarify) else self.refused + self.clarify


@dataclass
class _Group:
    wordings: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    ids: list[str] = field(default_factory=list)
    last: datetime = datetime.min
    read: tuple[Query, np.ndarray] | None = None

    def add(self, other: _Group) -> None:
        self.wordings += other.wordings
        self.outcomes += other.outcomes
        self.ids += other.ids
        self.last = max(self.last, other.last)


class OpenQuestions:
    """Lists and settles them. Safe to use from several threads."""

    def __init__(
        self, records: Records, embedder: Embedder, faq: Faq, understood: Callable[[str, date], Query]
    ) -> None:
        self._records = records
        self._embedder = embedder
        self._faq = faq
        self._understood = understood
        self._lock = threading.Lock()
        self._read: dict[str, tuple[Query, np.ndarray]] = {}

    def listed(self, limit: int = 100) -> list[OpenQuestion]:
        """The open questions, those asked most first; without those settled since, or answered by a live FAQ entry."""
        groups: dict[str, _Group] = {}
        for row in self._rows():
            group = groups.setdefault(squeeze(row["understood"] or row["question"])[:_LONGEST], _Group())
            group.wordings[row["question"]] += 1
            group.outcomes["disliked" if row["rating"] == "down" else row["outcome"]] += 1
            group.ids.append(row["id"])
            group.last = max(group.last, row["asked_at"])
        done = self._settled()
        open_ = [group for key, group in groups.items() if done.get(key, datetime.min) < group.last][:_GROUPS]
        joined = self._joined([group for group in open_ if self._unanswered(group)])
        return sorted((_shown(group) for group in joined), key=lambda found: (-found.count, found.questions))[:limit]

    def settle(self, questions: Iterable[str]) -> None:
        """Takes questions off the list until they are asked again."""
        keys = {squeeze(question)[:_LONGEST] for question in questions}
        with self._records.engine.begin() as db:
            db.execute(sa.delete(settled).where(settled.c.question.in_(keys)))
            db.execute(sa.insert(settled), [{"question": key, "settled_at": now()} for key in sorted(keys)])

    def _rows(self) -> Sequence[sa.RowMapping]:
        self._records.answers.flush()
        c = answers.c
        vain = sa.and_(c.outcome.in_(("refused", "clarify")), sa.or_(c.reason.is_(None), c.reason != "unsafe"))
        query = (
            sa.select(c.id, c.question, c.understood, c.outcome, c.asked_at, feedback.c.rating)
            .join(feedback, feedback.c.answer_id == c.id, isouter=True)
            .where(c.question.is_not(None), sa.or_(vain, feedback.c.rating == "down"))
            .order_by(c.n.desc())
            .limit(_LOOKED_AT)
        )
        with self._records.engine.connect() as db:
            return db.execute(query).mappings().all()

    def _settled(self) -> dict[str, datetime]:
        with self._records.engine.connect() as db:
            return {row.question: row.settled_at for row in db.execute(sa.select(settled))}

    def _unanswered(self, group: _Group) -> bool:
        """Whether no live entry answers it now; and notes how it is understood."""
        question = _commonest(group)
        with self._lock:
            read = self._read.get(question)
        if read is None:
            try:
                query = self._understood(question, group.last.date())
            except QuestionError:
                return False
            read = query, self._embedder.encode_query(query.question)
            with self._lock:
                self._read[question] = read
                while len(self._read) > 4 * _GROUPS:
                    self._read.pop(next(iter(self._read)))
        group.read = read
        for entry in self._faq.entries_for(read[0]):
            documents = self._records.documents([cited.document_id for cited in entry.citations])
            if state_of(entry, documents, date.today()) == "live":
                return False
        return True

    def _joined(self, groups: Sequence[_Group]) -> list[_Group]:
        """The groups, those that ask alike of the same year, place and number put together."""
        kept: list[_Group] = []
        for group in groups:
            same = next((other for other in kept if _alike(group, other)), None)
            if same is None:
                kept.append(group)
            else:
                same.add(group)
        return kept


def _alike(one: _Group, other: _Group) -> bool:
    if one.read is None or other.read is None or float(one.read[1] @ other.read[1]) < _ALIKE:
        return False
    return same_particulars(one.read[0], other.read[0]) and one.read[0].kind == other.read[0].kind


def _commonest(group: _Group) -> str:
    return group.wordings.most_common(1)[0][0]


def _shown(group: _Group) -> OpenQuestion:
    return OpenQuestion(
        questions=tuple(wording for wording, _ in group.wordings.most_common()),
        refused=group.outcomes["refused"],
        clarify=group.outcomes["clarify"],
        disliked=group.outcomes["disliked"],
        last_asked=group.last,
        answer_ids=tuple(group.ids[:_SHOWN]),
    )
