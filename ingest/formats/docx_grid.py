"""Rows of a table with merged cells as lines, each readable alone; used for Word's tables and for those of a page.

A cell that spans columns or rows is repeated in each that it covers (`ingest.parsed.row`). Two limits keep that
readable: Word's grid has a column for every edge that any row has, so columns are counted by the rows that most of
the table is made of; and a long text is not repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.parsed import row

_REPEATED_ACROSS = 40  # characters
_REPEATED_DOWN = 200
_PARAGRAPHS = 300  # a cell of several paragraphs and more characters than this is text, not a value
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
