"""Ids of answers, what people say of them, and requests that are sent twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
import sqlalchemy as sa

from web.server import create_app

if TYPE_CHECKING:
    from retrieval.assistant import Assistant
    from tests.web.conftest import TOKEN, running
    from tests.web.standin import StandIn
    from tests.web.test_web_api import assert_problem, events
else:
    from conftest import TOKEN, running  # pytest puts this folder on the path
    from standin import StandIn
    from test_web_api import assert_problem, events

OWNER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Intake:
    """Takes in what it is given, counts how often, and waits where it is told to."""

    runs: list[Any] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, given: Any, progress: Any, groups: Sequence[str] = ()) -> dict[str, object]:
        self.runs.append(given)
        progress(0, 1)
        assert self.go.wait(20)
        if len(self.runs) == 1 and "flaky" in getattr(given, "urls", ()):
            raise RuntimeError("secret")
        return {"run": len(self.runs), "base": Path("a")}


@dataclass(frozen=True)
class Desk:
    """A server with what stands behind it."""

    base: str
    stand_in: StandIn
    intake: Intake


@pytest.fixture(scope="module")
def _desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    stand_in, intake = StandIn(tmp_path_factory.mktemp("desk")), Intake()
    with running(create_app(cast("Assistant", stand_in), intake, TOKEN, obey=intake)) as base:
        yield Desk(base, stand_in, intake)
    stand_in.records.close()


@pytest.fixture
def desk(_desk: Desk) -> Desk:
    _desk.intake.runs.clear()
    _desk.intake.go.set()
    return _desk


def answer(desk: Desk, question: str = "问") -> dict[str, Any]:
    found: dict[str, Any] = httpx.post(f"{desk.base}/v1/answers", json={"question": question}).json()
    return found


def rate(desk: Desk, answer_id: str, rating: str = "up", **more: Any) -> httpx.Response:
    body = {"answer_id": answer_id, "rating": rating, **more}
    return httpx.post(f"{desk.base}/v1/feedback", json=body)


def listed(desk: Desk, **asked: Any) -> dict[str, Any]:
    reply = httpx.get(f"{desk.base}/v1/feedback", params=asked, headers=OWNER)
    reply.raise_for_status()
    found: dict[str, Any] = reply.json()
    return found


def test_every_answer_has_an_id_of_its_own(desk: Desk) -> None:
    first, second = answer(desk), answer(desk)
    assert first["id"] != second["id"]
    found = events(httpx.post(f"{desk.base}/v1/answers", json={"question": "问", "stream": True}).text)
    assert found[0][1] == "meta"
    assert found[0][2]["id"] == found[-1][2]["id"]
    assert found[-1][2]["id"] not in {first["id"], second["id"]}


def test_feedback_is_kept_with_its_question_and_no_address(desk: Desk) -> None:
    given = answer(desk, "多少亩")
    reply = rate(desk, given["id"], "down", comment="  不是我问的 ")
    assert reply.status_code == 201
    (said,) = [item for item in listed(desk)["data"] if item["answer_id"] == given["id"]]
    assert (said["rating"], said["comment"], said["question"]) == ("down", "不是我问的", "多少亩")
    assert (said["answer"], said["outcome"]) == (given["text"], "answered")
    assert said["document_ids"] == ["evil/<b>"]
    assert said["caller"] == "visitor"
    assert said["given_at"].endswith("Z")
    with desk.stand_in.records.feedback._engine.connect() as db:
        assert "127.0.0.1" not in str(db.execute(sa.text("SELECT * FROM feedback")).all())


def test_saying_it_again_replaces_it(desk: Desk) -> None:
    given = answer(desk)
    rate(desk, given["id"], "up")
    rate(desk, given["id"], "down")
    assert [i["rating"] for i in listed(desk)["data"] if i["answer_id"] == given["id"]] == ["down"]


def test_an_answer_of_the_other_routes_can_be_rated(desk: Desk) -> None:
    body = {"model": "policyqa", "messages": [{"role": "user", "content": "问"}]}
    whole = httpx.post(f"{desk.base}/v1/chat/completions", json=body).json()
    assert rate(desk, whole["id"]).status_code == 201
    streamed = events(httpx.post(f"{desk.base}/v1/answers", json={"question": "问", "stream": True}).text)
    assert rate(desk, streamed[-1][2]["id"]).status_code == 201


def test_bad_feedback_is_a_problem(desk: Desk) -> None:
    known = answer(desk)["id"]
    assert_problem(rate(desk, "ans-none"), 404, "not_found")
    assert_problem(rate(desk, known, "good"), 422, "bad_request")
    assert_problem(rate(desk, known, comment="长" * 2001), 422, "bad_request")
    assert_problem(rate(desk, known, name="x"), 422, "bad_request")
    assert_problem(httpx.get(f"{desk.base}/v1/feedback"), 401, "unauthorized")


def test_feedback_comes_in_pages_the_newest_first(desk: Desk) -> None:
    ids = [answer(desk)["id"] for _ in range(3)]
    for index, key in enumerate(ids):
        rate(desk, key, "down" if index == 1 else "up")
    first = listed(desk, limit=2)
    second = listed(desk, limit=1, after=first["next"])
    assert [i["answer_id"] for i in first["data"] + second["data"]] == ids[::-1]
    assert first["has_more"]
    assert {i["rating"] for i in listed(desk, rating="down")["data"]} == {"down"}
    last = listed(desk, limit=200)
    assert (last["has_more"], last["next"]) == (False, None)


def ingest(desk: Desk, key: str | None, url: str = "https://x.example/") -> httpx.Response:
    headers = OWNER | ({"Idempotency-Key": key} if key else {})
    return httpx.post(f"{desk.base}/v1/ingest", json={"urls": [url]}, headers=headers, timeout=30)


def upload(desk: Desk, key: str, **files: bytes) -> httpx.Response:
    sent = [("files", (name, content)) for name, content in files.items()]
    return httpx.post(f"{desk.base}/v1/documents", files=sent, headers=OWNER | {"Idempotency-Key": key}, timeout=30)


def report(reply: httpx.Response) -> Any:
    assert reply.status_code == 200
    return json.loads(reply.text.splitlines()[-1])


def test_a_request_sent_twice_is_done_once(desk: Desk) -> None:
    first, second = ingest(desk, "key-1"), ingest(desk, "key-1")
    assert report(first) == report(second) == {"report": {"run": 1, "base": "a"}}
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert len(desk.intake.runs) == 1
    assert report(ingest(desk, "key-2"))["report"]["run"] == 2
    assert report(ingest(desk, None))["report"]["run"] == 3


def test_files_sent_twice_are_taken_in_once(desk: Desk) -> None:
    first, second = upload(desk, "up-1", a=b"1", b=b"2"), upload(desk, "up-1", b=b"2", a=b"1")
    assert report(first) == report(second)
    assert len(desk.intake.runs) == 1
    assert_problem(upload(desk, "up-1", a=b"1", b=b"3"), 422, "idempotency_key_reused")
    assert_problem(upload(desk, "up-1", a=b"1", c=b"2"), 422, "idempotency_key_reused")
    assert len(desk.intake.runs) == 1


def test_a_key_belongs_to_its_content_and_its_caller(desk: Desk) -> None:
    report(ingest(desk, "mine"))
    assert_problem(ingest(desk, "mine", "https://y.example/"), 422, "idempotency_key_reused")
    _, secret = desk.stand_in.records.keys.create("k", ("ingest",))
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "mine"}
    other = httpx.post(f"{desk.base}/v1/ingest", json={"urls": ["https://y.example/"]}, headers=headers)
    assert report(other)["report"]["run"] == 2
    for bad in ("", "a b", "x" * 256):
        reply = httpx.post(f"{desk.base}/v1/ingest", json={"urls": ["u"]}, headers=OWNER | {"Idempotency-Key": bad})
        assert_problem(reply, 422, "idempotency_key_reused")


def test_while_the_first_runs_the_second_is_told_so(desk: Desk) -> None:
    desk.intake.go.clear()
    body, headers = {"urls": ["https://x.example/"]}, OWNER | {"Idempotency-Key": "slow"}
    with httpx.stream("POST", f"{desk.base}/v1/ingest", json=body, headers=headers, timeout=30) as first:
        lines = first.iter_lines()
        assert "progress" in next(lines)
        assert_problem(ingest(desk, "slow"), 409, "still_running")
        desk.intake.go.set()
        assert json.loads(list(lines)[-1])["report"]["run"] == 1
    assert report(ingest(desk, "slow"))["report"]["run"] == 1


def test_what_failed_may_be_tried_again(desk: Desk) -> None:
    assert report(ingest(desk, "flaky-1", "flaky"))["error"]["code"] == "internal"
    assert report(ingest(desk, "flaky-1", "flaky"))["report"]["run"] == 2
    assert report(ingest(desk, "flaky-1", "flaky"))["report"]["run"] == 2


def test_a_receipt_lasts_a_day(desk: Desk) -> None:
    report(ingest(desk, "old"))
    with desk.stand_in.records.receipts._engine.begin() as db:
        db.execute(sa.text("UPDATE receipts SET done_at = datetime(done_at, '-25 hours') WHERE key = 'old'"))
    assert report(ingest(desk, "old"))["report"]["run"] == 2
