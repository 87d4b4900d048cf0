"""Addresses of our own pages."""

from __future__ import annotations

from urllib.parse import quote


def document_url(document_id: str) -> str:
    """The source viewer of a document."""
    return f"/documents/{quote(document_id, safe='')}"


def viewer_url(document_id: str, start: int, end: int) -> str:
    """The source viewer with the code points `start` to `end` marked."""
    return f"{document_url(document_id)}?cite={start}-{end}"
