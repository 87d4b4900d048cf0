"""Rows of a table with merged cells as lines, each readable alone; used for Word's tables and for those of a page.

A cell that spans columns or rows is repeated in each that it covers (`ingest.parsed.row`). Two limits keep that
readable: Word's grid has a column for every edge that any row has, so columns are counted by the rows that most of
the table is made of; and a long text is not repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.parsed import row

_REPEATED_ACROSS = 40  # characters
_REPEATED_DOWN = 200
_PARAGRAPHS = 300  # a cell of several paragraphs and more characters than this is text, not a value
_MOST_COLUMNS = 1000  # of a page's table that are laid out
_MOST_ROWS = 1000  # that a cell of a page's table may go over
_WIDEST = 500  # columns; more is no table that anybody made


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a story, and whether it is a row of a table."""

    text: str
    is_row: bool = False


@dataclass(slots=True)
class Cell:
    """A cell from grid column `start` on, over `span` columns. `continued`: it belongs to the one above it."""

    start: int
    span: int
    pieces: list[Piece] = field(default_factory=list)  # its paragraphs, and the rows of tables within it
    continued: bool = False

    @property
    def text(self) -> str:
        """Its paragraphs as one line, without the tables within it."""
        return " ".join(piece.text for piece in self.pieces if piece.text and not piece.is_row)

    @property
    def is_long(self) -> bool:
        """Whether it holds text of several paragraphs rather than a value."""
        return len(self.text) > _PARAGRAPHS and sum(not piece.is_row for piece in self.pieces) > 1

    @property
    def end(self) -> int:
        """The grid column after it."""
        return self.start + self.span


def lay_out(rows: Iterable[Iterable[tuple[int, int, list[Piece]]]]) -> Iterator[list[Cell]]:
    """The rows of a table whose cells say over how many columns and rows they go, with what stands in them.

    A cell over several rows is continued in those below (HTML, §4.9.12).
    """
    covered: dict[int, tuple[int, int]] = {}  # column → (rows left, span)
    for row_cells in rows:
        cells: list[Cell] = []
        begun: dict[int, tuple[int, int]] = {}
        at = 0
        for across, down, pieces in row_cells:
            at = _continue(covered, cells, at)
            span = max(1, min(across, _MOST_COLUMNS - at))
            cells.append(Cell(at, span, pieces))
            if down > 1 and at < _MOST_COLUMNS:
                begun[at] = (min(down, _MOST_ROWS), span)
            at = min(at + span, _MOST_COLUMNS)
        _continue(covered, cells, at)
        covered = {column: (left - 1, span) for column, (left, span) in (covered | begun).items() if left > 1}
        yield cells


def _continue(covered: Mapping[int, tuple[int, int]], cells: list[Cell], at: int) -> int:
    """Adds the cells from above that stand at column `at`, and gives the next free column."""
    while at in covered:
        span = covered[at][1]
        cells.append(Cell(at, span, continued=True))
        at += span
    return at


def table_pieces(rows: Sequence[list[Cell]]) -> list[Piece]:
    """The lines of a table. A row that is one cell, or that holds long text, gives paragraphs."""
    rows = [cells for cells in rows if cells]
    _fill_down(rows)
    edges = _columns(rows)
    last = max((i for i, cells in enumerate(rows) if len(cells) > 1), default=-1)
    first = next((i for i, cells in enumerate(rows) if len(cells) > 1), 0)
    pieces: list[Piece] = []
    for i, cells in enumerate(rows):
        if len(cells) == 1 and not (first < i < last and len(cells[0].text) <= _REPEATED_ACROSS):
            pieces += [] if cells[0].continued else cells[0].pieces
        else:
            pieces += _row(cells, edges)
    return [piece for piece in pieces if piece.text]


def _row(cells: Sequence[Cell], edges: Sequence[int]) -> Iterator[Piece]:
    line = row(text for cell in cells if not cell.is_long for text in _repeated(cell, edges))
    if line:
        yield Piece(line, is_row=True)
    for cell in cells:
        yield from (piece for piece in cell.pieces if cell.is_long or piece.is_row)


def _repeated(cell: Cell, edges: Sequence[int]) -> list[str]:
    """The text of a cell for each column of the table that it covers."""
    columns = sum(cell.start <= edge < cell.end for edge in edges)
    times = columns if columns > 1 and len(cell.text) <= _REPEATED_ACROSS else 1
    return [cell.text] * times


def _fill_down(rows: Sequence[list[Cell]]) -> None:
    """Gives continued cells the text of the cell above that they belong to."""
    above: dict[int, Cell] = {}
    for cells in rows:
        for cell in cells:
            origin = above.get(cell.start)
            if cell.continued and origin is not None:
                cell.pieces = [Piece(origin.text)] if len(origin.text) <= _REPEATED_DOWN else []
            else:
                above[cell.start] = cell


def _columns(rows: Sequence[list[Cell]]) -> list[int]:
    """The left edges of the columns: those of the commonest kind of row, where it makes a third of the table.

    A form has no such rows; there each cell counts as one column.
    """
    kinds = Counter(tuple(cell.start for cell in cells) for cells in rows if len(cells) > 1)
    if not kinds:
        return []
    edges, count = max(kinds.items(), key=lambda item: (item[1], len(item[0])))
    return list(edges) if count * 3 >= sum(kinds.values()) and len(edges) <= _WIDEST else []
