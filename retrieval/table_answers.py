"""What a table's row answers: the cells that the question asks for with their units, or a whole list of names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.characters import squeeze
from retrieval.table_asks import (
    LEAST_COLUMN,
    NAMED,
    ORDINAL,
    TOTAL_FIT,
    asked_columns,
    has_rival,
    head_share,
    label_fit,
    questions_of,
    share,
    suits,
)
from retrieval.table_parts import Cell, is_blank, is_value
from retrieval.table_rows import TableRow, cells_in
from retrieval.understand import Query

_SHOWN = 4  # cells that one question may ask for
_PROSE, _SENTENCE = 30, re.compile(r"[。；，、]")
_LISTS = re.compile(r"哪[些所几家个位项名]|名单|有什么|分别")
_LONGEST = 500  # characters of a list of names


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell says, `text` with the unit that its head states; the cell is `document.text[start:end]`."""

    text: str
    start: int
    end: int
    column: int
    head: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row says to a question. `fit` is how well its label and column suit, 0…2.

    `doubt` tells that the asked value stands in the row, but that its column is not known: empty cells are lost.
    """

    values: tuple[CellValue, ...]
    fit: float
    doubt: bool = False


def read_row(query: Query, row: TableRow) -> Reading | None:
    """What `row` says to the question, or None where it does not name the row or asks for nothing in it."""
    named = label_fit(query, row)
    if named < TOTAL_FIT or has_rival(query, row):
        return None
    if not row.table.heads:
        return _headless(query, row, named)
    found: list[CellValue] = []
    fits: list[float] = []
    doubt = False
    for asked in questions_of(query):
        columns, fit = asked_columns(query, row, asked)
        certain, possible = cells_in(row, columns)
        cells = [cell for cell in certain if suits(query, row.text_of(cell))]
        doubt = doubt or (not cells and any(suits(query, row.text_of(cell)) for cell in possible))
        if len(cells) > _SHOWN or not (cells or doubt):
            return None
        found += [value_of(row, cell) for cell in cells]
        fits.append(fit)
    values = () if doubt else tuple(found)
    return Reading(values, named + sum(fits) / len(fits), doubt)


def read_names(query: Query, row: TableRow) -> Reading | None:
    """The names in a list of them, for its first row and a question which they are that singles none out."""
    rows = row.table.rows
    if row.row is not rows[0] or len(row.table.heads) not in {1, 2} or not _LISTS.search(query.question):
        return None
    question = squeeze(query.question)
    if ORDINAL.search(query.question) or any(share(squeeze(name), question) >= NAMED for name in row.labels):
        return None
    column = len(row.table.heads) - 1
    fit = head_share(row.head_of(column), question)
    cells = [cell for each in rows for cell in each.cells if cell.columns == (column,)]
    if fit < LEAST_COLUMN or len(cells) < len(rows) or any(is_value(row.text_of(cell)) for cell in cells):
        return None
    if sum(cell.end - cell.start for cell in cells) > _LONGEST:
        return None
    return Reading(tuple(value_of(row, cell) for cell in cells), fit)


def blank_column(query: Query, row: TableRow) -> str | None:
    """The head of the column that the question asks for where `row`, which it names, says nothing; else None."""
    if not row.table.heads or not row.labels or label_fit(query, row) < TOTAL_FIT or has_rival(query, row):
        return None
    known = all(len(cell.columns) == 1 for cell in row.row.cells)
    for asked in questions_of(query):
        columns, _ = asked_columns(query, row, asked)
        certain, _ = cells_in(row, columns)
        blank = all(is_blank(row.text_of(cell)) for cell in certain)
        if columns and known and blank:  # the empty cells at a row's end are not written
            return row.head_of(columns[0])
    return None


def value_of(row: TableRow, cell: Cell) -> CellValue:
    """What a cell says, with the unit that belongs to it; its head is "" where its column is not the only one."""
    column = cell.columns[0]
    text = " ".join(row.text_of(cell).split())
    head = row.head_of(column) if len(cell.columns) == 1 else ""
    return CellValue(text + row.unit(cell, column), cell.start, cell.end, column, head)


def spoken_values(values: Sequence[CellValue]) -> str:
    """The values in one line; of several columns, each after its head."""
    heads = {value.head for value in values}
    if len(heads) < 2 or "" in heads:
        return "，".join(dict.fromkeys(value.text for value in values))
    return "，".join(f"{value.head} {value.text}" for value in values)


def row_line(row: TableRow) -> str:
    """A row in one line, its cells between bars."""
    return " | ".join(row.document.text[row.row.span.start : row.row.span.end].split("\n"))


def is_prose(row: TableRow) -> bool:
    """Whether a row holds sentences rather than values, as tables of duties and procedures do."""
    texts = (row.text_of(cell) for cell in row.row.cells)
    return any(len(text) > _PROSE and _SENTENCE.search(text) for text in texts)


def values_hold(row: TableRow, values: Sequence[CellValue], quoted: str) -> bool:
    """Whether the row's chunk, read anew, has each value in just that column, and `quoted` says its unit and head."""
    cells = {(c.start, c.end): c for each in row.table.rows for c in each.cells}
    said = squeeze(quoted)
    for value in values:
        cell = cells.get((value.start, value.end))
        if cell is None or value_of(row, cell) != value:
            return False
        unit = value.text.removeprefix(" ".join(row.text_of(cell).split()))
        if squeeze(unit) not in said or any(squeeze(part) not in said for part in value.head.split()):
            return False
    return True


def _headless(query: Query, row: TableRow, named: float) -> Reading | None:
    """A row without heads: a label and its one value, or a row of which nothing more is known."""
    cells = [cell for cell in row.row.cells[1:] if suits(query, row.text_of(cell))]
    if len(cells) == 1 and len(cells[0].columns) == 1:
        return Reading((value_of(row, cells[0]),), named)
    return Reading((), named, doubt=True) if cells else None
