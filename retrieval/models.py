"""The nouns of the project: what a document, a chunk, a citation and an answer are.

Offsets count Unicode code points in `PolicyDocument.text`. Scores: higher is better, everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["有效", "修订", "废止", "失效", "未知"]
Outcome = Literal["answered", "refused", "conflict", "clarify"]
Reason = Literal["not_found", "wrong_year", "wrong_place", "off_topic", "unsafe"]
Mode = Literal["extract", "llm", "faq"]
EventType = Literal["meta", "sources", "delta", "citation", "retract", "done", "error"]


class Record(BaseModel):
    """A value that crosses a border (database, HTTP); it never changes once made."""

    model_config = ConfigDict(frozen=True)


class PolicyDocument(Record):
    """One document with its canonical text and what is known about it."""

    id: str
    source: str
    title: str
    text: str
    doc_no: str | None = None
    issuer: str | None = None
    region: str | None = None
    topic: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    period: int | None = None  # the year the document reports on, where that is another than its own
    status: Status = "未知"
    status_reason: str | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    version: int = 1
    content_hash: str = ""
    format: str = "txt"
    language: str = "zh"

    @property
    def day(self) -> date | None:
        """The day the document counts from: 成文, else 发布."""
        return self.issued_on or self.published_on


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document: `document.text[start:end]`, found and cited as one piece.

    Rows of a table keep the place of what says how to read them, its caption and column heads:
    `document.text[head_start:head_end]`.
    """

    id: str
    document_id: str
    ordinal: int
    start: int
    end: int
    text: str
    section: str = ""
    article_no: str | None = None
    page: int | None = None
    head_start: int | None = None
    head_end: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a question. `score` is the standardised sum; the parts are kept for the log."""

    chunk: Chunk
    document: PolicyDocument
    score: float
    dense: float = 0.0
    keyword: float = 0.0


class Filters(Record):
    """What the search may look at, applied before the best are taken."""

    document_ids: tuple[str, ...] = ()
    doc_no: str | None = None
    issuer: str | None = None
    year: int | None = None
    status: tuple[Status, ...] = ()


class Citation(Record):
    """A verbatim sentence of a document: `quote == document.text[quote_start:quote_end]`.

    `answer_start` and `answer_end` are the part of `Answer.text` that it supports.
    """

    n: int
    document_id: str
    chunk_id: str
    title: str
    doc_no: str | None = None
    issuer: str | None = None
    published_on: date | None = None
    status: Status = "未知"
    url: str
    page: int | None = None
    section: str | None = None
    quote: str
    quote_start: int
    quote_end: int
    answer_start: int = 0
    answer_end: int = 0
    score: float = 0.0


class Nearest(Record):
    """What is known instead of what was asked. `passages` are quotes near the question, not answers."""

    years: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    passages: tuple[Citation, ...] = ()


class Answer(Record):
    """The reply to one question. `text` carries no citation marks: `citations` say where each part stands."""

    question: str
    understood: str = ""
    text: str
    citations: tuple[Citation, ...] = ()
    outcome: Outcome
    reason: Reason | None = None
    nearest: Nearest = Field(default_factory=Nearest)
    mode: Mode = "extract"
    warnings: tuple[str, ...] = ()
    usage: dict[str, int] = Field(default_factory=dict)
    timings: dict[str, float] = Field(default_factory=dict)  # milliseconds by step


class Turn(Record):
    """An earlier turn of a conversation, as `--history` and evaluation rows write it."""

    question: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an answer: `meta → sources → delta* → citation* → retract? → done`, or `error`.

    `data` is ready for JSON. Text is provisional until `done`, whose data is the whole `Answer`.
    """

    type: EventType
    data: dict[str, Any] = field(default_factory=dict)
