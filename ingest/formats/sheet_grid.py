"""The cells of a sheet to the lines of a document: captions as paragraphs, the table's rows each on a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.parsed import Line, on_page, row

Range = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0

MAX_CELLS = 200_000  # cells with text that are read of one document
_LONG = 40  # characters; a longer text is not repeated sideways
_FILLED = 1_000_000  # covered cells that are filled in at most
_UNIT = re.compile(r"[（(【\[]?(?:计量)?单\s*位(?:[:：]|\s*[（(])")
_PLAIN_NAME = re.compile(r"(?:sheet|table|工作表|表|页|sheet页)[ _-]*\d*(?:\s*\(\d+\))?", re.I)
_NO_TITLE = re.compile(
    r"(?:附\s*[件表录]|表)\s*[\d一二三四五六七八九十]*(?:[-—.]\d+)*\s*[:：]?|(?:填报|编制|制表)?(?:单位|部门|日期|时间)\s*[:：].*|[\d\s.,%/年月日-]+"
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name, the shown text of its cells by row, and its merged ranges."""

    name: str
    rows: list[list[str]]
    merges: Sequence[Range] = field(default=())


def is_telling(name: str) -> bool:
    """Whether a sheet's name says something, unlike Sheet1."""
    return not _PLAIN_NAME.fullmatch(name.strip())


def clean(text: str) -> str:
    """A cell's text without surrounding blanks; a picture in a cell (WPS) is none."""
    text = text.strip(" \t\r\n\u3000\xa0")
    return "" if text.startswith(("=DISPIMG(", "=_xlfn.DISPIMG(")) else text


def grid_lines(grid: Grid, page: int) -> list[Line]:
    """The lines of one sheet, `page` its number (0: none).

    A row with one cell is a paragraph (or several, as it was typed); an empty row parts; empty columns are left out.
    """
    owners = _owners(grid)
    used = sorted({at for line in grid.rows for at, text in enumerate(line) if text})
    lines: list[Line] = []
    before: set[tuple[int, int]] = set()
    for number, cells in enumerate(grid.rows):
        own = {at: owners.get((number, at), (number, at)) for at in used}
        texts = {at: _text(grid, own[at]) for at in used}
        sources = {own[at] for at in used if texts[at]}
        if sources and sources == before:  # a row that merged cells cover whole
            continue
        before = sources
        if len(sources) == 1:
            lines += _paragraphs(next(text for text in texts.values() if text), page)
        elif sources:
            lines.append(_line(row(_once(used, texts, own)), page))
        elif not any(cells):
            lines.append(Line(""))
    return lines


def _owners(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """For each covered cell of a merged range, the cell that holds its text."""
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    width = max((len(line) for line in grid.rows), default=0)
    for top, left, bottom, right in grid.merges:
        if not _text(grid, (top, left)):
            continue
        for at in range(top, min(bottom, len(grid.rows) - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                owners[at, column] = (top, left)
            if len(owners) > _FILLED:
                return owners
    return owners


def _text(grid: Grid, place: tuple[int, int]) -> str:
    number, column = place
    if not (0 <= number < len(grid.rows) and 0 <= column < len(grid.rows[number])):
        return ""
    return grid.rows[number][column]


def _once(used: list[int], texts: dict[int, str], own: dict[int, tuple[int, int]]) -> list[str]:
    """The cells of a row; beside a unit, and where it is long, a merged text stands only once."""
    unit = any(_UNIT.match(text) for text in texts.values())
    seen: set[tuple[int, int]] = set()
    cells: list[str] = []
    for at in used:
        repeated = own[at] in seen
        seen.add(own[at])
        if repeated and (unit or len(texts[at]) > _LONG):
            if not unit:
                cells.append("")
            continue
        cells.append(texts[at])
    return [cell for cell in cells if cell] if unit and len(seen) <= 3 else cells


def _paragraphs(text: str, page: int) -> list[Line]:
    return [_line(part, page) for part in (row([line]) for line in text.splitlines()) if part]


def _line(text: str, page: int) -> Line:
    return on_page(text, page) if page else Line(text)


def title_of(lines: Sequence[Line]) -> str:
    """The title that stands above a table: its first paragraph that is neither a number nor a unit, else ""."""
    for line in [line for line in lines if line.text][:6]:
        if " | " in line.text:
            return ""
        text = line.text.strip()
        if 4 <= len(text) <= 120 and not _UNIT.match(text) and not _NO_TITLE.fullmatch(text):
            return text
    return ""
