"""The tables in a document's text, so that they can be drawn as tables; nothing of the text is lost or added.

The bars between cells stay in the page, hidden: the page's text is the document's, and what is copied is a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from retrieval.sentences import trim
from retrieval.table_bars import find_bars, is_bar_row
from retrieval.table_parts import is_value, lines_of
from web.highlight import Marker, Paragraph, Piece, Span, is_heading

_BAR = re.compile(r" ?\| ?")
_RULE = re.compile(r"[\s|:+=-]+")  # the line below the heads in Markdown


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is drawn. `bar` is what the text has after it; `hidden` ones are covered by one that spans them."""

    text: str
    pieces: tuple[Piece, ...] = ()
    bar: str = ""
    columns: int = 1
    rows: int = 1
    number: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table. `gap` is how many columns it has fewer than the table."""

    cells: tuple[Cell, ...]
    cited: bool = False
    gap: int = 0
    hidden: bool = False
    group: bool = False  # one label over all columns


@dataclass(frozen=True, slots=True)
class Table:
    """A run of table rows. The text of its cells and bars, a line feed after each row, is the document's."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    table: bool = field(default=True, init=False)


def blocks(text: str, spans: list[Span]) -> list[Paragraph | Table]:
    """The lines and tables of `text` with `spans` marked; joined with line feeds they are `text` again."""
    kinds = _kinds(text)
    marker = Marker(spans)
    found: list[Paragraph | Table] = []
    rows: list[tuple[bool, list[Cell], bool]] = []
    offset = 0
    for line in text.split("\n"):
        kind = kinds.get(trim(text, offset, offset + len(line)).start) if line else None
        if kind is None or (rows and kind == "head" and not rows[-1][0]):
            found += _table(rows)
        if kind is None:
            found.append(Paragraph(tuple(marker.pieces(line, offset)), heading=is_heading(line)))
        else:
            cells = list(_cells(line, offset, marker))
            cited = any(piece.marked for cell in cells for piece in cell.pieces)
            rows.append((kind == "head", cells, cited))
        offset += len(line) + 1
    found += _table(rows)
    return found


def _kinds(text: str) -> dict[int, str]:
    """Which lines are rows of tables: `head` or `body`, by where they start."""
    lines = lines_of(text, 0, len(text))
    kinds: dict[int, str] = {}
    for first, stop, region in find_bars(text, lines):
        inside = False
        for line in lines[first:stop]:
            inside = inside or is_bar_row(line.of(text))
            if inside:
                kinds[line.start] = "head" if line.start < region.head.end else "body"
    return kinds


def _cells(line: str, offset: int, marker: Marker) -> Iterator[Cell]:
    at = 0
    for bar in [*_BAR.finditer(line), None]:
        end, after = bar.span() if bar else (len(line), len(line))
        part = line[at:end]
        yield Cell(part, tuple(marker.pieces(part, offset + at)), line[end:after], number=is_value(part.strip()))
        at = after


def _table(rows: list[tuple[bool, list[Cell], bool]]) -> list[Table]:
    """The table that rows make up, if any; empties the list."""
    if not rows:
        return []
    width = max(len(cells) for _, cells, _ in rows)
    head = [(cells, cited) for is_head, cells, cited in rows if is_head]
    body = [(cells, cited) for is_head, cells, cited in rows if not is_head]
    rows.clear()
    merged = _merged([cells for cells, _ in head], width)
    heads = tuple(_row(cells, cited, width) for cells, (_, cited) in zip(merged, head, strict=True))
    return [Table(heads, tuple(_row(_grouped(cells, width), cited, width) for cells, cited in body))]


def _row(cells: Sequence[Cell], cited: bool, width: int) -> Row:
    text = "|".join(cell.text for cell in cells)
    label = cells[0].columns == width > 1
    gap = 0 if label else width - len(cells)
    return Row(tuple(cells), cited, gap, hidden=bool(_RULE.fullmatch(text)) and "-" in text, group=label)


def _grouped(cells: list[Cell], width: int) -> list[Cell]:
    """A row that is one label, drawn as one cell over all columns."""
    texts = {cell.text.strip() for cell in cells}
    if len(texts) > 1 or cells[0].number or (len(cells) < width and len(cells) > 1):
        return cells
    return [replace(cells[0], columns=width), *(replace(cell, hidden=True) for cell in cells[1:])]


def _merged(rows: list[list[Cell]], width: int) -> list[list[Cell]]:
    """Head rows with equal neighbours, as merged cells are written out, drawn as one cell again."""
    grid = [[*row] for row in rows]
    for at, row in enumerate(grid):
        if len(row) == 1:
            row[0] = replace(row[0], columns=width)
            continue
        for column, cell in enumerate(row):
            if not cell.hidden and cell.text.strip():
                across = _across(row, column)
                down = _down(grid, at, column, across)
                for r in range(at, at + down):
                    for c in range(column, column + across):
                        grid[r][c] = replace(grid[r][c], hidden=True)
                row[column] = replace(cell, columns=across, rows=down)
    return grid


def _across(row: list[Cell], column: int) -> int:
    end = column + 1
    while end < len(row) and not row[end].hidden and row[end].text.strip() == row[column].text.strip():
        end += 1
    return end - column


def _down(grid: list[list[Cell]], at: int, column: int, across: int) -> int:
    """How many rows a cell spans: those below that have the same text in the same columns, and only there."""
    text = grid[at][column].text.strip()
    end = at + 1
    while end < len(grid):
        below = [cell.text.strip() for cell in grid[end]]
        run = below[column : column + across]
        beside = below[column - 1 : column] + below[column + across : column + across + 1]
        if len(below) < 2 or len(run) < across or set(run) != {text} or text in beside:
            break
        end += 1
    return end - at
