"""Documents read on all cores, in the order in which they came; archives are read with what they hold."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from ingest.guards import MAX_ZIP_DEPTH
from ingest.load import Loaded
from ingest.sandbox import Outcome, Sandbox
from retrieval.errors import IngestError

_ROWS = 64  # rows of a corpus that one child reads
_ROW_BYTES = 400_000
_AHEAD = 3  # groups that wait, for each worker: enough to keep it busy, small enough to hold in memory


def read_all(items: Iterable[Loaded], sandbox: Sandbox, workers: int) -> Iterator[Outcome]:
    """The outcome of each item, and of each file found in it, in order."""
    pending: deque[Future[list[Outcome]]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="read")
    try:
        for group in _groups(items):
            pending.append(pool.submit(_read, group, sandbox, 0))
            while pending and (pending[0].done() or len(pending) > _AHEAD * workers):
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()
    finally:
        sandbox.close()  # ends what is still running where the run was stopped
        pool.shutdown(cancel_futures=True)


def _read(items: list[Loaded], sandbox: Sandbox, depth: int) -> list[Outcome]:
    found: list[Outcome] = []
    for outcome in sandbox.read(items):
        if outcome.parts and depth >= MAX_ZIP_DEPTH:
            problem = IngestError(
                f"压缩包里的压缩包超过 {MAX_ZIP_DEPTH} 层。 Archives lie too deep within archives.",
                "请解压后再导入。 Unpack them first.",
            )
            found.append(Outcome(outcome.loaded, outcome.intake, problem=None if outcome.intake else problem))
            continue
        found.append(outcome)
        for part in outcome.parts:
            found += _read([part], sandbox, depth + 1)
    return found


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
