"""How well the fields of State Council documents are read, against the heads of their own pages.

Three ways: from the page, from its text with the head in it, and from the text below the head alone, where the
issuer, the day and the number stand only as in the paper itself.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.charset import decode
from ingest.dates import first_date
from ingest.html import read_page
from ingest.metadata import read_metadata
from retrieval.settings import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"
_LABELS = {
    "index_no": "索 引 号", "topic": "主题分类", "issuer": "发文机关", "issued_on": "成文日期", "doc_no": "发文字号",
    "published_on": "发布日期",
}  # fmt: skip
_END = "主 题 词"


@dataclass
class Tally:
    """Of a field: how often its head has it, how often it was read right, and how often it was made up."""

    there: int = 0
    right: int = 0
    invented: int = 0


def documents() -> Iterator[dict[str, Any]]:
    """The documents that have a head."""
    with (CORPUS / "govdocs.jsonl").open(encoding="utf-8") as lines:
        yield from (row for row in map(json.loads, lines) if _END in row["text"][:2500])


def head_of(row: dict[str, Any]) -> dict[str, str]:
    """The fields as the head of the document has them."""
    head = row["text"][: row["text"].find(_END)]
    found = {name: re.search(rf"{label}： \n (.*?) \n", head) for name, label in _LABELS.items()}
    return {name: match[1].strip() for name, match in found.items() if match and match[1].strip()}


def read(row: dict[str, Any], way: str) -> dict[str, Any] | None:
    """The fields as they are read; None where there is no page."""
    if way == "page":
        page_file = CORPUS / str(row["html"])
        if not page_file.exists():
            return None
        page = read_page(decode(page_file.read_bytes()))
        return dict(read_metadata(page.title, page.text, page.fields, None))
    text = row["text"] if way == "text" else row["text"][row["text"].find(_END) + len(_END) :]
    return dict(read_metadata(row["title"], text, {}, None))


def measure(way: str) -> tuple[int, dict[str, Tally]]:
    """How many documents were read, and the tally of each field."""
    tallies = {name: Tally() for name in _LABELS}
    count = 0
    for row in documents():
        found, truth = read(row, way), head_of(row)
        if found is None:
            continue
        count += 1
        for name, tally in tallies.items():
            wanted: object = first_date(truth.get(name, "")) if name.endswith("_on") else truth.get(name)
            tally.there += wanted is not None
            tally.right += wanted is not None and found[name] == wanted
            tally.invented += wanted is None and found[name] is not None
    return count, tallies


def main() -> int:
    """Prints a table."""
    if not CORPUS.is_dir():
        sys.stdout.write("../shared is not here, passed over\n")
        return 0
    sys.stdout.write("| read from | documents | " + " | ".join(_LABELS) + " | invented |\n|---" + "|---" * 8 + "|\n")
    for way in ("page", "text", "body"):
        count, tallies = measure(way)
        shares = [f"{t.right}/{t.there}" for t in tallies.values()]
        invented = Counter({name: t.invented for name, t in tallies.items()}).total()
        sys.stdout.write(f"| {way} | {count} | {' | '.join(shares)} | {invented} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
