"""`/v1/faq` and `/v1/usage`, over a real assistant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ingest.pipeline import ingest
from retrieval.assistant import Assistant
from retrieval.settings import load_settings
from web.server import create_app

if TYPE_CHECKING:
    from tests.web.conftest import TOKEN, Site, running
    from tests.web.test_web_api import assert_problem
else:
    from conftest import TOKEN, Site, running  # pytest puts this folder on the path
    from test_web_api import assert_problem

OWNER = {"Authorization": f"Bearer {TOKEN}"}
QUOTE = "2019年水稻补贴标准为每亩95元。"
PAPER = f"云溪市2019年水稻补贴通知（虚构示例）\n云农发〔2019〕8号\n2019年4月2日\n{QUOTE}\n"
QUESTION = "2019年云溪市水稻补贴标准是多少"


@pytest.fixture
def office(tmp_path: Path, _shared_embedder: None) -> Iterator[Site]:
    """A server over one notice, for one test that changes it."""
    (tmp_path / "paper.txt").write_text(PAPER, encoding="utf-8")
    assistant = Assistant.from_settings(load_settings(data=tmp_path / "data", rate_address=""))
    try:
        ingest([tmp_path / "paper.txt"], assistant.library, base=tmp_path)
        with running(create_app(assistant, token=TOKEN)) as base:
            yield Site(base, assistant)
    finally:
        assistant.close()


def call(site: Site, method: str, path: str, **request: Any) -> httpx.Response:
    return httpx.request(method, f"{site.base}{path}", **{"headers": OWNER, "timeout": 30, **request})


def entry(site: Site, **more: Any) -> dict[str, Any]:
    (key,) = site.assistant.records.matching(doc_no="云农发〔2019〕8号")
    cited = [{"document_id": key, "quote": QUOTE}]
    return {"questions": [QUESTION], "answer": "每亩95元。", "citations": cited, **more}


def ask(site: Site, question: str = QUESTION) -> dict[str, Any]:
    found: dict[str, Any] = call(site, "POST", "/v1/answers", json={"question": question}).json()
    return found


def test_an_entry_is_written_read_rewritten_and_removed(office: Site) -> None:
    made = call(office, "POST", "/v1/faq", json=entry(office))
    assert made.status_code == 201
    item = made.json()
    assert (item["state"], item["unquoted"], item["expires_on"]) == ("live", [], None)
    assert item["citations"][0]["title"].startswith("云溪市2019年")
    answer = ask(office)
    assert (answer["mode"], answer["text"]) == ("faq", "每亩95元。")
    assert answer["citations"][0]["url"] == item["citations"][0]["url"]
    path = f"/v1/faq/{item['id']}"
    changed = call(office, "PUT", path, json=entry(office, answer="95元，另有种子补贴500元。", enabled=False)).json()
    assert (changed["state"], changed["unquoted"], changed["made_at"]) == ("off", ["500元"], item["made_at"])
    assert ask(office)["mode"] == "extract"
    assert call(office, "GET", "/v1/faq").json()["data"] == [changed]
    assert call(office, "GET", path).json() == changed
    assert call(office, "DELETE", path).status_code == 204
    assert_problem(call(office, "GET", path), 404, "not_found")
    assert_problem(call(office, "PUT", path, json=entry(office)), 404, "not_found")
    assert_problem(call(office, "DELETE", path), 404, "not_found")


def test_what_cannot_be_cited_is_refused(office: Site) -> None:
    key = entry(office)["citations"][0]["document_id"]
    for cited in ([{"document_id": key, "quote": "每亩96元"}], [{"document_id": "none", "quote": QUOTE}]):
        assert_problem(call(office, "POST", "/v1/faq", json=entry(office, citations=cited)), 400, "bad_request")
    wrongs: list[dict[str, Any]] = [
        {"citations": []},
        {"questions": []},
        {"answer": ""},
        {"name": "x"},
        {"expires_on": "soon"},
    ]
    for wrong in wrongs:
        assert_problem(call(office, "POST", "/v1/faq", json=entry(office, **wrong)), 422, "bad_request")
    for blank in ({"questions": [" ？ "]}, {"answer": "  "}):
        assert_problem(call(office, "POST", "/v1/faq", json=entry(office, **blank)), 400, "bad_request")
    assert call(office, "GET", "/v1/faq").json() == {"data": []}


def test_only_those_who_look_after_the_bot_see_it(office: Site) -> None:
    keys = office.assistant.records.keys
    _, asker = keys.create("门户", ("ask", "ingest"))
    _, admin = keys.create("办公室", ("admin",))
    for method, path in (("GET", "/v1/faq"), ("POST", "/v1/faq"), ("PUT", "/v1/faq/x"), ("DELETE", "/v1/faq/x"),
                         ("GET", "/v1/faq/x"), ("GET", "/v1/usage")):  # fmt: skip
        assert_problem(call(office, method, path, headers={}), 401, "unauthorized")
        assert_problem(call(office, method, path, headers={"Authorization": f"Bearer {asker}"}), 403, "scope_missing")
    for path in ("/v1/faq", "/v1/usage"):
        assert call(office, "GET", path, headers={"Authorization": f"Bearer {admin}"}).status_code == 200


def test_use_is_counted(office: Site) -> None:
    call(office, "POST", "/v1/faq", json=entry(office))
    ask(office)
    ask(office, "2018年云溪市水稻补贴标准是多少")
    found = call(office, "GET", "/v1/usage").json()
    assert (found["asked"], found["outcomes"], found["modes"]) == (
        2, {"answered": 1, "refused": 1}, {"faq": 1, "extract": 1},
    )  # fmt: skip
    assert found["reasons"] == {"wrong_year": 1}
    assert len(found["days"]) == 30
    assert found["days"][-1]["asked"] == 2
    assert found["cited"][0]["count"] == 1
    assert [group["questions"] for group in found["unanswered"]] == [["2018年云溪市水稻补贴标准是多少"]]
    assert_problem(call(office, "GET", "/v1/usage?since=2026-02-01&until=2026-01-01"), 400, "bad_request")
    assert len(call(office, "GET", "/v1/usage?since=2026-01-01&until=2026-01-02").json()["days"]) == 2


def test_an_answer_of_the_office_is_streamed_like_any_other(office: Site) -> None:
    call(office, "POST", "/v1/faq", json=entry(office))
    streamed = call(office, "POST", "/v1/answers", json={"question": QUESTION, "stream": True}).text
    names = [line[7:] for line in streamed.splitlines() if line.startswith("event: ")]
    assert names == ["meta", "sources", "delta", "citation", "done"]
    body = {"model": "policyqa", "messages": [{"role": "user", "content": QUESTION}]}
    told = call(office, "POST", "/v1/chat/completions", json=body).json()["choices"][0]["message"]
    assert told["content"].startswith("每亩95元。")
    assert told["annotations"]
