"""A stand-in whose every document, question, answer and citation is an attack."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.models import Answer, Citation, Filters, Intake, Label, Nearest, PolicyDocument
from retrieval.settings import Settings
from web.links import viewer_url

if TYPE_CHECKING:
    from tests.web.payloads import PAYLOADS
    from tests.web.standin import StandIn
else:
    from payloads import PAYLOADS  # pytest puts this folder on the path
    from standin import StandIn

FIELDS = ("title", "doc_no", "index_no", "issuer", "region", "topic", "status_reason")
WHOLE = 'all/"><svg onload=pwned=1>'  # the id of the document that has every payload in its text


class Poisoned(StandIn):
    """As the stand-in, over one document for each payload and one with all of them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.settings = Settings(rate_address="")
        for number, payload in enumerate(PAYLOADS):
            self._put(
                f"{number:03}" + "".join(c for c in payload[:60] if c.isprintable()),
                payload.replace("\x00", ""),
                payload,
            )
        text = "\n".join(PAYLOADS).replace("\x00", "")
        self._put(WHOLE, " ".join(PAYLOADS).replace("\x00", "")[:3000], text)

    def _put(self, key: str, payload: str, text: str) -> None:
        text = text.replace("\x00", "") + "\n名称 | 金额\n" + payload.replace("\n", " ") + " | 1"
        document = PolicyDocument(
            id=key,
            source=payload,
            text=text,
            status="有效",
            attachments=(payload, f"https://example.org/{payload}"),
            doubts=(payload,),
            original=self.library.originals.put(payload.encode()),
            **dict.fromkeys(FIELDS, payload),
        )
        self.records.put(Intake(document, ()), np.empty((0, 0)))

    def examples(self, limit: int = 4) -> list[str]:
        return PAYLOADS[:limit]

    def follow_ups(self, answer: Answer, asked: Sequence[str] = (), **options: Any) -> list[str]:
        return PAYLOADS[-3:]

    def _answer(self, question: str) -> Answer:
        texts = [payload.replace("\x00", "") for payload in PAYLOADS]
        text = "\n".join(texts)
        cited = tuple(
            Citation(
                n=n,
                document_id=WHOLE,
                chunk_id=payload,
                url=viewer_url(WHOLE, 0, 5),
                quote=payload,
                quote_start=0,
                quote_end=5,
                answer_start=0,
                answer_end=min(40 * n, len(text)),
                also=(payload,),
                **dict.fromkeys(("title", "doc_no", "issuer", "section"), payload),
            )
            for n, payload in enumerate(texts, 1)
        )
        known = Nearest(places=tuple(texts), titles=tuple(texts), passages=cited[:20])
        return Answer(
            question=question,
            understood=text,
            text=text,
            citations=cited,
            outcome="clarify" if "clarify" in question else "answered",
            nearest=known,
            mode="llm",
            warnings=tuple(texts),
            choices=tuple(texts) if "clarify" in question else (),
            filters=Filters(issuer=texts[1], doc_no=texts[2], document_ids=(WHOLE, texts[3])),
            label=Label(text=texts[4], generated=True),
        )
