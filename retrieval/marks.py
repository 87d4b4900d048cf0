"""Where the text of a document stands in its original: pages and boxes, stored small.

Packed: zlib over a JSON array of `[start, length, page, left, top, right, bottom]`, the box in ten-thousandths of
the page and left out where there is none.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from retrieval.models import Mark
from retrieval.schema import marks

_GRAIN = 10_000


def store_marks(db: Connection, document_id: str, found: Sequence[Mark]) -> None:
    """Keeps the marks of a document in place of those it had."""
    db.execute(sa.delete(marks).where(marks.c.document_id == document_id))
    if found:
        db.execute(sa.insert(marks).values(document_id=document_id, packed=_pack(found)))


def read_marks(db: Connection, document_id: str) -> list[Mark]:
    """The marks of a document, in the order of its text; [] where it has none."""
    packed = db.scalar(sa.select(marks.c.packed).where(marks.c.document_id == document_id))
    return _unpack(packed) if packed else []


def within(found: Sequence[Mark], start: int, end: int) -> list[Mark]:
    """The marks that hold some of the characters `start:end`."""
    return [mark for mark in found if mark.start < end and mark.end > start]


def _pack(found: Sequence[Mark]) -> bytes:
    rows = [
        [m.start, m.end - m.start, m.page, *(round(side * _GRAIN) for side in m.box or ())]
        for m in sorted(found, key=lambda m: m.start)
    ]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode())


def _unpack(packed: bytes) -> list[Mark]:
    found = []
    for start, length, page, *box in json.loads(zlib.decompress(packed)):
        left, top, right, bottom = (side / _GRAIN for side in box) if box else (0.0, 0.0, 0.0, 0.0)
        found.append(Mark(start, start + length, page, (left, top, right, bottom) if box else None))
    return found
