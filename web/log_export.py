"""Conversations as files that leave the office: CSV for spreadsheets, Markdown for people.

Each answer says how it came about (quoted, written by a model, written by the office) and where it stands.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from prompts import Language, Prompts
from retrieval.answer_log import Logged, Sought
from retrieval.labels import written_by
from retrieval.records import Records
from retrieval.schema import here

Form = Literal["csv", "md"]
BOM = "\ufeff"  # by which Excel knows UTF-8
_PAGE = 500
_RUNS = re.compile(r"^[\s\u200b\ufeff]*[=+\-@＝＋－＠|%]|^[\t\r\n]")  # what a spreadsheet would take for a formula
_COLUMNS = ("time", "channel", "caller", "user", "question", "understood", "outcome", "reason", "answer", "label",
            "sources", "warnings", "milliseconds", "id")  # fmt: skip
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def exported(
    records: Records, sought: Sought, form: Form, prompts: Prompts, language: Language = "zh", base: str = ""
) -> Iterator[str]:
    """The text of the file, a piece at a time, the newest answer first. Links to sources begin with `base`."""
    yield (
        (BOM + _csv_row([prompts.say(f"log.column_{name}", language) for name in _COLUMNS]))
        if form == "csv"
        else (f"# {prompts.say('log.title', language)}\n")
    )
    for entry in every(records, sought):
        cells = _cells(entry, prompts, language, base)
        yield (
            _csv_row([plain_cell(cells[name]) for name in _COLUMNS])
            if form == "csv"
            else _section(cells, prompts, language)
        )


def every(records: Records, sought: Sought) -> Iterator[Logged]:
    """All answers sought, the newest first."""
    after: int | None = None
    more = True
    while more:
        found, more = records.answers.page(_PAGE, after, sought)
        yield from found
        after = found[-1].n if found else None


def label_of(entry: Logged, prompts: Prompts, language: Language) -> str:
    """How an answer came about, as the widget says it."""
    return prompts.say(f"widget.label_{written_by(entry.mode, entry.outcome)}", language)


def _cells(entry: Logged, prompts: Prompts, language: Language, base: str) -> dict[str, str]:
    answer: Mapping[str, Any] = entry.answer or {}
    values: dict[str, str] = {
        "time": here(entry.asked_at).isoformat(timespec="seconds"),
        "channel": prompts.say(f"log.channel_{entry.channel}", language),
        "caller": entry.caller,
        "user": entry.user or "",
        "question": entry.question or "",
        "understood": (entry.understood or "") if entry.understood != entry.question else "",
        "outcome": prompts.say(f"log.outcome_{entry.outcome}", language),
        "reason": prompts.say(f"log.reason_{entry.reason}", language) if entry.reason else "",
        "answer": str(answer.get("text", "")),
        "label": label_of(entry, prompts, language),
        "sources": "\n".join(_source(cited, base) for cited in answer.get("citations", ())),
        "warnings": "\n".join(answer.get("warnings", ())),
        "milliseconds": f"{entry.milliseconds:.0f}",
        "id": entry.id,
    }
    return values


def _source(cited: Mapping[str, Any], base: str) -> str:
    about = " · ".join(str(cited[name]) for name in ("doc_no", "issuer", "published_on") if cited.get(name))
    return f"[{cited['n']}] 《{cited['title']}》{about} “{cited['quote']}” {base}{cited['url']}"


def _csv_row(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return written.getvalue()


def plain_cell(cell: str) -> str:
    """The cell as text: a quote mark before what a spreadsheet would run."""
    return f"'{cell}" if _RUNS.search(cell) else cell


def _section(cells: Mapping[str, str], prompts: Prompts, language: Language) -> str:
    """One answer in Markdown, whose marks in what people and documents say are shown as they are."""
    told = {name: _MARKUP.sub(r"\\\1", text) for name, text in cells.items()}
    about = " · ".join(told[name] for name in ("time", "channel", "caller", "user", "outcome", "reason") if told[name])
    lines = [f"\n## {' '.join(told['question'].split()) or told['id']}\n", about, ""]
    lines += [prompts.say("pages.understood", language, text=told["understood"]), ""] if told["understood"] else []
    lines += ["  \n".join(told["answer"].splitlines()), "", f"*{told['label']}*", ""]
    lines += [f"- {source}" for source in told["sources"].splitlines()]
    lines += [f"- {prompts.say('pages.warning_label', language)}：{warned}" for warned in told["warnings"].splitlines()]
    return "\n".join(lines) + "\n"
