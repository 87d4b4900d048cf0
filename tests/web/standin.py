"""Assistant's interface over made-up documents in real records, which fails on demand."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from prompts import load_prompts
from retrieval.database import open_records
from retrieval.errors import DataError, ModelError, NotFound, QuestionError
from retrieval.models import Answer, Chunk, Citation, Event, Hit, Intake, Mark, Mention, PolicyDocument
from retrieval.originals import Originals
from retrieval.records import Records
from retrieval.settings import Settings
from retrieval.sight import Sight
from retrieval.twins import signature
from web.links import viewer_url

EVIL = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
TABLE = f"名称 | 金额\n{EVIL} | 1\n{EVIL} | 2"
LONG = "本通知所称补贴是指市财政安排的专项资金，由区县农业部门审核后发放到户，任何单位不得截留挪用。"


def fill(records: Records, originals: Originals) -> None:
    """Four documents: one whose every field is an attack, its twin, one that is repealed, and the one that says so."""
    evil = PolicyDocument(
        id="evil/<b>",
        source="javascript:window.pwned=1",
        title=EVIL,
        doc_no=EVIL,
        index_no=EVIL,
        issuer=EVIL,
        region=EVIL,
        topic=EVIL,
        text=f"{EVIL}\n\n  第二行 {{{{7*7}}}} ${{window.pwned=1}}\n第三行。\n{LONG}\n\n{TABLE}",
        status="有效",
        status_reason=EVIL,
        format="pdf",
        pages=2,
        original=originals.put(b"%PDF-1.4 not really"),
        attachments=(EVIL, "javascript:window.pwned=1", f"https://example.org/{EVIL}"),
        doubts=(EVIL,),
        content_hash="2",
    )
    marks = (Mark(0, 10, 1), Mark(len(EVIL) + 2, len(EVIL) + 8, 2, (0.1, 0.2, 0.5, 0.22)))
    records.put(Intake(evil.model_copy(update={"content_hash": "1", "title": EVIL + "旧"}), ()), np.empty((0, 0)))
    records.put(Intake(evil, (), marks, signature=signature(evil.text)), np.empty((0, 0)))
    twin = evil.model_copy(update={"id": "twin", "source": EVIL, "doubts": (), "original": None, "pages": 0})
    records.put(Intake(twin, (), signature=signature(twin.text)), np.empty((0, 0)))
    void = PolicyDocument(
        id="void",
        source="https://example.org/void",
        title="某某办法",
        doc_no="某政发〔2012〕3号",
        text="第一章 总则\n第一条 为了规范补贴，制定本办法。\n",
        published_on=date(2012, 1, 5),
    )
    newer = PolicyDocument(
        id="newer",
        source="files/newer.docx",
        title="某某新办法",
        doc_no="某政发〔2020〕1号",
        text="某某办法（某政发〔2012〕3号）同时废止。",
        published_on=date(2020, 1, 5),
        format="docx",
    )
    records.put(Intake(void, ()), np.empty((0, 0)))
    said = Mention("废止", 0, len(newer.text), doc_no=void.doc_no)
    records.put(Intake(newer, (), mentions=(said,)), np.empty((0, 0)))


@dataclass
class Shelf:
    """What the pages need of a library."""

    originals: Originals

    def remove(self, document_id: str) -> None:
        raise NotFound(f"没有编号为 {document_id} 的文件。")


class StandIn:
    """Assistant's interface; the question says what happens: `model`, `crash`, `retract`, `endless`."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(rate_address="")
        self.prompts: Any = load_prompts()
        self.records = open_records("", folder)
        self.library: Any = Shelf(Originals(folder / "originals"))
        fill(self.records, self.library.originals)
        self.broken = False
        self.asked: list[dict[str, Any]] = []
        self.closed = threading.Event()

    def as_seen_by(self, _: Sight) -> StandIn:
        """Itself: its documents are for everyone."""
        return self

    def ask(self, question: str, **options: Any) -> Iterator[Event]:
        self.asked.append({"question": question, **options})
        if not question.strip():
            raise QuestionError("问题是空的。", "请输入一个问题。")
        return self._events(question)

    def answer(self, question: str, **options: Any) -> Answer:
        if "crash" in question:
            raise RuntimeError("secret")
        return Answer.model_validate(list(self.ask(question, **options))[-1].data)

    def search(self, query: str, *, limit: int, filters: object = None) -> list[Hit]:
        document = self.records.document("void")
        return [Hit(Chunk("void#0", "void", 0, 7, 23, document.text[7:23]), document, 1.0)][:limit]

    def examples(self, limit: int = 4) -> list[str]:
        return [f"<b>{EVIL}</b>", "retract", "model"][:limit]

    def follow_ups(self, answer: Answer, asked: Sequence[str] = (), **options: Any) -> list[str]:
        return [f"<b>{EVIL}</b>"] if "leads" in answer.question else []

    def ready(self) -> dict[str, object]:
        if self.broken:
            raise DataError("数据不可用。")
        return {"documents": 4, "chunks": 2, "embedder": "none"}

    def close(self) -> None:
        pass

    def _events(self, question: str) -> Iterator[Event]:
        try:
            yield Event("meta", {"question": question, "understood": "", "mode": "extract"})
            yield Event("sources", {"hits": []})
            while "endless" in question:
                yield Event("delta", {"text": "字"})
                time.sleep(0.01)
            yield Event("delta", {"text": "初稿"})
            if "model" in question:
                raise ModelError("大模型没有回答。", "请稍后再试。")
            if "crash" in question:
                raise RuntimeError("secret")
            if "retract" in question:
                yield Event("retract", {"reason": "unsupported"})
            answer = self._answer(question)
            for citation in answer.citations:
                yield Event("citation", citation.model_dump(mode="json"))
            yield Event("done", answer.model_dump(mode="json"))
        finally:
            self.closed.set()

    def _answer(self, question: str) -> Answer:
        document = self.records.document("evil/<b>")
        text = f"定稿 {EVIL}\n\n**粗体** [链接](javascript:window.pwned=1)"
        citation = Citation(
            n=1,
            document_id=document.id,
            chunk_id="evil#0",
            title=EVIL,
            doc_no=EVIL,
            issuer=EVIL,
            status=document.status,
            url=viewer_url(document.id, 0, len(EVIL)),
            section=EVIL,
            page=2,
            also=(EVIL, f"某站 ({EVIL})"),
            quote=EVIL + "\n\n" + EVIL,
            quote_start=0,
            quote_end=len(EVIL),
            answer_end=2,
        )
        return Answer(
            question=question,
            understood=EVIL,
            text=text,
            citations=(citation,),
            outcome="answered",
            warnings=(EVIL,),
        )
