"""Documents read on all cores, in the order in which they came; archives are read with what they hold."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from ingest.guards import MAX_INFLATED, MAX_ZIP_DEPTH
from ingest.load import Loaded
from ingest.sandbox import Outcome, Sandbox
from retrieval.errors import IngestError

_ROWS = 64  # rows of a corpus that one child reads
_ROW_BYTES = 400_000
_AHEAD = 3  # groups that wait, for each worker: enough to keep it busy, small enough to hold in memory


def read_all(
    items: Iterable[Loaded], sandbox: Sandbox, workers: int, inflated: int = MAX_INFLATED
) -> Iterator[Outcome]:
    """The outcome of each item, and of each file found in it, in order.

    What an archive holds, with the archives within it, has at most `inflated` bytes; further archives in it are told
    as too large, the rest is read.
    """
    pending: deque[Future[list[Outcome]]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="read")
    try:
        for group in _groups(items):
            pending.append(pool.submit(_read, group, sandbox, inflated))
            while pending and (pending[0].done() or len(pending) > _AHEAD * workers):
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()
    finally:
        sandbox.close()  # ends what is still running where the run was stopped
        pool.shutdown(cancel_futures=True)


@dataclass
class _Room:
    """How many bytes more the archives within one file may hold together."""

    left: int


def _read(items: list[Loaded], sandbox: Sandbox, inflated: int) -> list[Outcome]:
    """The outcome of each item, followed by those of the files in it."""
    return [one for outcome in sandbox.read(items) for one in _unpacked(outcome, sandbox, 0, _Room(inflated))]


def _unpacked(outcome: Outcome, sandbox: Sandbox, depth: int, room: _Room) -> list[Outcome]:
    """An outcome and those of its files, of their files, and so on; the reason where they go too deep or too far."""
    size = sum(len(part.data) for part in outcome.parts)
    problem = _problem(depth, size, room) if outcome.parts else None
    if problem:
        return [Outcome(outcome.loaded, outcome.intake, problem=None if outcome.intake else problem)]
    room.left -= size
    found = [outcome]
    for part in outcome.parts:
        for inner in sandbox.read([part]):
            found += _unpacked(inner, sandbox, depth + 1, room)
    return found


def _problem(depth: int, size: int, room: _Room) -> IngestError | None:
    """Why the files in a file are not read: it lies too deep, or with those before it there is too much in all."""
    if depth >= MAX_ZIP_DEPTH:
        return IngestError(
            f"压缩包里的压缩包超过 {MAX_ZIP_DEPTH} 层。 Archives lie too deep within archives.",
            "请解压后再导入。 Unpack them first.",
        )
    if size > room.left:
        return IngestError(
            "压缩包里的压缩包合起来太大。 The archives within the archive are too large together.",
            "请解压后分次导入。 Unpack them and take in some at a time.",
        )
    return None


def _groups(items: Iterable[Loaded]) -> Iterator[list[Loaded]]:
    """Each file alone; the short rows of a corpus some at a time."""
    rows: list[Loaded] = []
    size = 0
    for item in items:
        if not item.row:
            if rows:
                yield rows
                rows, size = [], 0
            yield [item]
            continue
        rows.append(item)
        size += len(item.data)
        if len(rows) >= _ROWS or size >= _ROW_BYTES:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows
