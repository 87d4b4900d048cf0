"""What the page for correcting a document shows: each field with its value, what was read, and what was set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.models import PolicyDocument
from retrieval.records import Records
from web.document_schemas import EDITABLE


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. `read` is what the document says by itself, None where that is not known."""

    name: str
    kind: str  # line, day, status, words
    value: str
    read: str | None
    is_set: bool


def entries(records: Records, document: PolicyDocument) -> list[Entry]:
    """The fields of a document that can be set, in the order in which they are shown."""
    edited = records.ledger.edited(document.id)
    read = records.ledger.as_read(document.id)
    return [_entry(name, document, edited, read) for name in EDITABLE]


def _entry(name: str, document: PolicyDocument, edited: Mapping[str, Any], read: Mapping[str, Any]) -> Entry:
    value = _text(getattr(document, name))
    own = _text(read[name]) if name in read else None if name in edited else value
    return Entry(name, _kind(name), value, own, name in edited)


def _kind(name: str) -> str:
    if name in {"title", "status_reason"}:
        return "words"
    return "day" if name.endswith("_on") else "status" if name == "status" else "line"


def _text(value: object) -> str:
    return ",".join(value) if isinstance(value, list | tuple) else "" if value is None else str(value)
