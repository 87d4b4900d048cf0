"""The ids of answers, and the latest answers by id, so that what people say of one can be kept with it."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Generator, Iterator
from contextlib import aclosing
from typing import Any

from fastapi import HTTPException, Request

from retrieval.models import Event
from web.pump import Failure, drain, pump

REMEMBERED = 5000  # answers; what nobody said anything of is written nowhere
WATCH_SECONDS = 0.25  # how often it is looked whether the caller is still there
GONE = 499  # the caller hung up; nobody reads this status


class Asked:
    """The latest answers. Safe to use from several threads."""

    def __init__(self, room: int = REMEMBERED) -> None:
        self._room = room
        self._answers: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, answer: dict[str, Any]) -> None:
        """Remembers an answer by its id; the oldest is forgotten where there are too many."""
        with self._lock:
            self._answers[answer["id"]] = answer
            if len(self._answers) > self._room:
                self._answers.popitem(last=False)

    def get(self, answer_id: str) -> dict[str, Any] | None:
        """The answer with this id, where it is not forgotten."""
        with self._lock:
            return self._answers.get(answer_id)

    def numbered(self, events: Iterator[Event], prefix: str = "ans-") -> Generator[Event, None, None]:
        """The events of one answer, its id in the first and the last; closing this closes them."""
        answer_id = prefix + secrets.token_hex(12)
        try:
            for event in events:
                if event.type == "done":
                    answer = {"id": answer_id, **event.data}
                    self.keep(answer)
                    yield Event("done", answer)
                elif event.type == "meta":
                    yield Event("meta", {"id": answer_id, **event.data})
                else:
                    yield event
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                close()


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
