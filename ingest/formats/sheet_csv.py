"""Tables as text (RFC 4180, and what offices make of it): the separator is found, lines may be ragged."""

from __future__ import annotations

import csv
import itertools
from collections import Counter

from ingest.charset import decode
from ingest.formats.sheet_grid import MAX_CELLS, Grid, grid_lines, title_of
from ingest.parsed import Parsed, Workspace
from retrieval.errors import IngestError

_SEPARATORS = ",;\t|"
_SAMPLE = 100  # lines that decide about the separator
_COLUMNS = 16_384


def read_csv(data: bytes, workspace: Workspace) -> Parsed:
    """The rows of a text table as lines. Raises IngestError where it is binary or holds no text."""
    text = decode(data)
    rows, cut = _rows(text, _separator(text))
    if not any(any(line) for line in rows):
        raise IngestError("表格里没有内容。 There is nothing in the table.", "请检查文件。 Check the file.")
    lines = grid_lines(Grid("", rows), 0)
    warnings = (f"表格超过 {MAX_CELLS} 个单元格，其余未读取。 Cells beyond that number were left out.",) if cut else ()
    return Parsed(lines, title_of(lines), warnings=warnings)


def _separator(text: str) -> str:
    """The separator with which most lines have the same number of cells, more than one; "," where none has."""
    sample = list(itertools.islice((line for line in text.split("\n") if line.strip()), _SAMPLE))
    best, most = ",", 0.0
    for separator in _SEPARATORS:
        counts = Counter(min(line.count(separator), _COLUMNS) for line in sample)
        cells, lines = max(counts.items(), key=lambda item: (item[1] if item[0] else 0, item[0]), default=(0, 0))
        score = lines + min(cells, 50) / 100 if cells else 0.0
        if score > most:
            best, most = separator, score
    return best


def _rows(text: str, separator: str) -> tuple[list[list[str]], bool]:
    """The rows, and whether some were left out. Quotes that do not pair are read as characters."""
    try:
        return _read(text, separator, csv.QUOTE_MINIMAL)
    except csv.Error:
        pass
    try:
        return _read(text, separator, csv.QUOTE_NONE)
    except csv.Error:  # a cell of more than 131,072 characters
        return [[part.strip() for part in line.split(separator, _COLUMNS)] for line in text.split("\n")], False


def _read(text: str, separator: str, quoting: int) -> tuple[list[list[str]], bool]:
    rows: list[list[str]] = []
    left = MAX_CELLS
    lines = (line + "\n" for line in text.split("\n"))
    for line in csv.reader(lines, delimiter=separator, quoting=quoting, strict=True, skipinitialspace=True):  # type: ignore[arg-type]
        cells = [cell.strip() for cell in line[:_COLUMNS]]
        rows.append(cells)
        left -= sum(map(bool, cells))
        if left <= 0 or len(line) > _COLUMNS:
            return rows, True
    return rows, False
