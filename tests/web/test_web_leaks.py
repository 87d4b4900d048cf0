"""The doors that keep a state, or speak of documents without showing them: what someone may not see is not told there."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ingest.command import Order, carry_out
from retrieval.sight import PUBLIC, Sight
from web.remembered import Remembered, memo
from web.sessions import Session, Sessions

if TYPE_CHECKING:
    from tests.web.conftest import TOKEN, Site
    from tests.web.doors import merged
    from tests.web.papers import TOWNS
    from tests.web.test_web_groups import HIDDEN, MARKS, OPEN, PROXIED, QUESTIONS, member, open_office
else:
    from conftest import TOKEN, Site  # pytest puts this folder on the path
    from doors import merged
    from papers import TOWNS
    from test_web_groups import HIDDEN, MARKS, OPEN, PROXIED, QUESTIONS, member, open_office

OWNER = {"Authorization": f"Bearer {TOKEN}"}
STRANGERS: tuple[Mapping[str, str], ...] = ({}, member("人事"))
PAGE = "https://www.x.gov.cn"
QUOTE = "2023年青鸾工程安排资金5731万元，由隐山市财政局负责拨付。"
FAQ = "隐山今年给那个工程拨了多少钱？"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Site]:
    """Notices for everyone and for the group 财务 alone: of two towns, one each, and one with an answer of the office."""
    known, hidden = [OPEN, TOWNS["长清"]], [HIDDEN, TOWNS["章丘"]]
    with open_office(tmp_path_factory.mktemp("leaks"), known, hidden, **PROXIED) as site:
        yield site


def hidden_id(office: Site) -> str:
    return str(next(d.id for d in office.assistant.records.page(10)[0] if "青鸾" in d.title))


def ask(office: Site, who: Mapping[str, str], question: str, **more: Any) -> dict[str, Any]:
    asked = {"question": question, **more}
    reply = httpx.post(f"{office.base}/v1/answers", json=asked, headers=merged(who), timeout=60)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def marks_in(told: object, said: str = "") -> set[str]:
    """What of the hidden document is told that was not said before."""
    text = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, default=str)
    return {mark for mark in MARKS if mark in text and mark not in said}


class Page:
    """The chat page without a browser: its events by the queue that the page uses."""

    def __init__(self, office: Site, who: Mapping[str, str]) -> None:
        self.session = secrets.token_hex(6)
        self.client = httpx.Client(base_url=office.base, headers=merged(who, {"Accept-Language": "zh"}), timeout=90)
        self.config = self.client.get("/config").json()

    def handler(self, element: str, event: str) -> dict[str, Any]:
        """The event of a component, by the component's id in the page; "" is the page itself."""
        ids = {c["id"] for c in self.config["components"] if c["props"].get("elem_id") == element}
        known: list[dict[str, Any]] = self.config["dependencies"]
        return next(d for d in known if any(e == event and (i in ids or not element) for i, e in d["targets"]))

    def after(self, first: Mapping[str, Any]) -> dict[str, Any]:
        """The event that follows when another has ended."""
        return next(d for d in self.config["dependencies"] if d.get("trigger_after") == first["id"])

    def run(self, handler: Mapping[str, Any], *data: object) -> str:
        """Everything that the page is told by one event."""
        body = {"data": list(data), "fn_index": handler["id"], "session_hash": self.session, "trigger_id": 1}
        joined = self.client.post("/gradio_api/queue/join", json=body)
        assert joined.status_code == 200, joined.text
        told = []
        with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.session}) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    message = json.loads(line[6:])
                    told.append(json.dumps(message, ensure_ascii=False))
                    if message["msg"] == "process_completed":
                        assert message["success"], message
                    if message["msg"] in {"close_stream", "process_completed"}:
                        break
        return "\n".join(told)


@pytest.mark.parametrize("question", [QUESTIONS[0], QUESTIONS[2], QUESTIONS[5]])
def test_the_chat_page_tells_strangers_nothing(office: Site, question: str) -> None:
    for who in STRANGERS:
        page = Page(office, who)
        assert marks_in(page.run(page.handler("", "load"))) == set()
        submit = page.handler("pq-box", "submit")
        assert marks_in(page.run(submit, question, None, ""), question) == set()
        assert marks_in(page.run(page.after(submit), None), question) == set()


def test_the_chat_page_answers_members(office: Site) -> None:
    page = Page(office, member("财务"))
    assert "5731万元" in page.run(page.handler("pq-box", "submit"), QUESTIONS[0], None, "")


def test_a_filter_for_a_hidden_document_is_not_named(office: Site) -> None:
    page = Page(office, {})
    told = page.run(
        page.handler("pq-box", "submit"), "公园由谁管理？", None, json.dumps({"document_ids": [hidden_id(office)]})
    )
    assert marks_in(told) == set()


def test_a_conversation_that_a_browser_kept_leads_strangers_to_nothing_hidden(office: Site) -> None:
    answer = office.assistant.as_seen_by(Sight(frozenset({"财务"}))).answer(QUESTIONS[0])
    kept = json.dumps([json.loads(memo(Remembered("ans-" + "0" * 24, answer)))], ensure_ascii=False)
    found = office.assistant.as_seen_by(PUBLIC).follow_ups(answer, [QUESTIONS[0]])
    said = kept + QUESTIONS[0]
    assert marks_in(found, said) == set()
    page = Page(office, {})
    recall = page.handler("pq-recall", "change")
    assert marks_in(page.run(recall, kept), said) == set()


def test_an_earlier_answer_completes_a_question_and_tells_no_more(office: Site) -> None:
    history = [{"question": "青鸾工程安排资金多少万元？", "answers": ["没有找到。"]}]
    said = json.dumps(history, ensure_ascii=False)
    for question in ("那2022年呢", "那是谁负责拨付的", "依据是什么", "那份通知还有效吗"):
        for who in STRANGERS:
            assert marks_in(ask(office, who, question, history=history), said + question) == set()
    assert marks_in(ask(office, member("财务"), "是谁负责拨付的", history=history), said)


def test_an_answer_of_the_office_is_for_those_who_see_what_it_cites(office: Site) -> None:
    entry = {
        "questions": [FAQ],
        "answer": "拨了5731万元，见隐财发文件。",
        "citations": [{"document_id": hidden_id(office), "quote": QUOTE}],
    }
    made = httpx.post(f"{office.base}/v1/faq", json=entry, headers=OWNER, timeout=60)
    assert made.status_code == 201, made.text
    try:
        assert ask(office, member("财务"), FAQ)["mode"] == "faq"
        for who in (*STRANGERS, member("财务处")):
            assert marks_in(ask(office, who, FAQ), FAQ) == set()
            page = Page(office, who)
            assert marks_in(page.run(page.handler("", "load"))) == set()
            assert marks_in(page.run(page.handler("pq-box", "submit"), FAQ, None, ""), FAQ) == set()
    finally:
        httpx.delete(f"{office.base}/v1/faq/{made.json()['id']}", headers=OWNER)


def test_nobody_is_asked_which_of_two_towns_where_they_know_of_one(office: Site) -> None:
    question = "八十岁以上老人高龄津贴每月多少元？"
    assert "章丘" in json.dumps(ask(office, member("财务"), question), ensure_ascii=False)
    for who in STRANGERS:
        for asked in (question, "章丘区八十岁以上老人高龄津贴每月多少元？"):
            told = json.dumps(ask(office, who, asked), ensure_ascii=False).replace(asked, "")
            assert "150元" not in told
            assert "章丘区民政局" not in told
    assert "章丘" not in json.dumps(ask(office, {}, question), ensure_ascii=False)


def test_keys_of_pages_and_their_tokens_see_what_their_groups_may(office: Site) -> None:
    keys = office.assistant.records.keys
    sessions = Sessions(office.assistant.records)
    for groups, sees in ((["财务"], True), (["人事"], False), ([], False)):
        key, public = keys.create("page", origins=[PAGE], groups=groups)
        asking, secret = keys.create("backend", groups=groups)
        page = {"Origin": PAGE}
        tokens = [public, sessions.issue(Session(key.id, PAGE)), sessions.issue(Session(asking.id, PAGE))]
        for bearer in tokens:
            who = {**page, "Authorization": f"Bearer {bearer}"}
            assert ("5731万元" in ask(office, who, QUESTIONS[0])["text"]) is sees
            read = httpx.get(f"{office.base}/v1/documents/{hidden_id(office)}", headers=who)
            assert read.status_code == (200 if sees else 404)
            elsewhere = httpx.get(f"{office.base}/v1/documents", headers={**who, "Origin": "https://evil.example"})
            assert (elsewhere.status_code, marks_in(elsewhere.text)) == (403, set())
        keys.revoke(key.id)
        gone = {**page, "Authorization": f"Bearer {tokens[1]}"}
        assert httpx.get(f"{office.base}/v1/documents", headers=gone).status_code == 401
        assert secret.startswith("sk_")


def test_a_token_of_the_frame_sees_what_is_for_everyone(office: Site) -> None:
    origin = {"Origin": office.base}
    token = httpx.post(f"{office.base}/embed/token", headers=origin).json()["token"]
    who = {**origin, "Authorization": f"Bearer {token}"}
    assert marks_in(ask(office, who, QUESTIONS[0]), QUESTIONS[0]) == set()
    assert marks_in(httpx.get(f"{office.base}/embed").text) == set()


def test_what_is_asked_and_cited_most_is_for_administrators(office: Site) -> None:
    ask(office, member("财务"), QUESTIONS[0])
    _, asking = office.assistant.records.keys.create("asks", groups=["财务"])
    _, feeding = office.assistant.records.keys.create("feeds", ("ingest",))
    for path in ("/v1/usage", "/v1/feedback", "/v1/faq", "/admin/log.csv", "/admin/log.md", "/admin/config"):
        for who in (*STRANGERS, member("财务"), *({"Authorization": f"Bearer {key}"} for key in (asking, feeding))):
            reply = httpx.get(office.base + path, headers=merged(who))
            assert reply.status_code in {401, 403}, path
            assert marks_in(reply.text) == set()
    assert "青鸾" in httpx.get(f"{office.base}/v1/usage", headers=OWNER).text


def test_what_is_uploaded_for_a_group_is_never_anyone_elses(office: Site, tmp_path: Path) -> None:
    """Looked at by a stranger at each moment that the taking in tells of itself, and after each step of the store."""
    notice = HIDDEN.replace("青鸾", "玄鸟").replace("隐财发〔2023〕7号", "隐财发〔2023〕8号")
    (tmp_path / "玄鸟.txt").write_text(notice, encoding="utf-8")
    assistant = office.assistant
    seen: list[bool] = []

    def look(*_: object) -> None:
        stranger = assistant.as_seen_by(Sight(frozenset({"人事"})))
        titles = [d.title for d in stranger.records.page(50)[0]]
        hits = [hit.document.title for hit in stranger.search("玄鸟工程资金", limit=10)]
        seen.append("玄鸟" in str(titles + hits))

    order = Order([tmp_path], base=tmp_path, groups=["财务"])
    report = carry_out(order, assistant.library, assistant.settings, look)
    look()
    assert len(seen) >= 2
    assert not any(seen)
    [key] = report.added
    assert assistant.records.document(key).groups == ("财务",)
    assistant.library.edit(key, {"groups": None})
    look()
    assert seen[-1], "this look can see"
    assert carry_out(order, assistant.library, assistant.settings).unchanged == [key]
    assert assistant.records.document(key).groups == ("财务",), "named anew, it is theirs again"
    again = Order([tmp_path], base=tmp_path)
    assert carry_out(again, assistant.library, assistant.settings).unchanged == [key]
    assert assistant.records.document(key).groups == ("财务",), "without a group it stays as it is"
    assistant.library.remove(key)
