"""`faq`, `log` and `purge` on the command line: they work in the records themselves, also beside a running server."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

from pydantic import ValidationError

from prompts import load_prompts
from retrieval.answer_log import Sought
from retrieval.database import opened_records
from retrieval.errors import PolicyQAError, UsageError
from retrieval.faq_store import FaqDraft
from retrieval.retention import expire, purge
from retrieval.schema import midnight
from retrieval.settings import Settings
from web.log_export import Form, exported
from web.written import written

_ID = re.compile(r"faq-[0-9a-f]{12}")


def export_faq(settings: Settings, path: Path) -> str:
    """Writes every FAQ entry as a line of JSON; gives what was done in words."""
    with opened_records(settings) as records, written(path) as file:
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
    with opened_records(settings) as records:
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
    with opened_records(settings) as records, written(path) as file:
        file.writelines(exported(records, sought, chosen, load_prompts()))
        count = records.answers.count(sought)
    return f"已导出问答 {count} 条。 {count} answers exported."


def purge_records(settings: Settings, who: str | None, before: date | None) -> str:
    """Removes what one asked, or what is older than a day, or (without either) than the settings keep; in words."""
    with opened_records(settings) as records:
        gone = purge(records, who or "", before) if who or before else expire(records, settings.keep_days)
    return (
        f"已清除问答 {gone.answers} 条、评价 {gone.feedback} 条。"
        f" {gone.answers} answers and {gone.feedback} opinions removed."
    )
