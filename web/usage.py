"""`/v1/usage`: how much is asked, what comes of it, how long it takes, and what is asked in vain."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from retrieval.errors import UsageError
from retrieval.open_questions import OpenQuestion
from retrieval.usage import usage
from web.api import PROBLEMS
from web.schemas import Body
from web.token import REFUSED

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

DAYS = 30
LONGEST = 3660  # days in one reply


class UsageQuery(Body):
    """Which days, by the clocks of the server."""

    since: date | None = Field(None, description="the first day; default: 30 days up to `until`")
    until: date | None = Field(None, description="the last day; default: today")


class UsageDay(BaseModel):
    """One day."""

    day: date
    asked: int
    answered: int
    refused: int = Field(description="refused or asked back")
    p50: float | None = Field(description="milliseconds to an answer, as `p95`")
    p95: float | None


class UsageDocument(BaseModel):
    """How many answers cite a document."""

    document_id: str
    title: str = Field(description='"" where the document is gone')
    count: int


class UsageOpen(BaseModel):
    """Questions asked in vain, or answered badly."""

    questions: list[str] = Field(description="the wordings, the commonest first")
    count: int
    refused: int
    clarify: int
    disliked: int
    last_asked: datetime

    @classmethod
    def of(cls, found: OpenQuestion) -> UsageOpen:
        """The item of one group."""
        values = {name: getattr(found, name) for name in cls.model_fields}
        return cls.model_validate(values | {"last_asked": found.last_asked.replace(tzinfo=UTC)})


class UsageReply(BaseModel):
    """What was asked from `since` through `until`."""

    since: date
    until: date
    asked: int
    outcomes: dict[str, int]
    reasons: dict[str, int]
    channels: dict[str, int]
    modes: dict[str, int]
    ratings: dict[str, int]
    p50: float | None
    p95: float | None
    days: list[UsageDay]
    cited: list[UsageDocument] = Field(description="the documents cited most")
    unanswered: list[UsageOpen] = Field(description="open questions now, those asked most first")


def usage_router(assistant: Assistant) -> APIRouter:
    """The route; the checkpoint lets only the scope `admin` through."""
    router = APIRouter(tags=["service"])

    @router.get(
        "/v1/usage",
        responses={**REFUSED, **PROBLEMS},
        summary="What is asked / 用量",
        operation_id="getUsage",
    )
    def get_usage(wanted: Annotated[UsageQuery, Query()]) -> UsageReply:
        """Counts by day, outcome, reason, channel and mode; latency; cited documents; open questions."""
        until = wanted.until or date.today()
        since = wanted.since or until - timedelta(days=DAYS - 1)
        if not 0 <= (until - since).days < LONGEST:
            raise UsageError("起止日期不对。 `since` is after `until`, or too long before it.")
        found = usage(assistant.records, since, until).as_dict()
        unanswered = [UsageOpen.of(group) for group in assistant.open_questions.listed(20)]
        return UsageReply.model_validate(found | {"unanswered": unanswered})

    return router
