"""A document embedded in a Word file in another format (`w:altChunk`): a saved page, HTML, Word, RTF or text.

Its kind is told by content, as its declared type is often wrong.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32

from ingest.charset import decode
from ingest.formats.docx_html import html_lines
from ingest.parsed import Line, Parsed, Workspace
from retrieval.errors import IngestError

_MHT = re.compile(rb"^(?:mime-version|content-type|from|subject|date|snapshot-content-location)[ \t]*:", re.I | re.M)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|div|table|meta|p|h[1-6]|span|pre|br)\b", re.I)


def read_chunk(data: bytes, workspace: Workspace, depth: int) -> Parsed:
    """The lines of an embedded document that is within `depth` others. Raises IngestError where it cannot be read."""
    head = data[:2048].lstrip()
    if head.startswith(b"PK"):
        from ingest.formats.docx import read_nested  # which itself reads chunks

        return read_nested(data, workspace, depth)
    if head.startswith((b"{\\rtf", b"\xd0\xcf\x11\xe0")):
        from ingest.formats.office import read_doc, read_rtf  # which read what they convert with docx

        return (read_rtf if head.startswith(b"{") else read_doc)(data, workspace)
    if _MHT.match(head):
        return _text(saved_page(data))
    return _text(decode(data))


def _text(text: str) -> Parsed:
    if _HTML.search(text[:4096]):
        return html_lines(text)
    return Parsed([Line(line.strip(" \t\u3000\xa0")) for line in text.split("\n")])


def saved_page(data: bytes) -> str:
    """The HTML (else the text) of a page saved as MHT (RFC 2557), in the charset that reads best.

    Raises IngestError where it holds neither.
    """
    try:
        message = message_from_bytes(data, policy=compat32)
        parts = [part for part in message.walk() if not part.is_multipart()]
    except (MessageError, ValueError, LookupError) as error:
        raise _empty() from error
    for kind in ("text/html", "application/xhtml+xml", "text/plain"):
        for part in parts:
            if part.get_content_type() == kind:
                return _decoded(part)
    raise _empty()


def _decoded(part: Message) -> str:
    """A part's text: its declared charset where that fits every byte, else as `ingest.charset` finds it."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = str(part.get_content_charset() or "").strip("\"'").lower()
    if charset.startswith(("gb", "x-gbk", "cp936")):
        charset = "gb18030"
    try:
        return data.decode(charset) if charset and b"\0" not in data[:4096] else decode(data)
    except (UnicodeError, LookupError):
        return decode(data)


def _empty() -> IngestError:
    return IngestError(
        "文中嵌入的网页没有内容。 The page embedded in the document is empty.",
        "请用 Word 打开后另存，再试。 Open it in Word, save it again, and retry.",
    )
