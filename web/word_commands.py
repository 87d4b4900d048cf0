"""`words` on the command line: the list of sensitive words, in the records themselves, also beside a running server."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import get_args

from retrieval.database import opened_records
from retrieval.errors import UsageError
from retrieval.sensitive import Action, Word
from retrieval.settings import Settings
from web.written import written

_ACTIONS: dict[str, Action] = {action: action for action in get_args(Action)} | {"拦截": "block", "打码": "mask"}
_HEADS = {"word", "词", "敏感词"}


def import_words(settings: Settings, path: Path, action: Action, *, replace: bool) -> str:
    """Takes in the words of a file, in place of all where `replace`; gives what was done in words.

    A line is a word, or a word and its action after a comma; `action` is that of the others. Raises UsageError where
    the file or a line cannot be used; nothing is taken then.
    """
    listed = read_words(path, action)
    with opened_records(settings) as records:
        count = records.words.add(listed, replace=replace)
    return f"已导入敏感词 {count} 个。 {count} sensitive words imported."


def read_words(path: Path, action: Action) -> list[Word]:
    """The words of a file, in order; empty lines, and those that begin with #, are left out. Raises UsageError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [[cell.strip() for cell in row] for row in csv.reader(file)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path} 无法读取：{error}。 Cannot be read.") from error
    found = []
    for number, row in enumerate(rows, 1):
        if not row or not row[0] or row[0].startswith("#") or (number == 1 and row[0].lower() in _HEADS):
            continue
        said = row[1].lower() if len(row) > 1 else ""
        if len(row) > 2 or (said and said not in _ACTIONS):
            raise UsageError(
                f"第 {number} 行不能用：{','.join(row)}。 Line {number} cannot be used.",
                "应为“词”或“词,block”“词,mask”。 Should be WORD, or WORD,block or WORD,mask.",
            )
        found.append(Word(row[0], _ACTIONS[said] if said else action))
    return found


def export_words(settings: Settings, path: Path) -> str:
    """Writes every word with its action as CSV; gives what was done in words. Raises UsageError."""
    with opened_records(settings) as records:
        listed = records.words.listed()
    with written(path) as file:
        rows = [("word", "action"), *((word.text, word.action) for word in listed)]
        csv.writer(file, lineterminator="\n").writerows(rows)
    return f"已导出敏感词 {len(listed)} 个。 {len(listed)} sensitive words exported."


def tried_words(settings: Settings, text: str) -> list[str]:
    """What the words do to a text: each that is found with its action, then the text as it is shown."""
    with opened_records(settings) as records:
        words = records.words.load()
    found = [f"{one.word.action}\t{one.word.text}\t{text[one.start : one.end]}" for one in words.find(text)]
    return [*found, words.mask(text)]


def words_told(options: argparse.Namespace, settings: Settings) -> list[str]:
    """Does what `words import|export|test` asks, and gives the lines to print. Raises UsageError, DataError."""
    if options.action == "import":
        return [import_words(settings, options.file, options.way, replace=options.replace)]
    if options.action == "export":
        return [export_words(settings, options.file)]
    return tried_words(settings, options.text)
