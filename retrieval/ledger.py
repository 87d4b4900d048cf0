"""What the records keep beside the documents of today: earlier versions, places in the originals, edits, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from retrieval.errors import NotFound
from retrieval.marks import read_marks
from retrieval.models import Mark, PolicyDocument
from retrieval.schema import documents, edits, files, now, versions
from retrieval.sight import EVERYTHING, Sight, seen_by


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of a document. `replaced_at` is the moment (UTC) at which a newer one took its place."""

    version: int
    title: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class File:
    """A source as it was when it was last taken in. `digest` is of its bytes and of what is said of them."""

    source: str
    digest: str
    document_id: str


class Ledger:
    """Read and write access to what stands beside the documents. Safe to use from several threads."""

    def __init__(self, engine: Engine, sight: Sight = EVERYTHING) -> None:
        self._engine = engine
        self.sees_all = sight.whole
        self._seen = seen_by(sight)

    def as_seen_by(self, sight: Sight) -> Ledger:
        """This ledger with what belongs to documents alone that someone may see."""
        return Ledger(self._engine, sight)

    def discreet(self, db: Connection, found: list[PolicyDocument]) -> list[PolicyDocument]:
        """Documents without what they say of others that are not seen here: which took their place, and why."""
        if self.sees_all:
            return found
        named = {key for d in found for key in _others(d)}
        seen = (
            set(db.scalars(sa.select(documents.c.id).where(documents.c.id.in_(named), self._seen))) if named else set()
        )
        return [_without(d, named - seen) if _others(d) - seen else d for d in found]

    def _is_seen(self, document_id: str) -> sa.ColumnElement[bool]:
        return sa.exists(sa.select(documents.c.id).where(documents.c.id == document_id, self._seen))

    def versions(self, document_id: str) -> list[Version]:
        """The earlier versions of a document, the newest first."""
        query = sa.select(versions).where(versions.c.document_id == document_id, self._is_seen(document_id))
        query = query.order_by(versions.c.version.desc())
        with self._engine.connect() as db:
            return [Version(r.version, r.document["title"], r.replaced_at) for r in db.execute(query)]

    def version(self, document_id: str, version: int) -> PolicyDocument:
        """An earlier version of a document. Raises NotFound."""
        query = sa.select(versions.c.document, versions.c.text).where(
            versions.c.document_id == document_id, versions.c.version == version, self._is_seen(document_id)
        )
        with self._engine.connect() as db:
            row = db.execute(query).first()
        if row is None:
            raise NotFound(
                f"文件 {document_id} 没有第 {version} 版。 No such version of the document.", "见文件页上的历次版本。"
            )
        return PolicyDocument.model_validate({**row.document, "text": row.text})

    def marks(self, document_id: str) -> list[Mark]:
        """Where the text of a document stands in its original; [] where that is not known."""
        with self._engine.connect() as db:
            return read_marks(db, document_id)

    def twins(self, ids: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
        """For each of some documents, the (id, title, source) of its twins: the same notice from elsewhere."""
        lead = sa.func.coalesce(documents.c.twin_of, documents.c.id)
        query = sa.select(documents.c.id, documents.c.title, documents.c.source, lead.label("lead"))
        with self._engine.connect() as db:
            leads = {r.id: r.lead for r in db.execute(query.where(documents.c.id.in_(ids)))}
            of = sa.or_(documents.c.id.in_(leads.values()), documents.c.twin_of.in_(leads.values()))
            members = db.execute(query.where(of, self._seen).order_by(documents.c.id)).all()
        return {
            key: [(m.id, m.title, m.source) for m in members if m.lead == lead and m.id != key]
            for key, lead in leads.items()
        }

    def edited(self, document_id: str) -> dict[str, Any]:
        """The fields of a document that an operator has set, with their values."""
        query = sa.select(edits.c.field, edits.c.value).where(edits.c.document_id == document_id)
        with self._engine.connect() as db:
            return {row.field: row.value for row in db.execute(query)}

    def as_read(self, document_id: str) -> dict[str, Any]:
        """The fields of a document as it has them itself, before other documents and people changed them."""
        with self._engine.connect() as db:
            return db.scalar(sa.select(documents.c.own).where(documents.c.id == document_id)) or {}

    # -- files -------------------------------------------------------------------------------------

    def files(self) -> dict[str, File]:
        """Every source that was taken in, by its name."""
        query = sa.select(files.c.source, files.c.digest, files.c.document_id)
        with self._engine.connect() as db:
            return {row.source: File(*row) for row in db.execute(query)}

    def note_files(self, found: Sequence[File]) -> None:
        """Remembers sources as they now are."""
        with self._engine.begin() as db:
            for file in found:
                db.execute(sa.delete(files).where(files.c.source == file.source))
                db.execute(
                    sa.insert(files).values(source=file.source, digest=file.digest, document_id=file.document_id)
                )

    def forget_files(self, sources: Sequence[str]) -> None:
        """Forgets sources that are gone."""
        with self._engine.begin() as db:
            for source in sources:
                db.execute(sa.delete(files).where(files.c.source == source))

    def rename(self, document_id: str, old: str, new: str) -> None:
        """Says that a document's source goes by another name."""
        with self._engine.begin() as db:
            db.execute(sa.delete(files).where(files.c.source == new))
            db.execute(sa.update(files).where(files.c.source == old).values(source=new))
            db.execute(sa.update(documents).where(documents.c.id == document_id).values(source=new))


def _others(document: PolicyDocument) -> set[str]:
    """The ids of other documents that a document names."""
    return {*(document.replaces or "").split(), document.replaced_by, document.twin_of} - {None, ""}  # type: ignore[return-value]


def _without(document: PolicyDocument, hidden: set[str]) -> PolicyDocument:
    """A document without these others. It still says that it does not hold as it stands, but not why."""
    kept = " ".join(key for key in (document.replaces or "").split() if key not in hidden)
    changes: dict[str, Any] = {"replaces": kept or None}
    if document.replaced_by in hidden:
        changes |= {"replaced_by": None, "status_reason": None}
    if document.twin_of in hidden:
        changes["twin_of"] = None
    return document.model_copy(update=changes)


def keep_version(db: Connection, document: PolicyDocument) -> None:
    """Keeps a document, about to be replaced, as an earlier version."""
    key = (versions.c.document_id == document.id, versions.c.version == document.version)
    db.execute(sa.delete(versions).where(*key))
    db.execute(
        sa.insert(versions).values(
            document_id=document.id,
            version=document.version,
            replaced_at=now(),
            document=document.model_dump(mode="json", exclude={"text"}),
            text=document.text,
        )
    )


def store_edits(db: Connection, document_id: str, changes: Mapping[str, Any]) -> None:
    """Keeps what an operator sets; None takes back what was set before."""
    for field, value in changes.items():
        db.execute(sa.delete(edits).where(edits.c.document_id == document_id, edits.c.field == field))
        if value is not None:
            db.execute(sa.insert(edits).values(document_id=document_id, field=field, value=value, edited_at=now()))
