"""The library: the data folder opened, with its records, its index and the embedder, kept in step.

A change is written to the index first and to the records last: chunks that the records do not know are
never shown, so a document appears, changes or goes in one step, whenever the process is stopped.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.embedder import Embedder, load_embedder
from retrieval.errors import DataError, EmbedderMismatch, IndexBroken
from retrieval.index import Entry, Index, index_errors, open_index, passage_text
from retrieval.models import Chunk, PolicyDocument
from retrieval.owner import Owner, own
from retrieval.records import Records, open_records
from retrieval.settings import Settings

Progress = Callable[[int, int], None]
Batches = Iterator[list[tuple[Chunk, np.ndarray]]]
_FIRST_INDEX = "index-1"
_SAME = 1e-4  # cosines that differ by less are equal
_PROBES = 50  # chunks whose neighbours are compared after a rebuild


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: chunks copied, chunks embedded anew, and top-10 agreement with an exact search."""

    chunks: int
    embedded: int
    overlap: float


class Library:
    """Documents that can be searched. One process holds it; `close` gives it free."""

    def __init__(self, owner: Owner, records: Records, index: Index, embedder: Embedder, max_file_bytes: int) -> None:
        self.owner = owner
        self.records = records
        self.index = index
        self.embedder = embedder
        self.max_file_bytes = max_file_bytes
        self._sample: dict[str, np.ndarray] = {}

    def put(
        self, documents: Sequence[tuple[PolicyDocument, Sequence[Chunk]]], progress: Progress | None = None
    ) -> None:
        """Stores documents with their chunks, each in place of what its id had.

        `progress` is told how many chunks of how many are embedded.
        """
        passages = [passage_text(document, chunk) for document, chunks in documents for chunk in chunks]
        tell = (lambda done: progress(done, len(passages))) if progress else None
        vectors = self.embedder.encode_passages(passages, tell) if passages else np.empty((0, 0), np.float32)
        owners = [(document.id, chunk.id) for document, chunks in documents for chunk in chunks]
        entries = [Entry(c, d, v, p) for (d, c), v, p in zip(owners, vectors, passages, strict=True)]
        self.index.add(entries)
        at = 0
        gone: list[str] = []
        for document, chunks in documents:
            gone += self.records.put(document, chunks, vectors[at : at + len(chunks)])
            at += len(chunks)
        self._sample = {}
        if gone:
            self.index.remove(gone)

    def remove(self, document_id: str) -> None:
        """Removes a document. Raises NotFound."""
        self.records.document(document_id)
        gone = self.records.remove(document_id)
        self._sample = {}
        self.index.remove(gone)

    def sample(self, size: int) -> dict[str, np.ndarray]:
        """The vectors of up to `size` chunks, spread evenly over all; the same until the documents change."""
        if not self._sample:
            self._sample = self.records.sample(size)
        return self._sample

    def repair(self) -> int:
        """Makes the index equal to the records after a stop in mid-write; gives the chunks put in or out."""
        counts = self.index.counts()
        if counts[0] == counts[1] == self.records.count_chunks() and self.index.ids() == self.records.chunk_ids():
            return 0
        wanted, complete = self.records.chunk_ids(), self.index.ids()
        stale = sorted(self.index.every_id() - wanted)
        if stale:
            self.index.remove(stale)
        missing = sorted(wanted - complete)
        for i in range(0, len(missing), 1000):
            some = missing[i : i + 1000]
            vectors = self.records.vectors(some)
            copy_chunks(self.records, [(c, vectors[c.id]) for c in self.records.chunks(some).values()], self.index)
        return len(stale) + len(missing)

    def close(self) -> None:
        """Closes everything and gives the data folder free."""
        self.index.close()
        self.records.close()
        self.owner.release()


def open_library(settings: Settings) -> Library:
    """The library in the settings' data folder, made where it is missing, repaired where it was interrupted.

    Raises DataLocked, DataBroken, IndexBroken, EmbedderMismatch, EmbedderError.
    """
    with ExitStack() as undo:
        owner = own(settings.data)
        undo.callback(owner.release)
        records = open_records(settings.database, settings.data)
        undo.callback(records.close)
        embedder = load_embedder(settings)
        _check_embedder(records, embedder)
        name, url = records.fact("index") or _FIRST_INDEX, records.fact("index_url") or "chroma"
        index = open_index(url, settings.data, name)
        undo.callback(index.close)
        library = Library(owner, records, index, embedder, settings.max_file_mb * 1_000_000)
        with index_errors(url):
            library.repair()
        undo.pop_all()
    return library


def _check_embedder(records: Records, embedder: Embedder) -> None:
    known = records.fact("embedder")
    if known is None or (known != embedder.fingerprint and not records.count_chunks()):
        records.remember(embedder=embedder.fingerprint)
    elif known != embedder.fingerprint:
        raise EmbedderMismatch(
            f"已存的向量来自嵌入模型 {known}，当前设置是 {embedder.fingerprint}。"
            " The stored vectors come from another embedder.",
            "请运行 python app.py reindex 用新模型重建向量，或改回 POLICYQA_EMBEDDER。"
            " Run `python app.py reindex`, or set POLICYQA_EMBEDDER back.",
        )


def reindex(settings: Settings, url: str | None = None, progress: Progress | None = None) -> Rebuilt:
    """Builds a new index from the records, checks it, switches to it, and removes the old one.

    Vectors are kept unless the embedder changed. `url` is where the new index goes (default: where the old
    one is). Raises DataLocked, DataBroken, EmbedderError, and IndexBroken where the check fails: then the
    old index stays.
    """
    with ExitStack() as closing:
        owner = own(settings.data)
        closing.callback(owner.release)
        records = open_records(settings.database, settings.data)
        closing.callback(records.close)
        embedder = load_embedder(settings)
        same = records.fact("embedder") == embedder.fingerprint
        vectors = {} if same else _embed_again(records, embedder, progress)
        old = records.fact("index") or _FIRST_INDEX
        name, target = f"index-{int(old.rpartition('-')[2]) + 1}", url or records.fact("index_url") or "chroma"
        _clear(settings.data / name)
        with index_errors(target):
            rebuilt = _rebuild(records, vectors, target, settings.data, name)
        records.switch(vectors, index=name, index_url=target, embedder=embedder.fingerprint)
        for folder in settings.data.glob("index-*"):
            if folder.name != name:
                _clear(folder)
    return rebuilt


def _rebuild(records: Records, vectors: Mapping[str, np.ndarray], url: str, folder: Path, name: str) -> Rebuilt:
    """A new index over the stored chunks, with `vectors` in place of their stored ones, checked."""

    def batches() -> Batches:
        return ([(chunk, vectors.get(chunk.id, old)) for chunk, old in batch] for batch in records.walk())

    index = open_index(url, folder, name)
    try:
        for batch in batches():
            copy_chunks(records, batch, index)
        rebuilt = Rebuilt(records.count_chunks(), len(vectors), _overlap(batches(), index))
        if index.counts() != (rebuilt.chunks, rebuilt.chunks) or rebuilt.overlap < 0.95:
            raise IndexBroken(
                f"新索引与数据库不一致：{index.counts()}，应为 {rebuilt.chunks}，前十一致率 {rebuilt.overlap:.2f}。"
                " The new index does not match the records; the old one stays.",
                "请再试一次，或检查磁盘空间。 Try again, or check the disk.",
            )
    finally:
        index.close()
    return rebuilt


def copy_chunks(records: Records, batch: Sequence[tuple[Chunk, np.ndarray]], index: Index) -> None:
    """Puts stored chunks with their stored vectors into an index."""
    documents = records.documents(list({chunk.document_id for chunk, _ in batch}))
    index.add([Entry(c.id, c.document_id, v, passage_text(documents[c.document_id], c)) for c, v in batch])


def _embed_again(records: Records, embedder: Embedder, progress: Progress | None) -> dict[str, np.ndarray]:
    done, total = 0, records.count_chunks()
    vectors: dict[str, np.ndarray] = {}
    for batch in records.walk():
        documents = records.documents(list({chunk.document_id for chunk, _ in batch}))
        passages = [passage_text(documents[c.document_id], c) for c, _ in batch]
        vectors |= dict(zip((c.id for c, _ in batch), embedder.encode_passages(passages), strict=True))
        done += len(batch)
        if progress:
            progress(done, total)
    return vectors


def _overlap(batches: Batches, index: Index) -> float:
    """The share of the exact ten nearest chunks that the index finds, over some of the vectors."""
    some = [batch for _, batch in zip(range(21), batches, strict=False)]
    if not some or len(some) > 20:
        return 1.0  # nothing to compare, or too much to compare exactly: the counts decide
    rows = {chunk.id: i for i, (chunk, _) in enumerate(row for batch in some for row in batch)}
    matrix = np.stack([vector for batch in some for _, vector in batch])
    shares = []
    for i in range(0, len(matrix), max(1, len(matrix) // _PROBES)):
        cosines = matrix @ matrix[i]
        wanted = min(10, len(matrix))
        least = np.sort(cosines)[-wanted] - _SAME  # of equal texts, any will do
        found = [key for key in index.nearest(matrix[i], wanted) if key in rows and cosines[rows[key]] >= least]
        shares.append(len(found) / wanted)
    return float(np.mean(shares))


def _clear(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise DataError(f"无法删除 {folder}：{error.strerror}。 Cannot remove the folder.", "请检查权限。") from error


def content_hash(*parts: str) -> str:
    """A hash over texts, to tell whether a document has changed."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
