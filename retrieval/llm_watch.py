"""A deadline for a request that is being read: the socket is shut where the next words are late.

A read timeout of the HTTP client alone does not do: it is one for the whole reply, while the first word of a model on
a small machine may take long and the next may not, and every sign of life of a proxy (an SSE comment) starts it anew.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from contextvars import ContextVar
from types import TracebackType
from typing import Any

import httpx

_current: ContextVar[Watch | None] = ContextVar("watch", default=None)
_CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Watch:
    """A context in which requests of a `watched_client` are cut off when the time allowed is over."""

    def __init__(self) -> None:
        self.late = False  # whether the request was cut off
        self._deadline: float | None = None
        self._closed = False
        self._sockets: list[socket.socket] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._token = _current.set(self)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        with contextlib.suppress(ValueError):  # a generator may be closed in another context than it was begun in
            _current.reset(self._token)
        self._thread.join()

    def allow(self, seconds: float | None) -> None:
        """Gives the request so many seconds from now; None: as long as it likes, since nobody waits."""
        with self._changed:
            self._deadline = None if seconds is None else time.monotonic() + seconds
            self._changed.notify()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Notes the socket of a connection as httpcore makes it."""
        if event in _CONNECTED and (made := info["return_value"].get_extra_info("socket")) is not None:
            self._sockets.append(made)

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                left = None if self._deadline is None else self._deadline - time.monotonic()
                if left is not None and left <= 0:
                    self.late = True
                    break
                self._changed.wait(left)
        if self.late:
            for made in self._sockets:
                with contextlib.suppress(OSError):
                    made.shutdown(socket.SHUT_RDWR)


def watched_client(connect: float, read: float) -> httpx.Client:
    """An HTTP client whose requests a surrounding `Watch` can cut off; `connect` and `read` are its own limits in
    seconds. Each request has a connection of its own, which ends with it.
    """

    def note(request: httpx.Request) -> None:
        if watch := _current.get():
            request.extensions["trace"] = watch.trace

    return httpx.Client(
        timeout=httpx.Timeout(read, connect=connect),
        limits=httpx.Limits(max_keepalive_connections=0),
        event_hooks={"request": [note]},
    )
