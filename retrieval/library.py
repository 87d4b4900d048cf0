"""The library: the data folder opened, with its records, its index and the embedder, kept in step.

A change is written to the index first and to the records last: chunks that the records do not know are
never shown, so a document appears, changes or goes in one step, whenever the process is stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from copy import copy
from dataclasses import replace

import numpy as np
import sqlalchemy as sa

from retrieval.database import open_records
from retrieval.embedder import Embedder, load_embedder
from retrieval.errors import EmbedderMismatch
from retrieval.index import Entry, Index, index_errors, open_index, passage_text
from retrieval.models import Chunk, Intake
from retrieval.originals import Originals
from retrieval.owner import Owner, own
from retrieval.records import Records
from retrieval.settings import Settings
from retrieval.sight import Sight, checked_groups

Progress = Callable[[int, int], None]
FIRST_INDEX = "index-1"


class Library:
    """Documents that can be searched. One process holds it; `close` gives it free."""

    def __init__(self, owner: Owner, records: Records, index: Index, embedder: Embedder, max_file_bytes: int) -> None:
        self.owner = owner
        self.records = records
        self.index = index
        self.embedder = embedder
        self.max_file_bytes = max_file_bytes
        self.originals = Originals(owner.folder / "originals")
        self._sample: dict[str, np.ndarray] = {}
        self._whole = self
        self._groups: tuple[str, ...] = ()

    def as_seen_by(self, sight: Sight) -> Library:
        """This library with the documents alone that someone may see; see `Records.as_seen_by`."""
        made = copy(self)
        made.records = self.records.as_seen_by(sight)
        return made

    def keeping_to(self, groups: Sequence[str]) -> Library:
        """This library, in which what is put from now on is seen by these groups alone. Raises UsageError."""
        made = copy(self)
        made._groups = checked_groups(groups)
        return made

    def put(self, intakes: Sequence[Intake], progress: Progress | None = None) -> None:
        """Stores documents with their chunks, each in place of what its id had.

        `progress` is told how many chunks of how many are embedded.
        """
        passages = [passage_text(intake.document, chunk) for intake in intakes for chunk in intake.chunks]
        tell = (lambda done: progress(done, len(passages))) if progress else None
        vectors = self.embedder.encode_passages(passages, tell) if passages else np.empty((0, 0), np.float32)
        owners = [(intake.document.id, chunk.id) for intake in intakes for chunk in intake.chunks]
        entries = [Entry(c, d, v, p) for (d, c), v, p in zip(owners, vectors, passages, strict=True)]
        self.index.add(entries)
        at = 0
        gone: list[str] = []
        for intake in intakes:
            gone += self.records.put(self._kept(intake), vectors[at : at + len(intake.chunks)])
            at += len(intake.chunks)
        self._whole._sample = {}
        if gone:
            self.index.remove(gone)

    def _kept(self, intake: Intake) -> Intake:
        """The intake with its original in safe keeping, and with the groups that alone shall see it."""
        changes: dict[str, object] = {"groups": self._groups} if self._groups else {}
        if intake.original:
            changes["original"] = self.originals.put(intake.original)
        return replace(intake, document=intake.document.model_copy(update=changes)) if changes else intake

    def edit(self, document_id: str, changes: Mapping[str, object]) -> None:
        """Sets fields of a document by an operator's word; its passages are found by the new ones at once.

        Raises NotFound.
        """
        self.records.edit(document_id, changes)
        self.refresh(document_id)

    def refresh(self, document_id: str) -> int:
        """Embeds a document's passages anew and writes them to the index again; how many. Raises NotFound."""
        document, chunks = self.records.document(document_id), self.records.chunks_of(document_id)
        if not chunks:
            return 0
        vectors = self.embedder.encode_passages([passage_text(document, chunk) for chunk in chunks])
        found = dict(zip((chunk.id for chunk in chunks), vectors, strict=True))
        self.records.switch(found)
        copy_chunks(self.records, [(chunk, found[chunk.id]) for chunk in chunks], self.index)
        self._whole._sample = {}
        return len(chunks)

    def remove(self, document_id: str) -> None:
        """Removes a document. Raises NotFound."""
        document = self.records.document(document_id)
        gone = self.records.remove(document_id)
        self._whole._sample = {}
        self.index.remove(gone)
        if document.original and not self.records.matching(original=document.original):
            self.originals.drop(document.original)

    def frequencies(self) -> Callable[[str], int]:
        """Says of a token in how many chunks it stands, of those that are seen here now; for the words of a question."""
        keywords = self.index.keywords
        seen = self.records.select_ids(sa.true()) if self.records.hides() else None

        def frequency(token: str) -> int:
            often = keywords.frequency([token])[token]
            return len(keywords.search([token], often, seen)) if often and seen is not None else often

        return frequency

    def sample(self, size: int) -> dict[str, np.ndarray]:
        """The vectors of up to `size` chunks, spread evenly over all; the same until the documents change."""
        whole = self._whole  # scores are measured against all chunks, whoever asks
        if not whole._sample:
            whole._sample = whole.records.sample(size)
        return whole._sample

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
        name, url = records.fact("index") or FIRST_INDEX, records.fact("index_url") or "chroma"
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


def copy_chunks(records: Records, batch: Sequence[tuple[Chunk, np.ndarray]], index: Index) -> None:
    """Puts stored chunks with their stored vectors into an index."""
    documents = records.documents(list({chunk.document_id for chunk, _ in batch}))
    index.add([Entry(c.id, c.document_id, v, passage_text(documents[c.document_id], c)) for c, v in batch])


def content_hash(*parts: str) -> str:
    """A hash over texts, to tell whether a document has changed."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
