"""An answer as server-sent events."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Generator, Iterator
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse

from retrieval.models import Event
from web.problems import problem_of
from web.pump import Failure, drain, pump

PING_SECONDS = 15.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
EXAMPLE = """id: 0
event: meta
data: {"question":"2019年出让土地多少亩","understood":"…","mode":"extract"}

id: 1
event: sources
data: {"hits":[{"document_id":"…","chunk_id":"…","title":"…","score":3.1}]}

id: 2
event: delta
data: {"text":"2019年出让土地面积3150亩。"}

id: 3
event: citation
data: {"n":1,"quote":"一是实现出让土地97宗,面积3150亩","url":"/documents/…?cite=545-563","…":"…"}

id: 4
event: done
data: {"text":"2019年出让土地面积3150亩。","outcome":"answered","…":"…"}
"""


def stream(request: Request, first: Event, rest: Iterator[Event], ping: float = PING_SECONDS) -> StreamingResponse:
    """`first` and then `rest` as they come, with a comment line after each `ping` seconds of silence.

    When the client hangs up, Starlette cancels the body, and `rest` is closed at its next event.
    """
    return StreamingResponse(_body(request, first, rest, ping), headers=HEADERS, media_type="text/event-stream")


async def _body(request: Request, first: Event, rest: Iterator[Event], ping: float) -> AsyncIterator[str]:
    number = 0
    async for item in pump(drain(joined(first, rest)), ping):
        if item is None:
            yield ": ping\n\n"
            continue
        event = Event("error", problem_of(request, item.error)) if isinstance(item, Failure) else item
        yield frame(number, event.type, event.data)
        number += 1


def frame(number: int, name: str, data: dict[str, Any]) -> str:
    """One event on the wire. JSON has no raw line break, so one `data:` line holds it."""
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def joined(first: Event, rest: Iterator[Event]) -> Generator[Event, None, None]:
    """`first` before `rest`; closing this closes `rest`."""
    try:
        yield first
        yield from rest
    finally:
        close = getattr(rest, "close", None)
        if close is not None:
            close()
