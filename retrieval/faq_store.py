"""The answers that an operator has written once and for all (FAQ): each with its questions and the sentences it rests on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, Protocol, get_args

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.engine import Engine

from retrieval.characters import squeeze
from retrieval.errors import NotFound, UsageError
from retrieval.models import PolicyDocument, Record
from retrieval.numbers import quantities
from retrieval.schema import faq, now

# Why an entry isn't used, or `live`. Those from `gone` on want the operator's eye: a document is not what it was.
FaqState = Literal["live", "off", "expired", "gone", "ended", "changed", "unquoted"]
FAQ_STATES: tuple[FaqState, ...] = get_args(FaqState)
BROKEN = frozenset(FAQ_STATES[FAQ_STATES.index("gone") :])
_ENDED = frozenset({"废止", "失效"})


class FaqCitation(Record):
    """A verbatim sentence of a document, with what the document was when the operator chose it."""

    document_id: str = Field(max_length=200)
    quote: str = Field(min_length=2, max_length=2000)
    quote_start: int = 0  # 0 or wrong: where the quote stands first
    content_hash: str = ""
    status: str = ""


class FaqDraft(Record):
    """What an operator writes."""

    questions: tuple[str, ...] = Field(min_length=1, max_length=50, description="every way in which it is asked")
    answer: str = Field(min_length=1, max_length=4000)
    citations: tuple[FaqCitation, ...] = Field(min_length=1, max_length=10)
    expires_on: date | None = Field(None, description="the last day on which it is given")
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """One entry as it is kept. Times are UTC."""

    id: str
    questions: tuple[str, ...]
    answer: str
    citations: tuple[FaqCitation, ...]
    expires_on: date | None
    enabled: bool
    made_at: datetime
    changed_at: datetime

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "questions": list(self.questions),
            "answer": self.answer,
            "citations": [cited.model_dump() for cited in self.citations],
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
            "enabled": self.enabled,
            "made_at": self.made_at.isoformat(timespec="seconds") + "Z",
            "changed_at": self.changed_at.isoformat(timespec="seconds") + "Z",
        }


class Documents(Protocol):
    """Where documents are looked up."""

    def documents(self, ids: Sequence[str]) -> dict[str, PolicyDocument]:
        """The documents with these ids, by id; unknown ids are left out."""


class FaqStore:
    """Keeps entries. Safe to use from several threads, and beside a running server."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def stamp(self) -> tuple[object, ...]:
        """Something that is another after every change."""
        with self._engine.connect() as db:
            return tuple(db.execute(sa.select(sa.func.count(), sa.func.max(faq.c.changed_at)).select_from(faq)).one())

    def listed(self) -> list[FaqEntry]:
        """Every entry, the one that was changed last first."""
        return self._select(sa.select(faq).order_by(faq.c.changed_at.desc(), faq.c.id))

    def get(self, entry_id: str) -> FaqEntry:
        """The entry with this id. Raises NotFound."""
        found = self._with_id(entry_id)
        if not found:
            raise NotFound(
                f"没有编号为 {entry_id} 的常见问题。 No FAQ entry has this id.", "见 python app.py faq export。"
            )
        return found[0]

    def save(
        self, draft: FaqDraft, documents: Documents, entry_id: str | None = None, *, new: bool = False
    ) -> FaqEntry:
        """Keeps a new entry, or one in place of what its id had, after `checked`. Raises UsageError, and NotFound for an
        id that nothing has, unless it may be `new`.
        """
        good = checked(draft, documents)
        before = self._with_id(entry_id) if entry_id and new else [self.get(entry_id)] if entry_id else []
        made = before[0].made_at if before else now()
        key = entry_id or f"faq-{secrets.token_hex(6)}"
        entry = FaqEntry(key, good.questions, good.answer, good.citations, good.expires_on, good.enabled, made, now())
        self._put(entry)
        return entry

    def enable(self, entry_id: str, *, enabled: bool) -> FaqEntry:
        """The entry, from now on in use or not. Raises NotFound."""
        entry = replace(self.get(entry_id), enabled=enabled, changed_at=now())
        self._put(entry)
        return entry

    def remove(self, entry_id: str) -> None:
        """Removes an entry. Raises NotFound."""
        self.get(entry_id)
        with self._engine.begin() as db:
            db.execute(sa.delete(faq).where(faq.c.id == entry_id))

    def _with_id(self, entry_id: str) -> list[FaqEntry]:
        return self._select(sa.select(faq).where(faq.c.id == entry_id))

    def _put(self, entry: FaqEntry) -> None:
        row = {column.name: getattr(entry, column.name) for column in faq.c}
        row |= {"questions": list(entry.questions), "citations": [cited.model_dump() for cited in entry.citations]}
        with self._engine.begin() as db:
            db.execute(sa.delete(faq).where(faq.c.id == entry.id))
            db.execute(sa.insert(faq).values(row))

    def _select(self, query: sa.Select[Any]) -> list[FaqEntry]:
        with self._engine.connect() as db:
            rows = db.execute(query).mappings().all()
        return [_entry(dict(row)) for row in rows]


def checked(draft: FaqDraft, documents: Documents) -> FaqDraft:
    """The draft with its quotes put in their places. Raises UsageError where a document isn't there or holds no more,
    or a quote is not in it word for word.
    """
    questions = tuple(dict.fromkeys(" ".join(question.split()) for question in draft.questions))
    if not all(squeeze(question) for question in questions):
        raise UsageError("问法不能是空的。 A question is empty.")
    if not draft.answer.strip():
        raise UsageError("回答是空的。 The answer is empty.")
    found = documents.documents([cited.document_id for cited in draft.citations])
    citations = tuple(_placed(cited, found.get(cited.document_id)) for cited in draft.citations)
    return draft.model_copy(update={"questions": questions, "answer": draft.answer.strip(), "citations": citations})


def _placed(cited: FaqCitation, document: PolicyDocument | None) -> FaqCitation:
    if document is None:
        raise UsageError(f"没有编号为 {cited.document_id} 的文件。 No document has this id.")
    current = document.on(date.today())
    if current.status in _ENDED:
        raise UsageError(f"《{document.title}》已{current.status}，不能引用。 The document does not hold any more.")
    start = place_of(cited, document)
    if start is None:
        raise UsageError(
            f"《{document.title}》里没有这一句：“{cited.quote[:80]}”。 The quote is not in the document word for word.",
            "请从原文复制，一字不差。 Copy it from the document.",
        )
    known = {"quote_start": start, "content_hash": document.content_hash, "status": current.status}
    return cited.model_copy(update=known)


def place_of(cited: FaqCitation, document: PolicyDocument) -> int | None:
    """Where the quote stands in the document: at its place, else where it stands first; None where it doesn't."""
    if cited.quote_start and document.text.startswith(cited.quote, cited.quote_start):
        return cited.quote_start
    start = document.text.find(cited.quote)
    return start if start >= 0 else None


def state_of(entry: FaqEntry, documents: Mapping[str, PolicyDocument], today: date) -> FaqState:
    """Whether an entry may be given on a day, and if not, why. `documents` are those it cites, as they are now."""
    if not entry.enabled:
        return "off"
    if entry.expires_on is not None and entry.expires_on < today:
        return "expired"
    for cited in entry.citations:
        document = documents.get(cited.document_id)
        if document is None:
            return "gone"
        status = document.on(today).status
        if status in _ENDED:
            return "ended"
        if place_of(cited, document) is None:
            return "unquoted"
        if document.content_hash != cited.content_hash or (status == "修订" and status != cited.status):
            return "changed"
    return "live"


def unquoted(entry: FaqEntry) -> list[str]:
    """The numbers of the answer that stand in none of its quotes: an operator should look at them again."""
    known = [quantity for cited in entry.citations for quantity in quantities(cited.quote)]
    found = quantities(entry.answer)
    return [one.text for one in found if not any(one.same_as(other) for other in known)]


def _entry(row: dict[str, Any]) -> FaqEntry:
    citations = tuple(FaqCitation.model_validate(cited) for cited in row["citations"])
    return FaqEntry(**{**row, "questions": tuple(row["questions"]), "citations": citations})
