"""The parts of the shells that need no server."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import pytest

from prompts import load_prompts
from retrieval.models import Answer, Citation, Event
from web.doctor import _ocr, _office
from web.pictures import Pictures
from web.pump import Emit, Failure, pump
from web.render import Messages, Segment, rows
from web.server import PortError, serve
from web.sse import opened, stream
from web.templating import Pages

if TYPE_CHECKING:
    from fastapi import Request

    from retrieval.assistant import Assistant
    from tests.web.conftest import Site


def citation(n: int, end: int, **more: Any) -> Citation:
    fields = {"document_id": "d", "chunk_id": "c", "title": "题", "url": "/documents/d?cite=0-1", "quote": "句"}
    return Citation(n=n, quote_start=0, quote_end=1, answer_end=end, **{**fields, **more})


def messages() -> Messages:
    return Messages(Pages(load_prompts()), "zh")


def test_silence_is_reported_and_order_is_kept() -> None:
    go = threading.Event()

    def work(emit: Emit[int]) -> None:
        go.wait(30)
        for number in range(100):
            emit(number)

    async def collect() -> list[int | Failure | None]:
        found: list[int | Failure | None] = []
        async for item in pump(work, 0.01):
            found.append(item)
            go.set()
        return found

    found = asyncio.run(collect())
    assert found[0] is None
    assert [item for item in found if item is not None] == list(range(100))


def test_a_failure_comes_last_after_what_was_done() -> None:
    def work(emit: Emit[int]) -> None:
        emit(1)
        raise ValueError("no")

    async def collect() -> list[Any]:
        return [item async for item in pump(work, 5)]

    first, last = asyncio.run(collect())
    assert first == 1
    assert isinstance(last.error, ValueError)


def test_work_hears_that_nobody_listens() -> None:
    told = threading.Event()

    def work(emit: Emit[int]) -> None:
        while emit(1):
            pass
        told.set()

    async def leave() -> None:
        stream = pump(work, 5)
        await anext(stream)
        await stream.aclose()
        assert await asyncio.to_thread(told.wait, 30)

    asyncio.run(leave())


def test_an_idle_stream_is_kept_alive() -> None:
    go = threading.Event()

    def slow() -> Iterator[Event]:
        yield Event("meta")
        go.wait(30)
        yield Event("done", {"text": "一\n二"})

    async def collect() -> list[str]:
        found = []
        async for part in stream(cast("Request", None), await opened(slow(), 0.01)).body_iterator:
            found.append(str(part))
            if part == ": ping\n\n":
                go.set()
        return found

    found = asyncio.run(collect())
    assert found[0] == "id: 0\nevent: meta\ndata: {}\n\n"
    assert ": ping\n\n" in found
    assert found[-1] == 'id: 1\nevent: done\ndata: {"text": "一\\n二"}\n\n'


def test_marks_stand_at_the_end_of_what_they_support() -> None:
    cited = [citation(1, 2), citation(2, 4), citation(3, 2), citation(4, 99), citation(5, 0)]
    (row,) = rows("甲乙丙丁", cited)
    assert [(s.text, [c.n for c in s.citations]) for s in row] == [("甲乙", [1, 3]), ("丙丁", [2, 4, 5])]
    assert rows("", []) == [[Segment("", ())]]


def test_marks_stand_at_the_end_of_every_line_they_support() -> None:
    cited = [citation(1, 9), citation(2, 3), citation(3, 9, answer_start=4)]
    found = [[(s.text, [c.n for c in s.citations]) for s in row] for row in rows("甲乙丙\n\n丁戊己庚", cited)]
    assert found == [[("甲乙丙", [1, 2])], [("", [])], [("丁戊己庚", [1, 3])]]


def test_a_message_is_one_line_so_that_markdown_leaves_it_alone() -> None:
    answer = Answer(
        question="q",
        text="一\n\n# 二\n三\u2028四",
        citations=(citation(1, 99, quote="a\n\n    b", title="t\n\n<x>"),),
        outcome="answered",
    )
    shown = messages().answer(answer)
    assert len(shown.splitlines()) == 1
    assert shown.startswith("<div ")
    assert ">一</span>" in shown
    assert "># 二</span>" in shown
    assert ">三<br>四<sup" in shown
    assert len(messages().question("<div>\n\n</div>").splitlines()) == 1


@pytest.mark.parametrize(
    ("outcome", "reason", "label"),
    [
        ("refused", "wrong_year", "没有这一年"),
        ("refused", "wrong_place", "没有这个地方"),
        ("refused", "off_topic", "不在政策文件的范围"),
        ("refused", "unsafe", "不便回答"),
        ("refused", "not_found", "没有找到答案"),
        ("refused", None, "没有找到答案"),
        ("conflict", None, "不一致"),
        ("clarify", None, "请补充"),
    ],
)
def test_what_is_no_plain_answer_says_what_it_is(outcome: Any, reason: Any, label: str) -> None:
    shown = messages().answer(Answer(question="q", text="t", outcome=outcome, reason=reason))
    assert label in shown
    assert f"pq-{outcome}" in shown
    made = "由程序按规则逐字摘录" if outcome == "conflict" else "自动检索的结果"
    assert made in shown.split("pq-mode")[1]


def test_a_taken_port_is_one_clear_error(stand_in_site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortError) as caught:
            serve(cast("Assistant", stand_in_site.assistant), port=port)
    assert str(port) in str(caught.value)
    assert "--port" in caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_card_tells_its_page_its_status_and_where_else_the_notice_stands() -> None:
    cited = citation(1, 1, page=3, status="废止", also=("某通知 (https://example.org/a)", "<b>乙</b>"))
    shown = messages().answer(Answer(question="q", text="一", citations=(cited,), outcome="answered"))
    assert "第 3 页" in shown
    assert "已废止" in shown
    assert "另见：某通知 (https://example.org/a)、&lt;b&gt;乙&lt;/b&gt;" in shown
    assert "另见" not in messages().answer(
        Answer(question="q", text="一", citations=(citation(1, 1),), outcome="answered")
    )


def test_pictures_are_drawn_once_a_few_at_a_time_and_forgotten_when_many() -> None:
    running, most, drawn = [], [], []

    def draw(data: bytes, kind: str, page: int, width: int) -> bytes:
        running.append(page)
        most.append(len(running))
        threading.Event().wait(0.02)
        running.remove(page)
        drawn.append(page)
        return b"x" * 10

    async def ask(pictures: Pictures, *pages: int) -> list[bytes]:
        return await asyncio.gather(*(pictures.get(lambda key: b"", "k", "pdf", page, 800) for page in pages))

    async def work() -> None:
        pictures = Pictures(draw, kept=30)
        await ask(pictures, 1, 2, 3, 1, 2, 3)
        assert sorted(drawn) == [1, 2, 3]
        await ask(pictures, 1, 4)
        assert sorted(drawn) == [1, 2, 3, 4]
        await ask(pictures, 1)
        assert sorted(drawn) == [1, 2, 3, 4], "the one used last is kept"

    asyncio.run(work())
    assert max(most) == 2


def test_the_doctor_knows_ocr_and_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.formats.ocr.available", lambda: "missing")
    monkeypatch.setattr("ingest.formats.office.available", lambda: None)
    lost = {check.name: check for check in (_ocr(), _office())}
    assert not any(check.good or check.needed for check in lost.values())
    assert "pip install rapidocr==3.10.0" in lost["OCR"].advice
    assert "libreoffice-writer-nogui" in lost["LibreOffice"].advice
    monkeypatch.setattr("ingest.formats.ocr.available", lambda: None)
    monkeypatch.setattr("ingest.formats.office.available", lambda: "LibreOffice 7.4, /usr/bin/soffice")
    assert [(check.good, check.found) for check in (_ocr(), _office())] == [
        (True, "RapidOCR"),
        (True, "LibreOffice 7.4, /usr/bin/soffice"),
    ]


@pytest.mark.parametrize(
    ("text", "large"), [("3150亩\n实现出让土地3150亩。", True), ("（一）100元；\n（二）200元。", False)]
)
def test_a_value_is_shown_large_and_a_sentence_is_not(text: str, large: bool) -> None:
    shown = messages().answer(Answer(question="多少", text=text, outcome="answered"))

    assert ("pq-lead" in shown) is large
