"""A page in reading order: visual lines, each in its column, and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.formats.pdf_pieces import Row, is_han, row_text, rows_of
from ingest.formats.pdf_types import Piece, Sheet
from ingest.parsed import Box

_NUMBER_BEGUN = re.compile(r"[\u3400-\u9fff，。；：、（]\d{1,6}\.?$")
_NUMBER_GOES_ON = re.compile(r"\d{1,6}(?:\.\d+)?[\u3400-\u9fff％%]")
_WORD_END = re.compile(r"[A-Za-z]-$")


@dataclass(slots=True)
class TextRow:
    """A visual line. `column` is the left and right edge of the column that it stands in."""

    sheet: Sheet
    pieces: Row
    column: tuple[float, float]
    text: str = ""

    def __post_init__(self) -> None:
        self.text = self.text or row_text(self.pieces)

    @property
    def left(self) -> float:
        """The first piece's left edge."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """The last piece's right edge."""
        return max(piece.right for piece in self.pieces)

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(piece.top for piece in self.pieces)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(piece.bottom for piece in self.pieces)

    @property
    def base(self) -> float:
        """The baseline of its longest piece."""
        return max(self.pieces, key=lambda piece: len(piece.glyphs)).base

    @property
    def size(self) -> float:
        """The type size that most of its glyphs have."""
        return max(self.pieces, key=lambda piece: len(piece.glyphs)).size

    @property
    def red(self) -> bool:
        """Printed in red."""
        return all(piece.red for piece in self.pieces)

    @property
    def box(self) -> Box:
        """Where it stands, as shares of the page."""
        return self.sheet.share(self.left, self.top, self.right, self.bottom)


@dataclass(slots=True)
class Cell:
    """A cell's text, its wrapped lines joined, and where it stands."""

    text: str
    box: Box | None


@dataclass(slots=True)
class Table:
    """A table on one page: rows of cells, merged ones repeated."""

    sheet: Sheet
    rows: list[list[Cell]]
    columns: int
    left: float
    right: float
    top: float
    bottom: float


Flow = list[TextRow | Table]


def glue(above: str, below: str) -> tuple[str, str]:
    """How a wrapped line goes on: the line above (less a hyphen that only breaks a word), and what parts the two."""
    if not above or not below:
        return above, ""
    if _WORD_END.search(above) and below[0].islower():
        return above[:-1], ""
    if is_han(above[-1]) or is_han(below[0]) or above[-1] in "-–—/":
        return above, ""
    if _NUMBER_BEGUN.search(above) and _NUMBER_GOES_ON.match(below):
        return above, ""  # Chinese text is broken anywhere, in the middle of a number as well
    return above, " "


def cell_of(pieces: list[Piece], sheet: Sheet) -> Cell:
    """The cell that pieces make up."""
    if not pieces:
        return Cell("", None)
    text = ""
    edge, full = max(piece.right for piece in pieces), False
    for row in rows_of(pieces):
        text, blank = glue(text, line := row_text(row))
        text += (blank if full or not text else " ") + line  # a line that had room left was not wrapped
        full = row[-1].right > edge - 1.6 * row[-1].size
    box = sheet.share(
        min(piece.left for piece in pieces),
        min(piece.top for piece in pieces),
        max(piece.right for piece in pieces),
        max(piece.bottom for piece in pieces),
    )
    return Cell(" ".join(text.replace("|", "｜").split()), box)
