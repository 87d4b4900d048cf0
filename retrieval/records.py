"""The records: documents with their text, chunks and vectors, in one relational database.

They are the truth; the index is derived from them. A document and its chunks change in one transaction,
which is the moment in which they become visible to search.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from retrieval.errors import DataBroken, NotFound, SettingsError
from retrieval.models import Chunk, PolicyDocument

SCHEMA = "1"
_meta = sa.MetaData()
_documents = sa.Table(
    "documents",
    _meta,
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("doc_no", sa.Text, index=True),
    *(sa.Column(name, sa.Text) for name in ("issuer", "region", "topic")),
    *(sa.Column(name, sa.Date) for name in ("issued_on", "published_on", "effective_on", "expires_on")),
    sa.Column("period", sa.Integer),
    sa.Column("status", sa.Text, nullable=False),
    *(sa.Column(name, sa.Text) for name in ("status_reason", "replaces", "replaced_by")),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
_chunks = sa.Table(
    "chunks",
    _meta,
    sa.Column("id", sa.String(240), primary_key=True),
    sa.Column("document_id", sa.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("section", sa.Text, nullable=False),
    sa.Column("article_no", sa.Text, index=True),
    *(sa.Column(name, sa.Integer) for name in ("page", "head_start", "head_end")),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("vector", sa.LargeBinary, nullable=False),  # float32, little-endian
)
_facts = sa.Table("facts", _meta, sa.Column("name", sa.String(80), primary_key=True), sa.Column("value", sa.Text))

_CHUNK_COLUMNS = [_chunks.c[name] for name in Chunk.__dataclass_fields__]
_LISTED = [c for c in _documents.c if c.name != "text"]
_BATCH = 500  # parameters of one statement; SQLite's old limit is 999


class Records:
    """Read and write access to the records. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- documents ---------------------------------------------------------------------------------

    def count(self) -> int:
        """How many documents there are."""
        with self._engine.connect() as db:
            return int(db.scalar(sa.select(sa.func.count()).select_from(_documents)) or 0)

    def count_chunks(self) -> int:
        """How many chunks there are."""
        with self._engine.connect() as db:
            return int(db.scalar(sa.select(sa.func.count()).select_from(_chunks)) or 0)

    def page(self, limit: int, after: str | None = None) -> tuple[list[PolicyDocument], bool]:
        """Up to `limit` documents after the id `after`, in id order, without their text; and if more follow."""
        query = sa.select(*_LISTED).order_by(_documents.c.id).limit(limit + 1)
        if after is not None:
            query = query.where(_documents.c.id > after)
        with self._engine.connect() as db:
            rows = [_document({**row, "text": ""}) for row in db.execute(query).mappings()]
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
        found = {}
        with self._engine.connect() as db:
            for some in _batches(ids):
                for row in db.execute(sa.select(_documents).where(_documents.c.id.in_(some))).mappings():
                    found[row["id"]] = _document(dict(row))
        return found

    def hashes(self) -> dict[str, str]:
        """The content hash of every document, by id."""
        with self._engine.connect() as db:
            return {row[0]: row[1] for row in db.execute(sa.select(_documents.c.id, _documents.c.content_hash))}

    def matching(self, **equal: str) -> list[str]:
        """The ids of the documents whose columns equal the given values."""
        query = sa.select(_documents.c.id).order_by(_documents.c.id)
        for name, value in equal.items():
            query = query.where(_documents.c[name] == value)
        with self._engine.connect() as db:
            return list(db.scalars(query))

    def select_ids(self, condition: sa.ColumnElement[bool]) -> list[str]:
        """The ids of the documents for which a condition over `columns()` holds."""
        with self._engine.connect() as db:
            return list(db.scalars(sa.select(_documents.c.id).where(condition).order_by(_documents.c.id)))

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
                for row in db.execute(sa.select(*_CHUNK_COLUMNS).where(_chunks.c.id.in_(some))).mappings():
                    found[row["id"]] = Chunk(**row)
        return found

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """The chunks of a document, in order."""
        query = sa.select(*_CHUNK_COLUMNS).where(_chunks.c.document_id == document_id).order_by(_chunks.c.ordinal)
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

    def put(self, document: PolicyDocument, chunks: Sequence[Chunk], vectors: np.ndarray) -> list[str]:
        """Stores a document with its chunks in place of what it had; gives the ids of chunks that went.

        Its version is one more than that of the document whose place it takes, unless their contents are equal.
        """
        known = sa.select(_documents.c.version, _documents.c.content_hash).where(_documents.c.id == document.id)
        with self._engine.begin() as db:
            if before := db.execute(known).first():
                version = before.version + (before.content_hash != document.content_hash)
                document = document.model_copy(update={"version": version})
            old = set(db.scalars(sa.select(_chunks.c.id).where(_chunks.c.document_id == document.id)))
            db.execute(sa.delete(_chunks).where(_chunks.c.document_id == document.id))
            self._upsert(db, _documents, [document.model_dump()])
            if chunks:
                db.execute(sa.insert(_chunks), [_chunk_row(c, v) for c, v in zip(chunks, vectors, strict=True)])
        return sorted(old - {chunk.id for chunk in chunks})

    def switch(self, vectors: dict[str, np.ndarray], **facts: str) -> None:
        """Stores new vectors for chunks, and facts by name, in one transaction."""
        change = sa.update(_chunks).where(_chunks.c.id == sa.bindparam("key")).values(vector=sa.bindparam("raw"))
        with self._engine.begin() as db:
            if vectors:
                db.execute(change, [{"key": key, "raw": _raw(vector)} for key, vector in vectors.items()])
            self._upsert(db, _facts, [{"name": name, "value": value} for name, value in facts.items()])

    def remove(self, document_id: str) -> list[str]:
        """Removes a document; gives the ids of the chunks that went with it."""
        with self._engine.begin() as db:
            old = list(db.scalars(sa.select(_chunks.c.id).where(_chunks.c.document_id == document_id)))
            db.execute(sa.delete(_chunks).where(_chunks.c.document_id == document_id))
            db.execute(sa.delete(_documents).where(_documents.c.id == document_id))
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
        """Closes the database."""
        self._engine.dispose()

    def _upsert(self, db: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
        key = [column.name for column in table.primary_key]
        statement = insert(table)
        changed = {c.name: statement.excluded[c.name] for c in table.c if c.name not in key}
        db.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), rows)


def open_records(url: str, folder: Path) -> Records:
    """The records at a SQLAlchemy URL, or in SQLite below `folder` where it is empty.

    Raises DataBroken where the database cannot be read; nothing is changed then. SettingsError for a wrong URL.
    """
    engine = _engine(url or f"sqlite:///{folder / 'records.sqlite3'}")
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _tune_sqlite)
    try:
        with engine.connect() as db:
            if engine.dialect.name == "sqlite" and db.scalar(sa.text("PRAGMA quick_check(1)")) != "ok":
                raise sa.exc.DatabaseError("quick_check", None, ValueError("damaged"))
        _meta.create_all(engine)
        records = Records(engine)
        schema = records.fact("schema")
        records.count(), records.count_chunks()
    except sa.exc.SQLAlchemyError as error:
        engine.dispose()
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        raise DataBroken(
            f"数据库 {engine.url.render_as_string()} 无法读取：{cause}。 The records cannot be read.",
            "请从备份恢复，或把该目录移开后重新运行 ingest；原文件未被改动。"
            " Restore a backup, or move the folder away and ingest again; nothing was changed.",
        ) from error
    if schema is None:
        records.remember(schema=SCHEMA)
    elif schema != SCHEMA:
        raise DataBroken(
            f"数据格式版本是 {schema}，本程序需要 {SCHEMA}。 The records have another schema.", "请用匹配的版本打开。"
        )
    return records


def _engine(url: str) -> Engine:
    try:
        return sa.create_engine(url)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise SettingsError(
            f"POLICYQA_DATABASE 不能使用：{str(error).splitlines()[0]}。 The database URL cannot be used.",
            "应如 postgresql+psycopg://用户@主机/库，并装好驱动；留空则用 SQLite。 Leave it empty for SQLite.",
        ) from error


def _tune_sqlite(connection: sqlite3.Connection, _: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _document(row: dict[str, Any]) -> PolicyDocument:
    return PolicyDocument.model_construct(**row)  # values were checked when they were written


def _chunk_row(chunk: Chunk, vector: np.ndarray) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(chunk, name) for name in Chunk.__dataclass_fields__}
    return row | {"vector": _raw(vector)}


def _raw(vector: np.ndarray) -> bytes:
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for i in range(0, len(ids), _BATCH):
        yield ids[i : i + _BATCH]
