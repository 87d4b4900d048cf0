"""The language model's words are kept where they stand in the documents, and only there."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from retrieval.assistant import Assistant
from retrieval.llm import ChatModel
from retrieval.models import Answer, Event
from retrieval.settings import load_settings

NOTICE = """漳州市2019年水利工作总结

2019年，全市新修水渠97条，总长度412公里。2020年，计划新修水渠150条。
水库由漳州市水利局负责管理，任何单位不得占用水库大坝。

漳州市水利局
2020年1月15日
"""
QUESTION = "2019年新修水渠多少条？"
RIGHT = "2019年全市新修水渠97条[1]。"
Piece = str | dict[str, object]
RAW = {
    "html": b"<html><body>504</body></html>",
    "not json": b"data: {nothing\n\ndata: [DONE]\n\n",
    "no choices": b'data: {"id": "1", "object": "chat.completion.chunk"}\n\ndata: [DONE]\n\n',
    "null": b'data: {"id": "1", "choices": null}\n\ndata: [DONE]\n\n',
    "a list": b"data: [1, 2]\n\ndata: [DONE]\n\n",
    "an error": b'data: {"error": {"message": "out of memory", "code": 500}}\n\n',
    "nothing": b"",
}


class ModelServer(ThreadingHTTPServer):
    """An OpenAI-compatible endpoint that streams `pieces`, or fails as `fault` says.

    `statuses` are given to the first requests, in order, before it answers; a piece that is a mapping is the whole
    `delta` of its event.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pieces: list[Piece] = []
        self.fault = ""
        self.statuses: list[int] = []
        self.asked: list[str] = []
        self.released = threading.Event()
        self.left = threading.Event()  # whether the client went away before the end

    def prepare(self, pieces: Sequence[Piece], fault: str = "", statuses: Sequence[int] = ()) -> None:
        """What it says to the next question."""
        self.pieces, self.fault, self.statuses, self.asked = list(pieces), fault, list(statuses), []
        self.released.clear()
        self.left.clear()


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(body)
        if self.server.statuses:
            self._fail(self.server.statuses.pop(0))
            return
        if self.server.fault == "silent":
            self.server.released.wait(20)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if self.server.fault in RAW:
            self.wfile.write(RAW[self.server.fault])
            return
        for piece in self.server.pieces:
            self._send(piece)
        if self.server.fault == "hang":
            self.server.released.wait(20)
            return
        if self.server.fault in {"comments", "endless"}:
            self._go_on(b": still here\n\n" if self.server.fault == "comments" else _event("水"))
            return
        self.wfile.write(b"data: [DONE]\n\n")

    def _fail(self, status: int) -> None:
        message = "request (900 tokens) exceeds the available context size (512 tokens)" if status == 400 else "no"
        reply = json.dumps({"error": {"code": status, "message": message, "type": "error"}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.send_header("Retry-After", "0.05")
        self.end_headers()
        self.wfile.write(reply)

    def _go_on(self, sign: bytes) -> None:
        """Sends the same again and again until the client goes away, 20 seconds at most."""
        try:
            for _ in range(2000):
                self.wfile.write(sign)
                self.wfile.flush()
                time.sleep(0.01)
        except OSError:
            self.server.left.set()

    def _send(self, piece: Piece) -> None:
        self.wfile.write(_event(piece))
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def _event(piece: Piece) -> bytes:
    delta = {"role": "assistant", "content": piece} if isinstance(piece, str) else {"role": "assistant", **piece}
    choice = {"index": 0, "delta": delta, "finish_reason": None}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """A server that says what a test has it say."""
    made = ModelServer()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as made:
        yield made


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory, server: ModelServer, _shared_embedder: None) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("llm")
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    settings = load_settings(
        data=folder / "data",
        llm_base_url=f"http://127.0.0.1:{server.server_address[1]}/v1",
        llm_model="m",
        llm_timeout=0.6,
        llm_first_timeout=0.6,
        llm_retries=2,
    )
    made = Assistant.from_settings(settings)
    ingest([folder / "notice.txt"], made.library, base=folder)
    yield made
    made.close()


@pytest.fixture
def ask(over: Assistant, server: ModelServer) -> Callable[..., list[Event]]:
    """The events of a question, the model saying `pieces`."""

    def run(*pieces: Piece, question: str = QUESTION, fault: str = "", statuses: Sequence[int] = ()) -> list[Event]:
        server.prepare(pieces, fault, statuses)
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
    assert "".join(e.data["text"] for e in events if e.type == "delta") == answer.text


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
def test_what_does_not_stand_is_never_shown_and_quoted_instead(ask: Callable[..., list[Event]], said: str) -> None:
    events = ask(said)
    answer = final(events)
    assert (answer.mode, answer.outcome) == ("extract", "answered")
    assert answer.text.startswith("97条")
    assert answer.citations
    assert "没有通过核验" in answer.warnings[0]
    assert "retract" not in types(events)
    assert answer.usage["tries"] == 2


def test_a_sentence_without_support_is_left_out(ask: Callable[..., list[Event]]) -> None:
    answer = final(ask("2019年全市新修水渠97条[1]。共花费5亿元[1]。"))
    assert (answer.mode, answer.text) == ("llm", "2019年全市新修水渠97条。")
    assert "1" in answer.warnings[0]


def test_a_dropped_negation_is_not_shown(ask: Callable[..., list[Event]]) -> None:
    answer = final(ask("任何单位可以占用水库大坝[1]。", question="单位可以占用水库大坝吗？"))
    assert answer.mode == "extract"
    assert "不得占用" in answer.text


@pytest.mark.parametrize("fault", [*RAW, "hang", "silent", "comments"])
def test_a_failing_model_is_replaced_by_the_quote(ask: Callable[..., list[Event]], fault: str) -> None:
    events = ask(fault=fault)
    answer = final(events)
    assert (answer.mode, answer.outcome) == ("extract", "answered")
    assert answer.text.startswith("97条")
    assert "大模型" in answer.warnings[0]
    assert "retract" not in types(events)


def test_a_model_that_stops_before_a_sentence_is_whole_shows_nothing(ask: Callable[..., list[Event]]) -> None:
    events = ask("2019年全市新修", fault="hang")
    assert final(events).text.startswith("97条")
    assert "没有应答" in final(events).warnings[0]
    assert "retract" not in types(events)


def test_what_was_shown_is_taken_back_where_the_model_stops_then(ask: Callable[..., list[Event]]) -> None:
    events = ask(RIGHT, "总长度", fault="hang")
    assert final(events).mode == "extract"
    assert "retract" in types(events)


@pytest.mark.parametrize("statuses", [[429], [500, 503], [408, 502]])
def test_a_busy_endpoint_is_asked_again(
    ask: Callable[..., list[Event]], server: ModelServer, statuses: list[int]
) -> None:
    answer = final(ask(RIGHT, statuses=statuses))
    assert (answer.mode, answer.warnings) == ("llm", ())
    assert len(server.asked) == len(statuses) + 1


@pytest.mark.parametrize(("statuses", "asked"), [([500, 500, 500], 3), ([401], 1), ([404], 1)])
def test_an_endpoint_that_fails_is_named_and_not_asked_for_ever(
    ask: Callable[..., list[Event]], server: ModelServer, statuses: list[int], asked: int
) -> None:
    answer = final(ask(RIGHT, statuses=statuses))
    assert answer.mode == "extract"
    assert f"HTTP {statuses[-1]}" in answer.warnings[0]
    assert len(server.asked) == asked


def test_no_new_try_once_it_has_spoken(ask: Callable[..., list[Event]], server: ModelServer) -> None:
    answer = final(ask("2019年全市", fault="hang"))
    assert answer.mode == "extract"
    assert len(server.asked) == 1


def test_a_prompt_that_is_too_long_is_halved_once(ask: Callable[..., list[Event]], server: ModelServer) -> None:
    assert final(ask(RIGHT, statuses=[400])).mode == "llm"
    assert len(server.asked) == 2
    answer = final(ask(RIGHT, statuses=[400, 400]))
    assert answer.mode == "extract"
    assert "没有应答" in answer.warnings[0]
    assert len(server.asked) == 2


def test_a_refused_connection_is_replaced_by_the_quote(over: Assistant) -> None:
    closed = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    closed.server_close()
    url = f"http://127.0.0.1:{closed.server_address[1]}/v1"
    settings = over.settings.model_copy(update={"llm_base_url": url, "llm_retries": 1})
    answer = Assistant(settings, over.library, over.prompts, ChatModel(settings)).answer(QUESTION)
    assert answer.text.startswith("97条")
    assert "没有应答" in answer.warnings[0]


def test_closing_the_answer_ends_the_request(over: Assistant, server: ModelServer) -> None:
    server.prepare([RIGHT], fault="endless")
    events = over.ask(QUESTION)
    assert isinstance(events, Generator)
    assert next(e for e in events if e.type == "delta").data["text"] == "2019年全市新修水渠97条。"
    assert not server.left.is_set()
    events.close()
    assert server.left.wait(5)


def test_closing_the_model_ends_the_request(over: Assistant, server: ModelServer) -> None:
    server.prepare([RIGHT], fault="endless")
    pieces = ChatModel(over.settings).stream([("user", QUESTION)])
    assert next(pieces) == RIGHT
    pieces.close()
    assert server.left.wait(5)


def test_a_reader_that_takes_its_time_is_no_slow_model(over: Assistant, server: ModelServer) -> None:
    server.prepare([RIGHT, "总长度412公里[1]。"])
    said = []
    for piece in ChatModel(over.settings).stream([("user", QUESTION)]):
        said.append(piece)
        time.sleep(1)
    assert len(said) == 2


def test_thoughts_are_not_shown(ask: Callable[..., list[Event]]) -> None:
    for pieces in (
        ["<thi", "nk>2019年，全市新修水渠97条，", "总长度412公里。\n</th", "ink>\n", RIGHT],
        [{"reasoning_content": "2019年，全市新修水渠97条，总长度412公里。"}, RIGHT],
        ["好的，用户问水渠。总长度412公里。</think>", RIGHT],
    ):
        events = ask(*pieces)
        assert final(events).text == "2019年全市新修水渠97条。"
        assert "".join(e.data["text"] for e in events if e.type == "delta") == "2019年全市新修水渠97条。"


def test_a_model_that_only_thinks_is_replaced_by_the_quote(ask: Callable[..., list[Event]]) -> None:
    answer = final(ask("<think>2019年，全市新修水渠97条，总长度412公里。"))
    assert (answer.mode, answer.text[:3]) == ("extract", "97条")


def test_endless_repetition_is_cut_off(ask: Callable[..., list[Event]], server: ModelServer) -> None:
    answer = final(ask(*[RIGHT] * 3, fault="endless"))
    assert answer.mode == "llm"
    assert answer.text.startswith("2019年全市新修水渠97条。")
    assert len(answer.text) < 60
    assert server.left.wait(5)


def test_a_place_that_only_the_title_says_is_cited(over: Assistant, server: ModelServer) -> None:
    server.prepare(["漳州市2019年全市新修水渠97条[1]。"])

    answer = final(list(over.ask(QUESTION)))

    assert answer.mode == "llm"
    assert [c.quote for c in answer.citations] == [
        "2019年，全市新修水渠97条，总长度412公里。",
        "漳州市2019年水利工作总结",
    ]


@pytest.mark.usefixtures("_shared_embedder")
def test_a_year_that_stands_elsewhere_is_cited(tmp_path: Path, over: Assistant, server: ModelServer) -> None:
    notice = "漳州市林业局年会\n\n局里开了会，在总结2021年工作时，局长作了发言。新造防风林88亩，抚育中幼林77亩。\n"
    (tmp_path / "notice.txt").write_text(notice, encoding="utf-8")
    made = Assistant.from_settings(over.settings.model_copy(update={"data": tmp_path / "data"}))
    try:
        ingest([tmp_path / "notice.txt"], made.library, base=tmp_path)
        server.prepare(["2021年新造防风林88亩。"])
        answer = made.answer("2021年新造防风林多少亩？")
    finally:
        made.close()
    assert (answer.mode, answer.text) == ("llm", "2021年新造防风林88亩。")
    assert any("88亩" in citation.quote for citation in answer.citations)
    assert any("2021年" in citation.quote for citation in answer.citations)


@pytest.mark.usefixtures("_shared_embedder")
def test_an_opening_that_only_repeats_the_question_is_left_out(
    tmp_path: Path, over: Assistant, server: ModelServer
) -> None:
    notice = "惠农政策汇编\n\n农户可到山西省林业局网站查询。\n\n对种植防风林的农户每亩补助300元。\n"
    (tmp_path / "notice.txt").write_text(notice, encoding="utf-8")
    made = Assistant.from_settings(over.settings.model_copy(update={"data": tmp_path / "data"}))
    question = "山西省林业局对种植防风林的农户每亩补助多少元？"
    try:
        ingest([tmp_path / "notice.txt"], made.library, base=tmp_path)
        server.prepare(["山西省林业局对种植防风林的农户每亩补助300元。"])
        right = made.answer(question)
        server.prepare(["山西省林业局对种植防风林的农户每亩补助500元。"])
        wrong = made.answer(question)
        server.prepare(["河北省林业局对种植防风林的农户每亩补助300元。"])
        other = made.answer(question)
    finally:
        made.close()
    assert (right.mode, right.text) == ("llm", "对种植防风林的农户每亩补助300元。")
    assert right.citations[0].quote == "对种植防风林的农户每亩补助300元。"
    assert (wrong.mode, other.mode) == ("extract", "extract")


def test_a_yes_without_grounds_is_no_answer(ask: Callable[..., list[Event]]) -> None:
    question = "单位可以占用水库大坝吗？"
    assert final(ask("可以。", question=question)).mode == "extract"
    answer = final(ask("不可以，任何单位不得占用水库大坝[1]。", question=question))
    assert (answer.mode, answer.text) == ("llm", "不可以\n任何单位不得占用水库大坝。")


def test_a_sentence_that_only_leads_in_is_no_part_of_the_answer(ask: Callable[..., list[Event]]) -> None:
    answer = final(ask("全市有以下几项工作成果：\n1. 新修水渠97条；\n2. 总长度412公里。"))
    assert (answer.mode, answer.text, answer.unsupported) == ("llm", "新修水渠97条；\n总长度412公里。", ())


@pytest.mark.parametrize("said", ["2019年全市新修水渠。", "2019年，总长度412公里。", "97。"])
def test_an_answer_without_the_asked_value_falls_back(ask: Callable[..., list[Event]], said: str) -> None:
    answer = final(ask(said))
    assert (answer.mode, answer.text[:3]) == ("extract", "97条")


def test_the_second_try_shows_the_sentence_alone(over: Assistant, server: ModelServer) -> None:
    """The model answers wrongly as long as it sees more than the one sentence that answers."""
    server.prepare(["新修水渠98条。"])
    events = list(over.ask(QUESTION))
    first, second = (json.loads(body)["messages"][1]["content"] for body in server.asked)
    assert "新修水渠97条" in first
    assert "新修水渠97条" in second
    assert "原文中的话" in second
    assert len(second) <= len(first) + 40
    assert {u.text for u in final(events).unsupported} == {"新修水渠98条。"}


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


@pytest.mark.parametrize(("said", "fallen"), [("不可以。", []), ("可以，", ["可以，"]), ("", [])])
def test_a_yes_or_no_of_the_model_is_that_of_its_sentence(
    ask: Callable[..., list[Event]], said: str, fallen: list[str]
) -> None:
    answer = final(ask(f"{said}任何单位不得占用水库大坝[1]。", question="单位是否可以占用水库大坝？"))
    assert answer.mode == "llm"
    assert answer.text == "不可以\n任何单位不得占用水库大坝。"
    assert [(u.text, u.reason) for u in answer.unsupported] == [(f.strip("，"), "polarity") for f in fallen]
