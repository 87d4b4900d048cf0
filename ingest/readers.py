"""bytes → Parsed: the reader of each kind of file. A reader's module is imported when its first file comes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import cast

from ingest.charset import decode
from ingest.detect import Kind
from ingest.html import read_page
from ingest.parsed import Line, Parsed, Reader, Workspace

_READERS: dict[Kind, str] = {
    "pdf": "pdf.read_pdf",
    "image": "image.read_image",
    "ofd": "ofd.read_ofd",
    "docx": "docx.read_docx",
    "doc": "office.read_doc",
    "rtf": "office.read_rtf",
    "odt": "office.read_odt",
    "wordxml": "converted.read_word_xml",
    "xlsx": "sheet.read_sheet",
    "xls": "sheet.read_sheet",
    "ods": "sheet.read_sheet",
    "pptx": "slides.read_slides",
    "ppt": "converted.read_ppt",
    "odp": "converted.read_odp",
    "eml": "mail.read_mail",
    "mht": "mail.read_mht",
}
PACKED: frozenset[Kind] = frozenset({"docx", "xlsx", "pptx", "ofd", "odt", "ods", "odp", "zip"})  # ZIP files inside
Unpacker = Callable[[bytes], Sequence[tuple[str, bytes]]]
_UNPACKERS: dict[Kind, str] = {"zip": "archive.zip_parts", "eml": "mail.mail_parts"}
_MARKDOWN_HEADING = re.compile(r"^# +(.+)$", re.M)


def reader(kind: Kind, name: str) -> tuple[Reader, str]:
    """The reader for a kind of file, and the format's name. A text's `name` tells Markdown and CSV from it."""
    if kind in _READERS:
        return cast("Reader", _load(_READERS[kind])), kind
    if kind == "html":
        return read_html, "html"
    if name.lower().endswith((".csv", ".tsv")):
        return cast("Reader", _load("sheet_csv.read_csv")), "csv"
    return (read_markdown, "md") if name.lower().endswith((".md", ".markdown")) else (read_text, "txt")


def unpacker(kind: Kind) -> Unpacker | None:
    """What takes the files out of a kind of file, or None where it holds none that are documents themselves."""
    return cast("Unpacker", _load(_UNPACKERS[kind])) if kind in _UNPACKERS else None


def _load(path: str) -> object:
    module, name = path.split(".")
    return getattr(import_module(f"ingest.formats.{module}"), name)


def read_html(data: bytes, workspace: Workspace) -> Parsed:
    """A web page. Raises IngestError where it has no text."""
    page = read_page(decode(data))
    return Parsed(_lines(page.text), page.title, page.fields, page.attachments, warnings=page.doubts)


def read_markdown(data: bytes, workspace: Workspace) -> Parsed:
    """A Markdown text, kept as it is written; its first heading is its title."""
    text = decode(data)
    heading = _MARKDOWN_HEADING.search(text)
    return Parsed(_lines(text), heading[1].strip() if heading else "")


def read_text(data: bytes, workspace: Workspace) -> Parsed:
    """A plain text, kept as it is written."""
    return Parsed(_lines(decode(data)))


def _lines(text: str) -> list[Line]:
    return [Line(line) for line in text.split("\n")]
