"""The same notice on two sites: found by MinHash, told from its like by its facts, cited once.

A signature is datasketch's MinHash over runs of five characters (Broder 1997); cut in bands, two documents that
share a band are candidates (locality-sensitive hashing), and their texts then decide. Documents that differ in
文号, in the day of issue or in their numbers are no twins, however alike: last year's notice is another notice.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from retrieval.characters import bigrams, fold, squeeze
from retrieval.schema import documents, twins

PERMUTATIONS = 64
_BANDS = 16
_RUN = 5
_SHORTEST = 40  # characters below which two texts are alike by chance
_LONGEST = 60_000  # characters of a text that are compared
_ALIKE = 0.85
_TITLES_ALIKE = 0.6
_NUMBERS_ALIKE = 0.95
_CANDIDATES = 8
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def signature(text: str) -> tuple[int, ...]:
    """The MinHash of a text, or () where it is too short to tell."""
    from datasketch import MinHash

    found = _runs(text)
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
    columns = [documents.c[name] for name in ("id", "title", "text", "doc_no", "issued_on", "twin_of")]
    own = db.execute(sa.select(*columns).where(documents.c.id == document_id)).mappings().first()
    if own is None:
        return None
    bands = twins.alias()
    shared = (
        sa.select(twins.c.document_id)
        .join(bands, sa.and_(bands.c.band == twins.c.band, bands.c.key == twins.c.key))
        .where(bands.c.document_id == document_id, twins.c.document_id != document_id)
        .group_by(twins.c.document_id)
        .order_by(sa.func.count().desc(), twins.c.document_id)
        .limit(_CANDIDATES)
    )
    for key in db.scalars(shared).all():
        other = db.execute(sa.select(*columns).where(documents.c.id == key)).mappings().one()
        if other["twin_of"] is None and alike(own, other):
            return str(other["id"])
    return None


def alike(one: sa.RowMapping, other: sa.RowMapping) -> bool:
    """Whether two documents (title, text, doc_no, issued_on) are one notice."""
    for name in ("doc_no", "issued_on"):
        if one[name] and other[name] and one[name] != other[name]:
            return False
    first, second = squeeze(one["title"]), squeeze(other["title"])
    if not (first in second or second in first) and _share(bigrams(first), bigrams(second)) < _TITLES_ALIKE:
        return False
    numbers = [set(_NUMBER.findall(fold(d["text"][:_LONGEST]))) for d in (one, other)]
    return _share(*numbers) >= _NUMBERS_ALIKE and _share(_runs(one["text"]), _runs(other["text"])) >= _ALIKE


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def _runs(text: str) -> set[str]:
    bare = squeeze(text[:_LONGEST])
    return {bare[i : i + _RUN] for i in range(len(bare) - _RUN + 1)} if len(bare) >= _SHORTEST else set()


def _keys(values: Sequence[int]) -> list[int]:
    """One number for each band of a signature, within the database's signed 64 bits."""
    size = PERMUTATIONS // _BANDS
    packed = [struct.pack(f"<{size}Q", *values[i : i + size]) for i in range(0, len(values), size)]
    return [int.from_bytes(hashlib.blake2b(band, digest_size=8).digest(), "little", signed=True) for band in packed]
