"""Spreadsheets (.xlsx .xls .et .ods) to lines: every visible sheet, its captions, and its rows as they are shown."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.detect_containers import OLE2, zip_kind
from ingest.detect_refused import damaged, encrypted
from ingest.formats.sheet_grid import MAX_CELLS, Grid, clean, grid_lines, is_telling, title_of
from ingest.formats.sheet_hidden import Unseen
from ingest.formats.sheet_numbers import Value, shown
from ingest.formats.sheet_ods import read_ods
from ingest.formats.sheet_xls import read_codes
from ingest.formats.sheet_xlsx import Codes, read_reaches
from ingest.guards import check_zip
from ingest.parsed import HIDDEN_NOTE, Line, Parsed, Workspace, on_page
from retrieval.errors import IngestError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_MAX_MERGES = 100_000


def read_sheet(data: bytes, workspace: Workspace) -> Parsed:
    """The visible sheets of a workbook; a sheet's number is its page.

    Numbers and dates stand as their cells show them. Raises IngestError where the file is damaged, encrypted,
    a bomb, or holds no text.
    """
    grids: Sequence[Grid]
    if not data.startswith(OLE2):
        check_zip(data)
        if zip_kind(data) == "ods":
            grids, warnings = read_ods(data)
            return _parsed(grids, warnings)
    grids, warnings = _read_workbook(data)
    return _parsed(grids, warnings)


def _parsed(grids: Sequence[Grid], warnings: Sequence[str]) -> Parsed:
    filled = [(page, grid) for page, grid in enumerate(grids, 1) if any(any(line) for line in grid.rows)]
    if not filled:
        raise IngestError("表格里没有内容。 There is nothing in the sheets.", "请检查文件。 Check the file.")
    lines: list[Line] = []
    title = ""
    for page, grid in filled:
        body = grid_lines(grid, page)
        first = next((line.text for line in body if line.text), "")
        if lines:
            lines.append(Line(""))
        if (len(filled) > 1 or is_telling(grid.name)) and grid.name.strip() not in {"", first}:
            lines.append(on_page(" ".join(grid.name.split()), page))
        lines += body
        title = title or title_of(body)
    names = [grid.name for _, grid in filled if is_telling(grid.name)]
    return Parsed(
        lines, title or (names[0] if len(filled) == 1 and names else ""), pages=len(grids), warnings=tuple(warnings)
    )


def _read_workbook(data: bytes) -> tuple[list[Grid], list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    formats = _Formats(data)
    try:
        with CalamineWorkbook.from_object(io.BytesIO(data)) as book:
            grids, warnings = _read_sheets(book, formats)
    except PasswordError:
        raise encrypted() from None
    except (CalamineError, OSError, ValueError, OverflowError):
        raise damaged("表格", "workbook") from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of the library's Rust code; it has no importable class
            raise damaged("表格", "workbook") from None
        raise
    if formats.without_result:
        warnings.append(
            f"{formats.without_result} 个公式没有保存结果，读作空白。 Formulas without a saved result were left blank."
        )
    return grids, warnings


class _Formats:
    """The number formats of a workbook's cells, by sheet."""

    def __init__(self, data: bytes) -> None:
        self._by_place = read_codes(data) if data.startswith(OLE2) else []
        reaches = {} if data.startswith(OLE2) else read_reaches(data)
        self._by_name = {name: reach.codes for name, reach in reaches.items()}
        self._unseen = {name: reach.unseen for name, reach in reaches.items()}
        self.without_result = sum(reach.without_result for reach in reaches.values())

    def of(self, place: int, name: str) -> Codes:
        if place < len(self._by_place):
            return self._by_place[place]
        return self._by_name.get(name, {})

    def unseen(self, name: str) -> Unseen:
        """Which cells of a sheet are not shown; of old workbooks none is known."""
        return self._unseen.get(name, Unseen())


def _read_sheets(book: CalamineWorkbook, formats: _Formats) -> tuple[list[Grid], list[str]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    grids: list[Grid] = []
    warnings: list[str] = []
    left = MAX_CELLS
    for place, about in enumerate(book.sheets_metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            grids.append(Grid(about.name, []))  # it keeps the numbers of the sheets after it
        elif about.visible is not SheetVisibleEnum.Visible:
            grids.append(Grid(about.name, []))
            warnings.append(f"隐藏的工作表“{about.name}”未读取。 A hidden sheet was left out.")
        else:
            sheet = book.get_sheet_by_name(about.name)
            grid, whole = _grid(sheet, formats.of(place, about.name), left, formats.unseen(about.name))
            if not whole and HIDDEN_NOTE not in warnings:
                warnings.append(HIDDEN_NOTE)
            left -= sum(bool(text) for line in grid.rows for text in line)
            grids.append(grid)
        if left <= 0:
            warnings.append(
                f"工作表“{about.name}”起超过 {MAX_CELLS} 个单元格，其余未读取。 Cells beyond that number were left out."
            )
            break
    return grids, warnings


def _grid(sheet: CalamineSheet, codes: Codes, limit: int, unseen: Unseen) -> tuple[Grid, bool]:
    """The cells that are shown, and whether those are all."""
    if sheet.start is None:
        return Grid(sheet.name, []), True
    top, left = sheet.start
    rows: list[list[str]] = []
    count, whole = 0, True
    for at, values in enumerate(sheet.iter_rows(), _first_row(sheet)):
        cells = [clean(shown(value, codes.get((at, left + i), ""))) for i, value in enumerate(_trimmed(values))]
        shut = [i for i, text in enumerate(cells) if text and unseen.has(at, left + i)]
        for i in shut:
            cells[i] = ""
        whole = whole and not shut
        rows.append(cells)
        count += sum(map(bool, cells))
        if count >= limit:
            break
    top = _first_row(sheet)
    merges = [
        (first - top, from_ - left, last - top, to - left)
        for (first, from_), (last, to) in (sheet.merged_cell_ranges or [])[:_MAX_MERGES]
    ]
    return Grid(sheet.name, rows, merges), whole


def _first_row(sheet: CalamineSheet) -> int:
    return sheet.start[0] if sheet.start else 0


def _trimmed(values: Iterable[Value]) -> Iterator[Value]:
    kept = list(values)
    while kept and kept[-1] in ("", None):
        kept.pop()
    return iter(kept)
