"""The console put together from its pages, and the door before it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from fastapi import FastAPI, HTTPException
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from prompts import LANGUAGES, Language
from web.access import Access
from web.console.console import Console
from web.console.entry import Entry
from web.gate import Frame, Patched
from web.language import language_of
from web.templating import Pages

if TYPE_CHECKING:
    import gradio as gr

    from retrieval.assistant import Assistant
    from web.intake import IngestFunction

ROOT = "/admin"
PAGES = (  # the tabs, in order
    *("todo", "faq", "documents", "words", "bots", "usage", "log"),
    *("keys", "embed", "audit", "retention"),
)
_SPOKEN = ("close", "copied_line", "copy_failed", "preview")  # the sentences that static/console.js says
_STALE = (3600, 6 * 3600)  # seconds: how often files that nobody took in are looked for, and how old they are then
_OPEN = re.compile(
    rf"{ROOT}(?:/|/config|/theme\.css|/(?:assets|static)/.+"
    r"|/gradio_api/(?:queue/(?:join|data)|cancel|reset|startup-events|theme\.css|heartbeat/\w+|upload|upload_progress))"
)


class ConsoleDoor:
    """ASGI app: the console in every language, for those who have signed in."""

    def __init__(
        self,
        apps: Mapping[Language, FastAPI],
        frames: Mapping[Language, Frame],
        entry: Entry,
    ) -> None:
        self.apps = apps
        self.frames = frames
        self.entry = entry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Raises HTTPException for an address that isn't open, or for someone who hasn't signed in."""
        request = Request(scope)
        path = str(scope["path"])
        self.entry.refuse_foreign(request)
        operator = await run_in_threadpool(self.entry.operator, request)
        if path == ROOT or (operator is None and path == f"{ROOT}/"):
            where = f"{ROOT}/" if operator is not None else f"{ROOT}/sign-in"
            await RedirectResponse(where, 303)(scope, receive, send)
            return
        if operator is None:
            raise HTTPException(401)
        if not _OPEN.fullmatch(path) or ".." in path:
            raise HTTPException(404)
        language = language_of(request)
        inner = {**scope, "operator": operator}
        if path == f"{ROOT}/":
            inner["query_string"] = b""  # Gradio loads stored states by a query parameter; this page has none
            send = Patched(send, language, self.frames[language])
        await self.apps[language](inner, receive, send)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run the queues of the apps."""
        async with AsyncExitStack() as stack:
            for app in self.apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield


def open_console(
    assistant: Assistant, pages: Pages, entry: Entry, access: Access, ingest: IngestFunction | None = None
) -> ConsoleDoor:
    """The console over `assistant`, in every language; documents can be added where `ingest` is given."""
    apps = {language: _mounted(Console(assistant, pages, language, access, ingest)) for language in LANGUAGES}
    frames = {language: _frame(pages, language) for language in LANGUAGES}
    return ConsoleDoor(apps, frames, entry)


def _frame(pages: Pages, language: Language) -> Frame:
    texts = {name: pages.prompts.say(f"pages.{name}", language) for name in _SPOKEN}
    return Frame(
        pages.render("console_head.html", language),
        pages.render("console_top.html", language),
        pages.render("console_end.html", language, texts=texts),
    )


def _built(console: Console) -> gr.Blocks:
    import gradio as gr

    page: gr.Blocks
    title = console.pages.prompts.say("pages.console_title", console.language)
    with gr.Blocks(title=title, analytics_enabled=False, delete_cache=_STALE) as page, _tabs():
        for name in PAGES:
            import_module(f"web.console.{name}_page").build(console)
    page.queue(api_open=False, max_size=32, default_concurrency_limit=4)
    return page


def _tabs() -> gr.Tabs:
    """The tabs, all of them in sight: in a menu they would be no tabs to a screen reader."""
    import gradio as gr

    return gr.Tabs(elem_id="pq-console", overflow_behavior="wrap")


def _mounted(console: Console) -> FastAPI:
    import gradio as gr

    theme = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"], radius_size="md")
    shell = FastAPI(openapi_url=None)
    gr.mount_gradio_app(
        shell,
        _built(console),
        path=ROOT,
        theme=theme,
        show_error=False,
        run_history=False,
        footer_links=[],
        allowed_paths=[],
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        ssr_mode=False,
        max_file_size=console.assistant.settings.max_file_mb * 1_000_000,
    )
    return shell
