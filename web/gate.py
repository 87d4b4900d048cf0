"""The chat's place in the server: which of Gradio's addresses are open, and its page made ours.

Gradio serves more than the chat needs (file and proxy routes, uploads, its own API and pages); the
gate opens what the page uses and nothing else. There is one Gradio app for each language; a request
goes to that of its `Accept-Language`, which a browser sends alike for the page and all its calls.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fastapi import FastAPI, HTTPException
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from prompts import LANGUAGES, Language
from web.access import Access
from web.asked import Asked
from web.chat import build
from web.language import html_lang, language_of
from web.look import Look
from web.templating import Pages

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

_OPEN = re.compile(
    r"/|/config|/theme\.css|/(?:assets|static)/.+"
    r"|/gradio_api/(?:queue/(?:join|data)|cancel|reset|startup-events|theme\.css|heartbeat/\w+)"
)
_FOREIGN_META = re.compile(rb'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*?/>', re.DOTALL)
_SCRIPT = re.compile(rb"<script(?=[\s>])")
_APP = re.compile(rb"<gradio-app(?=\s)")
_END = re.compile(rb"</gradio-app>")
_NAV_END = "</nav>"
_MANIFEST = re.compile(rb'<link rel="manifest"[^>]*>')

# The sentences that static/chat says by itself.
_SPOKEN = (
    *("answers_label", "heard", "copied", "copy_failed", "share_copied", "year", "new_window"),
    *("history_busy", "history_lost", "history_full", "history_clear_sure", "history_off_sure", "history_rename"),
    *("history_delete", "history_deleted", "history_undo", "history_today", "history_earlier"),
    *("filter_off", "filter_none", "panel_close"),
)


@dataclass(frozen=True)
class Frame:
    """What stands around the chat: more of the page's head, what comes before it, and what after."""

    head: str
    top: str
    end: str = ""


class Gate:
    """ASGI app: Gradio's pages of every language behind the addresses that the chat needs."""

    def __init__(
        self, apps: Mapping[Language, FastAPI], frames: Mapping[Language, Frame], pages: Pages, access: Access
    ) -> None:
        self.apps = apps
        self.frames = frames
        self.pages = pages
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Raises HTTPException for an address that isn't open, OriginError for another's page."""
        request = Request(scope)
        path = str(scope["path"])
        if scope["type"] != "http" or not _OPEN.fullmatch(path) or ".." in path:
            raise HTTPException(404)
        # Gradio itself lets pages of every origin read what it answers someone who has signed in.
        self.access.refuse_foreign(request)
        if path in {"/", "/config"} and request.method not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        language = language_of(request)
        inner = dict(scope)
        if path == "/":
            # Gradio loads stored states by a query parameter; this page has none.
            inner["query_string"] = b""
            send = Patched(send, language, self._frame(request, language))
        await self.apps[language](inner, receive, send)

    def _frame(self, request: Request, language: Language) -> Frame:
        """What stands around the chat for the one who asks for it: their name is in it."""
        frame = self.frames[language]
        user, sign_on = self.access.visitor(request).user, self.access.sign_on
        if not user and not sign_on:
            return frame
        who = self.pages.render("chat_who.html", language, user=user, sign_on=sign_on)
        return replace(frame, top=frame.top.replace(_NAV_END, who + _NAV_END, 1))

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run the queues of the apps."""
        async with AsyncExitStack() as stack:
            for app in self.apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield


def open_gate(assistant: Assistant, pages: Pages, asked: Asked, look: Look, access: Access) -> Gate:
    """The chat over `assistant`, in every language."""
    apps = {language: _mounted(assistant, pages, language, asked, look) for language in LANGUAGES}
    frames = {language: _frame(pages, language, history=assistant.settings.history == "on") for language in LANGUAGES}
    return Gate(apps, frames, pages, access)


def _frame(pages: Pages, language: Language, *, history: bool) -> Frame:
    texts = {name: pages.prompts.sentences[language][f"pages.{name}"] for name in _SPOKEN}
    return Frame(
        pages.render("chat_head.html", language),
        pages.render("chat_top.html", language, history=history),
        pages.render("chat_end.html", language, texts=texts),
    )


def _mounted(assistant: Assistant, pages: Pages, language: Language, asked: Asked, look: Look) -> FastAPI:
    import gradio as gr

    theme = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"], radius_size="md")
    shell = FastAPI(openapi_url=None)
    gr.mount_gradio_app(
        shell,
        build(assistant, pages, language, asked, look),
        path="/",
        theme=theme,
        show_error=False,
        run_history=False,
        footer_links=[],
        allowed_paths=[],
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        ssr_mode=False,
        max_file_size=1,
    )
    return shell


class Patched:
    """`send` that makes Gradio's page ours: its language, our frame, and a policy for its scripts."""

    def __init__(self, send: Send, language: Language, frame: Frame) -> None:
        self.send = send
        self.language = language
        self.frame = frame
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Hold the page back until it is whole, then send it changed."""
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body", False):
            return
        nonce = secrets.token_urlsafe(16)
        headers = MutableHeaders(scope=self.start)
        if self.start["status"] == 200:
            body = self._page(nonce)
            headers["Content-Security-Policy"] = _policy(nonce)
            headers["Content-Language"] = html_lang(self.language)
            headers["Vary"] = "Accept-Language"
            headers["Cache-Control"] = "no-store"
            if self.body:  # HEAD has none, and keeps the length it came with
                self.body = body
                headers["Content-Length"] = str(len(body))
        await self.send(self.start)
        await self.send({**message, "body": self.body})

    def _page(self, nonce: str) -> bytes:
        page = _FOREIGN_META.sub(b"", self.body)
        page = _MANIFEST.sub(b"", page)
        page = page.replace(b'lang="en"', f'lang="{html_lang(self.language)}"'.encode(), 1)
        page = page.replace(b"</head>", self.frame.head.encode() + b"</head>", 1)
        page = _APP.sub(lambda found: self.frame.top.encode() + found[0], page, count=1)
        page = _END.sub(lambda found: found[0] + self.frame.end.encode(), page, count=1)
        return _SCRIPT.sub(f'<script nonce="{nonce}"'.encode(), page)


def _policy(nonce: str) -> str:
    """What the chat page may load: this server only. Gradio writes styles into the page as it runs."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )
