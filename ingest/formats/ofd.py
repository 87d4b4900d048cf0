"""OFD, the layout format of GB/T 33190-2016: text by ofdkit, laid out as PDF pages are; pages of pictures by OCR."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from ingest.formats import ocr
from ingest.formats.image import open_image, upright
from ingest.formats.ofd_content import POINTS, Content, PageContent
from ingest.formats.pdf_document import compose
from ingest.formats.pdf_types import Sheet, spread
from ingest.parsed import Line, Parsed, Workspace, on_page
from retrieval.errors import IngestError

if TYPE_CHECKING:
    from ofdkit import OFDDocument, Page
    from ofdkit.package import Package

_MAX_PAGES = 2000
_MAX_BYTES = 300_000_000  # of all parts, unpacked
_MAX_ENTRIES = 20_000
_FEW = 3  # characters; a page with fewer and a picture is read by OCR
_CANVAS = 200 / 25.4  # pixels in a millimetre
_LONGEST = 4000  # pixels
_INVOICE = {
    "invoice_type": "发票类型", "invoice_code": "发票代码", "invoice_number": "发票号码", "issue_date": "开票日期",
    "check_code": "校验码", "amount_without_tax": "合计金额", "tax_amount": "合计税额", "total_amount": "价税合计",
    "issuer": "开票人", "payee": "收款人", "reviewer": "复核人", "note": "备注",
}  # fmt: skip
_PARTY = {
    "name": "名称", "tax_id": "纳税人识别号", "address_phone": "地址、电话", "bank_account": "开户行及账号"
}  # fmt: skip


def read_ofd(data: bytes, workspace: Workspace) -> Parsed:
    """The document in an OFD file. Raises IngestError where it is damaged, a bomb, or holds no text."""
    import ofdkit
    from ofdkit.package import Package

    _refuse_bomb(data)
    try:
        with ofdkit.open(data) as document, Package(data) as package:
            return _read(document, package, workspace)
    except ofdkit.OFDLimitError as error:
        raise IngestError(
            f"OFD 超出限制。 The OFD file goes beyond what is allowed. ({error})",
            "请确认来源。 Check where it is from.",
        ) from error
    except ofdkit.OFDError as error:
        raise IngestError(
            f"OFD 已损坏或不完整。 The OFD file is damaged. ({error})", "请重新获取文件。 Get the file again."
        ) from error
    except (ValueError, RecursionError, OverflowError) as error:  # what ofdkit lets through from broken numbers
        raise IngestError("OFD 已损坏。 The OFD file is damaged.", str(error)[:200]) from error


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        raise IngestError(
            "OFD 已损坏，不是有效的压缩包。 The OFD file is no valid package.", "请重新获取文件。 Get the file again."
        ) from error
    if len(parts) > _MAX_ENTRIES or sum(part.file_size for part in parts) > _MAX_BYTES:
        raise IngestError(
            "展开后过大，疑似压缩炸弹。 It unpacks to more than 300 MB.", "请确认来源。 Check where it is from."
        )


def _read(document: OFDDocument, package: Package, workspace: Workspace) -> Parsed:
    content = Content(package)
    if len(document.pages) > _MAX_PAGES:
        raise IngestError(f"有 {len(document.pages)} 页，过多。 It has too many pages.", "请拆分后再试。 Split it.")
    sheets: list[Sheet] = []
    warnings: list[str] = []
    scans: list[tuple[int, PageContent]] = []
    for index, page in enumerate(document.pages):
        sheet, drawn = _page(page, index + 1, content, warnings)
        if len(sheet.glyphs) < _FEW and drawn.pictures:
            scans.append((index, drawn))
        sheets.append(sheet)
    _recognise(scans, sheets, document.pages, package, workspace, warnings)
    lines, title = compose(sheets, document.info.title or "")
    fields = _invoice(document)
    if not lines and not fields:
        raise IngestError(
            "没有文字内容。 There is no text in it.", "; ".join(warnings[:3]) or "请检查文件。 Check the file."
        )
    lines += [Line("")] * bool(fields) + [on_page(f"{name}：{value}", 1) for name, value in fields.items()]
    found = list(document.warnings[:20]) + warnings
    attachments = tuple(name for name in content.attachments if name)
    title = title or fields.get("发票类型", "")
    return Parsed(lines, title, fields, attachments, len(sheets), tuple(found))


def _page(page: Page, number: int, content: Content, warnings: list[str]) -> tuple[Sheet, PageContent]:
    from ofdkit import OFDError

    try:
        left, top, width, height = page.box
        drawn = content.page(page.location)
        runs = page.runs
    except OFDError as error:
        warnings.append(f"第 {number} 页无法读取。 Page {number} cannot be read. ({error})")
        return Sheet(number, 1, 1), PageContent()
    sheet = Sheet(number, max(width, 1) * POINTS, max(height, 1) * POINTS)
    for flat in drawn.across + drawn.down:
        (sheet.across if flat in drawn.across else sheet.down).append(flat)
    for run in runs:
        x, y, size = (run.x - left) * POINTS, (run.y - top) * POINTS, run.size * POINTS
        inside = -5 <= x <= sheet.width + 5 and -5 <= y <= sheet.height + 5
        if inside and size > 0 and (run.object_id or "") not in drawn.hidden and run.text.strip():
            sheet.glyphs += spread(run.text, x, x + max(run.width * POINTS, 0.1 * size), y, size)
    return sheet, drawn


def _recognise(
    scans: list[tuple[int, PageContent]],
    sheets: list[Sheet],
    pages: list[Page],
    package: Package,
    workspace: Workspace,
    warnings: list[str],
) -> None:
    """Reads the pages that are pictures; each picture is put where the page shows it."""
    if not scans:
        return
    if reason := ocr.available():
        numbers = ", ".join(str(index + 1) for index, _ in scans)
        warnings.append(f"第 {numbers} 页是图片，未识别。 Pages that are pictures were left out. {reason}")
        return
    workspace.more_time(10 + 5 * len(scans))
    reader = ocr.load()
    for index, drawn in scans:
        sheets[index] = _read_pictures(reader, drawn, pages[index], package, warnings)


def _read_pictures(
    reader: ocr.Recogniser, drawn: PageContent, page: Page, package: Package, warnings: list[str]
) -> Sheet:
    from ofdkit import OFDError
    from PIL import Image

    left, top, width, height = page.box
    scale = min(_CANVAS, _LONGEST / max(width, height, 1))
    canvas = Image.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
    for name, box in drawn.pictures[:50]:
        size = (round(box[2] * scale), round(box[3] * scale))
        try:
            if 0 < size[0] <= 2 * _LONGEST and 0 < size[1] <= 2 * _LONGEST:
                with open_image(package.read(name)) as picture:
                    placed = upright(picture, 0).resize(size)
                canvas.paste(placed, (round((box[0] - left) * scale), round((box[1] - top) * scale)))
        except (IngestError, OFDError) as error:
            warnings.append(f"第 {page.index + 1} 页有图片无法读取。 A picture cannot be read. ({error})"[:300])
    return reader.read(canvas, page.index + 1)


def _invoice(document: OFDDocument) -> dict[str, str]:
    """An e-invoice's fields by the words that are printed on it."""
    found = document.invoice()
    if found is None:
        return {}
    values = {label: getattr(found, name, None) for name, label in _INVOICE.items()}
    for side, party in (("购买方", getattr(found, "buyer", None)), ("销售方", getattr(found, "seller", None))):
        values |= {side + label: getattr(party, name, None) for name, label in _PARTY.items()}
    return {label: " ".join(str(value).split()) for label, value in values.items() if value}
