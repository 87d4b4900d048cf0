"""Tables whose rows are lines with cells between bars (`甲 | 12 | 0.5`), as all readers of this project write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.sentences import Span, trim
from retrieval.table_parts import (
    STUB,
    Cell,
    Region,
    Row,
    Table,
    caption_start,
    head_unit,
    is_value,
    lines_of,
    states_unit,
)

_RULE = re.compile(r"[\s|:+=-]+")  # the line below the heads in Markdown
_TITLES, _HEADS = 3, 5  # rows that may span the table above the heads; rows that heads may take with them
_SOLE = 30  # characters of a row whose cells are empty but for the first, written without any bar
_SENTENCE = re.compile(r"[。；;：:]$|^[（(]?[一二三四五六七八九十]+[、）)]|^第.{1,4}[章节条]|^#|^附?表\s?\d")


def is_bar_row(line: str) -> bool:
    """Whether a line is a table's row."""
    return " | " in line or line.startswith("| ")


def find_bars(text: str, lines: Sequence[Span]) -> list[tuple[int, int, Region]]:
    """The tables of bar rows among a text's lines: indices of their first line and after their last, and where they are."""
    found = []
    at = taken = 0
    while at < len(lines):
        if not is_bar_row(lines[at].of(text)):
            at += 1
            continue
        stop = _end(text, lines, at)
        if stop - at >= 2:
            first = max(taken, caption_start(text, list(lines[max(0, at - 4) : at]), min(4, at)) + max(0, at - 4))
            rows = lines[at:stop]
            count = _head_rows([_texts(text, row) for row in rows[: _HEADS + 1]])
            head_end = rows[count - 1].end if count else lines[at - 1].end if first < at else rows[0].start
            head = Span(min(lines[first].start, head_end), head_end)
            found.append((first, stop, Region(head, tuple(rows[count:]))))
            taken = stop
        at = stop
    return found


def _end(text: str, lines: Sequence[Span], at: int) -> int:
    """The index after the last row of the table that begins at line `at`."""
    while at < len(lines):
        line = lines[at].of(text)
        if not is_bar_row(line):
            # a row with nothing but its label, between two others
            following = lines[at + 1].of(text) if at + 1 < len(lines) else ""
            if len(line) > _SOLE or _SENTENCE.search(line) or states_unit(line) or not is_bar_row(following):
                break
        at += 1
    return at


def _cells(text: str, line: Span) -> list[Span]:
    cells = []
    at = line.start
    while at <= line.end:
        stop = text.find("|", at, line.end)
        stop = line.end if stop < 0 else stop
        cells.append(trim(text, at, stop))
        at = stop + 1
    return cells


def _texts(text: str, line: Span) -> list[str]:
    return [cell.of(text) for cell in _cells(text, line)]


def _head_rows(rows: Sequence[list[str]]) -> int:
    """How many rows at the top are no data: titles over all columns, then the heads."""
    at = 0
    while at < min(_TITLES, len(rows) - 1) and _spans(rows[at]):
        at += 1
    if at >= len(rows) - 1 or any(map(is_value, rows[at])) or not _heads(rows, at):
        return at
    at += 1
    while at < len(rows) - 1 and at < _HEADS and _continues(rows[at - 1], rows[at]):
        at += 1
    return at


def _spans(row: list[str]) -> bool:
    return len(set(filter(None, row))) == 1


def _heads(rows: Sequence[list[str]], at: int) -> bool:
    """Whether a row is heads; in two columns it may be a label and its text like all the others."""
    row, following = rows[at], rows[at + 1]
    if len(row) != 2 or STUB.fullmatch(row[0]) or head_unit(row[1]):
        return True
    return len(following) > 2 or any(map(is_value, following[1:]))


def _continues(above: list[str], row: list[str]) -> bool:
    """Whether a row parts the heads above it, or is the rule below them in Markdown."""
    if _RULE.fullmatch("|".join(row)):
        return True
    if any(map(is_value, row)):
        return False
    same = any(a and a == b for a, b in zip(above, row, strict=False))
    merged = any(a and a == b for a, b in zip(above, above[1:], strict=False))
    return same or merged


def read_bars(text: str, head: Span, start: int, end: int) -> Table:
    """The table with this head, with those of its rows that stand in `text[start:end]`."""
    titles, heads = [], []
    for line in lines_of(text, head.start, head.end):
        cells = _texts(text, line)
        if not is_bar_row(line.of(text)) or _spans(cells):
            titles.append(cells[0] or line.of(text).strip("| "))
        elif not _RULE.fullmatch(line.of(text)):
            heads.append(cells)
    joined = _joined(heads)
    rows = [_row(text, line, len(joined)) for line in lines_of(text, start, end) if not _RULE.fullmatch(line.of(text))]
    return Table(head, "\n".join(titles), joined, tuple(rows))


def _row(text: str, line: Span, width: int) -> Row:
    """A row; one wider than the heads does not tell which of its cells they head."""
    cells = _cells(text, line)
    lost = 0 < width < len(cells)
    return Row(
        line,
        tuple(
            Cell(c.start, c.end, (i,) if not (lost and i) else tuple(range(1, width + 1))) for i, c in enumerate(cells)
        ),
    )


def _joined(heads: Sequence[list[str]]) -> tuple[str, ...]:
    """The heads of each column from top to bottom, what stands in several rows once."""
    width = max(map(len, heads), default=0)
    columns = ([row[i] for row in heads if i < len(row) and row[i]] for i in range(width))
    return tuple(" ".join(dict.fromkeys(parts)) for parts in columns)
