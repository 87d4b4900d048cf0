"""`words` on the command line: the list of sensitive words, in the records themselves, also beside a running server."""

from __future__ import annotations

import argparse
from pathlib import Path

from retrieval.database import opened_records
from retrieval.errors import UsageError
from retrieval.sensitive import Action
from retrieval.settings import Settings
from web.word_lists import read_list, written_list
from web.written import written


def import_words(settings: Settings, path: Path, action: Action, *, replace: bool) -> str:
    """Takes in the words of a file, in place of all where `replace`; gives what was done in words.

    A line is a word, or a word and its action after a comma; `action` is that of the others. Raises UsageError where
    the file or a line cannot be used; nothing is taken then.
    """
    try:
        listed = read_list(path.read_bytes(), action)
    except OSError as error:
        raise UsageError(f"{path} 无法读取：{error.strerror}。 Cannot be read.") from error
    if listed.bad:
        bad = listed.bad[0]
        raise UsageError(
            f"第 {bad.number} 行不能用：{bad.text[:100]}。 Line {bad.number} cannot be used.",
            "应为“词”或“词,block”“词,mask”，至多 100 字。 Should be WORD, or WORD,block or WORD,mask.",
        )
    with opened_records(settings) as records:
        kept = records.words.add(listed.words, replace=replace)
    return (
        f"敏感词：新增 {kept.added}，修改 {kept.changed}，不变 {kept.unchanged}，删除 {kept.removed}。"
        f" {kept.added} added, {kept.changed} changed, {kept.unchanged} unchanged, {kept.removed} removed."
    )


def export_words(settings: Settings, path: Path) -> str:
    """Writes every word with its action as CSV; gives what was done in words. Raises UsageError."""
    with opened_records(settings) as records:
        listed = records.words.listed()
    with written(path) as file:
        file.write(written_list(listed))
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
