"""Every door keeps what it answers: who asked and where, found again after a restart, no address."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
import sqlalchemy as sa

from retrieval.answer_log import Asker, Logged
from retrieval.schema import answers, now
from retrieval.settings import load_settings
from web.asked import DOOR
from web.daily import daily
from web.server import create_app

if TYPE_CHECKING:
    from retrieval.assistant import Assistant
    from tests.web.conftest import TOKEN, Site, running, stand_in_server
    from tests.web.standin import StandIn
    from tests.web.test_web_api import events
    from tests.web.test_web_mcp import call
else:
    from conftest import TOKEN, Site, running, stand_in_server  # pytest puts this folder on the path
    from standin import StandIn
    from test_web_api import events
    from test_web_mcp import call

OWNER = {"Authorization": f"Bearer {TOKEN}"}
PAGE = "https://www.x.gov.cn"


@pytest.fixture
def log_site(tmp_path: Path) -> Iterator[Site]:
    """A server of its own, whose log is empty."""
    with stand_in_server(tmp_path, rate_address="") as site:
        yield site


def kept(site: Site, answer_id: str) -> Logged:
    site.assistant.records.answers.flush()
    found = site.assistant.records.answers.get(answer_id)
    assert isinstance(found, Logged)
    return found


def ask(site: Site, question: str = "问", **request: Any) -> dict[str, Any]:
    reply = httpx.post(f"{site.base}/v1/answers", json={"question": question}, **request)
    reply.raise_for_status()
    found: dict[str, Any] = reply.json()
    return found


def test_the_api_keeps_the_whole_answer(log_site: Site) -> None:
    given = ask(log_site)
    entry = kept(log_site, given["id"])
    assert entry.answer == given
    assert (entry.channel, entry.caller, entry.key_id, entry.user) == ("api", "visitor", None, None)
    assert entry.milliseconds > 0
    streamed = httpx.post(f"{log_site.base}/v1/answers", json={"question": "流", "stream": True})
    assert kept(log_site, events(streamed.text)[-1][2]["id"]).question == "流"
    assert kept(log_site, ask(log_site, headers=OWNER)["id"]).caller == "owner"


def test_programs_are_named_by_their_key_and_no_address_is_kept(log_site: Site) -> None:
    keys = log_site.assistant.records.keys
    secret_key, secret = keys.create("门户后台")
    public_key, public = keys.create("门户首页", ("ask",), (PAGE,))
    entry = kept(log_site, ask(log_site, headers={"Authorization": f"Bearer {secret}"})["id"])
    assert (entry.channel, entry.caller, entry.key_id) == ("api", "门户后台", secret_key.id)
    page = {"Authorization": f"Bearer {public}", "Origin": PAGE}
    entry = kept(log_site, ask(log_site, headers=page)["id"])
    assert (entry.channel, entry.caller, entry.key_id) == ("widget", "门户首页", public_key.id)
    token = httpx.post(f"{log_site.base}/v1/sessions", headers=page).json()["token"]
    entry = kept(log_site, ask(log_site, headers={"Authorization": f"Bearer {token}", "Origin": PAGE})["id"])
    assert (entry.channel, entry.caller, entry.key_id) == ("widget", "门户首页", public_key.id)
    with log_site.assistant.records.answers._engine.connect() as db:
        assert "127.0.0.1" not in str(db.execute(sa.text("SELECT * FROM answers")).all())


def test_the_other_doors_keep_theirs(log_site: Site) -> None:
    body = {"model": "policyqa", "messages": [{"role": "user", "content": "问"}]}
    whole = httpx.post(f"{log_site.base}/v1/chat/completions", json=body).json()
    assert kept(log_site, whole["id"]).channel == "openai"
    told: Any = call(f"{log_site.base}/mcp", "ask_policy", question="工具问").structured_content
    entry = kept(log_site, told["id"])
    assert (entry.channel, entry.question, entry.caller) == ("mcp", "工具问", "visitor")


def test_a_question_passed_on_keeps_its_door(log_site: Site) -> None:
    passed_on = ask(log_site, headers={**OWNER, DOOR: "mcp"})
    assert kept(log_site, passed_on["id"]).channel == "mcp"
    assert kept(log_site, ask(log_site, headers={DOOR: "mcp"})["id"]).channel == "api"  # not from anyone
    assert kept(log_site, ask(log_site, headers={**OWNER, DOOR: "back"})["id"]).channel == "api"


def test_what_was_not_finished_is_not_kept(log_site: Site) -> None:
    assert httpx.post(f"{log_site.base}/v1/answers", json={"question": "model"}).status_code == 502
    with httpx.stream("POST", f"{log_site.base}/v1/answers", json={"question": "endless", "stream": True}) as reply:
        next(reply.iter_lines())
    assert log_site.assistant.closed.wait(20)
    assert log_site.assistant.records.answers.count() == 0


def test_an_answer_can_be_rated_after_a_restart(tmp_path: Path) -> None:
    with stand_in_server(tmp_path, rate_address="") as site:
        given = ask(site, "多少亩")
    stand_in = StandIn(tmp_path)
    with running(create_app(cast("Assistant", stand_in), token=TOKEN)) as base:
        body = {"answer_id": given["id"], "rating": "down", "comment": "我的电话13800138000"}
        assert httpx.post(f"{base}/v1/feedback", json=body).status_code == 201
        (said,) = httpx.get(f"{base}/v1/feedback", headers=OWNER).json()["data"]
    stand_in.records.close()
    assert (said["question"], said["answer"], said["comment"]) == ("多少亩", given["text"], "我的电话***********")


def test_an_office_may_keep_no_texts(tmp_path: Path) -> None:
    with stand_in_server(tmp_path, rate_address="", log="off") as site:
        given = ask(site, "农药补贴")
        assert kept(site, given["id"]).question is None
        body = {"answer_id": given["id"], "rating": "up", "comment": "谢谢"}
        assert httpx.post(f"{site.base}/v1/feedback", json=body).status_code == 201
        (said,) = httpx.get(f"{site.base}/v1/feedback", headers=OWNER).json()["data"]
    assert (said["rating"], said["question"], said["answer"], said["comment"]) == ("up", "", "", None)
    assert said["document_ids"] == ["evil/<b>"]
    assert "农药".encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("records.sqlite3*"))


def test_what_is_too_old_goes_when_the_server_starts_and_daily(tmp_path: Path) -> None:
    stand_in = StandIn(tmp_path)
    stand_in.settings = load_settings(data=tmp_path, keep_days=30)
    log = stand_in.records.answers
    for key, days in (("old", 31), ("new", 29)):
        answer = stand_in.answer(key).model_dump(mode="json")
        log.add({**answer, "id": key}, Asker("chat"), 1.0)
        log.flush()
        with stand_in.records.engine.begin() as db:
            db.execute(sa.update(answers).where(answers.c.id == key).values(asked_at=now() - timedelta(days=days)))

    async def serve_a_while() -> None:
        async with daily(cast("Assistant", stand_in), 0.01):
            while log.get("old") is not None:
                await asyncio.sleep(0.01)
            with stand_in.records.engine.begin() as db:
                db.execute(sa.update(answers).values(asked_at=now() - timedelta(days=31)))
            while log.get("new") is not None:  # on one of the days after
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(serve_a_while(), 30))
    assert log.count() == 0
    stand_in.records.close()
