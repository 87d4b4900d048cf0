"""Kinds that LibreOffice turns into one that has a reader here: .ppt and .odp slides, Word's XML of 2003."""

from __future__ import annotations

from ingest.formats.docx import read_docx
from ingest.formats.office import convert
from ingest.formats.slides import read_slides
from ingest.parsed import Parsed, Workspace


def read_ppt(data: bytes, workspace: Workspace) -> Parsed:
    """Slides of PowerPoint 97–2003 or Kingsoft. Raises IngestError where LibreOffice is missing or cannot read them."""
    return read_slides(convert(data, ".ppt", "pptx", workspace), workspace)


def read_odp(data: bytes, workspace: Workspace) -> Parsed:
    """OpenDocument slides. Raises IngestError where LibreOffice is missing or cannot read them."""
    return read_slides(convert(data, ".odp", "pptx", workspace), workspace)


def read_word_xml(data: bytes, workspace: Workspace) -> Parsed:
    """Word's XML of 2003. Raises IngestError where LibreOffice is missing or cannot read it."""
    return read_docx(convert(data, ".xml", "docx", workspace), workspace)
