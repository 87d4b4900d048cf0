"""`/v1/answers`, `/v1/search`, `/healthz`, `/readyz`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from retrieval.models import Event
from web.asked import Asked, whole
from web.language import language_of
from web.look import mode_of, seen_by
from web.schemas import (
    ANSWER_EXAMPLE,
    AnswerRequest,
    Health,
    NumberedAnswer,
    Passage,
    Problem,
    Ready,
    SearchReply,
    SearchRequest,
)
from web.sse import EXAMPLE, opened, stream

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        401: "A key is needed, and there is none or a wrong one.",
        403: "The key may not do this, or not from this web page.",
        413: "The body is larger than 1 MB.",
        422: "The request or the question cannot be used.",
        429: "Too many requests, or too many answers at once; Retry-After says when to come back.",
        503: "The data cannot be used now, or too many answers are under way.",
    }.items()
}
ANSWER_REPLY: dict[str, Any] = {
    "description": "The answer; as server-sent events where the caller asks for `text/event-stream`.",
    "content": {
        "application/json": {"example": ANSWER_EXAMPLE},
        "text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE},
    },
}


def api_router(assistant: Assistant, asked: Asked) -> APIRouter:
    """The routes that answer and search with `assistant`; what they answer is kept by `asked`."""
    router = APIRouter(tags=["answers"])

    @router.post(
        "/v1/answers",
        response_model=NumberedAnswer,
        responses={200: ANSWER_REPLY, **PROBLEMS},
        summary="Answer a question / 回答问题",
        operation_id="createAnswer",
    )
    async def create_answer(body: AnswerRequest, request: Request) -> dict[str, Any] | Response:
        """Answers from the documents, each part with the sentence it stands in, or refuses.

        Events: `meta → sources → delta* → citation* → retract? → done`, or `error` with a problem.
        Text is provisional until `done`, whose data is the whole answer.
        """
        events = asked.numbered(_events(assistant, body, request), asked.asker(request, "api"))
        if not (body.stream or "text/event-stream" in request.headers.get("accept", "")):
            return await whole(request, events)
        return stream(request, await opened(events))

    @router.post(
        "/v1/search",
        responses=PROBLEMS,
        summary="Search passages / 检索原文",
        operation_id="search",
    )
    def search(body: SearchRequest, request: Request) -> SearchReply:
        """The passages nearest to the query, best first; no answer is written."""
        hits = seen_by(assistant, request).search(body.query, limit=body.limit, filters=body.filters)
        return SearchReply(data=[Passage.of(hit) for hit in hits])

    _add_health(router, assistant)
    return router


def _add_health(router: APIRouter, assistant: Assistant) -> None:
    @router.get("/healthz", tags=["service"], summary="Alive / 存活", operation_id="health")
    async def healthz() -> Health:
        """Says that the process answers; it looks at nothing else."""
        return Health()

    @router.get(
        "/readyz",
        tags=["service"],
        summary="Ready / 就绪",
        operation_id="ready",
        responses={503: {"model": Problem, "description": "Not ready; the problem says why."}},
    )
    def readyz() -> Ready:
        """What the server has at hand, once it can answer."""
        return Ready.model_validate(assistant.ready())


def _events(assistant: Assistant, body: AnswerRequest, request: Request) -> Iterator[Event]:
    """The events of the answer, asked only when the first is wanted: in the thread that waits for it."""
    yield from seen_by(assistant, request).ask(body.question, **_options(body, request))


def _options(body: AnswerRequest, request: Request) -> dict[str, Any]:
    """What the question is asked with."""
    return {
        "history": body.history,
        "as_of": body.as_of,
        "mode": mode_of(request, body.mode),
        "filters": body.filters,
        "language": body.language or language_of(request),
    }
