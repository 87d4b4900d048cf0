"""A list of sensitive words as a file: one a line, with its action after a comma where it has one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from ingest.charset import decode
from retrieval.errors import IngestError, UsageError
from retrieval.sensitive import ACTIONS, Action, Fault, Word
from web.log_export import BOM, plain_cell

_ACTIONS: dict[str, Action] = {action: action for action in ACTIONS} | {"拦截": "block", "打码": "mask"}
_HEADS = {"word", "词", "敏感词"}
_LONGEST = 1000  # characters of a line


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used, by its number from 1, and why."""

    number: int
    text: str
    fault: Fault | Literal["action"]


@dataclass(frozen=True, slots=True)
class WordList:
    """What a file holds, in order."""

    words: list[Word] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)


def read_list(data: bytes, action: Action) -> WordList:
    """The words of a file in whatever Chinese encoding; `action` is that of lines that name none.

    Empty lines, and those that begin with #, are left out. Raises UsageError where it is no text.
    """
    try:
        lines = decode(data).split("\n")
    except IngestError as error:
        raise UsageError(error.message, error.hint) from error
    found = WordList()
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST:
            found.bad.append(BadLine(number, line[:_LONGEST], "long"))
            continue
        row = [cell.strip() for cell in next(csv.reader([line]), [])]
        if not row or not any(row) or row[0].startswith("#") or (number == 1 and row[0].lower() in _HEADS):
            continue
        said = row[1].lower() if len(row) > 1 else ""
        word = Word(_unquoted(row[0]), _ACTIONS.get(said, action))
        fault = "action" if any(row[2:]) or (said and said not in _ACTIONS) else word.fault
        if fault is None:
            found.words.append(word)
        else:
            found.bad.append(BadLine(number, line.strip(), fault))
    return found


def written_list(words: Iterable[Word]) -> str:
    """The words with their actions as CSV, for spreadsheets and for `read_list`."""
    file = io.StringIO()
    rows = [("word", "action"), *((plain_cell(word.text), word.action) for word in words)]
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return BOM + file.getvalue()


def _unquoted(cell: str) -> str:
    """A cell without the quote mark that `plain_cell` put before it."""
    return cell[1:] if cell.startswith("'") and plain_cell(cell[1:]) == cell else cell
