"""The index: Chroma for vectors beside FTS5 for keywords. It is derived; `reindex` rebuilds it from the records.

URLs: `chroma` (embedded, in the data folder) and `chroma://HOST:PORT` (a Chroma server). Chroma's embedded
client corrupts when two processes share its folder, hence the lock of retrieval/owner.py. Its default
search width missed 1.4 % of exact matches; `_HNSW` raises it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

import numpy as np

from retrieval.characters import fold
from retrieval.errors import IndexBroken, UsageError
from retrieval.keywords import KeywordIndex
from retrieval.models import Chunk, PolicyDocument
from retrieval.tokens import search_tokens

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_HNSW: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}
_BATCH = 2000
_HEAD = 200  # characters of a table's caption and column heads that are repeated for its later rows
_HINT = "请运行 python app.py reindex，它从数据库重建索引。 Run `python app.py reindex` to rebuild it from the records."


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index keeps of a chunk: its vector and the text it is found by."""

    chunk_id: str
    document_id: str
    vector: np.ndarray
    passage: str


def passage_text(document: PolicyDocument, chunk: Chunk) -> str:
    """What is embedded and tokenised: a header (title, 文号, date, section) and the chunk's text.

    Rows of a table that stand apart from its caption and column heads have these before them.
    """
    head = [document.title, document.doc_no or "", document.day.isoformat() if document.day else "", chunk.section]
    if chunk.head_start is not None and chunk.head_end is not None and chunk.start >= chunk.head_end:
        head.append(document.text[chunk.head_start : chunk.head_end][:_HEAD])
    lines = [part for part in head if part and part not in chunk.text]
    return "\n".join([*lines, chunk.text])


class Index:
    """Both halves of the index, kept in step. Higher scores are better in both."""

    def __init__(self, client: ClientAPI, collection: str, keywords: KeywordIndex) -> None:
        self._client = client
        self._vectors = client.get_or_create_collection(
            collection, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        self.keywords = keywords

    def add(self, entries: Sequence[Entry]) -> None:
        """Puts chunks in, in place of what their ids had."""
        for i in range(0, len(entries), _BATCH):
            some = entries[i : i + _BATCH]
            self._vectors.upsert(
                ids=[e.chunk_id for e in some],
                embeddings=np.stack([e.vector for e in some]),
                metadatas=[{"document": e.document_id} for e in some],
            )
            self.keywords.add((e.chunk_id, e.document_id, search_tokens(fold(e.passage))) for e in some)

    def remove(self, chunk_ids: Sequence[str]) -> None:
        """Takes chunks out; unknown ones are passed over."""
        for i in range(0, len(chunk_ids), _BATCH):
            self._vectors.delete(ids=list(chunk_ids[i : i + _BATCH]))
        self.keywords.remove(chunk_ids)

    def nearest(self, vector: np.ndarray, limit: int, documents: Sequence[str] | None = None) -> dict[str, float]:
        """The chunks nearest to a unit vector with their cosine, at most `limit`, of some documents or of all."""
        if documents is not None and not documents:
            return {}  # chromadb refuses an empty list
        where: Any = None if documents is None else {"document": {"$in": list(documents)}}
        found = self._vectors.query(
            query_embeddings=vector[np.newaxis].astype(np.float32), n_results=limit, where=where, include=["distances"]
        )
        distances = (found["distances"] or [[]])[0]
        return {key: 1.0 - distance for key, distance in zip(found["ids"][0], distances, strict=True)}

    def ids(self) -> set[str]:
        """The ids that both halves have."""
        return set(self._vectors.get(include=[])["ids"]) & self.keywords.ids()

    def every_id(self) -> set[str]:
        """The ids that either half has."""
        return set(self._vectors.get(include=[])["ids"]) | self.keywords.ids()

    def counts(self) -> tuple[int, int]:
        """How many chunks the vector half and the keyword half have."""
        return self._vectors.count(), self.keywords.count()

    def close(self) -> None:
        """Closes both halves."""
        self.keywords.close()
        closing: Any = self._client  # the client's type lacks the method that its classes have
        closing.close()


@contextmanager
def index_errors(url: str) -> Iterator[None]:
    """Turns what the engines raise over a damaged index into IndexBroken."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, sqlite3.DatabaseError) as error:
        raise IndexBroken(f"索引 {url} 无法读取：{error}。 The index cannot be read.", _HINT) from error


def open_index(url: str, folder: Path, name: str) -> Index:
    """The index called `name` at a URL, with its local part below `folder`.

    Raises UsageError for an unknown URL, IndexBroken where it cannot be read.
    """
    from chromadb.errors import ChromaError

    keywords = KeywordIndex(folder / name / "keywords.sqlite3")
    try:
        return Index(_client(url, folder / name), name, keywords)
    except UsageError:
        keywords.close()
        raise
    except (ChromaError, ValueError, RuntimeError, OSError) as error:  # all of these come out of chromadb
        keywords.close()
        raise IndexBroken(f"向量索引 {url} 无法打开：{error}。 The vector index cannot be opened.", _HINT) from error


def _client(url: str, folder: Path) -> ClientAPI:
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    settings = ChromaSettings(anonymized_telemetry=False)
    parts = urlparse(url)
    if url == "chroma":
        return chromadb.PersistentClient(str(folder / "vectors"), settings)
    if parts.scheme == "chroma" and parts.hostname:
        return chromadb.HttpClient(parts.hostname, parts.port or 8000, settings=settings)
    raise UsageError(
        f"不认识的索引地址 {url!r}。 Unknown index URL.",
        "可用：chroma 或 chroma://主机:端口。 Use chroma or chroma://HOST:PORT.",
    )
