"""`/v1/feedback`: what people say of answers, and the list of it for those who look after the bot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from retrieval.errors import NotFound
from retrieval.feedback import Opinion, Rating
from retrieval.sight import shares
from web.access import caller_of
from web.api import PROBLEMS
from web.asked import Asked
from web.language import language_of
from web.schemas import Body, Problem
from web.token import REFUSED

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "The answer is not kept, or not any more."}
}


class FeedbackRequest(Body):
    """What someone says of an answer. Saying it again replaces what was said before."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"answer_id": "ans-5f1c0d9e8a7b6c5d4e3f2a1b", "rating": "down", "comment": "问的是面积"}]
        },
    )

    answer_id: str = Field(max_length=64, description="the `id` of the answer")
    rating: Rating
    comment: str | None = Field(None, max_length=2000, description="in words; please without personal data")


class FeedbackReceipt(BaseModel):
    """What was kept."""

    id: int
    answer_id: str
    rating: Rating


class FeedbackItem(BaseModel):
    """What was said of one answer, with the question and the answer."""

    id: int
    answer_id: str
    rating: Rating
    comment: str | None
    question: str
    answer: str
    outcome: str
    document_ids: list[str] = Field(description="the documents that the answer cited")
    caller: str = Field(description="the key that it was said with; `visitor` without one")
    given_at: datetime

    @classmethod
    def of(cls, said: Opinion) -> FeedbackItem:
        """The item of one opinion."""
        values = {name: getattr(said, name) for name in cls.model_fields}
        return cls.model_validate(values | {"given_at": said.given_at.replace(tzinfo=UTC)})


class FeedbackList(BaseModel):
    """A page of feedback, the newest first."""

    data: list[FeedbackItem]
    has_more: bool
    next: int | None = Field(description="`after` of the next page")


class FeedbackQuery(Body):
    """Which feedback to list."""

    limit: int = Field(50, ge=1, le=200)
    after: int | None = Field(None, ge=1, description="`next` of the page before")
    rating: Rating | None = None


def feedback_router(assistant: Assistant, asked: Asked) -> APIRouter:
    """The routes for feedback on the answers that `asked` keeps."""
    router = APIRouter(tags=["feedback"])
    kept = assistant.records.feedback

    @router.post(
        "/v1/feedback",
        status_code=201,
        responses={**REFUSED, **PROBLEMS, **UNKNOWN},
        summary="Rate an answer / 评价回答",
        operation_id="giveFeedback",
    )
    def give_feedback(body: FeedbackRequest, request: Request) -> FeedbackReceipt:
        """Keeps what is said of an answer together with its question and text; nothing tells who said it."""
        answer, caller = asked.get(body.answer_id), caller_of(request)
        if answer is None or not shares(answer.groups, answer.sources, caller.sight):
            raise NotFound(assistant.prompts.say("pages.answer_forgotten", language_of(request)))
        key = caller.key
        comment = (body.comment or "").strip() or None
        said = kept.give(answer, body.rating, comment, key.id if key else "visitor")
        return FeedbackReceipt(id=said.id, answer_id=said.answer_id, rating=said.rating)

    @router.get(
        "/v1/feedback",
        responses={**REFUSED, **PROBLEMS},
        summary="List feedback / 评价列表",
        operation_id="listFeedback",
    )
    def list_feedback(wanted: Annotated[FeedbackQuery, Query()]) -> FeedbackList:
        """What was said of answers, the newest first. Needs the scope `admin`."""
        found, more = kept.page(wanted.limit, wanted.after, wanted.rating)
        following = found[-1].id if found and more else None
        return FeedbackList(data=[FeedbackItem.of(said) for said in found], has_more=more, next=following)

    return router
