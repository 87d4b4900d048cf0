"""Glyphs to pieces, pieces to visual lines, and the text of either."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.formats.pdf_types import Glyph, Piece, Rule, Sheet, piece_of

_SAME_LINE = 0.3  # of the type size: baselines that differ by less are one
_WIDE_GAP = 1.0  # of the type size: a wider gap ends a piece
_WORD_GAP = 0.17  # of the type size: a wider gap between Latin letters parts words
_RAISED = 0.8  # of the neighbour's size: smaller type beside it may be an exponent

Row = list[Piece]


def pieces_of(sheet: Sheet) -> list[Piece]:
    """The page's pieces. A vertical rule between two glyphs ends a piece, however near they stand."""
    if sheet.pieces:
        return list(sheet.pieces)
    rules = _Fences(sheet.down)
    lines: dict[int, list[list[Glyph]]] = defaultdict(list)
    for glyph in sheet.glyphs:
        line = _line_for(lines, glyph)
        line.append(glyph)
    pieces = [
        piece_of(run)
        for bucket in lines.values()
        for line in bucket
        for run in _runs(sorted(line, key=lambda glyph: glyph.left), rules)
    ]
    return _attach_raised(sorted(pieces, key=lambda piece: (piece.base, piece.left)), rules)


def _line_for(lines: dict[int, list[list[Glyph]]], glyph: Glyph) -> list[Glyph]:
    """The line with the glyph's baseline; lines are kept by whole units of their baseline."""
    slack = max(_SAME_LINE * glyph.size, 0.01)
    unit = 4.0
    first, last = int((glyph.base - slack) // unit), int((glyph.base + slack) // unit)
    for key in range(first, last + 1):
        for line in lines.get(key, ()):
            near = abs(line[0].base - glyph.base) <= _SAME_LINE * min(line[0].size, glyph.size)
            if near and not _is_taken(line, glyph):
                return line
    made: list[Glyph] = []
    lines[int(glyph.base // unit)].append(made)
    return made


def _is_taken(line: list[Glyph], glyph: Glyph) -> bool:
    """Does another character of the line stand where the glyph stands? Texts printed over each other stay apart."""
    much = 0.7 * (glyph.right - glyph.left)  # signs beside each other share up to half of their boxes
    if glyph.left >= line[-1].right - much:
        return False
    return any(
        min(other.right, glyph.right) - max(other.left, glyph.left) > much and other.char != glyph.char
        for other in line
    )


class _Fences:
    """Vertical rules, to be asked whether one stands between two places of a line."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = sorted(rules)
        self._places = [rule.at for rule in self._rules]

    def between(self, left: float, right: float, height: float) -> bool:
        slack = 1.0
        for index in range(bisect_left(self._places, left - slack), len(self._rules)):
            rule = self._rules[index]
            if rule.at > right + slack:
                return False
            if rule.start - slack <= height <= rule.end + slack:
                return True
        return False


def _runs(line: list[Glyph], rules: _Fences) -> Iterable[list[Glyph]]:
    run = [line[0]]
    for glyph in line[1:]:
        last = run[-1]
        size = max(glyph.size, last.size)
        gap = glyph.left - last.right
        if abs(glyph.left - last.left) < 0.1 * size and glyph.char == last.char:
            continue  # printed twice, which makes it bold
        fenced = gap > -0.3 * size and rules.between(
            min(last.right, glyph.left), max(last.right, glyph.left), glyph.base - 0.3 * size
        )
        if gap > _WIDE_GAP * size or fenced:
            yield run
            run = []
        run.append(glyph)
    yield run


def _attach_raised(pieces: list[Piece], rules: _Fences) -> list[Piece]:
    """Joins exponents and note marks to the piece that they stand at."""
    kept: list[Piece] = []
    for piece in pieces:
        host = next((other for other in reversed(kept[-12:]) if _touches(other, piece, rules)), None)
        if host is None:
            kept.append(piece)
            continue
        kept.remove(host)
        kept.append(piece_of(sorted(host.glyphs + piece.glyphs, key=lambda glyph: glyph.left)))
    return kept


def _touches(one: Piece, other: Piece, rules: _Fences) -> bool:
    small, large = (one, other) if one.size < other.size else (other, one)
    if small.size > _RAISED * large.size or len(small.glyphs) > 8 or abs(small.base - large.base) > 0.6 * large.size:
        return False
    gap = max(small.left - large.right, large.left - small.right)
    return -0.5 * small.size < gap < 0.3 * large.size and not rules.between(
        min(small.right, large.right), max(small.left, large.left), large.base - 0.3 * large.size
    )


def rows_of(pieces: Iterable[Piece]) -> list[Row]:
    """Pieces by visual lines from top to bottom, each from left to right."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: piece.base):
        for row in reversed(rows[-3:]):
            if _beside(row, piece):
                row.append(piece)
                break
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda piece: piece.left)
    return rows


def _beside(row: Row, piece: Piece) -> bool:
    """Stands the piece on the row's line, without covering what is there?"""
    smaller = min(row[0].size, piece.size)
    overlap = min(row[0].bottom, piece.bottom) - max(row[0].top, piece.top)
    if overlap < 0.55 * smaller:
        return False
    return all(piece.left > other.right - smaller or piece.right < other.left + smaller for other in row)


def is_han(char: str) -> bool:
    """Han characters and the full-width signs among them: they are set without blanks."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or char >= "\U00020000"
    )


def joint(last: Glyph, glyph: Glyph) -> str:
    """The blank between two neighbours on a line: the page's own, or what the gap means."""
    size = max(last.size, glyph.size)
    gap = (glyph.left - last.right) / (size or 1)
    if gap > _WIDE_GAP:
        return glyph.blank or " "
    if glyph.blank:
        narrow = is_han(last.char) and is_han(glyph.char) and gap < 0.15
        return "" if narrow else glyph.blank
    return " " if gap > _WORD_GAP and not is_han(last.char) and not is_han(glyph.char) else ""


def text_of(glyphs: Sequence[Glyph]) -> str:
    """The text of glyphs on one line."""
    parts = [glyphs[0].char] if glyphs else []
    for last, glyph in zip(glyphs, glyphs[1:], strict=False):
        parts.append(joint(last, glyph))
        parts.append(glyph.char)
    return "".join(parts)


def row_text(row: Row) -> str:
    """The text of a visual line."""
    return text_of([glyph for piece in row for glyph in piece.glyphs])
