"""A row of a table as a statement: its labels, the words of its heads, the year and the unit of each of its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.characters import fold
from retrieval.models import Chunk, PolicyDocument
from retrieval.period_words import periods_in
from retrieval.sentences import Span
from retrieval.table_parts import (
    ORDINAL_STUB,
    UNIT_STUB,
    YEAR_STUB,
    Cell,
    Row,
    Table,
    head_unit,
    is_blank,
    is_number,
    is_unit,
    is_value,
)
from retrieval.tables import table_of
from retrieval.years import StatementYear, spoken, statement_year

TOTAL = re.compile(r"合\s?计|总\s?计|全[市省县区州国](?:合计|总计)?")
_WHOLE = "全市 全省 全县 全区 全州 全国 合计 总计 总共"  # how a question may call a total
_PLAN = re.compile(r"计划|目标|预期|预计|拟")
_RATIO = re.compile(r"率|比重|占比|比例|增长|增减|增幅|%|％|比上年|同比")  # what a unit line for amounts does not mean
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS = 400  # characters of heads that are read as words
_LABEL = 40  # characters of a cell that may be a label


@dataclass(frozen=True)
class TableRow:
    """A row in its table, of which the rows of one chunk are known."""

    document: PolicyDocument
    table: Table
    row: Row

    @property
    def head(self) -> Span:
        """Where the caption, the unit line and the column heads stand."""
        return self.table.head

    @cached_property
    def head_words(self) -> str:
        """The words of the caption and the heads; of a total's row, also the words for all that it adds up."""
        return " ".join([self.table.caption, *self.table.heads])[:_WORDS] + (f" {_WHOLE}" if self.total else "")

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What the row is called: its cells before the first value, its running number left out."""
        return _labels(self.document.text, self.table, self.row)

    @cached_property
    def other_labels(self) -> tuple[str, ...]:
        """The labels of the chunk's other rows."""
        rows = (row for row in self.table.rows if row is not self.row)
        return tuple(label for row in rows for label in _labels(self.document.text, self.table, row))

    @property
    def total(self) -> bool:
        """Whether the row adds up the others."""
        return any(TOTAL.fullmatch(label) for label in self.labels)

    @property
    def ordinal(self) -> int | None:
        """The running number that the row begins with."""
        first = self.text_of(self.row.cells[0]) if self.row.cells else ""
        number = first.split("\n")[0].rstrip(".、")
        heads = self.table.heads
        return int(number) if number.isdecimal() and heads and ORDINAL_STUB.fullmatch(heads[0]) else None

    def text_of(self, cell: Cell) -> str:
        """A cell's text as it stands in the document."""
        return self.document.text[cell.start : cell.end]

    def head_of(self, column: int) -> str:
        """The head of a column; "" where it has none."""
        return self.table.heads[column] if column < len(self.table.heads) else ""

    def unit(self, cell: Cell, column: int) -> str:
        """The unit of a bare number: of its column's head, the row's unit cell or label, else of the unit line."""
        if not is_number(self.text_of(cell)):
            return ""
        own = head_unit(self.head_of(column)) or self._unit_cell()
        own = own or next(filter(None, map(head_unit, self.labels)), "")
        ratio = any(_RATIO.search(words) for words in (self.head_of(column), *self.labels))
        return own or ("" if ratio or self.ordinal_column(column) else self.table.unit)

    def ordinal_column(self, column: int) -> bool:
        """Whether a column only numbers the rows."""
        return bool(ORDINAL_STUB.fullmatch(self.head_of(column)))

    def _unit_cell(self) -> str:
        for cell in self.row.cells:
            if len(cell.columns) == 1 and UNIT_STUB.fullmatch(self.head_of(cell.columns[0])):
                text = self.text_of(cell)
                return text if is_unit(text) else ""
        return ""


def rows_of(document: PolicyDocument, chunk: Chunk) -> list[TableRow]:
    """The rows of a chunk that holds a part of a table; [] for any other."""
    table = table_of(document.text, chunk)
    return [TableRow(document, table, row) for row in table.rows] if table else []


def _labels(text: str, table: Table, row: Row) -> tuple[str, ...]:
    texts = [text[cell.start : cell.end] for cell in row.cells]
    if texts and table.heads and ORDINAL_STUB.fullmatch(table.heads[0]):
        texts = texts[1:]
    if texts and table.heads and YEAR_STUB.fullmatch(table.heads[0]) and _YEAR.fullmatch(texts[0]):
        return (f"{texts[0]}年",)
    # A row may be called by its day, which elsewhere is a value.
    first = next((i for i, cell in enumerate(texts) if is_value(cell) and (i or not periods_in(cell))), None)
    named = [" ".join(cell.split()) for cell in texts[: 1 if first is None else first] if not is_blank(cell)]
    return tuple(label for label in named if len(label) <= _LABEL)


def row_year(row: TableRow, column: int | None) -> StatementYear:
    """The year of a row, or of its cell in a column: what the column's head says, else the row's label, the caption,
    the text around the table, the document's title, the document.
    """
    document = row.document
    heads = [row.head_of(column)] if column is not None else list(row.table.heads)
    plan = bool(_PLAN.search(" ".join([row.table.caption, *heads, *row.labels])))
    for words in (" ".join(heads), " ".join(row.labels), row.table.caption):
        if years := _years(words):
            at = None if words == " ".join(row.labels) else row.head.start
            return StatementYear(years, "sentence", plan, at)
    around = statement_year(document, Span(row.head.start, row.head.start))
    if around.basis in {"paragraph", "section"}:
        return StatementYear(around.years, around.basis, plan, around.at)
    if len(years := _years(document.title)) == 1:
        at = document.text.find(document.title, 0, 2 * len(document.title) + 200)
        return StatementYear(years, "document", plan, at if at >= 0 else None)
    return StatementYear(around.years, around.basis, plan, around.at)


def _years(words: str) -> frozenset[int]:
    return frozenset(year for mention in spoken(fold(words), None) for year in mention.years)


def cells_in(row: TableRow, columns: Sequence[int]) -> tuple[list[Cell], list[Cell]]:
    """The row's cells that stand in one of some columns for certain, and those that may."""
    certain, possible = [], []
    for cell in row.row.cells:
        if cell.columns and set(cell.columns) <= set(columns):
            certain.append(cell)
        elif set(cell.columns) & set(columns):
            possible.append(cell)
    return certain, possible
