"""A new index from the records: built beside the old one, checked, then put in its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.database import open_records
from retrieval.embedder import Embedder, load_embedder
from retrieval.errors import DataError, IndexBroken
from retrieval.index import Index, index_errors, open_index, passage_text
from retrieval.library import FIRST_INDEX, copy_chunks
from retrieval.models import Chunk
from retrieval.owner import own
from retrieval.records import Records
from retrieval.settings import Settings

Progress = Callable[[int, int], None]
Batches = Iterator[list[tuple[Chunk, np.ndarray]]]
_SAME = 1e-4  # cosines that differ by less are equal
_PROBES = 50  # chunks whose neighbours are compared after a rebuild


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: chunks copied, chunks embedded anew, and top-10 agreement with an exact search."""

    chunks: int
    embedded: int
    overlap: float


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
        old = records.fact("index") or FIRST_INDEX
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
