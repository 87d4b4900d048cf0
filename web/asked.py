"""The ids of answers, and every answer into the log under its id: for all doors of the server."""

from __future__ import annotations

import secrets
import time
from collections.abc import Generator, Iterator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException, Request

from retrieval.answer_log import CHANNELS, Asker, Channel, Logged
from retrieval.models import Event
from retrieval.sight import PUBLIC
from web.access import caller_of
from web.hosts import names
from web.origins import foreign_origin
from web.pump import Failure, drain, pump

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

DOOR = "X-PolicyQA-Door"  # through which a process of this user passes a question on; believed with our own token only
WATCH_SECONDS = 0.25  # how often it is looked whether the caller is still there
GONE = 499  # the caller hung up; nobody reads this status


class Asked:
    """Numbers answers and keeps them. Safe to use from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._public = assistant.as_seen_by(PUBLIC).records
        self._log = assistant.records.answers
        self._texts = assistant.settings.log == "on"
        self._names = names(assistant.settings.hosts)

    def get(self, answer_id: str) -> Logged | None:
        """The answer with this id, where it is kept."""
        return self._log.get(answer_id)

    def numbered(self, events: Iterator[Event], asker: Asker, prefix: str = "ans-") -> Generator[Event, None, None]:
        """The events of one answer, its id in the first and the last; closing this closes them.

        When the last one comes, the answer is found by its id.
        """
        answer_id = prefix + secrets.token_hex(12)
        begun = time.perf_counter()
        try:
            for event in events:
                if event.type == "done":
                    answer = {"id": answer_id, **event.data}
                    self._log.add(answer, self._kept(asker), (time.perf_counter() - begun) * 1000, texts=self._texts)
                    yield Event("done", answer)
                elif event.type == "meta":
                    yield Event("meta", {"id": answer_id, **event.data})
                else:
                    yield event
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                close()

    def _kept(self, asker: Asker) -> Asker:
        """An asker as noted: without groups as long as every document is for everyone."""
        return asker if asker.groups is None or self._public.hides() else replace(asker, groups=None)

    def asker(self, request: Request, channel: Channel) -> Asker:
        """Who asks with a request that has passed the checkpoint; a page of another site asks through the widget."""
        caller = caller_of(request)
        public = caller.key is not None and caller.key.kind == "public"
        if channel == "api" and (caller.session or public or foreign_origin(request, self._names) is not None):
            channel = "widget"
        who = Asker(channel, user=caller.user or None).seeing(caller.sight)
        if caller.key is not None:
            return replace(who, caller=caller.key.name, key_id=caller.key.id)
        if caller.name != "owner":
            return who
        passed_on = next((door for door in CHANNELS if door == request.headers.get(DOOR)), channel)
        return replace(who, channel=passed_on, caller="owner")


async def whole(request: Request, events: Iterator[Event]) -> dict[str, Any]:
    """The data of the last event. Once the caller has hung up, the events are closed and HTTPException raised."""
    last: dict[str, Any] = {}
    looked = time.monotonic()
    async with aclosing(pump(drain(events), WATCH_SECONDS)) as items:
        async for item in items:
            if isinstance(item, Failure):
                raise item.error
            if item is not None:
                last = item.data
            if time.monotonic() - looked >= WATCH_SECONDS:
                looked = time.monotonic()
                if await request.is_disconnected():
                    raise HTTPException(GONE)
    return last
