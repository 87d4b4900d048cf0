"""An answer as server-sent events."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse

from retrieval.models import Event
from web.problems import problem_of
from web.pump import Failure, drain, pump

PING_SECONDS = 15.0
PING = ": ping\n\n"  # a comment: clients pass it over, proxies see that someone is there
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


Items = AsyncGenerator[Event | Failure | None, None]


async def opened(events: Iterator[Event], ping: float = PING_SECONDS) -> Items:
    """The events of an answer as they come, None after each `ping` seconds of silence, and last a Failure if any.

    The first is awaited, and its failure raised, so that a bad question still gets its own HTTP status.
    """
    items = pump(drain(events), ping)
    first = await anext(items, None)
    if isinstance(first, Failure):
        raise first.error
    return _joined(first, items)


async def _joined(first: Event | Failure | None, rest: Items) -> Items:
    async with aclosing(rest):
        yield first
        async for item in rest:
            yield item


def stream(request: Request, items: Items) -> StreamingResponse:
    """The events of an answer, with a comment line for each silence.

    When the client hangs up, Starlette cancels the body, and the events are closed at the next one.
    """
    return StreamingResponse(_body(request, items), headers=HEADERS, media_type="text/event-stream")


async def _body(request: Request, items: Items) -> AsyncIterator[str]:
    number = 0
    async with aclosing(items):
        async for item in items:
            if item is None:
                yield PING
                continue
            event = Event("error", problem_of(request, item.error)) if isinstance(item, Failure) else item
            yield frame(number, event.type, event.data)
            number += 1


def frame(number: int, name: str, data: dict[str, Any]) -> str:
    """One event on the wire. JSON has no raw line break, so one `data:` line holds it."""
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
