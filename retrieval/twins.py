"""The same notice on two sites: found by MinHash, told from its like by its facts, cited once.

A signature is datasketch's MinHash over runs of five characters (Broder 1997); cut in bands, two documents that
share a band are candidates (locality-sensitive hashing), and their texts then decide (`same_notice`). A twin points
to the lead of its group, the first that came; a document is compared with leads alone, so that no chain of likenesses
joins two notices that are not the same.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from retrieval.characters import squeeze
from retrieval.same_notice import Notice, runs_of, same_notice
from retrieval.schema import documents, twins

PERMUTATIONS = 64
_BANDS = 16
_LONGEST = 60_000  # characters of a text that its signature tells
_CANDIDATES = 8  # groups whose leads are read


def signature(text: str) -> tuple[int, ...]:
    """The MinHash of a text, or () where it is too short to tell."""
    from datasketch import MinHash

    found = runs_of(squeeze(text[:_LONGEST]))
    if not found:
        return ()
    made = MinHash(num_perm=PERMUTATIONS, seed=1)
    made.update_batch([run.encode() for run in found])
    return tuple(int(value) for value in made.hashvalues)


def store_signature(db: Connection, document_id: str, values: Sequence[int]) -> None:
    """Keeps the bands of a signature in place of those that the document had."""
    db.execute(sa.delete(twins).where(twins.c.document_id == document_id))
    rows = [{"document_id": document_id, "band": band, "key": key} for band, key in enumerate(_keys(values))]
    if rows:
        db.execute(sa.insert(twins), rows)


def link(db: Connection, document_id: str) -> None:
    """Says of which document this one is a twin, and finds anew the leads of those that were its twins."""
    orphans = list(db.scalars(sa.select(documents.c.id).where(documents.c.twin_of == document_id)))
    for key in (document_id, *orphans):
        _point(db, key, None)
    for key in (document_id, *orphans):
        _point(db, key, _lead(db, key))


def _point(db: Connection, document_id: str, lead: str | None) -> None:
    db.execute(sa.update(documents).where(documents.c.id == document_id).values(twin_of=lead))


def _lead(db: Connection, document_id: str) -> str | None:
    own = _notice(db, document_id)
    if own is None:
        return None
    for lead in _leads_near(db, document_id):
        other = _notice(db, lead)
        if other is not None and same_notice(own, other):
            return lead
    return None


def _leads_near(db: Connection, document_id: str) -> list[str]:
    """The leads of the groups with a member that shares bands with a document, those with most bands first."""
    return list(db.scalars(_near(), {"own": document_id}))


@cache
def _near() -> sa.Select[Any]:
    own = sa.bindparam("own", type_=sa.String)
    bands = twins.alias()
    shared = (
        sa.select(twins.c.document_id, sa.func.count().label("bands"))
        .join(bands, sa.and_(bands.c.band == twins.c.band, bands.c.key == twins.c.key))
        .where(bands.c.document_id == own, twins.c.document_id != own)
        .group_by(twins.c.document_id)
        .subquery()
    )
    lead = sa.func.coalesce(documents.c.twin_of, documents.c.id)
    return (
        sa.select(lead)
        .join(shared, shared.c.document_id == documents.c.id)
        .where(lead != own)
        .group_by(lead)
        .order_by(sa.func.max(shared.c.bands).desc(), lead)
        .limit(_CANDIDATES)
    )


def _notice(db: Connection, document_id: str) -> Notice | None:
    columns = [documents.c[name] for name in ("title", "text", "doc_no", "issued_on")]
    row = db.execute(sa.select(*columns).where(documents.c.id == document_id)).first()
    return None if row is None else Notice(*row)


def _keys(values: Sequence[int]) -> list[int]:
    """One number for each band of a signature, within the database's signed 64 bits."""
    size = PERMUTATIONS // _BANDS
    packed = [struct.pack(f"<{size}Q", *values[i : i + size]) for i in range(0, len(values), size)]
    return [int.from_bytes(hashlib.blake2b(band, digest_size=8).digest(), "little", signed=True) for band in packed]
