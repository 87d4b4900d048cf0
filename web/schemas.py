"""What the API takes and gives, as OpenAPI shows it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from prompts import Language
from retrieval.models import Answer, Filters, Hit, Status, Turn
from web.links import viewer_url

QUESTION = "2019年出让土地多少亩"


class Body(BaseModel):
    """A request body; a field it does not know is an error, so that no misspelt filter is ignored."""

    model_config = ConfigDict(extra="forbid")


class AnswerRequest(Body):
    """One question, with what is needed to understand it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": QUESTION, "language": "zh"},
                {
                    "question": "那2020年呢？",
                    "history": [{"question": QUESTION, "answers": ["2019年出让土地97宗，面积3150亩。"]}],
                    "as_of": "2020-03-10",
                    "stream": True,
                },
            ]
        },
    )

    question: str = Field(description="the question, as the person asked it")
    history: list[Turn] = Field(default=[], max_length=50, description="earlier turns, oldest first")
    as_of: date | None = Field(None, description="the day on which it is asked; default: today")
    mode: Literal["extract", "llm"] | None = Field(None, description="default: llm where one is configured")
    filters: Filters | None = Field(None, description="what may be searched")
    language: Language | None = Field(None, description="language of the reply; default: Accept-Language")
    stream: bool = Field(False, description="answer as server-sent events")


class NumberedAnswer(Answer):
    """An answer with the id by which `POST /v1/feedback` knows it."""

    id: str


class SearchRequest(Body):
    """What to search for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"query": "出让土地", "limit": 5}]})

    query: str = Field(description="the words to search for")
    limit: int = Field(10, ge=1, le=50, description="how many passages at most")
    filters: Filters | None = Field(None, description="what may be searched")


class Passage(BaseModel):
    """A passage found, with the document it stands in. `start` and `end` count code points of its text."""

    document_id: str
    chunk_id: str
    title: str
    doc_no: str | None = None
    issuer: str | None = None
    published_on: date | None = None
    status: Status = "未知"
    section: str = ""
    text: str
    start: int
    end: int
    score: float = Field(description="higher is better; comparable within one reply only")
    url: str = Field(description="the source viewer, with this passage marked")

    @classmethod
    def of(cls, hit: Hit) -> Passage:
        """The passage of one hit."""
        chunk, document = hit.chunk, hit.document
        return cls(
            document_id=document.id,
            chunk_id=chunk.id,
            title=document.title,
            doc_no=document.doc_no,
            issuer=document.issuer,
            published_on=document.published_on,
            status=document.status,
            section=chunk.section,
            text=chunk.text,
            start=chunk.start,
            end=chunk.end,
            score=hit.score,
            url=viewer_url(document.id, chunk.start, chunk.end),
        )


class SearchReply(BaseModel):
    """The passages found, best first."""

    data: list[Passage]


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    message: str


class Problem(BaseModel):
    """A failure, after RFC 9457."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/bad_question",
                    "title": "问题无法处理",
                    "status": 422,
                    "detail": "问题是空的。",
                    "code": "bad_question",
                    "hint": "请输入一个问题。",
                    "request_id": "5f1c0d9e8a7b6c5d",
                }
            ]
        }
    )

    type: str = Field(description="a stable address that explains this kind of failure")
    title: str
    status: int
    detail: str
    code: str
    hint: str = Field(description="what to do about it")
    request_id: str = Field(description="as in the X-Request-ID header")
    errors: list[FieldError] | None = Field(None, description="field by field, where the request itself is wrong")


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """What the server has at hand."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [{"documents": 12, "chunks": 160}]})

    documents: int
    chunks: int


ANSWER_EXAMPLE: dict[str, Any] = {
    "id": "ans-5f1c0d9e8a7b6c5d4e3f2a1b",
    "question": QUESTION,
    "understood": "2019年出让土地的面积（亩）",
    "text": "2019年出让土地面积3150亩。",
    "citations": [
        {
            "n": 1,
            "document_id": "jinan-2020-03-02",
            "chunk_id": "jinan-2020-03-02#3",
            "title": "区自然资源局召开落实全区三干会精神暨2020年工作部署会",
            "published_on": "2020-03-02",
            "status": "未知",
            "url": "/documents/jinan-2020-03-02?cite=545-566",
            "section": "回顾过去",
            "quote": "一是实现出让土地97宗,面积3150亩",
            "quote_start": 545,
            "quote_end": 563,
            "answer_start": 0,
            "answer_end": 15,
            "score": 3.1,
        }
    ],
    "outcome": "answered",
    "reason": None,
    "nearest": {"years": [], "places": [], "titles": [], "passages": []},
    "mode": "extract",
    "warnings": [],
    "label": {"text": "由程序按规则逐字摘录原文，没有大模型撰写，非人工智能生成", "generated": False},
    "usage": {},
    "timings": {"search": 21.4},
}
