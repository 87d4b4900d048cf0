"""Tables without vertical rules: lines whose pieces stand in the same columns one below the other."""

from __future__ import annotations

import re

from ingest.formats.pdf_columns import Region
from ingest.formats.pdf_flow import Flow, Table, TextRow, cell_of
from ingest.formats.pdf_pieces import Row, row_text, rows_of
from ingest.formats.pdf_types import Piece, Sheet, middle

_APART = 0.6  # type sizes; the least room between two columns
_LOOSE = 3.2  # type sizes from baseline to baseline; lines farther apart are no rows of one table
_FILLED = 0.6  # of a table's cells that have a text of their own
_PROSE = 30  # characters; cells are shorter on average

_ITEM = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]+[编分章节条]+$|[（(]?[一二三四五六七八九十\d]+[）)、.．]$|附件\d*$"
)

Span = tuple[float, float]


def read_region(sheet: Sheet, region: Region, tables: list[Table]) -> Flow:
    """A region's lines from top to bottom, those that make up a table as a table; `tables` are those with rules."""
    rows = rows_of(region.pieces)
    column = (region.left, region.right)
    flow: Flow = []
    at = 0
    while at < len(rows):
        if held := [piece for piece in rows[at] if piece.stands_for >= 0]:
            flow += [tables[piece.stands_for] for piece in held]
            rows[at] = [piece for piece in rows[at] if piece.stands_for < 0]
            at += not rows[at]
            continue
        end, spans = _extent(rows, at)
        if spans and _is_table(rows[at:end], spans):
            flow.append(_table(sheet, rows[at:end], spans))
            at = end
        else:
            flow.append(TextRow(sheet, rows[at], column))
            at += 1
    return flow


def _extent(rows: list[Row], first: int) -> tuple[int, list[Span]]:
    """Where the run of lines that share columns with `rows[first]` ends, and these columns."""
    if len(rows[first]) < 2 or any(piece.stands_for >= 0 for piece in rows[first]):
        return first + 1, []
    spans = _spans(rows[first], [])
    best: tuple[int, list[Span]] = (first + 1, spans)
    at = first + 1
    while at < len(rows):
        size = rows[at][0].size
        held = any(piece.stands_for >= 0 for piece in rows[at])
        if held or rows[at][0].base - rows[at - 1][0].base > _LOOSE * size:
            break
        grown = _spans(rows[at], spans)
        if len(grown) < 2 or len(grown) < len(spans):
            break
        if len(rows[at]) == 1 and not _is_wrapped(rows[at - 1], rows[at][0], spans):
            break
        spans = grown
        at += 1
        best = (at, spans)
    return best


def _spans(row: Row, spans: list[Span]) -> list[Span]:
    """The columns after a line's pieces have joined them."""
    merged: list[Span] = []
    for left, right in sorted(spans + [(piece.left, piece.right) for piece in row]):
        if merged and left < merged[-1][1] + _APART * row[0].size * (0 if (left, right) in spans else 0.5):
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _is_wrapped(above: Row, piece: Piece, spans: list[Span]) -> bool:
    """A lone piece goes on the cell above it: within one column, on the next line."""
    inside = [span for span in spans if piece.left < span[1] and piece.right > span[0]]
    tight = piece.base - above[0].base < 1.7 * piece.size
    return tight and len(inside) == 1 and piece.right <= inside[0][1] + piece.size and inside[0] != spans[0]


def _is_table(rows: list[Row], spans: list[Span]) -> bool:
    full = [row for row in rows if len(row) > 1]
    if len(full) < 2 or (len(full) < 3 and len(spans) < 3):
        return False
    if len(spans) == 2 and sum(bool(_ITEM.match(row_text(row[:1]))) for row in full) * 2 > len(full):
        return False  # numbered articles or items, with a wide blank after the number
    filled = sum(len(row) for row in full) / (len(full) * len(spans))
    lengths = [len(piece.glyphs) for row in full for piece in row]
    return filled >= _FILLED and sum(lengths) / len(lengths) <= _PROSE


def _table(sheet: Sheet, rows: list[Row], spans: list[Span]) -> Table:
    """The table; a line that fills no first cell and follows tightly goes on the row above."""
    leading = middle([b[0].base - a[0].base for a, b in zip(rows, rows[1:], strict=False)], 1.0)
    held: list[list[list[Piece]]] = []
    last: Row | None = None
    for row in rows:
        cells = _placed(row, spans)
        wraps = not cells[0] and (len(row) == 1 or (last is not None and row[0].base - last[0].base < 0.8 * leading))
        if held and wraps:
            for cell, more in zip(held[-1], cells, strict=True):
                cell.extend(more)
        else:
            held.append(cells)
        last = row
    made = [[cell_of(pieces, sheet) for pieces in cells] for cells in held]
    top, bottom = min(piece.top for piece in rows[0]), max(piece.bottom for piece in rows[-1])
    return Table(sheet, made, len(spans), spans[0][0], spans[-1][1], top, bottom)


def _placed(row: Row, spans: list[Span]) -> list[list[Piece]]:
    cells: list[list[Piece]] = [[] for _ in spans]
    for piece in row:
        center = (piece.left + piece.right) / 2
        index = min(
            range(len(spans)),
            key=lambda at: (
                abs((spans[at][0] + spans[at][1]) / 2 - center) - (1e6 if spans[at][0] <= center <= spans[at][1] else 0)
            ),
        )
        cells[index].append(piece)
    return cells
