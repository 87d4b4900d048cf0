"""What bytes are, by content and never by name: offices rename .xls to .et, pages are saved as .doc, GBK text as .html.

Order: compound files by their streams, ZIP by its entries, signatures, then text by its first lines.
"""

from __future__ import annotations

import re
import struct
from typing import Literal

from ingest.charset import decode
from ingest.detect_containers import OLE2, ZIP, compound_kind, zip_kind
from ingest.detect_refused import NAMES, refuse, refuse_signature
from retrieval.errors import IngestError

Kind = Literal[
    "html", "text", "pdf", "image", "docx", "doc", "rtf", "odt", "xlsx", "xls", "ods", "pptx", "ppt", "odp",
    "ofd", "zip", "eml", "mht", "wordxml",
]  # fmt: skip

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_BITMAP_HEADERS = {struct.pack("<I", size) for size in (12, 40, 52, 56, 64, 108, 124)}
_HEAD = 65_536  # bytes that decide about text
_BLANKS = b" \t\r\n\0\xef\xbb\xbf"
_PDF = re.compile(rb"%PDF-\d")

_LEADING = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body|meta|title|link|style|script|base|div|table|"
    r"p|span|h[1-6]|ul|ol|center|font|article|section|form|br|a|b|img|td|tr)\b",
    re.I | re.S,
)
_STRONG = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_CLOSED = re.compile(r"</(?:p|div|td|tr|table|span|li|font|h[1-6])>", re.I)
_MARKDOWN = re.compile(r"^(?:#{1,6} |\|? *:?-{3,}|```)", re.M)
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}):(?:[ \t]|$)|[ \t]+\S")
_SENT = {"from", "received", "message-id", "return-path", "delivered-to", "sender"}
_ABOUT = {"subject", "date", "mime-version", "content-type", "to"}


def detect(data: bytes) -> Kind:
    """The kind of `data`. csv and Markdown are "text": only their name tells them from it.

    Raises IngestError where there is nothing to read or no reader for it: empty, encrypted, damaged, an archive
    other than ZIP, sound, film, a program.
    """
    if not data[:_HEAD].strip(_BLANKS) and not data.strip(_BLANKS):
        raise IngestError("文件是空的。 The file is empty.", "请检查文件是否保存完整。 Check that it was saved whole.")
    start = data[:1024]
    if start.startswith(OLE2):
        return compound_kind(data)
    if start.startswith(ZIP):
        return zip_kind(data)
    if _is_image(data):
        return "image"
    refuse_signature(data)
    bare = start.lstrip(_BLANKS)
    if bare.startswith(b"{\\rtf"):
        return "rtf"
    if _PDF.search(start) and not bare.startswith(b"<"):  # ISO 32000-1, annex H.3: within the first 1,024 bytes
        return "pdf"
    return _text_kind(decode(_head(data)))


def _is_image(data: bytes) -> bool:
    if data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return True
    return data[:2] == b"BM" and data[14:18] in _BITMAP_HEADERS  # two letters alone would take text for a picture


def _head(data: bytes) -> bytes:
    """The beginning of `data`, cut at a line's end so that no character is cut in two."""
    if len(data) <= _HEAD or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[:_HEAD]
    cut = data.rfind(b"\n", 0, _HEAD)
    if cut < 0:
        cut = max(data.rfind(b">", 0, _HEAD), data.rfind(b" ", 0, _HEAD))
    return data[: cut if cut > 0 else _HEAD]


def _text_kind(text: str) -> Kind:
    head = text[:4000]
    mail = _mail_kind(text)
    if mail:
        return mail
    if head.lstrip().startswith("<?xml") or "<?mso-application" in head:
        return _xml_kind(head)
    if _LEADING.match(head) or _STRONG.search(head):
        return "html"
    if len(_CLOSED.findall(head)) >= 3 and not _MARKDOWN.search(head):
        return "html"
    return "text"


def _xml_kind(head: str) -> Kind:
    if "http://schemas.microsoft.com/office/word/2003/wordml" in head or 'progid="Word.Document"' in head:
        if "<pkg:package" in head:  # a .docx as one flat XML file, ECMA-376 part 2
            raise refuse(*NAMES["flat"])
        return "wordxml"
    for sign, name in (
        ("<pkg:package", "flat"),
        ("urn:schemas-microsoft-com:office:spreadsheet", "sheetxml"),
        ("uof:UOF", "uof"),
        ("http://schemas.uof.org", "uof"),
        ("<svg", "svg"),
        ("office:document", "flatodf"),
    ):
        if sign in head:
            raise refuse(*NAMES[name])
    return "html"


def _mail_kind(text: str) -> Kind | None:
    """RFC 5322: a block of header fields; a page archive (MHTML, RFC 2557) is one whose body is multipart/related."""
    names: set[str] = set()
    kind = ""
    for line in text.lstrip("\n")[:20_000].split("\n")[:100]:
        match = _HEADER.match(line)
        if not match:
            if line.startswith(">From ") or (not names and line.startswith("From ")):
                continue
            break
        if match[1]:
            names.add(match[1].lower())
        kind += line.lower() if "content-type" in line.lower() or "multipart/" in line.lower() else ""
    if "snapshot-content-location" in names or (
        "multipart/related" in kind and "mime-version" in names and not names & {"to", "received"}
    ):
        return "mht"
    if names & _SENT and len(names & _ABOUT) >= 1 and len(names) >= 3:
        return "eml"
    return None
