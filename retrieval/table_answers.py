"""What a table's row answers: whether the question names the row, which of its columns it asks for, what stands there.

A row is read for a question only where the question names it: each row of a table shares the heads' words with all
the others, so that nothing but its label tells which one is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.characters import bigrams, fold, squeeze
from retrieval.numbers import measure_of, parse_number
from retrieval.places import Place, places_in
from retrieval.table_parts import Cell, is_blank, is_value
from retrieval.table_rows import TableRow, cells_in, row_year
from retrieval.understand import Query
from retrieval.years import mentions

_NAMED = 0.6  # least share of a label's pairs of characters that a question which names it has
_TOTAL_FIT, _SOLE_FIT, _YEAR_FIT = 0.5, 0.6, 0.9
_TOTAL = re.compile(r"合\s?计|总\s?计|全[市省县区州国](?:合计|总计)?")
_COLUMN = 0.3  # least share of a head's words that a question for its column has
_TIE = 0.05
_SHOWN = 4  # cells that one question may ask for
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_SCALE = re.compile(r"^[十百千万亿]+(?=.)")
_ORDINAL = re.compile(r"第\s?(?P<n>[一二三四五六七八九十百\d]+)\s?(?:[个位名所项家条]|顺位)")
_PROSE, _SENTENCE = 30, re.compile(r"[。；，、]")
_LISTS = re.compile(r"哪[些所几家个位项名]|名单|有什么|分别")
_LONGEST = 500  # characters of a list of names
_DIGIT = re.compile(r"\d")


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
    if named < _TOTAL_FIT or _has_rival(query, row):
        return None
    if not row.table.heads:
        return _headless(query, row, named)
    found: list[CellValue] = []
    fits: list[float] = []
    doubt = False
    for asked in _questions(query):
        columns, fit = _columns(query, row, asked)
        certain, possible = cells_in(row, columns)
        cells = [cell for cell in certain if _suits(query, row.text_of(cell))]
        doubt = doubt or (not cells and any(_suits(query, row.text_of(cell)) for cell in possible))
        if len(cells) > _SHOWN or not (cells or doubt):
            return None
        found += [value_of(row, cell) for cell in cells]
        fits.append(fit)
    values = () if doubt else tuple(found)
    return Reading(values, named + sum(fits) / len(fits), doubt)


def read_names(query: Query, row: TableRow) -> Reading | None:
    """The names in a list of them, for its first row and a question which they are that singles none out."""
    rows = row.table.rows
    if row.row is not rows[0] or len(row.table.heads) > 2 or not _LISTS.search(query.question):
        return None
    if _ORDINAL.search(query.question) or any(_label_share(query, n, squeeze(query.question)) for n in row.labels):
        return None
    column = len(row.table.heads) - 1
    fit = _head_share(_BRACKETS.sub("", row.head_of(column)), squeeze(query.question))
    cells = [cell for each in rows for cell in each.cells if cell.columns == (column,)]
    if fit < _COLUMN or len(cells) < len(rows) or any(is_value(row.text_of(cell)) for cell in cells):
        return None
    if sum(cell.end - cell.start for cell in cells) > _LONGEST:
        return None
    return Reading(tuple(value_of(row, cell) for cell in cells), fit)


def label_fit(query: Query, row: TableRow) -> float:
    """How surely the question names the row, 0…1: by its label, its year, its running number, or as the total."""
    asked = _ORDINAL.search(query.question)
    if asked and row.ordinal is not None:
        return 1.0 if parse_number(asked["n"]) == row.ordinal else 0.0
    question = squeeze(query.question)
    shares = [_label_share(query, label, question) for label in row.labels]
    best = max(shares, default=0.0)
    if best >= _NAMED:
        return 0.7 * best + 0.3 * sum(shares) / len(shares)
    if any(_TOTAL.fullmatch(label) for label in row.labels):
        others = (_label_share(query, label, question) for label in row.other_labels)
        return 0.0 if any(share >= _NAMED for share in others) else _TOTAL_FIT
    return _SOLE_FIT if len(row.table.rows) == 1 and not row.labels else 0.0


def _label_share(query: Query, label: str, question: str) -> float:
    """The share of a label that the question has; a place by any of its names, a year as a year."""
    if (named := mentions(label, None)) and len(squeeze(label)) <= 6:
        return _YEAR_FIT if query.years and named[0].years <= set(query.years) else 0.0
    if any(name in label for place in query.places for name in place.names) and len(label) <= 12:
        return 1.0
    return _share(squeeze(_without_unit(label)), question)


def _without_unit(words: str) -> str:
    return _BRACKETS.sub(lambda m: "" if len(m.group()) <= 8 and _unit_like(m.group()[1:-1]) else m.group(), words)


def _unit_like(words: str) -> bool:
    return is_value("1" + words.replace("单位", "").strip("：: ")) or words in {"%", "％"}


def _share(words: str, question: str) -> float:
    if not words:
        return 0.0
    if words in question:
        return 1.0
    if len(words) < 2:
        return 0.0
    pairs = bigrams(words)
    return sum(pair in question for pair in pairs) / len(pairs)


def _has_rival(query: Query, row: TableRow) -> bool:
    """Whether the question has a word that only other rows' labels have: then it asks for one of them."""
    own = fold(" ".join([row.head_words, *row.labels, row.document.title]))
    others = fold("\n".join(row.other_labels))
    words = (term.text for term in query.terms if term.weight >= 1 and len(term.text) > 1)
    return any(word in others and word not in own for word in words)


def _questions(query: Query) -> tuple[str, ...]:
    """The question, or the words of each of several asked values."""
    if len(query.asks) > 1 and all(ask.label for ask in query.asks):
        return tuple(ask.label for ask in query.asks)
    return (query.question,)


def _columns(query: Query, row: TableRow, asked: str) -> tuple[list[int], float]:
    """The columns that the question asks for with how well their heads suit; those of the asked years first."""
    words = squeeze(asked)
    for label in row.labels:
        words = words.replace(squeeze(label), " ")
    first = 1 + (row.ordinal is not None)  # the row's label is known, not asked
    columns = [c for c in range(first, len(row.table.heads)) if _may_hold(query, row, c)]
    if len(row.table.heads) == first:
        columns = [first - 1]  # a list of names
    timely = [c for c in columns if not query.years or row_year(row, c).years & set(query.years)]
    fits = _column_fits(row, timely or columns, words)
    best = max(fits.values(), default=0.0)
    if best >= _COLUMN:
        return [c for c, fit in fits.items() if fit >= best - _TIE], best
    return (list(fits), best) if len(fits) == 1 else ([], 0.0)


def _may_hold(query: Query, row: TableRow, column: int) -> bool:
    """Whether a column may hold what is asked: its unit measures it, and it is not another place's."""
    head = row.head_of(column)
    unit = next((row.unit(cell, column) for cell in row.row.cells if column in cell.columns), "")
    measures = query.asks[0].measures if len(query.asks) == 1 else ""
    if unit and measures and measures != "duration" and measure_of(_SCALE.sub("", fold(unit))) != measures:
        return False
    return not query.places or not _elsewhere(places_in(head), query.places)


def _elsewhere(named: Iterable[Place], asked: Sequence[Place]) -> bool:
    known = [place.name for place in named]
    return bool(known) and not any(place.name in known for place in asked)


def _column_fits(row: TableRow, columns: Sequence[int], question: str) -> dict[int, float]:
    """How much of each head the question has; what all of them say tells nothing."""
    parts = {c: row.head_of(c).split() for c in columns}
    shared = set.intersection(*map(set, parts.values())) if len(parts) > 1 else set()
    fits = {}
    for column, words in parts.items():
        telling = [word for word in words if word not in shared and not mentions(word, None)] or words
        fits[column] = sum(_head_share(word, question) for word in telling) / max(1, len(telling))
    return fits


def _head_share(words: str, question: str) -> float:
    """The share of a head that the question has; of 文史/历史类, the better of the two."""
    if mentions(words, None):
        return _COLUMN  # a column of the asked year suits whatever is asked
    return max((_share(squeeze(part), question) for part in _without_unit(words).split("/")), default=0.0)


def _suits(query: Query, text: str) -> bool:
    if is_blank(text):
        return False
    return bool(_DIGIT.search(text)) or query.kind not in {"quantity", "date", "phone"}


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
    cells = [cell for cell in row.row.cells[1:] if _suits(query, row.text_of(cell))]
    if len(cells) == 1 and len(cells[0].columns) == 1:
        return Reading((value_of(row, cells[0]),), named)
    return Reading((), named, doubt=True) if cells else None
