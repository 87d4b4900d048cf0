"""What layout works on, whatever the page came from: glyphs, runs of them, ruled lines, and the page they stand on.

Lengths are in units of the page (points in a PDF, pixels in a picture, millimetres in OFD), measured from the
upper left corner of what a reader sees, downwards.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.parsed import Box

_ASCENT, _DESCENT = 0.86, 0.18  # of the type size, above and below the baseline: what Chinese faces fill


class Glyph(NamedTuple):
    """One character. `blank` is the white space that the page itself puts before it; `plain` tells ink from stamps."""

    char: str
    left: float
    right: float
    base: float  # the baseline
    size: float
    blank: str = ""
    red: bool = False


class Rule(NamedTuple):
    """A straight line that is drawn: at `at` across, from `start` to `end` along itself."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Piece:
    """Glyphs that follow each other on a baseline without a wide gap."""

    glyphs: list[Glyph]
    left: float
    right: float
    base: float
    size: float
    stands_for: int = -1  # the number of a table among its page's, for the one piece that holds that table's place

    @property
    def top(self) -> float:
        """The upper edge of the type."""
        return self.base - _ASCENT * self.size

    @property
    def bottom(self) -> float:
        """The lower edge of the type."""
        return self.base + _DESCENT * self.size

    @property
    def red(self) -> bool:
        """Most of it is printed in red, as letterheads are."""
        return sum(glyph.red for glyph in self.glyphs) * 2 > len(self.glyphs)


def piece_of(glyphs: list[Glyph]) -> Piece:
    """The piece that glyphs make up; its size and baseline are those of its largest type."""
    largest = max(glyphs, key=lambda glyph: glyph.size)
    return Piece(
        glyphs,
        min(glyph.left for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        largest.base,
        largest.size,
    )


def spread(text: str, left: float, right: float, base: float, size: float, red: bool = False) -> list[Glyph]:
    """Glyphs for a text of which only the whole extent is known: a Han character takes twice a Latin one's room."""
    weights = [2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text]
    unit = (right - left) / (sum(weights) or 1)
    glyphs: list[Glyph] = []
    at, blank = left, ""
    for char, weight in zip(text, weights, strict=True):
        end = at + weight * unit
        if char.isspace():
            blank = "\u3000" if char == "\u3000" else " "
        else:
            glyphs.append(Glyph(char, at, end, base, size, blank, red))
            blank = ""
        at = end
    return glyphs


@dataclass(slots=True)
class Sheet:
    """One page, laid upright: `turn` quarter turns clockwise and `skew` radians were taken off to get there."""

    number: int  # from 1
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)  # where the page came in pieces already, those of its glyphs
    across: list[Rule] = field(default_factory=list)  # horizontal rules
    down: list[Rule] = field(default_factory=list)  # vertical rules
    turn: int = 0
    skew: float = 0.0
    loose: bool = False  # places are measured from a picture, so they are not exact

    def share(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box as shares of the page as it is shown, from its upper left corner."""
        if self.skew:
            left, top, right, bottom = self._lean(left, top, right, bottom)
        x0, x1 = _clamp(left / self.width), _clamp(right / self.width)
        y0, y1 = _clamp(top / self.height), _clamp(bottom / self.height)
        for _ in range(self.turn % 4):
            x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
        return (round(x0, 5), round(y0, 5), round(x1, 5), round(y1, 5))

    def _lean(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """The extent of the box after the skew is put back, about the middle of the page."""
        sin, cos = math.sin(self.skew), math.cos(self.skew)
        middle_x, middle_y = self.width / 2, self.height / 2
        corners = [(x - middle_x, y - middle_y) for x in (left, right) for y in (top, bottom)]
        xs = [middle_x + x * cos - y * sin for x, y in corners]
        ys = [middle_y + x * sin + y * cos for x, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


def _clamp(share: float) -> float:
    return min(1.0, max(0.0, share))


def middle(values: list[float], default: float = 0.0) -> float:
    """The median."""
    return sorted(values)[len(values) // 2] if values else default
