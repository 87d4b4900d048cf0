"""The records: documents with their text, chunks and vectors, in one relational database.

They are the truth; the index is derived from them. A document and all that belongs to it change in one
transaction, which is the moment in which they become visible to search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from retrieval.answer_log import AnswerLog
from retrieval.audit import Audit
from retrieval.bots import Bots
from retrieval.errors import NotFound
from retrieval.faq_store import FaqStore
from retrieval.feedback import Feedback
from retrieval.keys import Keys
from retrieval.ledger import Ledger, keep_version, store_edits
from retrieval.marks import store_marks
from retrieval.models import Chunk, Intake, PolicyDocument
from retrieval.receipts import Receipts
from retrieval.schema import chunks as _chunks
from retrieval.schema import documents as _documents
from retrieval.schema import facts as _facts
from retrieval.schema import meta
from retrieval.sight import EVERYTHING, Sight, packed, seen_by, unpacked
from retrieval.titles import family
from retrieval.twins import link, store_signature
from retrieval.validity import concerned, settle, store_mentions
from retrieval.word_store import WordStore

_CHUNK_COLUMNS = [_chunks.c[name] for name in Chunk.__dataclass_fields__]
_WHOLE = [_documents.c[name] for name in PolicyDocument.model_fields]
_LISTED = [c for c in _WHOLE if c.name != "text"]
# What a document says of itself, which other documents and people may overrule.
_OWN = (
    *("title", "doc_no", "index_no", "issuer", "region", "topic", "issued_on", "published_on", "effective_on"),
    *("expires_on", "period", "status", "status_reason"),
)
_BATCH = 500  # parameters of one statement; SQLite's old limit is 999


class Records:
    """Read and write access to the records. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = self.engine = engine
        self._seen = seen_by(EVERYTHING)
        self.ledger = Ledger(engine)
        self.keys = Keys(engine)
        self.bots = Bots(engine, self.keys)
        self.feedback = Feedback(engine)
        self.receipts = Receipts(engine)
        self.answers = AnswerLog(engine)
        self.faq = FaqStore(engine)
        self.audit = Audit(engine)
        self.words = WordStore(engine)

    def as_seen_by(self, sight: Sight) -> Records:
        """These records with the documents alone that someone may see."""
        made = copy(self)
        made._seen = seen_by(sight)
        made.ledger = self.ledger.as_seen_by(sight)
        return made

    # -- documents ---------------------------------------------------------------------------------

    def hides(self) -> bool:
        """Whether there are documents that are not seen here."""
        if self.ledger.sees_all:
            return False
        with self._engine.connect() as db:
            return db.scalar(sa.select(_documents.c.id).where(sa.not_(self._seen)).limit(1)) is not None

    def count(self) -> int:
        """How many documents there are."""
        with self._engine.connect() as db:
            return int(db.scalar(sa.select(sa.func.count()).select_from(_documents).where(self._seen)) or 0)

    def count_chunks(self) -> int:
        """How many chunks there are."""
        with self._engine.connect() as db:
            return int(db.scalar(sa.select(sa.func.count()).select_from(_chunks)) or 0)

    def page(
        self, limit: int, after: str | None = None, where: sa.ColumnElement[bool] | None = None
    ) -> tuple[list[PolicyDocument], bool]:
        """Up to `limit` documents after the id `after`, in id order, without their text; and if more follow.

        `where` is a condition over `columns()`.
        """
        query = sa.select(*_LISTED).where(self._seen).order_by(_documents.c.id).limit(limit + 1)
        if after is not None:
            query = query.where(_documents.c.id > after)
        if where is not None:
            query = query.where(where)
        with self._engine.connect() as db:
            rows = [_document({**row, "text": ""}) for row in db.execute(query).mappings()]
            rows = self.ledger.discreet(db, rows)
        return rows[:limit], len(rows) > limit

    def document(self, document_id: str) -> PolicyDocument:
        """The document with this id. Raises NotFound."""
        found = self.documents([document_id])
        if document_id not in found:
            raise NotFound(
                f"没有编号为 {document_id} 的文件。 No document has this id.", "见 GET /v1/documents 或 /documents。"
            )
        return found[document_id]

    def documents(self, ids: Sequence[str]) -> dict[str, PolicyDocument]:
        """The documents with these ids, by id; unknown ids are left out."""
        found = []
        with self._engine.connect() as db:
            for some in _batches(ids):
                query = sa.select(*_WHOLE).where(_documents.c.id.in_(some), self._seen)
                found += [_document(dict(row)) for row in db.execute(query).mappings()]
            return {document.id: document for document in self.ledger.discreet(db, found)}

    def hashes(self) -> dict[str, str]:
        """The content hash of every document, by id; "" where an older version stored less than is kept now."""
        known = sa.case((_documents.c.own.is_(sa.null()), ""), else_=_documents.c.content_hash)
        with self._engine.connect() as db:
            return {row[0]: row[1] for row in db.execute(sa.select(_documents.c.id, known))}

    def sources(self) -> dict[str, str]:
        """The id of the document from each source."""
        with self._engine.connect() as db:
            return {row[0]: row[1] for row in db.execute(sa.select(_documents.c.source, _documents.c.id))}

    def matching(self, **equal: str) -> list[str]:
        """The ids of the documents whose columns equal the given values."""
        query = sa.select(_documents.c.id).where(self._seen).order_by(_documents.c.id)
        for name, value in equal.items():
            query = query.where(_documents.c[name] == value)
        with self._engine.connect() as db:
            return list(db.scalars(query))

    def select_ids(self, condition: sa.ColumnElement[bool]) -> list[str]:
        """The ids of the documents for which a condition over `columns()` holds."""
        with self._engine.connect() as db:
            return list(db.scalars(sa.select(_documents.c.id).where(condition, self._seen).order_by(_documents.c.id)))

    def regions(self) -> list[str]:
        """The places that documents are for, each once."""
        with self._engine.connect() as db:
            known = sa.select(_documents.c.region).where(_documents.c.region.is_not(None), self._seen).distinct()
            return sorted(db.scalars(known))

    @staticmethod
    def columns() -> ReadOnlyColumnCollection[str, sa.Column[Any]]:
        """The columns of a document, for `select_ids`."""
        return _documents.c

    # -- chunks ------------------------------------------------------------------------------------

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunks with these ids, by id; unknown ids (not yet, or no longer, visible) are left out."""
        found = {}
        with self._engine.connect() as db:
            for some in _batches(ids):
                query = sa.select(*_CHUNK_COLUMNS).join(_documents).where(_chunks.c.id.in_(some), self._seen)
                for row in db.execute(query).mappings():
                    found[row["id"]] = Chunk(**row)
        return found

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """The chunks of a document, in order."""
        query = sa.select(*_CHUNK_COLUMNS).join(_documents).where(_chunks.c.document_id == document_id, self._seen)
        query = query.order_by(_chunks.c.ordinal)
        with self._engine.connect() as db:
            return [Chunk(**row) for row in db.execute(query).mappings()]

    def chunk_ids(self) -> set[str]:
        """The ids of all chunks."""
        with self._engine.connect() as db:
            return set(db.scalars(sa.select(_chunks.c.id)))

    def vectors(self, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors (float32, (dim,)) of chunks, by id; unknown ids are left out."""
        found = {}
        with self._engine.connect() as db:
            for some in _batches(ids):
                for key, raw in db.execute(sa.select(_chunks.c.id, _chunks.c.vector).where(_chunks.c.id.in_(some))):
                    found[key] = np.frombuffer(raw, dtype="<f4")
        return found

    def sample(self, size: int) -> dict[str, np.ndarray]:
        """The vectors of up to `size` chunks, taken evenly from all in id order."""
        with self._engine.connect() as db:
            ids = list(db.scalars(sa.select(_chunks.c.id).order_by(_chunks.c.id)))
        return self.vectors(ids[:: max(1, -(-len(ids) // size))])

    def walk(self, size: int = 1000) -> Iterator[list[tuple[Chunk, np.ndarray]]]:
        """All chunks with their vectors, in id order, `size` at a time."""
        after = ""
        while True:
            query = sa.select(*_CHUNK_COLUMNS, _chunks.c.vector).where(_chunks.c.id > after)
            with self._engine.connect() as db:
                rows = [dict(r) for r in db.execute(query.order_by(_chunks.c.id).limit(size)).mappings()]
            if not rows:
                return
            after = rows[-1]["id"]
            yield [(Chunk(**row), np.frombuffer(raw, dtype="<f4")) for row in rows for raw in [row.pop("vector")]]

    # -- writing -----------------------------------------------------------------------------------

    def put(self, intake: Intake, vectors: np.ndarray) -> list[str]:
        """Stores a document with its chunks in place of what it had; gives the ids of chunks that went.

        Its version is one more than that of the document whose place it takes, unless their contents are equal;
        that document is kept as an earlier version. Every document that the change concerns is settled anew.
        """
        document, chunks = intake.document, intake.chunks
        with self._engine.begin() as db:
            before = db.execute(sa.select(*_WHOLE).where(_documents.c.id == document.id)).mappings().first()
            if before:
                changed = before["content_hash"] != document.content_hash
                document = document.model_copy(update={"version": before["version"] + changed})
                if changed:
                    keep_version(db, _document(dict(before)))
            concerns = concerned(db, document.id)
            old = set(db.scalars(sa.select(_chunks.c.id).where(_chunks.c.document_id == document.id)))
            db.execute(sa.delete(_chunks).where(_chunks.c.document_id == document.id))
            self._upsert(db, _documents, [_document_row(document)])
            if chunks:
                db.execute(sa.insert(_chunks), [_chunk_row(c, v) for c, v in zip(chunks, vectors, strict=True)])
            store_marks(db, document.id, intake.marks)
            store_mentions(db, document.id, intake.mentions)
            store_signature(db, document.id, intake.signature)
            if document.groups:  # as an operator's word, which taking it in again does not take back
                store_edits(db, document.id, {"groups": list(document.groups)})
            link(db, document.id)
            settle(db, concerns | concerned(db, document.id))
        return sorted(old - {chunk.id for chunk in chunks})

    def edit(self, document_id: str, changes: Mapping[str, Any]) -> None:
        """Sets fields of a document by an operator's word, above what was read; None takes the word back.

        Raises NotFound.
        """
        self.document(document_id)
        with self._engine.begin() as db:
            concerns = concerned(db, document_id)
            store_edits(db, document_id, changes)
            settle(db, [document_id])
            settle(db, concerns | concerned(db, document_id))

    def switch(self, vectors: dict[str, np.ndarray], **facts: str) -> None:
        """Stores new vectors for chunks, and facts by name, in one transaction."""
        change = sa.update(_chunks).where(_chunks.c.id == sa.bindparam("key")).values(vector=sa.bindparam("raw"))
        with self._engine.begin() as db:
            if vectors:
                db.execute(change, [{"key": key, "raw": _raw(vector)} for key, vector in vectors.items()])
            if facts:
                self._upsert(db, _facts, [{"name": name, "value": value} for name, value in facts.items()])

    def remove(self, document_id: str) -> list[str]:
        """Removes a document; gives the ids of the chunks that went with it."""
        with self._engine.begin() as db:
            old = list(db.scalars(sa.select(_chunks.c.id).where(_chunks.c.document_id == document_id)))
            concerns = concerned(db, document_id)
            twins = list(db.scalars(sa.select(_documents.c.id).where(_documents.c.twin_of == document_id)))
            for table in reversed(meta.sorted_tables):  # what belongs to the document goes before it
                if "document_id" in table.c:
                    db.execute(sa.delete(table).where(table.c.document_id == document_id))
            db.execute(sa.delete(_documents).where(_documents.c.id == document_id))
            for twin in twins:
                link(db, twin)
            settle(db, concerns)
        return old

    # -- facts about the records themselves --------------------------------------------------------

    def fact(self, name: str) -> str | None:
        """A remembered fact, such as which embedder made the vectors."""
        with self._engine.connect() as db:
            return db.scalar(sa.select(_facts.c.value).where(_facts.c.name == name))

    def remember(self, **facts: str) -> None:
        """Stores facts by name."""
        self.switch({}, **facts)

    def close(self) -> None:
        """Closes the database, once what was asked is written."""
        self.answers.close()
        self._engine.dispose()

    def _upsert(self, db: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
        key = [column.name for column in table.primary_key]
        statement = insert(table)
        changed = {c.name: statement.excluded[c.name] for c in table.c if c.name not in key}
        db.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), rows)


def _document(row: dict[str, Any]) -> PolicyDocument:
    for name in ("attachments", "doubts"):
        row[name] = tuple(row[name] or ())
    row["groups"] = unpacked(row["groups"])
    return PolicyDocument.model_construct(**row)  # values were checked when they were written


def _document_row(document: PolicyDocument) -> dict[str, Any]:
    own = document.model_dump(mode="json", include=set(_OWN))
    return document.model_dump() | {
        "own": own,
        "family": family(document.title),
        "groups": packed(document.groups),
    }


def _chunk_row(chunk: Chunk, vector: np.ndarray) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(chunk, name) for name in Chunk.__dataclass_fields__}
    return row | {"vector": _raw(vector)}


def _raw(vector: np.ndarray) -> bytes:
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for i in range(0, len(ids), _BATCH):
        yield ids[i : i + _BATCH]
