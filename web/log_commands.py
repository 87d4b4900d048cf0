"""`faq`, `log` and `purge` on the command line: they work in the records themselves, also beside a running server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from prompts import load_prompts
from retrieval.answer_log import Sought
from retrieval.database import open_records
from retrieval.errors import DataError, PolicyQAError, UsageError
from retrieval.faq_store import FaqDraft
from retrieval.records import Records
from retrieval.retention import expire, purge
from retrieval.schema import midnight
from retrieval.settings import Settings
from web.log_export import Form, exported

_ID = re.compile(r"faq-[0-9a-f]{12}")


def export_faq(settings: Settings, path: Path) -> str:
    """Writes every FAQ entry as a line of JSON; gives what was done in words."""
    with _records(settings) as records, _written(path) as file:
        entries = records.faq.listed()
        file.writelines(json.dumps(entry.as_dict(), ensure_ascii=False) + "\n" for entry in entries)
    return f"已导出常见问题 {len(entries)} 条。 {len(entries)} FAQ entries exported."


def import_faq(settings: Settings, path: Path) -> tuple[list[str], bool]:
    """Takes in the entries of a file of JSON lines; what was done in words, and whether every line was good.

    An entry whose id is there is replaced. A line that cannot be used is told, and the others are taken.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} 无法读取：{error}。 Cannot be read.") from error
    told, taken = [], 0
    with _records(settings) as records:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                draft = FaqDraft.model_validate(row)
                key = str(row.get("id", ""))
                records.faq.save(draft, records, key if _ID.fullmatch(key) else None, new=True)
                taken += 1
            except PolicyQAError as error:
                told.append(f"第 {number} 行 / line {number}: {error}")
            except (ValidationError, ValueError, AttributeError) as error:
                told.append(f"第 {number} 行 / line {number}: {str(error).splitlines()[0]}")
    good = not told
    told.append(f"已导入常见问题 {taken} 条。 {taken} FAQ entries imported.")
    return told, good


def export_log(settings: Settings, path: Path, form: Form | None, since: date | None, until: date | None) -> str:
    """Writes what was asked from `since` up to and including `until`; gives what was done in words.

    The form is the one that the file's name ends with, unless given.
    """
    chosen: Form = form or ("md" if path.suffix.lower() in {".md", ".markdown"} else "csv")
    sought = Sought(
        since=midnight(since) if since else None,
        until=midnight(until + timedelta(days=1)) if until else None,
    )
    with _records(settings) as records, _written(path) as file:
        file.writelines(exported(records, sought, chosen, load_prompts()))
        count = records.answers.count(sought)
    return f"已导出问答 {count} 条。 {count} answers exported."


def purge_records(settings: Settings, who: str | None, before: date | None) -> str:
    """Removes what one asked, or what is older than a day, or (without either) than the settings keep; in words."""
    with _records(settings) as records:
        gone = purge(records, who or "", before) if who or before else expire(records, settings.keep_days)
    return (
        f"已清除问答 {gone.answers} 条、评价 {gone.feedback} 条。"
        f" {gone.answers} answers and {gone.feedback} opinions removed."
    )


@contextmanager
def _records(settings: Settings) -> Iterator[Records]:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"数据目录 {settings.data} 不可用：{error.strerror}。 The data folder cannot be used."
        ) from error
    records = open_records(settings.database, settings.data)
    try:
        yield records
    finally:
        records.close()


@contextmanager
def _written(path: Path) -> Iterator[TextIO]:
    """The file, to be written as it is; made with its folder. Raises UsageError where it can't be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise UsageError(f"{path} 无法写入：{error.strerror}。 Cannot be written.") from error
