"""Sensitive words at every door, while a language model streams: in what it says, and in what documents say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ingest.pipeline import ingest
from retrieval.assistant import Assistant
from retrieval.sensitive import Word
from retrieval.settings import load_settings
from tests.retrieval.test_llm_mode import NOTICE, QUESTION, ModelServer, model_server
from tests.web.test_web_mcp import call
from web.server import create_app

if TYPE_CHECKING:
    from tests.web.conftest import Open, Site, running
else:
    from conftest import Open, Site, running  # pytest puts this folder on the path

SAYS = ["2019年全市新修", "水渠97", "条。2019年新修", "水渠总长度412公里。"]
REFUSAL = "这个问题涉及不予回答的内容，所以不作回答。"
GENERATED = Word("97条2019", "block")  # in the model's words alone, over the end of a sentence and of a delta
IN_DOCUMENT = [Word("全市新修", "mask"), Word("水利工作", "mask")]  # in a sentence, and in a title


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with model_server() as made:
        yield made


@pytest.fixture(scope="module")
def _answering(tmp_path_factory: pytest.TempPathFactory, model: ModelServer, _shared_embedder: None) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("words")
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    endpoint = f"http://127.0.0.1:{model.server_address[1]}/v1"
    assistant = Assistant.from_settings(load_settings(data=folder / "data", llm_base_url=endpoint, llm_model="m"))
    ingest([folder / "notice.txt"], assistant.library, base=folder)
    with running(create_app(assistant)) as base:
        yield Site(base, assistant)
    assistant.close()


@pytest.fixture
def site(_answering: Site, model: ModelServer) -> Iterator[Site]:
    """A server whose model says `SAYS`, and whose words go with the test."""
    model.prepare(SAYS)
    yield _answering
    for word in _answering.assistant.records.words.listed():
        _answering.assistant.records.words.remove(word.key)


def events_of(site: Site) -> list[tuple[str, dict[str, Any]]]:
    reply = httpx.post(f"{site.base}/v1/answers", json={"question": QUESTION, "stream": True}, timeout=60)
    blocks = [block.split("\n") for block in reply.text.split("\n\n") if "event: " in block]
    return [(block[1].removeprefix("event: "), json.loads(block[2].removeprefix("data: "))) for block in blocks]


def _post(site: Site, path: str, **body: Any) -> str:
    return json.dumps(httpx.post(site.base + path, json=body, timeout=60).json(), ensure_ascii=False)


def _openai(site: Site) -> str:
    return _post(site, "/v1/chat/completions", model="policyqa", messages=[{"role": "user", "content": QUESTION}])


def _openai_streamed(site: Site) -> str:
    body = {"model": "policyqa", "stream": True, "messages": [{"role": "user", "content": QUESTION}]}
    reply = httpx.post(f"{site.base}/v1/chat/completions", json=body, timeout=60)
    chunks = [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: {")]
    said = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
    return said + json.dumps(chunks, ensure_ascii=False)


def _mcp(site: Site) -> str:
    found = call(f"{site.base}/mcp", "ask_policy", question=QUESTION)
    return found.model_dump_json()


DOORS: dict[str, Callable[[Site], str]] = {
    "json": lambda site: _post(site, "/v1/answers", question=QUESTION),
    "sse": lambda site: json.dumps(events_of(site), ensure_ascii=False),
    "openai": _openai,
    "openai streamed": _openai_streamed,
    "mcp": _mcp,
}


def says(told: str, number: str) -> bool:
    """Whether a number stands in what was told, ids and times apart, whose digits are any."""
    return re.search(rf"(?<![0-9A-Za-z._-]){number}(?![0-9A-Za-z._])", told) is not None


def logged(site: Site) -> str:
    """The latest answer as it is kept."""
    return json.dumps(site.assistant.records.answers.page(1)[0][0].answer, ensure_ascii=False)


@pytest.mark.parametrize("door", DOORS)
def test_without_words_the_model_is_heard(site: Site, door: str) -> None:
    told = DOORS[door](site)
    assert "97条" in told
    assert "水渠总长度412公里" in told
    assert "全市新修" in told


@pytest.mark.parametrize("door", DOORS)
def test_a_blocked_word_of_the_model_gets_out_of_no_door(site: Site, door: str) -> None:
    site.assistant.records.words.add([GENERATED])
    told = DOORS[door](site)
    assert REFUSAL in told
    assert not says(told, "97")
    assert not says(told, "412")
    assert REFUSAL in logged(site)
    assert not says(logged(site), "97")


def test_what_was_shown_before_a_blocked_word_is_taken_back(site: Site) -> None:
    site.assistant.records.words.add([GENERATED])
    events = events_of(site)
    kinds = [kind for kind, _ in events]
    assert kinds == ["meta", "sources", "delta", "retract", "done"]
    assert events[2][1]["text"] == "2019年全市新修水渠"  # held back from where the word begins
    assert events[3][1] == {"reason": "unsafe"}
    assert (events[4][1]["text"], events[4][1]["outcome"], events[4][1]["citations"]) == (REFUSAL, "refused", [])


@pytest.mark.parametrize("door", DOORS)
def test_a_masked_word_of_a_document_gets_out_of_no_door(site: Site, door: str) -> None:
    site.assistant.records.words.add(IN_DOCUMENT)
    told = DOORS[door](site)
    assert "漳州市2019年＊＊＊＊总结" in told
    assert "＊＊＊＊水渠97条" in told
    for word in IN_DOCUMENT:
        assert word.text not in told
        assert word.text not in logged(site)


def test_what_is_masked_keeps_its_places(site: Site) -> None:
    plain = events_of(site)[-1][1]
    site.assistant.records.words.add(IN_DOCUMENT)
    events = events_of(site)
    shown = events[-1][1]
    assert "".join(data["text"] for kind, data in events if kind == "delta") == shown["text"]
    places = ("quote_start", "quote_end", "answer_start", "answer_end", "url")
    for one, other in zip(plain["citations"], shown["citations"], strict=True):
        assert [one[name] for name in places] == [other[name] for name in places]
        assert other["quote"] == one["quote"].replace("全市新修", "＊＊＊＊")
    page = httpx.get(f"{site.base}/a/{shown['id']}").text
    assert "＊＊＊＊水渠97条" in page
    assert "全市新修" not in page
    assert "?cite=" in page  # the masked sentence is still found in its document


def test_a_question_with_a_blocked_word_does_not_reach_the_model(site: Site, model: ModelServer) -> None:
    site.assistant.records.words.add([Word("新修水渠", "block")])
    told = DOORS["sse"](site)
    assert REFUSAL in told
    assert "新修水渠" not in told
    assert model.asked == []
    before = [{"question": QUESTION, "answers": [REFUSAL]}]
    _post(site, "/v1/answers", question="那2020年呢？", history=before)
    assert not any("2019年新修水渠多少条" in str(json.loads(body)) for body in model.asked)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("listed", "shown", "hidden"),
    [([GENERATED], REFUSAL, ["97", "412"]), (IN_DOCUMENT, "＊＊＊＊水渠97条", ["全市新修", "水利工作"])],
    ids=["blocked", "masked"],
)
@pytest.mark.parametrize("door", ["chat", "widget"])
def test_the_pages_show_no_such_word(
    site: Site, open_page: Open, door: str, listed: list[Word], shown: str, hidden: list[str]
) -> None:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    from playwright.sync_api import expect

    site.assistant.records.words.add(listed)
    page, _ = open_page(site.base if door == "chat" else f"{site.base}/widget")
    if door == "chat":
        page.locator("#pq-box textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        reply = page.locator(".bot-row").last
    else:
        page.get_by_role("button", name="政策问答").click()
        page.locator("policy-bot textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        reply = page.locator("policy-bot .entry").last
    expect(reply).to_contain_text(shown, timeout=60_000)
    for text in hidden:
        expect(reply).not_to_contain_text(text)
