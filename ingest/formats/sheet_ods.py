"""Spreadsheets in OpenDocument format (ODF 1.2 part 1, §9): cells hold the very text that they show."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.detect_refused import damaged
from ingest.formats.sheet_grid import MAX_CELLS, Grid, Range, clean
from ingest.formats.sheet_xlsx import UNREADABLE

if TYPE_CHECKING:
    from lxml import etree

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_COLUMNS = 16_384
_REPEATED = 1_000  # rows that one row with text may stand for


def read_ods(data: bytes) -> tuple[list[Grid], list[str]]:
    """The sheets, hidden ones empty, and warnings. Raises IngestError where the file is damaged."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = archive.read("content.xml")
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except (*UNREADABLE, etree.XMLSyntaxError):
        raise damaged("ODS 表格", "ODS sheet") from None
    hidden = _hidden_styles(root)
    grids: list[Grid] = []
    warnings: list[str] = []
    budget = MAX_CELLS
    for table in root.iter(f"{_TABLE}table"):
        name = table.get(f"{_TABLE}name", "")
        if table.get(f"{_TABLE}style-name", "") in hidden:
            grids.append(Grid(name, []))  # it keeps the numbers of the sheets after it
            warnings.append(f"隐藏的工作表“{name}”未读取。 A hidden sheet was left out.")
            continue
        grid, cells = _grid(table, name, budget)
        budget -= cells
        grids.append(grid)
        if budget <= 0:
            warnings.append(f"表格超过 {MAX_CELLS} 个单元格，其余未读取。 Cells beyond that number were left out.")
            break
    return grids, warnings


def _hidden_styles(root: etree._Element) -> set[str]:
    return {
        str(style.get(f"{_STYLE}name"))
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iterfind(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, also those in groups and heads, but not those of tables within cells."""
    stack = list(reversed(table))
    while stack:
        item = stack.pop()
        if item.tag == f"{_TABLE}table-row":
            yield item
        elif item.tag in {f"{_TABLE}table-row-group", f"{_TABLE}table-header-rows", f"{_TABLE}table-rows"}:
            stack.extend(reversed(item))


def _grid(table: etree._Element, name: str, budget: int) -> tuple[Grid, int]:
    rows: list[list[str]] = []
    merges: list[Range] = []
    count = 0
    for item in _rows(table):
        cells: list[str] = []
        shown = item.get(f"{_TABLE}visibility", "visible") == "visible"
        for cell in item.iterfind("*"):
            if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"} or len(cells) >= _COLUMNS:
                continue
            text = _shown(cell) if shown else ""
            across, down = _number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")
            if text and (across > 1 or down > 1):
                merges.append((len(rows), len(cells), len(rows) + down - 1, len(cells) + across - 1))
            cells += [text] * min(_number(cell, "number-columns-repeated"), _COLUMNS - len(cells))
        while cells and not cells[-1]:
            cells.pop()
        filled = sum(map(bool, cells))
        repeated = min(_number(item, "number-rows-repeated"), _REPEATED if filled else 2)
        rows += [cells] * repeated
        count += filled * repeated
        if count > budget:
            break
    return Grid(name, rows, merges), count


def _number(item: etree._Element, name: str) -> int:
    value = item.get(f"{_TABLE}{name}", "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 9 else 1


def _shown(cell: etree._Element) -> str:
    """The paragraphs of a cell; comments are not part of it."""
    parts = ["".join(_characters(part)) for part in cell.iterfind(f"{_TEXT}p")]
    return clean("\n".join(parts))


def _characters(part: etree._Element) -> Iterator[str]:
    yield part.text or ""
    for child in part.iterfind("*"):
        if child.tag == f"{_TEXT}s":
            yield " "
        elif child.tag in {f"{_TEXT}line-break", f"{_TEXT}tab"}:
            yield "\n" if child.tag.endswith("line-break") else " "
        elif child.tag != f"{_OFFICE}annotation":
            yield from _characters(child)
        yield child.tail or ""
