"""The assistant as the one who makes a request may see it: every door asks here before it shows a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fastapi import Request

from retrieval.answer_log import Asker, Logged
from retrieval.sight import shares
from web.access import Access, caller_of

if TYPE_CHECKING:
    from retrieval.assistant import Assistant


class Look:
    """Gives each request the assistant that knows what its sender may see."""

    def __init__(self, assistant: Assistant, access: Access) -> None:
        self._assistant = assistant
        self._access = access

    def of(self, request: Request) -> Assistant:
        """For a page, which has passed no checkpoint. Reads the database where a key is sent."""
        return self._assistant.as_seen_by(self._access.sight(request))

    def may_read(self, request: Request, kept: Logged) -> bool:
        """Whether an answer that someone was given may be read by another: they must see all that was seen for it,
        and what it cites must not have been hidden from them since.
        """
        sight = self._access.sight(request)
        seen = self._assistant.as_seen_by(sight).records.documents(kept.document_ids)
        there = self._assistant.records.documents(kept.document_ids)
        return shares(kept.groups, kept.sources, sight) and set(there) == set(seen)

    def asker(self, request: Request) -> Asker:
        """Who asks on a page of ours."""
        user = self._access.visitor(request).user
        return Asker("chat", user=user or None).seeing(self._access.sight(request))


def mode_of(request: Request, wanted: Literal["extract", "llm"] | None = None) -> Literal["extract", "llm"] | None:
    """How a request that has passed the checkpoint is answered: as its bot always does, else as it asks itself."""
    bot = caller_of(request).bot
    return wanted if bot is None or bot.draft.mode == "auto" else bot.draft.mode


def seen_by(assistant: Assistant, request: Request) -> Assistant:
    """For a request that has passed the checkpoint: what its caller may see."""
    return assistant.as_seen_by(caller_of(request).sight)
