"""Versions, places, files and originals; and that a database of the version before opens."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.database import open_records
from retrieval.errors import DataBroken, NotFound
from retrieval.ledger import File
from retrieval.marks import within
from retrieval.models import Chunk, Intake, Mark, PolicyDocument
from retrieval.originals import Originals
from retrieval.records import Records
from retrieval.schema import SCHEMA


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    made = open_records("", tmp_path)
    yield made
    made.close()


def put(records: Records, text: str, *marks: Mark, key: str = "d") -> None:
    document = PolicyDocument(
        id=key, source=f"{key}.pdf", title=f"标题{text}", text=text, content_hash=text, attachments=("附件1.xlsx",)
    )
    records.put(Intake(document, [], marks), np.empty((0, 4), np.float32))


def test_earlier_versions_are_kept_whole(records: Records) -> None:
    for text in ("甲", "乙", "乙", "丙"):
        put(records, text)
    assert [(v.version, v.title) for v in records.ledger.versions("d")] == [(2, "标题乙"), (1, "标题甲")]
    first = records.ledger.version("d", 1)
    assert (first.text, first.version, first.attachments) == ("甲", 1, ("附件1.xlsx",))
    assert records.document("d").version == 3
    with pytest.raises(NotFound):
        records.ledger.version("d", 3)
    records.remove("d")
    assert records.ledger.versions("d") == []


def test_places_come_back_within_a_ten_thousandth_of_the_page(records: Records) -> None:
    box = (0.12345, 0.2, 0.9, 0.25)
    put(records, "甲乙丙丁", Mark(2, 4, 2), Mark(0, 2, 1, box))
    first, second = records.ledger.marks("d")
    assert (first.start, first.end, first.page, second) == (0, 2, 1, Mark(2, 4, 2))
    assert first.box == pytest.approx(box, abs=1e-4)
    assert within([first, second], 1, 2) == [first]
    assert within([first, second], 1, 3) == [first, second]
    put(records, "戊")
    assert records.ledger.marks("d") == []


def test_files_are_known_by_their_sources_and_can_be_renamed(records: Records) -> None:
    put(records, "甲")
    records.ledger.note_files([File("d.pdf", "x", "d"), File("e.pdf", "y", "e")])
    records.ledger.note_files([File("d.pdf", "z", "d")])
    assert records.ledger.files()["d.pdf"] == File("d.pdf", "z", "d")
    records.ledger.rename("d", "d.pdf", "新/d.pdf")
    assert records.ledger.files().keys() == {"新/d.pdf", "e.pdf"}
    assert records.document("d").source == "新/d.pdf"
    records.ledger.forget_files(["e.pdf", "none"])
    assert records.ledger.files().keys() == {"新/d.pdf"}


def test_originals_are_kept_once_by_content(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    key = originals.put(b"%PDF-1.7 x")
    assert originals.put(b"%PDF-1.7 x") == key
    assert originals.read(key) == b"%PDF-1.7 x"
    originals.drop(key)
    originals.drop(key)
    with pytest.raises(NotFound):
        originals.read(key)


def _as_of_schema_1(path: Path) -> None:
    """Turns the database at `path` into one as the version before made them, with its document in it."""
    with sqlite3.connect(path) as db:
        for table in ("marks", "versions", "mentions", "edits", "twins", "files"):
            db.execute(f"DROP TABLE {table}")
        for index in ("ix_documents_family", "ix_documents_title"):
            db.execute(f"DROP INDEX {index}")
        for column in ("index_no", "twin_of", "pages", "original", "attachments", "doubts", "family", "own"):
            db.execute(f"ALTER TABLE documents DROP COLUMN {column}")
        for column in ("head_start", "head_end"):
            db.execute(f"ALTER TABLE chunks DROP COLUMN {column}")
        db.execute("UPDATE facts SET value = '1' WHERE name = 'schema'")


def test_a_database_of_the_version_before_opens_with_all_it_has(tmp_path: Path) -> None:
    records = open_records("", tmp_path)
    document = PolicyDocument(
        id="d", source="d.txt", title="标题", text="正文。", content_hash="h", doc_no="虚〔2020〕1号"
    )
    chunk = Chunk("d:0", "d", 0, 0, 3, "正文。")
    records.put(Intake(document, [chunk]), np.ones((1, 4), np.float32))
    records.close()
    _as_of_schema_1(tmp_path / "records.sqlite3")
    records = open_records("", tmp_path)
    assert records.fact("schema") == SCHEMA
    assert (records.document("d"), records.chunks_of("d")) == (document, [chunk])
    assert records.hashes() == {"d": ""}  # to be taken in anew
    put(records, "新", key="e")
    records.edit("d", {"topic": "湿地"})  # read before documents kept their own words: it stays as it is
    assert records.document("d").doc_no == "虚〔2020〕1号"
    records.close()


def test_a_database_of_a_later_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    records = open_records("", tmp_path)
    records.remember(schema="99")
    records.close()
    with pytest.raises(DataBroken):
        open_records("", tmp_path)
