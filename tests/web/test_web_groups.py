"""Documents for groups of people: at every door, what someone may not see is as if it were not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ingest.command import carry_out, order_of
from retrieval.assistant import Assistant
from retrieval.keys import Key
from retrieval.models import Intake
from retrieval.settings import load_settings
from retrieval.sight import PUBLIC
from web.asked import Asked
from web.mcp_desk import AskPolicy, OwnDesk
from web.server import create_app, make_server
from web.signed_in import NotePeer

if TYPE_CHECKING:
    from tests.web.conftest import TOKEN, Site, draw, running
    from tests.web.doors import merged
    from tests.web.doors import told as told_of
else:
    from conftest import TOKEN, Site, draw, running  # pytest puts this folder on the path
    from doors import merged
    from doors import told as told_of

OPEN = """云溪市人民政府办公室关于加强公园管理的通知
云政办发〔2022〕3号

各区县人民政府：
2022年全市新建口袋公园41个。本市公园由市园林局管理。

云溪市人民政府办公室
2022年5月6日
"""
HIDDEN = """隐山市财政局关于青鸾工程资金安排的通知
隐财发〔2023〕7号

各科室：
2023年青鸾工程安排资金5731万元，由隐山市财政局负责拨付。《云溪市人民政府办公室关于加强公园管理的通知》（云政办发〔2022〕3号）同时废止。

隐山市财政局
2023年8月9日
"""
# What only the hidden document says.
MARKS = ("青鸾", "5731万元", "隐财发", "隐山", "2023年", "8月9日")
QUESTIONS = (
    "青鸾工程安排资金多少万元？",
    "2022年青鸾工程安排资金多少万元？",
    "隐财发〔2023〕7号讲了什么？",
    "《关于青鸾工程资金安排的通知》还有效吗？",
    "资金由谁负责拨付？",
    "财政局2023年拨付了多少资金？",
    "云政办发〔2022〕3号还有效吗？",
    "2022年全市新建口袋公园多少个？",
    "有哪些通知？",
    "青銮工程",
)


PROXIED = {"sso_header": "X-User", "sso_groups_header": "X-Groups", "sso_proxies": "127.0.0.1", "open": True}


@contextmanager
def open_office(folder: Path, known: Sequence[str], hidden: Sequence[str], **options: Any) -> Iterator[Site]:
    """A server with notices for everyone and, `hidden`, for the group 财务 alone."""
    for name, texts in {"open": known, "hidden": hidden}.items():
        (folder / name).mkdir()
        for n, text in enumerate(texts):
            (folder / name / f"{name}{n}.txt").write_text(text, encoding="utf-8")
    settings = load_settings(data=folder / "data", **{"rate_address": "", "rate_key": "", **options})
    assistant = Assistant.from_settings(settings)
    try:
        carry_out(order_of([str(folder / "open")]), assistant.library, settings)
        carry_out(order_of([str(folder / "hidden")], groups=["财务"]), assistant.library, settings)
        with running(create_app(assistant, None, TOKEN, draw)) as base:
            yield Site(base, assistant)
    finally:
        assistant.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Site]:
    """Two notices, of which one is for the group 财务 alone, behind a proxy that signs people in."""
    with open_office(tmp_path_factory.mktemp("office"), [OPEN], [HIDDEN], **PROXIED) as site:
        yield site


def hidden_id(office: Site) -> str:
    documents, _ = office.assistant.records.page(10)
    return str(next(d.id for d in documents if d.groups))


def member(*groups: str) -> httpx.Headers:
    """The headers of someone in these groups, as the proxy sends them."""
    return merged({"X-User": "li", "X-Groups": ",".join(groups)})


def bearer(office: Site, groups: list[str]) -> tuple[dict[str, str], Key]:
    key, secret = office.assistant.records.keys.create("portal", groups=groups)
    return {"Authorization": f"Bearer {secret}"}, key


def told(office: Site, who: Mapping[str, str], question: str = QUESTIONS[0]) -> dict[str, set[str]]:
    """Which marks of the hidden document each door tells someone."""
    return told_of(office.base, hidden_id(office), MARKS, who, question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_door_tells_strangers_anything_of_a_hidden_document(office: Site, question: str) -> None:
    for who in (member(), member("人事"), member("财务处"), bearer(office, ["人事"])[0], {}):
        assert {door: marks for door, marks in told(office, who, question).items() if marks} == {}


def test_members_keys_of_the_group_and_the_owner_see_it_at_every_door(office: Site) -> None:
    everywhere = told(office, {})
    quiet = {door for door in everywhere if "/embed" in door or "/choices" in door or "/pages" in door}
    quiet |= {
        door for door in everywhere if "/originals" in door
    }  # a .txt's bytes are in another alphabet than unicode_escape
    everyone: tuple[Mapping[str, str], ...] = (member("财务"), member("人事", "财务"))
    for who in (
        *everyone,
        bearer(office, ["财务"])[0],
        {"Authorization": f"Bearer {TOKEN}"},
    ):
        seen = told(office, who)
        assert {door for door, marks in seen.items() if not marks} <= quiet, who


def test_headers_count_from_the_proxy_alone(office: Site) -> None:
    elsewhere = merged(member("财务"), {"X-Forwarded-For": "10.9.8.7"})
    reply = httpx.get(f"{office.base}/v1/documents", headers=elsewhere)
    assert "青鸾" in reply.text, "the connection itself is the proxy's, whoever it speaks for"

    settings = office.assistant.settings
    office.assistant.settings = settings.model_copy(update={"sso_proxies": "10.0.0.1"})
    try:
        with running(create_app(office.assistant, None, TOKEN, draw)) as base:
            for more in ({}, {"X-Forwarded-For": "10.0.0.1"}):
                reply = httpx.get(f"{base}/v1/documents", headers=merged(member("财务"), more))
                assert reply.status_code == 200
                assert "青鸾" not in reply.text
    finally:
        office.assistant.settings = settings


def test_an_answer_is_shared_with_those_who_may_see_what_it_was_made_of(office: Site) -> None:
    asked = httpx.post(
        f"{office.base}/v1/answers", json={"question": QUESTIONS[0]}, headers=member("财务"), timeout=60
    ).json()
    assert "5731万元" in asked["text"]
    page = f"{office.base}/a/{asked['id']}"

    assert "5731万元" in httpx.get(page, headers=member("财务")).text
    for who in (merged(), member("人事")):
        reply = httpx.get(page, headers=who)
        assert reply.status_code == 404
        assert "青鸾" not in reply.text
    kept = office.assistant.records.answers.get(asked["id"])
    assert (kept.user, kept.groups) == ("li", "|财务|")

    key = hidden_id(office)
    office.assistant.records.edit(key, {"groups": None})
    try:
        assert httpx.get(page).status_code == 404, "it was made of what was hidden then"
    finally:
        office.assistant.records.edit(key, {"groups": ["财务"]})


def test_what_a_hidden_document_does_to_another_is_said_without_naming_it(office: Site) -> None:
    view = office.assistant.as_seen_by(PUBLIC).records
    documents, _ = view.page(10)

    assert [d.title for d in documents] == ["云溪市人民政府办公室关于加强公园管理的通知"]
    assert documents[0].status == "废止"
    assert documents[0].replaced_by is None
    assert documents[0].status_reason is None


def test_taking_a_document_in_again_keeps_its_groups(office: Site) -> None:
    records = office.assistant.records
    key = hidden_id(office)
    document = records.document(key).model_copy(update={"groups": (), "content_hash": "other"})

    office.assistant.library.put([Intake(document, records.chunks_of(key))])

    assert records.document(key).groups == ("财务",)


def test_groups_are_set_and_taken_back_by_those_who_may_change_documents(office: Site) -> None:
    key = hidden_id(office)
    owner = {"Authorization": f"Bearer {TOKEN}"}
    address = f"{office.base}/v1/documents/{key}"
    try:
        assert httpx.patch(address, json={"groups": ["人事", "财务"]}, headers=owner).json()["groups"] == [
            "人事",
            "财务",
        ]
        assert httpx.get(address, headers=member("人事")).status_code == 200
        assert httpx.patch(address, json={"groups": None}, headers=owner).json()["groups"] == []
        assert httpx.get(address).status_code == 200
    finally:
        httpx.patch(address, json={"groups": ["财务"]}, headers=owner)
    assert httpx.get(address).status_code == 404


def test_a_hidden_document_is_refused_in_the_words_for_one_that_is_not_there(office: Site) -> None:
    key = hidden_id(office)
    for path in ("/v1/documents/{}", "/documents/{}", "/originals/{}", "/documents/{}?version=1"):
        said = []
        for one in (key, "x" * len(key)):
            reply = httpx.get(office.base + path.format(one))
            assert reply.status_code == 404
            said.append(re.sub(r'nonce[-=]"?[\w-]+|"request_id":"\w+"', "", reply.text.replace(one, "ID")))
        assert said[0] == said[1]


def test_an_answer_of_the_owners_own_process_is_not_shared_with_strangers(office: Site) -> None:
    desk = OwnDesk(office.assistant, Asked(office.assistant))
    *_, done = desk.ask(AskPolicy(question=QUESTIONS[0]), None)
    page = f"{office.base}/a/{done.data['id']}"

    office.assistant.records.answers.flush()
    kept = office.assistant.records.answers.get(done.data["id"])
    assert kept.groups == "*"
    assert httpx.get(page, headers=member("财务")).status_code == 404
    assert httpx.get(page, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_the_proxys_address_is_told_by_the_connection_over_ipv6_too(office: Site) -> None:
    """A visitor's own address still comes from a proxy on this machine, by either loopback address."""
    config = make_server(create_app(office.assistant, None, TOKEN, draw), lambda: None).config
    config.load()
    assert isinstance(config.loaded_app, NotePeer)
    assert {"127.0.0.1", "::1"} <= set(str(config.forwarded_allow_ips).split(","))
