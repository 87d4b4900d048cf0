"""`/v1/faq`: the answers that an operator writes once and for all, and whether each may still be given."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from retrieval.faq_store import FaqCitation, FaqDraft, FaqEntry, FaqState, state_of, unquoted
from retrieval.models import PolicyDocument
from web.api import PROBLEMS
from web.links import viewer_url
from web.schemas import Body, Problem
from web.token import REFUSED

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No entry has this id."}}
WRONG: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "A document is not there or holds no more, or a quote is not in it."}
}
EXAMPLE: dict[str, JsonValue] = {
    "questions": ["2021年停车收费标准是多少", "停车一小时多少钱"],
    "answer": "首个小时每辆5元。",
    "citations": [{"document_id": "doc-363e42d6e989", "quote": "第八条 首个小时每辆收费5元。"}],
    "expires_on": "2027-12-31",
}


class FaqSource(Body):
    """A sentence that the answer rests on."""

    document_id: str = Field(max_length=200)
    quote: str = Field(min_length=2, max_length=2000, description="word for word as in the document's text")
    quote_start: int = Field(0, ge=0, description="its first character, where it stands several times")


class FaqRequest(Body):
    """An entry as it is written."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    questions: list[str] = Field(min_length=1, max_length=50, description="every way in which it is asked")
    answer: str = Field(min_length=1, max_length=4000)
    citations: list[FaqSource] = Field(min_length=1, max_length=10)
    expires_on: date | None = Field(None, description="the last day on which it is given")
    enabled: bool = Field(True, description="whether it is given at all")

    @property
    def draft(self) -> FaqDraft:
        """As the core takes it."""
        citations = tuple(FaqCitation(**source.model_dump()) for source in self.citations)
        return FaqDraft(**{**self.model_dump(), "questions": tuple(self.questions), "citations": citations})


class FaqCited(BaseModel):
    """A sentence with the document it was chosen from."""

    document_id: str
    title: str | None = Field(description="null where the document is gone")
    quote: str
    url: str = Field(description="the source viewer, with the sentence marked")


class FaqItem(BaseModel):
    """An entry, and whether it is given today."""

    id: str
    questions: list[str]
    answer: str
    citations: list[FaqCited]
    expires_on: date | None
    enabled: bool
    state: FaqState = Field(
        description="live: it is given; off, expired; gone, ended, changed, unquoted: a document is removed, holds no "
        "more, is another text than it was, or has not the sentence any more"
    )
    unquoted: list[str] = Field(description="numbers of the answer that stand in none of its sentences")
    made_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, entry: FaqEntry, documents: dict[str, PolicyDocument]) -> FaqItem:
        """The item of one entry, given the documents that it cites."""
        cited = [
            FaqCited(
                document_id=c.document_id,
                title=documents[c.document_id].title if c.document_id in documents else None,
                quote=c.quote,
                url=viewer_url(c.document_id, c.quote_start, c.quote_start + len(c.quote)),
            )
            for c in entry.citations
        ]
        return cls(
            id=entry.id,
            questions=list(entry.questions),
            answer=entry.answer,
            citations=cited,
            expires_on=entry.expires_on,
            enabled=entry.enabled,
            state=state_of(entry, documents, date.today()),
            unquoted=unquoted(entry),
            made_at=entry.made_at.replace(tzinfo=UTC),
            changed_at=entry.changed_at.replace(tzinfo=UTC),
        )


class FaqList(BaseModel):
    """All entries, the one that was changed last first."""

    data: list[FaqItem]


EntryId = Annotated[str, Path(alias="id", max_length=40)]


def faq_router(assistant: Assistant) -> APIRouter:
    """The routes; the checkpoint lets only the scope `admin` through."""
    router = APIRouter(tags=["faq"])
    store, records = assistant.records.faq, assistant.records

    def item(entry: FaqEntry) -> FaqItem:
        return FaqItem.of(entry, records.documents([cited.document_id for cited in entry.citations]))

    @router.get(
        "/v1/faq", responses={**REFUSED, **PROBLEMS}, summary="List the FAQ / 常见问题列表", operation_id="listFaq"
    )
    def list_faq() -> FaqList:
        """Every entry, with its state today."""
        return FaqList(data=[item(entry) for entry in store.listed()])

    @router.post(
        "/v1/faq",
        status_code=201,
        responses={**REFUSED, **PROBLEMS, **WRONG},
        summary="Write an entry / 新建常见问题",
        operation_id="addFaq",
    )
    def add_faq(body: FaqRequest) -> FaqItem:
        """Keeps an answer with its questions; the same question is answered with it from then on."""
        return item(store.save(body.draft, records))

    @router.get(
        "/v1/faq/{id}",
        responses={**REFUSED, **PROBLEMS, **MISSING},
        summary="One entry / 单个常见问题",
        operation_id="getFaq",
    )
    def get_faq(entry_id: EntryId) -> FaqItem:
        """One entry, with its state today."""
        return item(store.get(entry_id))

    @router.put(
        "/v1/faq/{id}",
        responses={**REFUSED, **PROBLEMS, **WRONG, **MISSING},
        summary="Rewrite an entry / 改写常见问题",
        operation_id="replaceFaq",
    )
    def replace_faq(entry_id: EntryId, body: FaqRequest) -> FaqItem:
        """Keeps an entry in place of what it was, its documents being what they are now."""
        return item(store.save(body.draft, records, entry_id))

    @router.delete(
        "/v1/faq/{id}",
        status_code=204,
        responses={**REFUSED, **PROBLEMS, **MISSING},
        summary="Remove an entry / 删除常见问题",
        operation_id="removeFaq",
    )
    def remove_faq(entry_id: EntryId) -> None:
        """Removes an entry; its questions are answered from the documents again."""
        store.remove(entry_id)

    return router
