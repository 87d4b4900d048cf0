"""What the tools of the MCP server ask: an assistant in this process, or the server that owns the data folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from fastapi import Request
from pydantic import Field

from prompts import Language
from retrieval.answer_log import Asker
from retrieval.characters import has_han
from retrieval.errors import DataLocked
from retrieval.models import Event, Filters, PolicyDocument, Turn
from retrieval.sight import ALL
from web import client
from web.asked import DOOR, Asked
from web.look import mode_of, seen_by
from web.schemas import Body, Passage

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

SLICE = 20_000  # characters of a document in one reply


class AskPolicy(Body):
    """What `ask_policy` takes."""

    question: str = Field(description="the question in full, in Chinese where possible, with year and place")
    history: list[Turn] = Field(default=[], max_length=50, description="earlier turns, oldest first")
    as_of: date | None = Field(None, description="the day on which it is asked; default: today")
    filters: Filters | None = Field(None, description="what may be searched")
    language: Language | None = Field(None, description="language of fixed replies; default: the question's")

    @property
    def options(self) -> dict[str, Any]:
        """What the question is asked with."""
        language = self.language or ("zh" if has_han(self.question) else "en")
        return {"history": self.history, "as_of": self.as_of, "filters": self.filters, "language": language}


class SearchPolicy(Body):
    """What `search_policy` takes."""

    query: str = Field(description="the words to search for")
    limit: int = Field(8, ge=1, le=50, description="how many passages at most")
    filters: Filters | None = Field(None, description="what may be searched")


class GetDocument(Body):
    """What `get_document` takes."""

    document_id: str = Field(description="as in a citation or a passage")
    start: int = Field(0, ge=0, description="first character of the text wanted")
    length: int = Field(SLICE, ge=1, le=SLICE, description="characters of the text at most")


class Desk(Protocol):
    """Answers, passages and documents, from wherever."""

    def ask(self, wanted: AskPolicy, request: Request | None) -> Iterator[Event]:
        """The events of an answer; the last holds it. `request` is the one that brought the question, if any."""

    def search(self, wanted: SearchPolicy, request: Request | None) -> list[Passage]:
        """The passages nearest to a query."""

    def document(self, document_id: str, request: Request | None) -> PolicyDocument:
        """A document as it stands today. Raises NotFound."""


class OwnDesk:
    """The desk of an assistant in this process."""

    def __init__(self, assistant: Assistant, asked: Asked) -> None:
        self._assistant = assistant
        self._asked = asked

    def ask(self, wanted: AskPolicy, request: Request | None) -> Iterator[Event]:
        """The events of an answer, which is kept."""
        asker = self._asked.asker(request, "mcp") if request else Asker("mcp", "owner", groups=ALL)
        mode = mode_of(request) if request else None
        events = self._seen(request).ask(wanted.question, mode=mode, **wanted.options)
        yield from self._asked.numbered(events, asker)

    def search(self, wanted: SearchPolicy, request: Request | None) -> list[Passage]:
        """The passages nearest to a query."""
        found = self._seen(request).search(wanted.query, limit=wanted.limit, filters=wanted.filters)
        return [Passage.of(hit) for hit in found]

    def document(self, document_id: str, request: Request | None) -> PolicyDocument:
        """A document as it stands today. Raises NotFound."""
        return self._seen(request).records.document(document_id).on(date.today())

    def _seen(self, request: Request | None) -> Assistant:
        """What the sender of a request may see; whoever owns this process, all."""
        return seen_by(self._assistant, request) if request else self._assistant


class ServerDesk:
    """The desk of the server that holds the data folder, which this process then may not open."""

    def __init__(self, lock: DataLocked) -> None:
        self._lock = lock

    def ask(self, wanted: AskPolicy, request: Request | None) -> Iterator[Event]:
        """The answer as one event. Raises PolicyQAError where the server doesn't give one."""
        payload = wanted.model_dump(mode="json") | {"language": wanted.options["language"]}
        yield Event("done", client.asked(self._lock, "POST", "/v1/answers", json=payload, headers={DOOR: "mcp"}))

    def search(self, wanted: SearchPolicy, request: Request | None) -> list[Passage]:
        """The passages nearest to a query. Raises PolicyQAError."""
        found = client.asked(self._lock, "POST", "/v1/search", json=wanted.model_dump(mode="json"))
        return [Passage.model_validate(row) for row in found["data"]]

    def document(self, document_id: str, request: Request | None) -> PolicyDocument:
        """A document as it stands today. Raises PolicyQAError."""
        return PolicyDocument.model_validate(
            client.asked(self._lock, "GET", f"/v1/documents/{quote(document_id, safe='')}")
        )
