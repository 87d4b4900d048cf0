"""Old Word files without LibreOffice: read by undoc, within the process. It loses automatic numbers and text boxes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ingest.formats.docx_grid import Cell, Piece, table_pieces
from ingest.parsed import Line, Parsed
from retrieval.errors import IngestError

WARNING = (
    "未安装 LibreOffice，此文件用内置方式读取，自动编号和文本框可能缺失；"
    "可运行 apt-get install libreoffice-writer-nogui（下载约 141 MB）后重新导入。 "
    "Read without LibreOffice: automatic numbers and text boxes may be missing."
)


def read_with_undoc(data: bytes) -> Parsed:
    """The lines of a .doc or .wps file, with a warning. Raises IngestError where undoc cannot read it."""
    import undoc

    try:
        with undoc.parse_bytes(data) as document:
            found: dict[str, Any] = json.loads(document.to_json(compact=True))
    except (undoc.UndocError, ValueError) as error:
        raise IngestError(
            "Word 文件无法读取，可能已损坏。 The Word file cannot be read; it may be damaged.",
            "请安装 LibreOffice（apt-get install libreoffice-writer-nogui），或另存为 .docx 后再试。 "
            "Install LibreOffice, or save it as .docx.",
        ) from error
    blocks = [block for section in found.get("sections", []) for block in section.get("content", [])]
    return Parsed([Line(piece.text) for piece in _pieces(blocks)], warnings=(WARNING,))


def _pieces(blocks: list[dict[str, Any]]) -> Iterator[Piece]:
    for block in blocks:
        if "rows" in block:
            yield from table_pieces([list(_cells(row)) for row in block["rows"]])
        elif "runs" in block:
            text = "".join(run.get("text", "") + ("\n" if run.get("line_break") else "") for run in block["runs"])
            yield from (Piece(line.strip(" \t\u3000\xa0")) for line in text.split("\n"))


def _cells(row: dict[str, Any]) -> Iterator[Cell]:
    at = 0
    for cell in row.get("cells", []):
        span = max(1, int(cell.get("col_span") or 1))
        yield Cell(at, span, [piece for piece in _pieces(cell.get("content", [])) if piece.text])
        at += span
