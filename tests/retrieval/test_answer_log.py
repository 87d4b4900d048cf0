"""What was asked is kept, found by its id at once and after a restart, without what belongs to a person."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from retrieval.answer_log import AnswerLog, Asker, Sought
from retrieval.database import open_records
from retrieval.records import Records

if TYPE_CHECKING:
    from tests.retrieval.test_personal import planted
else:
    from test_personal import planted  # pytest puts this folder on the path

KEY = Asker("widget", "首页", key_id="key-1")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records("", tmp_path)
    yield opened
    opened.close()


def answer(key: str, question: str = "2019年出让土地多少亩", outcome: str = "answered") -> dict[str, Any]:
    return {
        "id": key,
        "question": question,
        "understood": question,
        "text": f"3150亩\n{question}",
        "citations": [{"document_id": "doc-1", "quote": "面积3150亩，电话13900139000"}, {"document_id": "doc-1"}],
        "outcome": outcome,
        "reason": None if outcome == "answered" else "not_found",
        "mode": "extract",
        "choices": [question],
    }


def test_an_answer_is_found_by_its_id_at_once_and_after_a_restart(records: Records, tmp_path: Path) -> None:
    given = records.answers.add(answer("ans-1"), KEY, 12.34)
    assert records.answers.get("ans-1") == given
    records.close()
    again = open_records("", tmp_path)
    found = again.answers.get("ans-1")
    again.close()
    assert found == given
    assert found.answer == answer("ans-1")
    assert (found.caller, found.user, found.channel, found.key_id) == ("首页", None, "widget", "key-1")
    assert (found.document_ids, found.milliseconds) == (("doc-1",), 12.3)
    assert records.answers.get("ans-2") is None


def test_nobody_waits_for_a_database_that_is_busy(records: Records) -> None:
    with records.answers._engine.connect() as db:
        db.execute(sa.text("BEGIN IMMEDIATE"))
        given = [records.answers.add(answer(f"ans-{i}"), KEY, 1.0) for i in range(300)]
        assert records.answers.get("ans-299") == given[-1]
        assert not records.answers.flush(0)
        db.rollback()
    assert records.answers.flush()
    assert records.answers.count() == 300


def test_what_cannot_be_written_is_tried_again(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    stored, failed = AnswerLog._stored, threading.Event()

    def broken(self: AnswerLog, batch: Any) -> bool:
        if failed.is_set():
            return stored(self, batch)
        failed.set()
        return stored(self, [*batch, batch[0]])  # the same twice: the database refuses all of it

    monkeypatch.setattr(AnswerLog, "_stored", broken)
    records.answers.add(answer("ans-1"), KEY, 1.0)
    assert failed.wait(20)
    assert records.answers.get("ans-1") is not None
    assert records.answers.flush()
    assert records.answers.count() == 1


def test_without_texts_only_what_can_be_counted_is_kept(records: Records) -> None:
    given = records.answers.add(answer("ans-1", "农药补贴多少"), KEY, 1.0, texts=False)
    records.answers.flush()
    assert (given.question, given.understood, given.answer) == (None, None, None)
    assert (given.outcome, given.document_ids) == ("answered", ("doc-1",))
    with records.answers._engine.connect() as db:
        assert "农药" not in str(db.execute(sa.text("SELECT * FROM answers")).all())


def test_planted_numbers_of_persons_are_not_kept(records: Records) -> None:
    questions = planted()
    for i, (question, _) in enumerate(questions):
        records.answers.add(answer(f"ans-{i}", question), KEY, 1.0)
    found, _ = records.answers.page(50)
    kept = json.dumps([[entry.question, entry.understood, entry.answer] for entry in found], ensure_ascii=False)
    assert [number for _, number in questions if number in kept] == []
    assert "13900139000" in kept  # the office's own, in the document


def test_answers_come_in_pages_and_are_sought(records: Records) -> None:
    log = records.answers
    log.add(answer("a", "农药补贴100%吗", "refused"), Asker("chat"), 1.0)
    log.add(answer("b", "农药补贴1000吗"), Asker("api", "owner", user="王"), 1.0)
    log.add(answer("c"), KEY, 1.0)
    first, more = log.page(2)
    assert ([entry.id for entry in first], more) == (["c", "b"], True)
    rest, more = log.page(2, first[-1].n)
    assert ([entry.id for entry in rest], more) == (["a"], False)

    def ids(**sought: Any) -> list[str]:
        return [entry.id for entry in log.page(9, sought=Sought(**sought))[0]]

    assert ids(text="农药") == ["b", "a"]
    assert ids(text="100%") == ["a"]
    assert ids(text="3150亩\n") == ["c", "b", "a"]  # of the answer
    assert ids(outcomes=("refused", "clarify")) == ["a"]
    assert (ids(channel="widget"), ids(who="王"), ids(who="key-1")) == (["c"], ["b"], ["c"])
    day = first[0].asked_at
    assert (ids(since=day + timedelta(days=1)), ids(until=day)) == ([], ["b", "a"])
