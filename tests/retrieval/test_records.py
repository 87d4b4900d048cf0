"""The records: what is stored comes back, replaced in one step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from retrieval.database import open_records
from retrieval.errors import DataBroken, NotFound, SettingsError
from retrieval.models import Chunk, Intake, PolicyDocument
from retrieval.records import Records


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    made = open_records("", tmp_path)
    yield made
    made.close()


def document(key: str = "d", text: str = "湿地面积120亩。𠮷", content: str = "h1") -> PolicyDocument:
    return PolicyDocument(
        id=key, source=f"{key}.txt", title="通知", text=text, content_hash=content, issued_on=date(2021, 5, 6),
        doc_no="虚政发〔2021〕7号", status="有效", period=2020,
    )  # fmt: skip


def parts(key: str, count: int, mark: str = "a") -> list[Chunk]:
    return [Chunk(f"{key}:{mark}:{n:04}", key, n, n, n + 1, "湿", "一、目标", "第一条") for n in range(count)]


def vectors(count: int, value: float = 0.5) -> np.ndarray:
    return np.full((count, 4), value, np.float32)


def test_a_document_comes_back_as_it_was_put(records: Records) -> None:
    records.put(Intake(document(), parts("d", 3)), vectors(3))
    assert records.document("d") == document()
    assert records.chunks_of("d") == parts("d", 3)
    assert records.chunks(["d:a:0001", "unknown"]) == {"d:a:0001": parts("d", 3)[1]}
    assert np.array_equal(records.vectors(["d:a:0000"])["d:a:0000"], vectors(1)[0])


def test_an_unknown_document_is_not_found(records: Records) -> None:
    with pytest.raises(NotFound):
        records.document("nothing")
    assert records.documents(["nothing"]) == {}


def test_replacing_gives_the_chunks_that_went_and_counts_the_version(records: Records) -> None:
    assert records.put(Intake(document(), parts("d", 2)), vectors(2)) == []
    assert records.put(Intake(document(content="h2"), parts("d", 1, "b")), vectors(1)) == ["d:a:0000", "d:a:0001"]
    assert (records.document("d").version, records.count(), records.count_chunks()) == (2, 1, 1)
    records.put(Intake(document(content="h3"), parts("d", 1, "b")), vectors(1))
    assert records.document("d").version == 3
    records.put(Intake(document(content="h3"), parts("d", 1, "b")), vectors(1))
    assert records.document("d").version == 3


def test_a_failing_put_changes_nothing(records: Records) -> None:
    records.put(Intake(document(), parts("d", 2)), vectors(2))
    twice = [parts("d", 1, "b")[0]] * 2
    with pytest.raises(sa.exc.IntegrityError):
        records.put(Intake(document(text="新", content="h2"), twice), vectors(2))
    assert records.document("d") == document()
    assert records.chunks_of("d") == parts("d", 2)


def test_remove_gives_the_chunks_that_went(records: Records) -> None:
    records.put(Intake(document(), parts("d", 2)), vectors(2))
    records.put(Intake(document("e"), parts("e", 1)), vectors(1))
    assert sorted(records.remove("d")) == ["d:a:0000", "d:a:0001"]
    assert records.chunk_ids() == {"e:a:0000"}
    assert records.remove("d") == []


def test_more_ids_than_one_statement_takes(records: Records) -> None:
    records.put(Intake(document(), parts("d", 1300)), vectors(1300))
    wanted = [f"d:a:{n:04}" for n in range(1300)]
    assert records.chunks(wanted).keys() == records.vectors(wanted).keys() == set(wanted)


def test_pages_list_every_document_once_without_its_text(records: Records) -> None:
    for key in "cab":
        records.put(Intake(document(key), []), vectors(0))
    first, more = records.page(2)
    rest, end = records.page(2, after=first[-1].id)
    assert [d.id for d in first + rest] == ["a", "b", "c"]
    assert (more, end) == (True, False)
    assert {d.text for d in first} == {""}


def test_a_walk_meets_every_chunk_once_in_order(records: Records) -> None:
    records.put(Intake(document(), parts("d", 7)), vectors(7))
    assert [c.id for batch in records.walk(3) for c, _ in batch] == [c.id for c in parts("d", 7)]
    assert [len(batch) for batch in records.walk(7)] == [7]


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_a_sample_is_spread_and_no_larger_than_asked(records: Records, size: int) -> None:
    records.put(Intake(document(), parts("d", 7)), vectors(7))
    sample = records.sample(size)
    assert 1 <= len(sample) <= size
    assert len(sample) == 7 or size < 7


def test_vectors_and_facts_change_together(records: Records) -> None:
    records.put(Intake(document(), parts("d", 1)), vectors(1))
    records.switch({"d:a:0000": vectors(1, 0.25)[0]}, index="index-2", embedder="e")
    assert records.vectors(["d:a:0000"])["d:a:0000"].tolist() == [0.25] * 4
    assert (records.fact("index"), records.fact("embedder"), records.fact("nothing")) == ("index-2", "e", None)


def test_columns_can_be_matched(records: Records) -> None:
    records.put(Intake(document("a"), []), vectors(0))
    records.put(Intake(document("b").model_copy(update={"doc_no": None}), []), vectors(0))
    assert records.matching(doc_no="虚政发〔2021〕7号") == ["a"]
    assert records.select_ids(records.columns().doc_no.is_(None)) == ["b"]


def test_records_of_another_schema_are_refused(tmp_path: Path) -> None:
    first = open_records("", tmp_path)
    first.remember(schema="999")
    first.close()
    with pytest.raises(DataBroken) as refused:
        open_records("", tmp_path)
    assert "999" in refused.value.message


def test_a_password_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        open_records(f"sqlite://user:secret@/{tmp_path}/x.sqlite3", tmp_path)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)
