"""Blocking work in a thread, its results in the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

T = TypeVar("T")
Emit = Callable[[T], bool]


@dataclass(frozen=True)
class Failure:
    """The work ended with this exception."""

    error: BaseException


async def pump(work: Callable[[Emit[T]], None], pause: float) -> AsyncGenerator[T | Failure | None, None]:
    """What `work` emits from its thread, in order; None after each `pause` seconds of silence.

    `emit` answers False once nobody listens any more, so that `work` can stop. An exception of
    `work` comes as a last `Failure`.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[T | Failure] = asyncio.Queue()
    gone = threading.Event()

    def emit(item: T) -> bool:
        if gone.is_set():
            return False
        try:
            loop.call_soon_threadsafe(queue.put_nowait, item)
        except RuntimeError:  # the loop has ended: the server is going down
            return False
        return True

    task = asyncio.create_task(run_in_threadpool(work, emit))
    ended = _Ended()
    task.add_done_callback(lambda done: queue.put_nowait(Failure(_error(done) or ended)))
    try:
        while True:
            item: T | Failure | None = None
            with contextlib.suppress(TimeoutError):
                item = await asyncio.wait_for(queue.get(), pause)
            if isinstance(item, Failure) and item.error is ended:
                return
            yield item
            if isinstance(item, Failure):
                return
    finally:
        gone.set()


def drain(items: Iterator[T]) -> Callable[[Emit[T]], None]:
    """Work for `pump`: emits all of `items`, and closes them early when nobody listens."""

    def work(emit: Emit[T]) -> None:
        try:
            for item in items:
                if not emit(item):
                    return
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()

    return work


class _Ended(Exception):
    """The work ended well."""


def _error(task: asyncio.Task[None]) -> BaseException | None:
    return asyncio.CancelledError() if task.cancelled() else task.exception()
