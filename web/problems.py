"""Errors as RFC 9457 problem documents, or as a page where a browser asked for one."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from prompts import Prompts
from retrieval.errors import PolicyQAError
from web.language import language_of

if TYPE_CHECKING:
    from web.templating import Pages

MEDIA_TYPE = "application/problem+json"
# The problems that HTTP itself knows; every other code comes from `retrieval.errors`.
BY_STATUS = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "bad_request",
}
# Routes whose callers expect OpenAI's errors, and its names for them.
_OPENAI = re.compile(r"/v1/(chat/completions|models(/.*)?)")
OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
log = logging.getLogger("policyqa.web")


class TokenError(PolicyQAError):
    """The call needs a key that it does not carry."""

    code = "unauthorized"
    status = 401
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class ScopeError(PolicyQAError):
    """The key of the call may not do this."""

    code = "scope_missing"
    status = 403


class HostError(PolicyQAError):
    """The call is for a name that isn't the server's."""

    code = "host_unknown"
    status = 421


def problem(request: Request, code: str, status: int, detail: str = "", hint: str = "") -> dict[str, Any]:
    """The problem document of one failure; empty texts are filled with the fixed ones of `code`."""
    prompts: Prompts = request.app.state.assistant.prompts
    language = language_of(request)
    known = code if f"pages.problem_{code}" in prompts.sentences["zh"] else "internal"
    return {
        "type": f"/problems/{code}",
        "title": prompts.say(f"pages.problem_{known}", language),
        "status": status,
        "detail": detail or prompts.say(f"pages.problem_{known}_about", language),
        "code": code,
        "hint": hint or prompts.say(f"pages.problem_{known}_hint", language),
        "request_id": request.scope.get("request_id", ""),
    }


def problem_of(request: Request, error: BaseException) -> dict[str, Any]:
    """The problem document of an exception. What is not ours is logged and told only as `internal`."""
    if isinstance(error, PolicyQAError) and error.code != "internal":
        return problem(request, error.code, error.status, error.message, error.hint)
    if isinstance(error, HTTPException):
        return problem(request, BY_STATUS.get(error.status_code, "bad_request"), error.status_code)
    log.error("request %s failed", request.scope.get("request_id", ""), exc_info=error)
    return problem(request, "internal", 500)


def problem_response(request: Request, error: BaseException) -> Response:
    """The reply to an exception: a page for a browser outside the API, a problem document otherwise."""
    return _reply(request, problem_of(request, error), getattr(error, "headers", None))


def openai_error(body: Mapping[str, Any]) -> dict[str, Any]:
    """A problem document in the shape of OpenAI's errors."""
    kind = OPENAI_TYPES.get(body["status"], "server_error" if body["status"] >= 500 else "invalid_request_error")
    own = {"code": body["code"], "param": None, "hint": body["hint"], "request_id": body["request_id"]}
    return {"error": {"message": f"{body['detail']} {body['hint']}".strip(), "type": kind, **own}}


def _reply(request: Request, body: dict[str, Any], headers: Mapping[str, str] | None) -> Response:
    if _OPENAI.fullmatch(request.url.path):
        status = 400 if body["status"] == 422 else body["status"]  # OpenAI's status for what cannot be used
        return JSONResponse(openai_error(body), status, headers=_with_language(request, headers))
    if _wants_page(request):
        pages: Pages = request.app.state.pages
        return pages.reply(request, "problem.html", status=body["status"], headers=headers, problem=body)
    return JSONResponse(body, body["status"], headers=_with_language(request, headers), media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make `app` answer every known failure with a problem document."""

    async def handle(request: Request, error: Exception) -> Response:
        return problem_response(request, error)

    async def handle_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        wrong = _fields(error.errors())
        detail = "; ".join(f"{e['field']}: {e['message']}".removeprefix(": ") for e in wrong[:5])
        body = problem(request, "bad_request", 422, detail) | {"errors": wrong}
        return _reply(request, body, None)

    app.add_exception_handler(PolicyQAError, handle)
    app.add_exception_handler(HTTPException, handle)
    app.add_exception_handler(RequestValidationError, handle_validation)


def _fields(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Where and what is wrong, without the input, which may be long or private."""
    places = {"body", "query", "path"}
    return [
        {
            "field": ".".join(str(part) for i, part in enumerate(e["loc"]) if i or part not in places),
            "message": str(e["msg"]).removeprefix("Value error, "),
        }
        for e in errors[:20]
    ]


def _with_language(request: Request, headers: Mapping[str, str] | None) -> dict[str, str]:
    return {"Content-Language": language_of(request), "Cache-Control": "no-store", **(headers or {})}


def _wants_page(request: Request) -> bool:
    reads = request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("accept", "")
    return reads and not request.url.path.startswith(("/v1/", "/healthz", "/readyz", "/gradio_api/"))
