"""The checkpoint before every route: is the host ours, who calls, and may they do this."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from retrieval.keys import Scope as Permission
from web.access import Access
from web.hosts import check_host, names

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

_GUARDED = re.compile(r"/v1(/.*)?")
# What a route needs, the first that fits. Anything else below /v1 needs `ask`; pages for people need nothing.
RULES: tuple[tuple[str, str, Permission], ...] = (
    ("GET HEAD", r"/v1/documents(/.*)?", "ask"),
    ("POST PATCH DELETE PUT", r"/v1/documents(/.*)?", "ingest"),
    ("POST", r"/v1/ingest", "ingest"),
    ("POST", r"/v1/(answers|search|chat/completions|feedback)", "ask"),
    ("GET HEAD", r"/v1/feedback", "admin"),
    ("GET HEAD", r"/v1/models(/.*)?", "ask"),
)


class Checkpoint:
    """ASGI middleware inside the border, which turns what is raised here into a problem document."""

    def __init__(self, app: ASGIApp, assistant: Assistant, access: Access) -> None:
        self.app = app
        self.access = access
        self.prompts = assistant.prompts
        self.known = names(assistant.settings.hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, with its caller noted in the scope."""
        if scope["type"] == "http":
            request = Request(scope)
            check_host(request, self.known, self.prompts)
            if _GUARDED.fullmatch(scope["path"]):
                caller = await run_in_threadpool(self.access.caller, request)
                caller.require(permission(request.method, scope["path"]), self.prompts)
                scope["caller"] = caller
        await self.app(scope, receive, send)


def permission(method: str, path: str) -> Permission:
    """What a guarded route needs."""
    needed = (p for methods, pattern, p in RULES if method in methods.split() and re.fullmatch(pattern, path))
    return next(needed, "ask")
