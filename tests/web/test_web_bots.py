"""Bots at every door: each answers from its own documents, and says nothing of others; and the routes that keep them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ingest.command import carry_out, order_of
from retrieval.assistant import Assistant
from retrieval.bots import Bot, BotDraft
from retrieval.settings import load_settings
from retrieval.sight import PUBLIC, Sources
from web.server import create_app

if TYPE_CHECKING:
    from tests.web.conftest import TOKEN, Site, draw, running, stand_in_server
    from tests.web.doors import marks_in, pages, told
    from tests.web.test_web_api import assert_problem
else:
    from conftest import TOKEN, Site, draw, running, stand_in_server  # pytest puts this folder on the path
    from doors import marks_in, pages, told
    from test_web_api import assert_problem

PARKS = """云溪市园林局关于加强公园管理的通知
云园发〔2022〕3号

各区县园林局：
2022年全市新建口袋公园41个。本市公园由市园林局管理。

云溪市园林局
2022年5月6日
"""
MONEY = """隐山市财政局关于青鸾工程资金安排的通知
隐财发〔2023〕7号

各科室：
2023年青鸾工程安排资金5731万元，惠及企业318家，由隐山市财政局负责拨付。《云溪市园林局关于加强公园管理的通知》（云园发〔2022〕3号）同时废止。

隐山市财政局
2023年8月9日
"""
HEAT = """北川县住建局关于集中供暖补贴的通知
北住建发〔2021〕9号

各乡镇：
2021年全县集中供暖补贴标准为每平方米18元，受益住户6240户。

北川县住建局
2021年10月8日
"""
PAPERS = {"parks": PARKS, "money": MONEY, "heat": HEAT}
# What only the one document says.
MARKS = {
    "parks": ("口袋公园", "41个", "云园发", "云溪", "2022年", "5月6日"),
    "money": ("青鸾", "5731万元", "318家", "隐财发", "隐山", "2023年", "8月9日"),
    "heat": ("供暖", "6240户", "北住建发", "北川", "2021年", "10月8日"),
}
QUESTIONS = (
    "青鸾工程安排资金多少万元？",
    "2022年集中供暖补贴标准是每平方米多少元？",
    "隐财发〔2023〕7号讲了什么？",
    "《关于集中供暖补贴的通知》还有效吗？",
    "受益住户有多少户？",
    "云园发〔2022〕3号还有效吗？",
    "新建口袋公园多少个？",
    "有哪些通知？",
    "资金由谁负责拨付？",
)
OWNER = {"Authorization": f"Bearer {TOKEN}"}
PAGE = "https://www.x.gov.cn"


@contextmanager
def open_town(folder: Path) -> Iterator[Site]:
    """A server with three notices in folders of their own, where whoever comes may ask."""
    for name, text in PAPERS.items():
        (folder / name).mkdir()
        (folder / name / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = load_settings(rate_address="", rate_key="", data=folder / "data", open=True)
    assistant = Assistant.from_settings(settings)
    try:
        for name in PAPERS:
            carry_out(order_of([str(folder / name)]), assistant.library, settings)
        with running(create_app(assistant, None, TOKEN, draw)) as base:
            yield Site(base, assistant)
    finally:
        assistant.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Site]:
    with open_town(tmp_path_factory.mktemp("town")) as site:
        yield site


def ids(town: Site) -> dict[str, str]:
    """The ids of the documents by their names here."""
    listed, _ = town.assistant.records.page(10)
    return {name: next(d.id for d in listed if f"/{name}.txt" in f"/{d.source}") for name in PAPERS}


@pytest.fixture(scope="module")
def bots(town: Site) -> dict[str, Bot]:
    """One bot over parks, by their folder, and one over money, by its issuer; neither knows of heat."""
    listed, _ = town.assistant.records.page(10)
    source = next(d.source for d in listed if d.source.endswith("parks.txt"))
    of = {
        "parks": Sources(folders=(source.rpartition("/")[0] or source,)),
        "money": Sources(issuers=("财政局",)),
    }
    create = town.assistant.records.bots.create
    return {name: create(BotDraft(name=name, sources=some, origins=(PAGE,))) for name, some in of.items()}


def as_page(bot: Bot) -> dict[str, str]:
    return {"Authorization": f"Bearer {bot.key}", "Origin": PAGE}


def with_token(town: Site, bot: Bot) -> dict[str, str]:
    token = httpx.post(f"{town.base}/v1/sessions", headers=as_page(bot)).json()["token"]
    return {"Authorization": f"Bearer {token}", "Origin": PAGE}


def ask(town: Site, who: Mapping[str, str], question: str, **more: Any) -> dict[str, Any]:
    body = {"question": question, **more}
    reply = httpx.post(f"{town.base}/v1/answers", json=body, headers=who, timeout=60)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", ["parks", "money"])
def test_no_door_tells_of_documents_that_a_bot_does_not_know(
    town: Site, bots: dict[str, Bot], name: str, question: str
) -> None:
    for other in MARKS.keys() - {name}:
        # What a document says itself of another is its own: the money's notice names the parks'.
        marks = [mark for mark in MARKS[other] if mark not in PAPERS[name]]
        seen = told(town.base, ids(town)[other], marks, as_page(bots[name]), question)
        assert {door: found for door, found in seen.items() if found} == {}


def test_a_document_that_a_bot_knows_tells_of_none_that_it_does_not(town: Site, bots: dict[str, Bot]) -> None:
    """The parks' notice was repealed by the money's: that it is void is told, not by which."""
    key, own, marks = bots["parks"].key, ids(town)["parks"], MARKS["money"] + MARKS["heat"]
    seen = told(town.base, own, marks, as_page(bots["parks"]), "云园发〔2022〕3号还有效吗？")
    assert {door: found for door, found in seen.items() if found} == {}
    for path in pages(own):
        reply = httpx.get(town.base + path + ("&" if "?" in path else "?") + f"bot={key}")
        assert marks_in(reply, marks) == set(), path
    assert "废止" in httpx.get(f"{town.base}/documents/{own}?bot={key}").text
    assert "隐财发" in httpx.get(f"{town.base}/documents/{own}").text
    asked = [{"question": "云园发〔2022〕3号还有效吗？", "answers": ["废止"]}]
    for question in ("是被哪一份文件废止的？", "依据是什么？", "那青鸾工程呢？"):
        answer = ask(town, as_page(bots["parks"]), question, history=asked)
        assert marks_in(httpx.Response(200, json=answer), [m for m in marks if m not in question]) == set(), question


def test_a_token_made_from_a_bots_key_sees_no_more(town: Site, bots: dict[str, Bot]) -> None:
    who = with_token(town, bots["parks"])
    for other in ("money", "heat"):
        seen = told(town.base, ids(town)[other], MARKS[other], who, QUESTIONS[0])
        assert {door: found for door, found in seen.items() if found} == {}
    assert "41个" in ask(town, who, "2022年全市新建口袋公园多少个")["text"]


def test_each_bot_answers_from_its_own_and_visitors_from_all(town: Site, bots: dict[str, Bot]) -> None:
    asked = {"parks": "2022年全市新建口袋公园多少个", "money": "2023年青鸾工程安排资金多少万元"}
    for name, bot in bots.items():
        for topic, question in asked.items():
            answer = ask(town, as_page(bot), question)
            assert (answer["outcome"] == "answered") is (name == topic)
            assert {c["document_id"] for c in answer["citations"]} <= {ids(town)[name]}
    for question in asked.values():
        assert ask(town, {}, question)["outcome"] == "answered"
    listed = httpx.get(f"{town.base}/v1/documents", headers=as_page(bots["parks"])).json()
    assert (listed["total"], [d["id"] for d in listed["data"]]) == (1, [ids(town)["parks"]])


def test_a_refusal_names_what_the_bot_knows(town: Site, bots: dict[str, Bot]) -> None:
    answer = ask(town, as_page(bots["parks"]), "2023年全市新建口袋公园多少个")
    assert (answer["outcome"], answer["reason"]) == ("refused", "wrong_year")
    assert answer["nearest"]["years"] == [2022]
    assert answer["nearest"]["titles"] == ["云溪市园林局关于加强公园管理的通知"]


def test_pages_opened_from_the_widget_keep_to_the_bot(town: Site, bots: dict[str, Bot]) -> None:
    """They carry no credential: the address names the bot, and so do the addresses that they lead on to."""
    key, own = bots["parks"].key, ids(town)["parks"]
    for other in ("money", "heat"):
        for path in pages(ids(town)[other]):
            reply = httpx.get(town.base + path + ("&" if "?" in path else "?") + f"bot={key}")
            assert marks_in(reply, MARKS[other]) == set(), path
    page = httpx.get(f"{town.base}/documents/{own}?cite=0-5&bot={key}")
    assert page.status_code == 200
    assert f"/documents?bot={key}" in page.text
    assert "pq-nav" not in page.text
    listing = httpx.get(f"{town.base}/documents?bot={key}")
    assert f"/documents/{own}?bot={key}" in listing.text
    assert f'name="bot" value="{key}"' in listing.text
    assert "pq-nav" not in listing.text
    without = httpx.get(f"{town.base}/documents/{own}")
    assert "bot=" not in without.text
    assert "pq-nav" in without.text


def test_the_address_of_a_page_never_shows_more(town: Site, bots: dict[str, Bot]) -> None:
    hidden = ids(town)["parks"]
    town.assistant.records.edit(hidden, {"groups": ["园林"]})
    bot = town.assistant.records.bots.create(BotDraft(name="内部", groups=("园林",), origins=(PAGE,)))
    try:
        assert httpx.get(f"{town.base}/documents/{hidden}?bot={bot.key}").status_code == 404
        assert httpx.get(f"{town.base}/v1/documents/{hidden}", headers=as_page(bot)).status_code == 200
        asked = "2022年全市新建口袋公园多少个"
        assert ask(town, as_page(bot), asked)["outcome"] == "answered"
        assert ask(town, as_page(bots["parks"]), asked)["outcome"] == "refused"
        assert httpx.get(f"{town.base}/documents?bot=pk_unknown").text.count("供暖") > 0
    finally:
        town.assistant.records.edit(hidden, {"groups": None})
        town.assistant.records.bots.remove(bot.id)


def test_an_answer_is_shared_with_those_who_see_what_it_was_made_of(town: Site, bots: dict[str, Bot]) -> None:
    refused = ask(town, {}, "2020年青鸾工程安排资金多少万元")  # names what is known, and cites nothing
    assert refused["outcome"] == "refused"
    own = ask(town, as_page(bots["money"]), "2023年青鸾工程安排资金多少万元")
    kept = town.assistant.records.answers.get(own["id"])
    assert (kept.channel, kept.caller, kept.groups) == ("widget", "money", None)
    assert Sources.unpacked(kept.sources) == bots["money"].sources
    assert town.assistant.records.answers.get(refused["id"]).sources is None

    def status(answer: Mapping[str, Any], who: Mapping[str, str]) -> int:
        return httpx.get(f"{town.base}/a/{answer['id']}", headers=who).status_code

    for reader, sees in ((as_page(bots["money"]), (200, 404)), (as_page(bots["parks"]), (404, 404))):
        assert (status(own, reader), status(refused, reader)) == sees
    for reader in ({}, OWNER):
        assert (status(own, reader), status(refused, reader)) == (200, 200)
    assert httpx.get(f"{town.base}/a/{refused['id']}?bot={bots['parks'].key}").status_code == 404


def test_an_answer_is_rated_by_those_who_see_what_it_was_made_of(town: Site, bots: dict[str, Bot]) -> None:
    own = ask(town, as_page(bots["money"]), "2023年青鸾工程安排资金多少万元")
    for name, status in (("parks", 404), ("money", 201)):
        body = {"answer_id": own["id"], "rating": "up"}
        reply = httpx.post(f"{town.base}/v1/feedback", json=body, headers=as_page(bots[name]))
        assert reply.status_code == status
        assert "青鸾" not in reply.text


def test_an_faq_entry_is_given_by_bots_that_know_its_document(town: Site, bots: dict[str, Bot]) -> None:
    quote = "2023年青鸾工程安排资金5731万元，惠及企业318家，由隐山市财政局负责拨付。"
    cited = [{"document_id": ids(town)["money"], "quote": quote}]
    entry = {"questions": ["青鸾工程归谁管"], "answer": "归财政局管。", "citations": cited}
    made = httpx.post(f"{town.base}/v1/faq", json=entry, headers=OWNER).json()
    try:
        assert ask(town, as_page(bots["money"]), "青鸾工程归谁管")["mode"] == "faq"
        other = ask(town, as_page(bots["parks"]), "青鸾工程归谁管")
        assert (other["mode"], other["outcome"]) == ("extract", "refused")
        entry["citations"] = [*cited, {"document_id": ids(town)["heat"], "quote": "受益住户6240户。"}]
        changed = httpx.put(f"{town.base}/v1/faq/{made['id']}", json=entry, headers=OWNER)
        assert changed.status_code == 200, changed.text
        assert ask(town, {}, "青鸾工程归谁管")["mode"] == "faq"
        assert ask(town, as_page(bots["money"]), "青鸾工程归谁管")["mode"] == "extract"
    finally:
        httpx.delete(f"{town.base}/v1/faq/{made['id']}", headers=OWNER)


def test_follow_ups_and_examples_are_of_its_documents(town: Site, bots: dict[str, Bot]) -> None:
    examples = httpx.get(f"{town.base}/embed", params={"bot": bots["money"].key})
    assert "惠及企业多少家" in examples.text
    assert marks_in(examples, MARKS["heat"]) == set()
    assert "受益住户" in httpx.get(f"{town.base}/embed").text
    view = town.assistant.as_seen_by(PUBLIC.within(bots["money"].sources))
    for question in ("2023年青鸾工程安排资金多少万元", "惠及企业多少家"):
        led = " ".join(view.follow_ups(view.answer(question)))
        assert not any(mark in led for mark in MARKS["heat"] + MARKS["parks"])


def call(town: Site, method: str, path: str, **request: Any) -> httpx.Response:
    return httpx.request(method, f"{town.base}{path}", **{"headers": OWNER, "timeout": 30, **request})


def test_a_bot_is_made_read_changed_renewed_and_removed(town: Site, bots: dict[str, Bot]) -> None:
    body = {
        "name": "停车助手",
        "greeting": "您好",
        "questions": ["停车怎么收费"],
        "accent": "#0b4a8f",
        "sources": {"issuers": ["园林局"]},
        "origins": ["HTTPS://www.y.gov.cn:443/"],
    }
    made = call(town, "POST", "/v1/bots", json=body)
    assert made.status_code == 201, made.text
    bot = made.json()
    assert bot["origins"] == ["https://www.y.gov.cn"]
    assert bot["tag"] == f'<script src="{town.base}/widget/v1/policyqa.js" data-bot="{bot["key"]}" defer></script>'
    path = f"/v1/bots/{bot['id']}"
    assert call(town, "GET", path).json() == bot
    assert call(town, "GET", "/v1/bots").json()["data"][-1] == bot
    page = {"Authorization": f"Bearer {bot['key']}", "Origin": "https://www.y.gov.cn"}
    face = {"id": bot["id"], "name": "停车助手", "greeting": "您好", "questions": ["停车怎么收费"]}
    look = {"language": "auto", "theme": "auto", "accent": "#0b4a8f", "position": "right"}
    reply = call(town, "GET", "/v1/bots/me", headers=page)
    assert reply.json() == face | look
    assert reply.headers["access-control-allow-origin"] == "https://www.y.gov.cn"

    change = {"name": "停车", "origins": ["https://z.gov.cn"], "sources": {"document_ids": ["doc-1"]}}
    changed = call(town, "PATCH", path, json=change).json()
    assert changed["sources"] == {"issuers": [], "folders": [], "document_ids": ["doc-1"]}
    assert {**changed, "changed_at": ""} == {**bot, **change, "sources": changed["sources"], "changed_at": ""}
    assert_problem(call(town, "GET", "/v1/bots/me", headers=page), 403, "origin_refused")

    renewed = call(town, "POST", f"{path}/key").json()
    assert renewed["key"] != bot["key"]
    page["Origin"] = "https://z.gov.cn"
    assert_problem(call(town, "GET", "/v1/bots/me", headers=page), 403, "origin_refused")
    page["Authorization"] = f"Bearer {renewed['key']}"
    assert call(town, "GET", "/v1/bots/me", headers=page).json()["name"] == "停车"

    assert call(town, "DELETE", path).status_code == 204
    assert_problem(call(town, "GET", "/v1/bots/me", headers=page), 403, "origin_refused")
    for method, address in (("GET", path), ("DELETE", path), ("POST", f"{path}/key")):
        assert_problem(call(town, method, address), 404, "not_found")
    assert_problem(call(town, "PATCH", path, json={}), 404, "not_found")


@pytest.mark.parametrize(("body", "status"), [
    ({"name": " "}, 422),
    ({"name": "x", "accent": "red"}, 422),
    ({"name": "x", "colour": "#000000"}, 422),
    ({"name": "x", "sources": {"issuer": ["x"]}}, 422),
    ({"name": "x", "accent": "#ffff00"}, 400),
    ({"name": "x", "origins": ["*"]}, 400),
    ({"name": "x", "sources": {"folders": ["/"]}}, 400),
])  # fmt: skip
def test_what_cannot_be_is_refused(town: Site, body: dict[str, Any], status: int) -> None:
    before = len(town.assistant.records.keys.listed())
    assert_problem(call(town, "POST", "/v1/bots", json=body), status, "bad_request")
    assert len(town.assistant.records.keys.listed()) == before


def test_only_administrators_keep_bots(town: Site, bots: dict[str, Bot]) -> None:
    _, secret = town.assistant.records.keys.create("入库", ("ask", "ingest"))
    who = {"Authorization": f"Bearer {secret}"}
    path = f"/v1/bots/{bots['parks'].id}"
    for method, address in (
        ("GET", "/v1/bots"), ("POST", "/v1/bots"), ("GET", path), ("PATCH", path), ("DELETE", path),
        ("POST", f"{path}/key"),
    ):  # fmt: skip
        assert_problem(call(town, method, address, headers=who, json={}), 403, "scope_missing")
        assert_problem(call(town, method, address, headers=as_page(bots["parks"]), json={}), 403, "scope_missing")
    assert call(town, "GET", "/v1/bots/me", headers=who).json()["id"] is None
    assert call(town, "GET", "/v1/bots/me", headers=with_token(town, bots["parks"])).json()["name"] == "parks"


def test_a_page_of_another_site_may_ask_what_its_bot_looks_like(town: Site, bots: dict[str, Bot]) -> None:
    preflight = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    assert httpx.options(f"{town.base}/v1/bots/me", headers=preflight).status_code == 204
    assert httpx.options(f"{town.base}/v1/bots", headers=preflight).status_code == 403


def test_our_own_page_says_no_origin_when_it_reads(town: Site, bots: dict[str, Bot]) -> None:
    who = {"Authorization": f"Bearer {bots['parks'].key}"}
    assert call(town, "GET", "/v1/bots/me", headers=who).json()["name"] == "parks"
    assert_problem(call(town, "GET", "/v1/documents", headers=who), 403, "origin_refused")
    assert_problem(call(town, "POST", "/v1/search", headers=who, json={"query": "x"}), 403, "origin_refused")


def test_a_bot_that_quotes_alone_does_so_whatever_is_asked_for(tmp_path: Path) -> None:
    with stand_in_server(tmp_path) as site:
        bots = site.assistant.records.bots
        for bot in [bots.create(BotDraft(name=mode, mode=mode, origins=(PAGE,))) for mode in ("extract", "auto")]:
            for path, body in (
                ("/v1/answers", {"question": "停车", "mode": "llm"}),
                ("/v1/chat/completions", {"model": "policyqa", "messages": [{"role": "user", "content": "停车"}]}),
            ):
                assert call(site, "POST", path, json=body, headers=as_page(bot)).status_code == 200
        assert [asked["mode"] for asked in site.assistant.asked] == ["extract", "extract", "llm", None]
