"""`POST /v1/chat/completions` and `GET /v1/models`: the answers to programs made for OpenAI's API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from prompts import Language
from retrieval.errors import NotFound
from retrieval.models import Event
from web.asked import Asked, whole
from web.language import language_of
from web.look import mode_of, seen_by
from web.openai_reply import Chunks, chunked, completion
from web.openai_schemas import CHUNK_EXAMPLE, COMPLETION_EXAMPLE, MODEL, ChatRequest, asked_in
from web.sse import HEADERS, opened

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

Mode = Literal["extract", "llm"]
EXTRACT, LLM = f"{MODEL}-extract", f"{MODEL}-llm"
ERROR: dict[int | str, dict[str, Any]] = {
    status: {
        "description": text,
        "content": {"application/json": {"example": {"error": {"message": "…", "type": kind, "code": code}}}},
    }
    for status, text, kind, code in (
        (400, "The request or the question cannot be used.", "invalid_request_error", "bad_question"),
        (401, "No or a wrong key.", "authentication_error", "unauthorized"),
        (404, "No such model.", "not_found_error", "not_found"),
        (429, "Too many requests.", "rate_limit_error", "rate_limited"),
        ("default", "Any other failure, in the same shape.", "server_error", "internal"),
    )
}
REPLY: dict[str, Any] = {
    "description": "The completion; in chunks with `stream`.",
    "content": {
        "application/json": {"example": COMPLETION_EXAMPLE},
        "text/event-stream": {"schema": {"type": "string"}, "example": CHUNK_EXAMPLE},
    },
}


def openai_router(assistant: Assistant, asked: Asked) -> APIRouter:
    """The routes, in the shapes of OpenAI's API; errors are in its shape as well."""
    router = APIRouter(tags=["openai"])
    modes: dict[str, Mode | None] = {MODEL: None, EXTRACT: "extract"}
    if assistant.settings.uses_llm:
        modes[LLM] = "llm"
    since = int(time.time())

    @router.post(
        "/v1/chat/completions",
        response_model=None,
        responses={200: REPLY, **ERROR},
        summary="OpenAI-compatible answers / OpenAI 兼容的问答",
        operation_id="createChatCompletion",
    )
    async def create_completion(body: ChatRequest, request: Request) -> Response:
        """Answers the last message. Sources are in `annotations` and, in full, in `context.citations`; what is
        streamed and then does not stand is taken back in words.
        """
        _known(body.model, modes)
        language = body.language or language_of(request)
        base = str(request.base_url).rstrip("/")
        answering = _events(seen_by(assistant, request), body, mode_of(request, modes[body.model]), language)
        events = asked.numbered(answering, asked.asker(request, "openai"), "chatcmpl-")
        if not body.stream:
            return JSONResponse(completion(await whole(request, events), body.model, base))
        with_usage = body.stream_options is not None and body.stream_options.include_usage
        chunks = Chunks(body.model, base, with_usage, assistant.prompts, language)
        items = await opened(events)
        return StreamingResponse(chunked(request, items, chunks), headers=HEADERS, media_type="text/event-stream")

    @router.get("/v1/models", summary="Models / 模型列表", operation_id="listModels", responses=ERROR)
    def list_models() -> dict[str, Any]:
        """The ways of answering: as set up, by quoting alone, and with the language model where one is set."""
        return {"object": "list", "data": [_model(name, since) for name in modes]}

    @router.get(
        "/v1/models/{model}", summary="One model / 单个模型", operation_id="getModel",
        responses=ERROR,
    )  # fmt: skip
    def get_model(model: str) -> dict[str, Any]:
        """One of the models."""
        _known(model, modes)
        return _model(model, since)

    return router


def _events(assistant: Assistant, body: ChatRequest, mode: Mode | None, language: Language) -> Iterator[Event]:
    """The events of the answer, asked only when the first is wanted: in the thread that waits for it."""
    question, history = asked_in(body.messages)
    yield from assistant.ask(
        question, history=history, as_of=body.as_of, mode=mode, filters=body.filters, language=language
    )


def _known(model: str, modes: dict[str, Mode | None]) -> None:
    if model not in modes:
        raise NotFound(f"没有模型 {model[:100]}。 No such model.", f"可用 / use: {' '.join(modes)}。")


def _model(name: str, since: int) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": since, "owned_by": "policyqa"}
