"""What is there to take in, before anything is read: files by their sources, and which row of a corpus counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.load import CORPORA, Loaded, load, load_corpus, source_of, walk
from retrieval.errors import IngestError
from retrieval.ledger import File

READERS = "1"  # counts up when readers give other text for the same bytes, so that files are read anew


@dataclass(frozen=True, slots=True)
class Survey:
    """What stands at some paths.

    `last` says for each id of a corpus row where it comes last and with which digest; `sources` are the files.
    """

    total: int = 0
    sources: frozenset[str] = frozenset()
    last: Mapping[str, tuple[int, str]] = field(default_factory=dict)


def survey(paths: Sequence[Path], limit: int, base: Path | None) -> Survey:
    """The survey of files, folders and corpora; a corpus is read through, other files are only named."""
    last: dict[str, tuple[int, str]] = {}
    sources: set[str] = set()
    files = rows = 0
    for path in (found for start in paths for found in walk(start)):
        sources.add(source_of(path, base))
        if path.name.lower().endswith(CORPORA):
            for item in load_corpus(path, limit, base):
                sources.add(item.known_as)
                if item.row:  # counted as `wanted` counts them
                    last[item.id] = rows, digest(item)
                    rows += 1
                else:
                    files += 1
        else:
            files += 1
    return Survey(files + rows, frozenset(sources), last)


def wanted(
    paths: Sequence[Path], limit: int, base: Path | None, seen: Survey
) -> Iterator[tuple[Loaded, IngestError | None]]:
    """What is loaded, each id once: the last of two rows with one id counts, and the other comes with its problem."""
    number = -1
    for item in (item for path in paths for item in load(path, limit, base)):
        if not item.row:
            yield item, item.problem
            continue
        number += 1
        final, last = seen.last.get(item.id, (number, ""))
        if number >= final:
            yield item, item.problem
        elif last != digest(item):
            message = f"编号 {item.id} 在后面又出现，以最后一处为准。 The id comes again; the last one counts."
            yield item, IngestError(message, "请给每份文件不同的编号。 Give each document an id of its own.")


def digest(item: Loaded) -> str:
    """A hash of the bytes of a document and of all that its source says of it, but for its name."""
    said = f"{READERS}\0{item.title}\0{item.day}\0{sorted(item.fields.items())}\0"
    return hashlib.sha256(said.encode() + item.data).hexdigest()


def below(root: str, source: str) -> bool:
    """Whether a source lies below the folder `root`, both as `source_of` names them."""
    if root == ".":
        return not source.startswith("/") and "://" not in source
    return source.startswith(root.rstrip("/") + "/")


def gone(known: Mapping[str, File], root: str, seen: Survey) -> dict[str, File]:
    """The files once taken in from below `root` that are there no more, by source; those inside an archive go with it."""
    found = {}
    for source, file in known.items():
        if below(root, source) and source not in seen.sources:
            whole = next((s for s in _above(source) if s in seen.sources), None)
            if whole is None:
                found[source] = file
    return found


def _above(source: str) -> Iterator[str]:
    while "/" in source:
        source = source.rsplit("/", 1)[0]
        yield source
