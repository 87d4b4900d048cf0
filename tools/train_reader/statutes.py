"""Statutes in files of any format that the project reads → the corpus in which our questions about them are looked for.

    python -m tools.train_reader.statutes FOLDER OUT

OUT (DATA/laws/corpus.jsonl) gets JSON lines of `{"id", "title", "text"}`, the id after the law's name: law-专利法.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import sqlalchemy as sa

from ingest.pipeline import ingest
from retrieval.library import open_library
from retrieval.settings import load_settings

_STATE = "中华人民共和国"


def statutes(folder: Path) -> list[dict[str, str]]:
    """The laws among the files of a folder, by title."""
    with tempfile.TemporaryDirectory() as data:
        library = open_library(load_settings(data=Path(data)))
        try:
            ingest([folder], library)
            records = library.records
            documents = records.documents(records.select_ids(sa.true())).values()
        finally:
            library.close()
    laws = {d.title: d.text for d in documents if d.title.startswith(_STATE) and d.title.endswith(("法", "法典"))}
    return [{"id": f"law-{title.removeprefix(_STATE)}", "title": title, "text": laws[title]} for title in sorted(laws)]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    rows = [json.dumps(row, ensure_ascii=False) for row in statutes(given.folder)]
    given.out.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
