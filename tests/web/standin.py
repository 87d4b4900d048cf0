"""Assistant's interface over two made-up documents, which fails on demand."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from prompts import load_prompts
from retrieval.errors import DataError, ModelError, NotFound, QuestionError
from retrieval.models import Answer, Chunk, Citation, Event, Hit, PolicyDocument
from retrieval.settings import Settings
from web.links import viewer_url

EVIL = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'


class StandInRecords:
    """Two documents: one whose every field is an attack, one that is repealed."""

    def __init__(self) -> None:
        evil = PolicyDocument(
            id="evil/<b>",
            source="javascript:window.pwned=1",
            title=EVIL,
            doc_no=EVIL,
            issuer=EVIL,
            text=f"{EVIL}\n\n  第二行 {{{{7*7}}}} ${{window.pwned=1}}\n第三行。",
            status="有效",
        )
        void = PolicyDocument(
            id="void",
            source="https://example.org/void",
            title="某某办法",
            doc_no="某政发〔2012〕3号",
            text="第一章 总则\n第一条 为了规范补贴，制定本办法。\n",
            status="废止",
            replaced_by="某政发〔2020〕1号",
            published_on=date(2012, 1, 5),
        )
        self.documents = {document.id: document for document in (evil, void)}

    def page(self, limit: int, after: str | None) -> tuple[list[PolicyDocument], bool]:
        ids = [key for key in sorted(self.documents) if after is None or key > after]
        return [self.documents[key] for key in ids[:limit]], len(ids) > limit

    def document(self, document_id: str) -> PolicyDocument:
        if document_id not in self.documents:
            raise NotFound(f"没有文件 {document_id}。")
        return self.documents[document_id]

    def count(self) -> int:
        return len(self.documents)


@dataclass
class StandIn:
    """Assistant's interface; the question says what happens: `model`, `crash`, `retract`, `endless`."""

    settings: Settings = field(default_factory=Settings)
    prompts: Any = field(default_factory=load_prompts)
    records: StandInRecords = field(default_factory=StandInRecords)
    library: Any = None
    broken: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

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

    def ready(self) -> dict[str, object]:
        if self.broken:
            raise DataError("数据不可用。")
        return {"documents": 2, "chunks": 2, "embedder": "none"}

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
