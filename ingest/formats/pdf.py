"""PDF: the characters that a reader sees, laid out anew with their places; pages without usable text go to OCR.

Characters and boxes come from PDFium; columns, tables, paragraphs and the title from this package's own layout.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.formats import ocr
from ingest.formats.pdf_document import compose
from ingest.formats.pdf_glyphs import PageText, read_text
from ingest.formats.pdf_guard import refuse_bomb
from ingest.formats.pdf_pieces import is_han
from ingest.formats.pdf_rules import path_count, picture_share, read_rules
from ingest.formats.pdf_types import Sheet
from ingest.parsed import HIDDEN_NOTE, Parsed, Workspace
from retrieval.errors import IngestError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_MAX_PAGES = 2000
_MAX_CHARACTERS = 8_000_000
_MAX_SCANNED = 300  # pages that are recognised; the text layer of a longer scan is taken as it is
_FEW = 15  # characters; a page with fewer and a picture is a scan
_BROKEN = 0.1  # of the characters: for private use, or none
_UNMAPPED = 0.3  # of the characters: without a meaning; formulas have some
_WORDS = 8  # characters; fewer that cannot be seen are no text
_PASSWORD = 4  # FPDF_ERR_PASSWORD


@dataclass(slots=True)
class _Found:
    """What reading the pages has brought so far."""

    sheets: list[Sheet] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)  # indexes of pages to be recognised
    layers: dict[int, Sheet] = field(default_factory=dict)  # the hidden text of scanned pages
    warnings: list[str] = field(default_factory=list)
    left_out: int = 0  # characters that nobody sees


def read_pdf(data: bytes, workspace: Workspace) -> Parsed:
    """The document in a PDF. Raises IngestError where it is encrypted, damaged, too large, or holds no text."""
    refuse_bomb(data)
    document = open_pdf(data)
    try:
        count = len(document)
        if not 0 < count <= _MAX_PAGES:
            raise IngestError(
                f"有 {count} 页，一次最多 {_MAX_PAGES} 页。 It has {count} pages; {_MAX_PAGES} is the most.",
                "请拆分后再试。 Split it.",
            )
        if count > 50:
            workspace.more_time(0.2 * count)
        found = _read_pages(document, count)
        if found.left_out >= _WORDS:
            found.warnings.append(HIDDEN_NOTE)
        _recognise(document, found, workspace)
        title = _named(document)
        attachments = _attachments(document)
    finally:
        document.close()
    lines, title = compose(found.sheets, title)
    if not any(line.text.strip() for line in lines):
        raise IngestError(
            "没有文字内容。 There is no text in it.", "; ".join(found.warnings) or "请检查文件。 Check the file."
        )
    return Parsed(lines, title, {}, attachments, count, tuple(found.warnings))


def open_pdf(data: bytes) -> PdfDocument:
    """The document by PDFium. Raises IngestError where it needs a password or is damaged."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return PdfDocument(data)
    except PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise IngestError(
                "是加密的 PDF，打开需要密码。 The PDF needs a password.",
                "请解除密码后再试。 Remove the password and try again.",
            ) from error
        raise IngestError(
            "PDF 已损坏，无法打开。 The PDF is damaged.", "请重新获取文件。 Get the file again."
        ) from error


def _read_pages(document: PdfDocument, count: int) -> _Found:
    from pypdfium2 import PdfiumError

    found = _Found()
    total = 0
    for index in range(count):
        try:
            page = document[index]
            total += _read_page(page, index, found)
            page.close()
        except PdfiumError:
            found.sheets.append(Sheet(index + 1, 1, 1))
            found.warnings.append(f"第 {index + 1} 页无法读取。 Page {index + 1} cannot be read.")
        if total > _MAX_CHARACTERS:
            raise IngestError("文字过多。 There is too much text in it.", "请拆分后再试。 Split it.")
    return found


def _read_page(page: PdfPage, index: int, found: _Found) -> int:
    """Reads a page's text and rules; tells how many characters it has."""
    text = read_text(page)
    sheet = text.sheet(index + 1)
    if _needs_ocr(page, text):
        found.scans.append(index)
        width, height = text.view.size
        legible = text.unmapped <= _UNMAPPED and text.broken <= _BROKEN * max(text.count + len(text.unseen), 1)
        layer = (text.unseen or sheet.glyphs) if legible else []
        found.layers[index] = Sheet(index + 1, width, height, layer)
    elif text.count:
        found.left_out += text.left_out
        read_rules(page, sheet, text.view)
    found.sheets.append(sheet)
    return text.count


def _needs_ocr(page: PdfPage, text: PageText) -> bool:
    """No text where something is drawn, text without a meaning, or hardly a Han character over a whole picture."""
    if text.unmapped > _UNMAPPED or (text.count and text.broken / text.count > _BROKEN):
        return True
    pictured = picture_share(page, text.view) if text.count < 400 else 0.0
    if text.count < _FEW:
        return pictured > 0.25 or path_count(page) >= 200
    han = sum(is_han(glyph.char) for glyphs in text.turned.values() for glyph in glyphs)
    return pictured > 0.8 and han < 0.1 * text.count


def _recognise(document: PdfDocument, found: _Found, workspace: Workspace) -> None:
    """Puts recognised pages in the place of those without text."""
    if not found.scans:
        return
    reason = ocr.available()
    if reason is None and len(found.scans) <= _MAX_SCANNED:
        workspace.more_time(10 + 5 * len(found.scans))
        reader = ocr.load()
        for index in found.scans:
            page = document[index]
            found.sheets[index] = reader.read(ocr.picture_of(page), index + 1)
            if found.sheets[index].turn:  # it was read more than once
                workspace.more_time(10)
            page.close()
            if not found.sheets[index].glyphs:
                found.warnings.append(f"第 {index + 1} 页没有识别出文字。 No text was recognised on page {index + 1}.")
        return
    _take_layers(found, reason)


def _take_layers(found: _Found, reason: str | None) -> None:
    """The hidden text of scans, where they are not recognised here; raises IngestError where there is none."""
    layered = [index for index in found.scans if found.layers[index].glyphs]
    for index in found.scans:
        found.sheets[index] = found.layers[index]
    readable = any(sheet.glyphs for sheet in found.sheets)
    why = reason or f"超过 {_MAX_SCANNED} 页。 It has more than {_MAX_SCANNED} scanned pages."
    if not readable:
        raise IngestError("是扫描件，需要文字识别。 It is a scan and needs OCR.", why)
    missing = [str(index + 1) for index in found.scans if index not in layered]
    if layered:
        found.warnings.append(f"扫描页的文字取自文件内的识别层。 Scanned pages show the file's own hidden text. {why}")
    if missing:
        found.warnings.append(f"第 {', '.join(missing[:20])} 页是扫描件，未识别。 Scanned pages were left out. {why}")


def _named(document: PdfDocument) -> str:
    """The title in the document's properties; "" where that is no text."""
    try:
        return str(document.get_metadata_value("Title"))
    except UnicodeDecodeError:  # half a surrogate pair
        return ""


def _attachments(document: PdfDocument) -> tuple[str, ...]:
    from pypdfium2 import PdfiumError

    names = []
    for index in range(min(document.count_attachments(), 100)):
        try:
            names.append(document.get_attachment(index).get_name())
        except PdfiumError:
            continue
    return tuple(name for name in names if name)
