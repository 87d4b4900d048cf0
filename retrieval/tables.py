"""Tables in canonical text, found and read by offset: bar rows, and tables copied with a cell a line.

Finding goes once over a document's lines and gives where tables stand. Reading takes a table's head and some of its
rows, so that what a chunk needs is read without the rest of the table.
"""

from __future__ import annotations

from retrieval.models import Chunk
from retrieval.sentences import Span
from retrieval.table_bars import find_bars, is_bar_row, read_bars
from retrieval.table_lines import find_lines, read_lines
from retrieval.table_parts import Region, Table, lines_of


def find_tables(text: str) -> list[Region]:
    """The tables of a text, in order; none overlaps another. The time is linear in the text."""
    lines = lines_of(text, 0, len(text))
    bars = find_bars(text, lines)
    found = list(bars)
    at = 0
    for first, stop, _ in [*bars, (len(lines), len(lines), None)]:  # between tables of one kind, those of the other
        found += [(a + at, b + at, region) for a, b, region in find_lines(text, lines[at:first])]
        at = stop
    return [region for _, _, region in sorted(found, key=lambda table: table[0])]


def read_table(text: str, head: Span, start: int, end: int) -> Table:
    """The table whose head is `head`, with those of its rows that stand in `text[start:end]`."""
    start = max(start, head.end)
    first = next(iter(lines_of(text, start, min(end, start + 2000))), None)
    barred = first is not None and is_bar_row(first.of(text))
    return (read_bars if barred or " | " in head.of(text) else read_lines)(text, head, start, end)


def table_of(text: str, chunk: Chunk) -> Table | None:
    """The table that a chunk holds rows of, with those rows; None where it holds none."""
    if chunk.head_start is None or chunk.head_end is None:
        return None
    return read_table(text, Span(chunk.head_start, chunk.head_end), chunk.start, chunk.end)
