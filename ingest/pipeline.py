"""The whole way in: load → parse → chunk → write, with a report of what became of each document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.chunk import chunk
from ingest.load import Loaded, load
from ingest.parse import parse
from retrieval.errors import IngestError
from retrieval.library import Library
from retrieval.models import Chunk, PolicyDocument

Progress = Callable[[int, int, str], None]
_BATCH = 256  # chunks written at a time: enough to sort by length, small enough to lose little when stopped


@dataclass
class Report:
    """What became of the documents: ids by fate, and a reason for each failure."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report ready for JSON, with counts."""
        names = ("added", "updated", "unchanged", "failed")
        return {"counts": {name: len(getattr(self, name)) for name in names}} | {
            name: getattr(self, name) for name in names
        }


Parsed = tuple[PolicyDocument, list[Chunk]]


def ingest(
    paths: Sequence[Path], library: Library, progress: Progress | None = None, base: Path | None = None
) -> Report:
    """Takes in what is at `paths`; unchanged documents are skipped, changed ones replaced in one step.

    Sources are named relative to `base` (default: the working folder).
    `progress` is told how many documents of how many are done, and the name of the current one.
    Raises UsageError where a path does not exist; a document's own failure goes into the report.
    """
    limit = library.max_file_bytes
    last, total = _last(paths, limit, base)
    report, known = Report(), library.records.hashes()
    done = 0

    def tell(name: str) -> None:
        if progress:
            progress(done, total, name)

    for batch in _batches(_parsed(_wanted(paths, limit, base, last, report), known, report, tell)):
        library.put(batch)
        for document, _ in batch:
            (report.updated if document.id in known else report.added).append(document.id)
        done = len(report.added) + len(report.updated) + len(report.unchanged) + len(report.failed)
        tell(batch[-1][0].title)
    done = total
    tell("")
    return report


Last = dict[str, tuple[int, bytes]]


def _last(paths: Sequence[Path], limit: int, base: Path | None) -> tuple[Last, int]:
    """Where each id comes last and a hash of what it is there, and how many documents come."""
    last: Last = {}
    number = -1
    for number, item in enumerate(_loaded(paths, limit, base)):
        last[item.id] = number, _digest(item)
    return last, number + 1


def _wanted(paths: Sequence[Path], limit: int, base: Path | None, last: Last, report: Report) -> Iterator[Loaded]:
    """What is loaded, each id once: the last of two rows with one id counts, and the other is reported."""
    for number, item in enumerate(_loaded(paths, limit, base)):
        final, digest = last.get(item.id, (number, b""))
        if number >= final:
            yield item
        elif digest != _digest(item):
            reason = f"编号 {item.id} 在后面又出现，以最后一处为准。 The id comes again; the last one counts."
            report.failed.append({"source": item.source, "reason": reason, "hint": "请给每份文件不同的编号。"})


def _loaded(paths: Sequence[Path], limit: int, base: Path | None) -> Iterator[Loaded]:
    return (item for path in paths for item in load(path, limit, base))


def _digest(item: Loaded) -> bytes:
    return hashlib.sha256(f"{item.title}\0{item.day}\0".encode() + item.data).digest()


def _parsed(
    items: Iterable[Loaded], known: dict[str, str], report: Report, tell: Callable[[str], None]
) -> Iterator[Parsed]:
    for item in items:
        try:
            document = parse(item)
        except IngestError as error:
            report.failed.append({"source": item.source, "reason": error.message, "hint": error.hint})
            continue
        if known.get(document.id) == document.content_hash:
            report.unchanged.append(document.id)
            continue
        tell(document.title)
        yield document, chunk(document)


def _batches(items: Iterator[Parsed]) -> Iterator[list[Parsed]]:
    held: list[Parsed] = []
    size = 0
    for document, chunks in items:
        held.append((document, chunks))
        size += len(chunks)
        if size >= _BATCH:
            yield held
            held, size = [], 0
    if held:
        yield held
