"""Pictures of the pages of originals: drawn when they are asked for, a few at a time, and kept for the next."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

# (bytes, format, page from 1, width in pixels) → PNG; it raises IngestError for what it cannot draw.
PictureFunction = Callable[[bytes, str, int, int], bytes]
Name = tuple[str, int, int]  # original, page, width
# Formats whose pages are pictures. Not OFD: nothing here draws it yet; its text is shown instead.
PICTURED = frozenset({"pdf", "image"})
NARROWEST, WIDEST = 400, 2400  # pixels
KEPT = 64_000_000  # bytes of pictures that are kept
DRAWN_AT_ONCE = 2


class Pictures:
    """Page pictures by original, page and width. For use in one event loop."""

    def __init__(self, draw: PictureFunction, kept: int = KEPT) -> None:
        self._draw = draw
        self._kept = kept
        self._size = 0
        self._found: OrderedDict[Name, bytes] = OrderedDict()
        self._drawing: dict[Name, asyncio.Task[bytes]] = {}
        self._turns = asyncio.Semaphore(DRAWN_AT_ONCE)

    async def get(self, read: Callable[[str], bytes], key: str, kind: str, page: int, width: int) -> bytes:
        """The PNG of a page of the original `key`, whose bytes `read` gives. Raises IngestError, NotFound."""
        name = (key, page, width)
        if name in self._found:
            self._found.move_to_end(name)
            return self._found[name]
        if name not in self._drawing:
            task = asyncio.create_task(self._drawn(name, lambda: self._draw(read(key), kind, page, width)))
            self._drawing[name] = task
            task.add_done_callback(lambda _: self._drawing.pop(name))
        # A caller who leaves does not take the picture from the others who wait for it.
        return await asyncio.shield(self._drawing[name])

    async def _drawn(self, name: Name, draw: Callable[[], bytes]) -> bytes:
        async with self._turns:
            picture = await run_in_threadpool(draw)
        self._found[name] = picture
        self._size += len(picture)
        while self._size > self._kept:
            _, gone = self._found.popitem(last=False)
            self._size -= len(gone)
        return picture
