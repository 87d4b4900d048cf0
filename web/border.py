"""The outermost border of the server: request ids, security headers, body limits, and the last net."""

from __future__ import annotations

import re
import secrets

from fastapi import HTTPException, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import problem_response

JSON_LIMIT = 1_000_000
_UPLOADS = frozenset({"/v1/documents", "/admin/gradio_api/upload"})
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Pages of our own: no inline code, nothing from elsewhere. The chat page sets its own policy.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Border:
    """ASGI middleware around everything else. `upload_limit` bounds what is sent where files arrive, in bytes."""

    def __init__(self, app: ASGIApp, upload_limit: int) -> None:
        self.app = app
        self.upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; whatever is raised below ends here as a problem document."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        scope["request_id"] = _request_id(request)
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = scope["request_id"]
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            limit = self.upload_limit if scope["path"] in _UPLOADS else JSON_LIMIT
            await self.app(scope, _limited(request, receive, limit), send_with_headers)
        except Exception as error:
            if started:
                raise
            await problem_response(request, error)(scope, receive, send_with_headers)


def _request_id(request: Request) -> str:
    """The caller's own id where it is harmless, else a new one."""
    given = request.headers.get("x-request-id", "")
    return given if _ID.fullmatch(given) else secrets.token_hex(8)


def _limited(request: Request, receive: Receive, limit: int) -> Receive:
    """`receive` that refuses a body beyond `limit`, whether or not its length was announced."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise HTTPException(413)
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return limited
