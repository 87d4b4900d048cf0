"""Recognised lines, and the page that they make up."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ingest.formats.pdf_pieces import rows_of
from ingest.formats.pdf_types import Piece, Sheet, middle, piece_of, spread

_HEIGHT = 0.82  # of a recognised box: the type in it, which the recogniser's margin surrounds
_BASE = 0.2  # of the box's height: from its lower edge up to the baseline
_SKEW = math.radians(0.25)  # leaning by less is not worth straightening
_SAME = 0.5  # of the smaller box: two readings that share more are one


@dataclass(slots=True)
class Reading:
    """A line as it was recognised: its corners clockwise from the upper left, in pixels."""

    text: str
    score: float
    corners: list[tuple[float, float]]
    red: bool = False

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        xs, ys = [x for x, _ in self.corners], [y for _, y in self.corners]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def is_tall(self) -> bool:
        """Runs from top to bottom."""
        left, top, right, bottom = self.extent
        return bottom - top > 1.5 * (right - left)

    @property
    def lean(self) -> float:
        """The angle of its upper edge, clockwise, in radians."""
        (x0, y0), (x1, y1) = self.corners[0], self.corners[1]
        return math.atan2(y1 - y0, x1 - x0)

    def moved(self, down: float) -> Reading:
        """The same line `down` pixels lower."""
        return Reading(self.text, self.score, [(x, y + down) for x, y in self.corners], self.red)

    def touches(self, top: float, bottom: float, cut: tuple[bool, bool]) -> bool:
        """Is it cut off at the upper or lower edge of the band that it was read in?"""
        _, upper, _, lower = self.extent
        return (cut[0] and upper <= top + 2) or (cut[1] and lower >= bottom - 2)

    def covers(self, other: Reading) -> bool:
        """Do the two stand at the same place?"""
        left, top, right, bottom = self.extent
        x0, y0, x1, y1 = other.extent
        shared = max(0.0, min(right, x1) - max(left, x0)) * max(0.0, min(bottom, y1) - max(top, y0))
        return shared > _SAME * max(1.0, min((right - left) * (bottom - top), (x1 - x0) * (y1 - y0)))


def lies_sideways(lines: list[Reading]) -> bool:
    """Do most lines of some length run from top to bottom?"""
    long = [line for line in lines if len(line.text) > 2]
    return sum(line.is_tall for line in long) * 2 > len(long)


def weight(lines: list[Reading]) -> float:
    """The mean confidence over all characters, 0 to 1."""
    total = sum(len(line.text) for line in lines)
    return sum(line.score * len(line.text) for line in lines) / total if total else 0.0


def sheet_of(lines: list[Reading], width: int, height: int, number: int, turn: int) -> Sheet:
    """The page laid straight: `turn` quarter turns counterclockwise were made to stand it upright."""
    skew = middle([line.lean for line in lines if len(line.text) > 5 and not line.is_tall])
    skew = skew if _SKEW < abs(skew) < 0.3 else 0.0
    sheet = Sheet(number, width, height, turn=turn, skew=skew, loose=True)
    sin, cos = math.sin(-skew), math.cos(-skew)
    for line in lines:
        points = [
            (
                width / 2 + (x - width / 2) * cos - (y - height / 2) * sin,
                height / 2 + (x - width / 2) * sin + (y - height / 2) * cos,
            )
            for x, y in line.corners
        ]
        left = min(points[0][0], points[3][0])
        right = max(points[1][0], points[2][0])
        top, bottom = (points[0][1] + points[1][1]) / 2, (points[2][1] + points[3][1]) / 2
        size = _HEIGHT * abs(bottom - top)
        if line.text.strip() and size > 0:
            base = bottom - _BASE * abs(bottom - top)
            sheet.pieces.append(piece_of(spread(line.text.strip(), left, right, base, size, line.red)))
    sheet.pieces = _joined(sheet.pieces)
    sheet.glyphs = [glyph for piece in sheet.pieces for glyph in piece.glyphs]
    return sheet


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Readings that touch on a line as one; their characters keep their order, since places within are guessed."""
    joined: list[Piece] = []
    for row in rows_of(pieces):
        joined.append(row[0])
        for piece in row[1:]:
            last = joined[-1]
            if piece.left - last.right > max(piece.size, last.size):
                joined.append(piece)
            else:
                joined[-1] = piece_of(last.glyphs + piece.glyphs)
    return joined
