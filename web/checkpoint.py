"""The checkpoint before every route: is the host ours, who calls, may they do this, and not too often."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import nullcontext

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from prompts import Prompts
from retrieval.errors import PolicyQAError
from retrieval.keys import Scope as Permission
from web.access import Access, Caller
from web.budgets import Budgets
from web.hosts import check_host
from web.origins import PREFLIGHT, OriginError, cors, foreign_origin
from web.problems import problem_response
from web.threshold import Threshold

_GUARDED = re.compile(r"(/v1|/mcp)(/.*)?", re.DOTALL)
# What a route needs, the first that fits. Anything else below /v1, and /mcp, needs `ask`; pages for people need nothing.
RULES: tuple[tuple[str, str, Permission], ...] = (
    ("GET HEAD", r"/v1/documents(/.*)?", "ask"),
    ("POST PATCH DELETE PUT", r"/v1/documents(/.*)?", "ingest"),
    ("POST", r"/v1/ingest", "ingest"),
    ("POST", r"/v1/(answers|search|chat/completions|feedback|sessions)", "ask"),
    ("GET HEAD", r"/v1/feedback", "admin"),
    ("GET HEAD", r"/v1/models(/.*)?", "ask"),
    ("GET HEAD", r"/v1/bots/me", "ask"),
    ("GET HEAD POST PUT PATCH DELETE", r"/v1/(bots|faq|usage)(/.*)?", "admin"),
)


_COSTLY = re.compile(r"/v1/(answers|search|chat/completions|feedback|sessions)|/mcp")
_ANSWERS = re.compile(r"/v1/(answers|chat/completions)|/mcp")


class Checkpoint:
    """ASGI middleware inside the border, which turns what is raised here into a problem document."""

    def __init__(self, app: ASGIApp, prompts: Prompts, access: Access, budgets: Budgets, threshold: Threshold) -> None:
        self.app = app
        self.prompts = prompts
        self.access = access
        self.budgets = budgets
        self.threshold = threshold

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, with its caller noted in the scope."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        check_host(request, self.access.names, self.prompts)
        if not _GUARDED.fullmatch(scope["path"]):
            elsewhere = await run_in_threadpool(self.threshold.stops, request) if self.threshold.required else None
            await (elsewhere or self.app)(scope, receive, send)
            return
        origin = foreign_origin(request, self.access.names)
        if origin is not None and await run_in_threadpool(self.access.origins.known, origin):
            send = with_headers(send, cors(origin))
        try:
            await self._checked(request, origin, receive, send)
        except PolicyQAError as error:  # answered here, so that a page may read why it was refused
            await problem_response(request, error)(scope, receive, send)

    async def _checked(self, request: Request, origin: str | None, receive: Receive, send: Send) -> None:
        scope = request.scope
        wanted = request.headers.get("access-control-request-method")
        if origin is not None and request.method == "OPTIONS" and wanted:
            await self._preflight(wanted, origin, scope, receive, send)
            return
        caller = await run_in_threadpool(self.access.caller, request)
        caller.require(permission(request.method, scope["path"]), self.prompts)
        scope["caller"] = caller
        await self._within_budget(caller, scope, receive, send)

    async def _preflight(self, wanted: str, origin: str, scope: Scope, receive: Receive, send: Send) -> None:
        """What a browser asks before it calls for a page of another site. The key comes only with the call itself."""
        asks = permission(wanted, scope["path"]) == "ask"
        if not asks or not await run_in_threadpool(self.access.origins.known, origin):
            raise OriginError(self.prompts.say("pages.origin_unknown", origin=origin[:200]))
        await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send)

    async def _within_budget(self, caller: Caller, scope: Scope, receive: Receive, send: Send) -> None:
        costs = scope["method"] == "POST" and _COSTLY.fullmatch(scope["path"])
        told = self.budgets.spend(caller.accounts) if costs else {}
        answers = costs and caller.accounts and _ANSWERS.fullmatch(scope["path"])
        # The place is held until the reply has ended or its reader has hung up.
        with self.budgets.answering(caller.name) if answers else nullcontext():
            await self.app(scope, receive, with_headers(send, told))


def with_headers(send: Send, headers: Mapping[str, str]) -> Send:
    """`send` that adds headers to the reply."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return sending


def permission(method: str, path: str) -> Permission:
    """What a guarded route needs."""
    needed = (
        p for methods, pattern, p in RULES if method in methods.split() and re.fullmatch(pattern, path, re.DOTALL)
    )
    return next(needed, "ask")
