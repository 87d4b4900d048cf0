"""Reading order: a page's pieces cut into columns where it is set in columns.

An XY-cut that trusts a vertical cut only where both sides read as prose, so that tables are not read column by
column. Pieces that cross the gutter (titles, wide tables) part the page into bands.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.formats.pdf_pieces import rows_of
from ingest.formats.pdf_types import Piece, middle

_DEPTH = 3
_NARROW = 16  # type sizes; a region that is no wider has no columns
_EDGE = 0.14  # of the region's width on either side where no gutter is looked for
_COVERED = 0.6  # of the fullest place: a gutter is at most as full
_GUTTER = 0.7  # type sizes; the least width of a gutter
_FULL = 0.78  # of a column's width: lines of prose mostly fill as much
_CHARACTERS = 7  # of a line of prose, on average


@dataclass(slots=True)
class Region:
    """Pieces that are read line by line, and the left and right edge of their column."""

    pieces: list[Piece]
    left: float
    right: float


def regions_of(pieces: list[Piece], depth: int = 0) -> list[Region]:
    """The regions of a page in reading order."""
    if not pieces:
        return []
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    whole = [Region(pieces, left, right)]
    size = middle([piece.size for piece in pieces], 1.0)
    if depth >= _DEPTH or len(pieces) < 6 or right - left < _NARROW * size:
        return whole
    for gutter in _gutters(pieces, left, right, size):
        bands = _bands(pieces, gutter)
        if any(_is_two_columns(band, gutter) for band in bands):
            return _in_order(bands, gutter, depth)
    return whole


def _gutters(pieces: list[Piece], left: float, right: float, size: float) -> list[float]:
    """Places of few pieces, the emptiest and then the widest first."""
    step = max(size / 5, (right - left) / 2000)
    count = int((right - left) / step) + 1
    change = [0.0] * (count + 2)
    for piece in pieces:
        start, end = int((piece.left - left) / step + 0.5), int((piece.right - left) / step + 0.5)
        change[start] += piece.size
        change[max(end, start + 1)] -= piece.size
    cover, total = [], 0.0
    for value in change[:count]:
        total += value
        cover.append(total)
    most = max(cover)
    runs: list[tuple[float, float, float]] = []
    first, last = int(count * _EDGE), int(count * (1 - _EDGE))
    at = first
    while at < last:
        end = at
        while end < last and abs(cover[end] - cover[at]) < 0.01 * most:
            end += 1
        if cover[at] <= _COVERED * most and (end - at) * step >= _GUTTER * size:
            runs.append((cover[at], -(end - at) * step, left + (at + end) / 2 * step))
        at = max(end, at + 1)
    return [place for _, _, place in sorted(runs)[:5]]


Band = tuple[list[Piece], list[Piece], list[Piece]]  # left of the gutter, right of it, across it


def _bands(pieces: list[Piece], gutter: float) -> list[Band]:
    """The page from top to bottom, cut at the pieces that cross the gutter."""
    across = sorted((p for p in pieces if p.left < gutter < p.right), key=lambda piece: piece.base)
    beside = sorted((p for p in pieces if not p.left < gutter < p.right), key=lambda piece: piece.base)
    bands: list[Band] = [([], [], [])]
    at = 0
    for crossing in [*across, None]:
        while at < len(beside) and (crossing is None or beside[at].base < crossing.base - 0.4 * crossing.size):
            piece = beside[at]
            bands[-1][0 if piece.right <= gutter else 1].append(piece)
            at += 1
        if crossing is not None:
            if bands[-1][0] or bands[-1][1]:
                bands.append(([], [], []))
            bands[-1][2].append(crossing)
            bands.append(([], [], []))
    return [band for band in bands if any(band)]


def _is_two_columns(band: Band, gutter: float) -> bool:
    left, right, _ = band
    return _is_prose(left) and _is_prose(right) and _room(left, right) > 0 and gutter > 0


def _room(left: list[Piece], right: list[Piece]) -> float:
    return min(piece.left for piece in right) - max(piece.right for piece in left)


def _is_prose(pieces: list[Piece]) -> bool:
    if len(pieces) < 3:
        return False
    rows = rows_of(pieces)
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    if right - left < 8 * middle([piece.size for piece in pieces], 1.0):
        return False
    full = sum(row[-1].right - row[0].left >= _FULL * (right - left) for row in rows)
    characters = sum(len(piece.glyphs) for piece in pieces) / len(rows)
    whole = sum(len(row) == 1 for row in rows)  # a table's lines fall into pieces
    if len(rows) >= 3 and full * 2 >= len(rows) and whole * 2 >= len(rows) and characters >= _CHARACTERS:
        return True
    # Short articles fill few lines; whole sentences in lines of one piece each are prose all the same.
    stops = sum(glyph.char == "。" for piece in pieces for glyph in piece.glyphs)
    sentences = stops >= 2 and characters >= _CHARACTERS + 2
    return len(rows) >= 6 and sentences and full * 4 >= len(rows) and whole * 10 >= 9 * len(rows)


def _in_order(bands: list[Band], gutter: float, depth: int) -> list[Region]:
    """Columns where a band has them, else its lines; lines of neighbouring bands stay together.

    A band without prose (figures, formulas) follows the columns that the page has shown elsewhere, but for one
    whose lines stand beside each other on the same baselines, which is a table or a line with a number.
    """
    regions: list[Region] = []
    flat: list[Piece] = []

    def flush() -> None:
        if flat:
            regions.append(_region(list(flat)))
            flat.clear()

    for band in bands:
        left, right, across = band
        if left and right and (_is_two_columns(band, gutter) or not _is_paired(left, right)):
            flush()
            regions.extend(regions_of(left, depth + 1))
            regions.extend(regions_of(right, depth + 1))
        else:
            flat.extend(left + right + across)
    flush()
    return regions


def _is_paired(left: list[Piece], right: list[Piece]) -> bool:
    """Most lines of the shorter side share a baseline with one of the other."""
    few, many = sorted((rows_of(left), rows_of(right)), key=len)
    shared = sum(any(abs(row[0].base - other[0].base) < 0.25 * row[0].size for other in many) for row in few)
    return len(few) < 2 or shared >= 0.75 * len(few)


def _region(pieces: list[Piece]) -> Region:
    return Region(pieces, min(piece.left for piece in pieces), max(piece.right for piece in pieces))
