"""The nouns of the project: what a document, a chunk, a citation and an answer are.

Offsets count Unicode code points in `PolicyDocument.text`. Scores: higher is better, everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["有效", "修订", "废止", "失效", "未知"]
Outcome = Literal["answered", "refused", "conflict", "clarify"]
Reason = Literal["not_found", "wrong_year", "wrong_place", "off_topic", "unsafe"]
Mode = Literal["extract", "llm", "faq"]
EventType = Literal["meta", "sources", "delta", "citation", "retract", "done", "error"]
Change = Literal["废止", "失效", "修订"]
Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of the page, from its upper left corner


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
    index_no: str | None = None  # 索引号
    issuer: str | None = None  # joint issuers apart by 、
    region: str | None = None
    topic: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    period: int | None = None  # the year the document reports on, where that is another than its own
    status: Status = "未知"
    status_reason: str | None = None
    replaces: str | None = None  # ids of documents, apart by spaces
    replaced_by: str | None = None  # the id of the document that ended or changed this one
    twin_of: str | None = None  # the id of the same notice from another source, which is cited in its place
    version: int = 1
    content_hash: str = ""
    format: str = "txt"
    language: str = "zh"
    pages: int = 0
    original: str | None = None  # the SHA-256 of the file it was read from, where that is kept
    attachments: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()  # what could not be read, in words for people
    groups: tuple[str, ...] = ()  # of people who may see it; none: everyone may

    @property
    def day(self) -> date | None:
        """The day the document counts from: 成文, else 发布."""
        return self.issued_on or self.published_on

    def on(self, today: date) -> PolicyDocument:
        """The document as it stands on a day: 失效 from the day after the last on which it holds."""
        if self.expires_on is None or self.expires_on >= today or self.status in {"废止", "失效"}:
            return self
        reason = f"有效期至{self.expires_on.year}年{self.expires_on.month}月{self.expires_on.day}日"
        return self.model_copy(update={"status": "失效", "status_reason": reason})


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start:end` of a text stand on `page` of the original (from 1; a slide or a sheet likewise)."""

    start: int
    end: int
    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """What a document says of another's validity: `text[start:end]` ends or changes the one that it names."""

    change: Change
    start: int
    end: int
    doc_no: str | None = None
    title: str | None = None


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
class Intake:
    """A document ready to be stored with all that is derived from it.

    `signature` is a MinHash of its text; `original` is the file it was read from, where that is to be kept.
    """

    document: PolicyDocument
    chunks: Sequence[Chunk]
    marks: Sequence[Mark] = ()
    mentions: Sequence[Mention] = ()
    signature: Sequence[int] = ()
    original: bytes = b""


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

    `answer_start` and `answer_end` are the part of `Answer.text` that it supports; `score` is the chance, 0…1, that what
    was found there answers the question.
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
    also: tuple[str, ...] = ()  # where the same notice stands besides: `title (source)`


class Nearest(Record):
    """What is known instead of what was asked. `passages` are quotes near the question, not answers."""

    years: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    passages: tuple[Citation, ...] = ()


class Label(Record):
    """Who wrote an answer, to be shown with it wherever it goes. `generated` says that a language model did."""

    text: str
    generated: bool


class Unsupported(Record):
    """A part of a drafted answer that was left out, since no cited sentence carries it.

    `reason` names what failed: number, year, date, name, number_of_document, limit, denial, direction, plan, condition,
    subject, said (nothing like it is said), polarity (a yes or no that its sentence does not say), instruction.
    """

    text: str
    reason: str


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
    choices: tuple[str, ...] = ()  # of `clarify`: whole questions, one of which may be meant
    unsupported: tuple[Unsupported, ...] = ()  # what was written or drafted and did not pass verification
    filters: Filters = Field(default_factory=Filters)  # what alone was searched
    label: Label | None = None
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
