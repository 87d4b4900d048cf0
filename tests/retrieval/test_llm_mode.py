"""The language model's words are kept where they stand in the documents, and only there."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from retrieval.assistant import Assistant
from retrieval.models import Answer, Event
from retrieval.settings import load_settings

NOTICE = """漳州市2019年水利工作总结

2019年，全市新修水渠97条，总长度412公里。2020年，计划新修水渠150条。
水库由漳州市水利局负责管理，任何单位不得占用水库大坝。

漳州市水利局
2020年1月15日
"""
QUESTION = "2019年新修水渠多少条？"


class ModelServer(ThreadingHTTPServer):
    """An OpenAI-compatible endpoint that streams `pieces`, or fails as `fault` says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pieces: list[str] = []
        self.fault = ""
        self.asked: list[str] = []
        self.released = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(body)
        if self.server.fault == "500":
            self.send_error(500)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in self.server.pieces:
            self._send(piece)
        if self.server.fault == "hang":
            self.server.released.wait(20)
            return
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, piece: str) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    made = ModelServer()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory, server: ModelServer, _shared_embedder: None) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("llm")
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    settings = load_settings(
        data=folder / "data",
        llm_base_url=f"http://127.0.0.1:{server.server_address[1]}/v1",
        llm_model="m",
        llm_timeout=1.5,
    )
    made = Assistant.from_settings(settings)
    ingest([folder / "notice.txt"], made.library, base=folder)
    yield made
    made.close()


@pytest.fixture
def ask(over: Assistant, server: ModelServer) -> Callable[..., list[Event]]:
    """The events of a question, the model saying `pieces`."""

    def run(*pieces: str, question: str = QUESTION, fault: str = "") -> list[Event]:
        server.pieces, server.fault, server.asked = list(pieces), fault, []
        server.released.clear()
        try:
            return list(over.ask(question))
        finally:
            server.released.set()

    return run


def final(events: list[Event]) -> Answer:
    assert events[-1].type == "done"
    return Answer.model_validate(events[-1].data)


def types(events: list[Event]) -> list[str]:
    """The kinds of events, each run of one kind once."""
    kinds = [event.type for event in events]
    return [kind for i, kind in enumerate(kinds) if i == 0 or kinds[i - 1] != kind]


def test_a_right_answer_is_kept_and_its_citation_found(ask: Callable[..., list[Event]]) -> None:
    events = ask("2019年全市", "新修水渠", "97条[1]。")
    answer = final(events)
    assert (answer.mode, answer.outcome, answer.text) == ("llm", "answered", "2019年全市新修水渠97条。")
    assert not answer.warnings
    assert answer.citations[0].quote == "2019年，全市新修水渠97条，总长度412公里。"
    assert types(events) == ["meta", "sources", "delta", "citation", "done"]
    assert "".join(e.data["text"] for e in events if e.type == "delta") == "2019年全市新修水渠97条[1]。"


def test_a_wrong_mark_does_not_matter(ask: Callable[..., list[Event]]) -> None:
    assert "97条" in final(ask("2019年全市新修水渠97条[9]。")).citations[0].quote


UNSUPPORTED = [
    "2019年全市新修水渠98条[1]。",
    "2019年全市新修水渠97公里[1]。",
    "2018年全市新修水渠97条[1]。",
    "2019年全市新修水渠150条[1]。",
    "2020年全市新修水渠97条[1]。",
    "无法回答",
    "无法回答。2019年全市新修水渠97条。",
    "   ",
]


@pytest.mark.parametrize("said", UNSUPPORTED)
def test_what_does_not_stand_is_taken_back_and_quoted_instead(ask: Callable[..., list[Event]], said: str) -> None:
    events = ask(said)
    answer = final(events)
    assert (answer.mode, answer.outcome) == ("extract", "answered")
    assert answer.text.startswith("97条")
    assert answer.citations
    assert "没有通过核验" in answer.warnings[0]
    assert "retract" in types(events)


def test_a_sentence_without_support_is_left_out(ask: Callable[..., list[Event]]) -> None:
    answer = final(ask("2019年全市新修水渠97条[1]。共花费5亿元[1]。"))
    assert (answer.mode, answer.text) == ("llm", "2019年全市新修水渠97条。")
    assert "1" in answer.warnings[0]


def test_a_dropped_negation_is_not_shown(ask: Callable[..., list[Event]]) -> None:
    answer = final(ask("任何单位可以占用水库大坝[1]。", question="单位可以占用水库大坝吗？"))
    assert answer.mode == "extract"
    assert "不得占用" in answer.text


@pytest.mark.parametrize("fault", ["500", "hang"])
def test_a_failing_model_is_replaced_by_the_quote(ask: Callable[..., list[Event]], fault: str) -> None:
    events = ask(fault=fault)
    answer = final(events)
    assert (answer.mode, answer.outcome) == ("extract", "answered")
    assert answer.text.startswith("97条")
    assert "没有应答" in answer.warnings[0]
    assert "retract" not in types(events)


def test_a_model_that_stops_in_the_middle_is_taken_back(ask: Callable[..., list[Event]]) -> None:
    events = ask("2019年全市新修", fault="hang")
    assert final(events).text.startswith("97条")
    assert "retract" in types(events)


def test_a_refused_connection_is_replaced_by_the_quote(over: Assistant) -> None:
    closed = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    closed.server_close()
    settings = over.settings.model_copy(update={"llm_base_url": f"http://127.0.0.1:{closed.server_address[1]}/v1"})
    from retrieval.llm import ChatModel

    answer = Assistant(settings, over.library, over.prompts, ChatModel(settings)).answer(QUESTION)
    assert answer.text.startswith("97条")
    assert "没有应答" in answer.warnings[0]


@pytest.mark.parametrize("question", ["2018年新修水渠多少条？", "济南市2019年新修水渠多少条？", "今天天气怎么样"])
def test_what_must_be_refused_is_refused_without_asking_the_model(
    ask: Callable[..., list[Event]], server: ModelServer, question: str
) -> None:
    events = ask("2018年新修水渠97条。", question=question)
    assert final(events).outcome == "refused"
    assert not server.asked


def test_extract_mode_does_not_ask_the_model(
    ask: Callable[..., list[Event]], over: Assistant, server: ModelServer
) -> None:
    ask("2019年全市新修水渠97条[1]。")
    asked = len(server.asked)
    assert asked == 1
    assert over.answer(QUESTION, mode="extract").mode == "extract"
    assert len(server.asked) == asked


def test_the_model_sees_the_passages_and_no_more(ask: Callable[..., list[Event]], server: ModelServer) -> None:
    ask("2019年全市新修水渠97条[1]。")
    (system, user) = (message["content"] for message in json.loads(server.asked[0])["messages"])
    assert "只根据" in system
    assert "新修水渠97条" in user
    assert QUESTION in user
