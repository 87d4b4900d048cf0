"""The server: every shell on one FastAPI app, and running it."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.routing import Route

from retrieval.errors import PolicyQAError
from web.access import Access
from web.api import api_router
from web.asked import Asked
from web.border import Border
from web.bots import bots_router
from web.budgets import Budgets
from web.checkpoint import Checkpoint
from web.choices import choices_router
from web.console.app import open_console
from web.console.entry import Entry
from web.console.preview import preview_router
from web.console.routes import console_router
from web.daily import daily
from web.embed import embed_router
from web.faq import faq_router
from web.feedback import feedback_router
from web.gate import open_gate
from web.hosts import is_loopback
from web.library import IngestFunction, TakeIn, library_router
from web.listening import PortError, listen, url_of
from web.look import Look
from web.mcp_desk import OwnDesk
from web.mcp_server import MCPDoor, mcp_server
from web.openai_api import openai_router
from web.originals import originals_router
from web.pictures import PictureFunction
from web.problems import install
from web.reference import TITLE, VERSION, describe, docs_router
from web.session_routes import sessions_router
from web.sessions import Sessions
from web.shared import shared_router
from web.sign_in import open_issuer, sign_in_router
from web.signed_in import NotePeer
from web.templating import FOLDER, Pages
from web.threshold import Threshold
from web.usage import usage_router
from web.viewer import viewer_router

if TYPE_CHECKING:
    import uvicorn

    from retrieval.assistant import Assistant

__all__ = ["IngestFunction", "PictureFunction", "PortError", "TakeIn", "create_app", "serve"]
UPLOADS = 20  # how many of the largest files one upload may hold
GRACE = 5  # seconds that open replies get to end in


class KeysNeeded(PolicyQAError):
    """Others would reach the server, and nothing would keep them out."""

    code = "keys_needed"
    exit_code = 2


def create_app(
    assistant: Assistant,
    ingest: IngestFunction | None = None,
    token: str = "",
    picture: PictureFunction | None = None,
    obey: TakeIn | None = None,
) -> FastAPI:
    """The whole server over `assistant`.

    Those who send `token` can change documents over HTTP, send new ones where `ingest` is given, and have the server
    take in what they name where `obey` is given. Pages of originals are shown where `picture` draws them.
    """
    issuer = open_issuer(assistant.settings)
    pages = Pages(assistant.prompts)
    asked = Asked(assistant)
    sessions = Sessions(assistant.records)
    access, budgets = Access(assistant, token, sessions), Budgets(assistant.settings)
    entry = Entry(assistant.records, access)
    look = Look(assistant, access)
    gate = open_gate(assistant, pages, asked, look, access)
    tools = MCPDoor(mcp_server(OwnDesk(assistant, asked), assistant.prompts))
    console = open_console(assistant, pages, entry, access, ingest)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with gate.lifespan(), console.lifespan(), tools.lifespan(), daily(assistant):
            yield

    app = FastAPI(title=TITLE, version=VERSION, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    app.state.assistant = assistant
    app.state.pages = pages
    app.state.sessions = sessions
    threshold = Threshold(assistant.settings, access)
    app.add_middleware(Checkpoint, prompts=assistant.prompts, access=access, budgets=budgets, threshold=threshold)
    app.add_middleware(Border, upload_limit=assistant.settings.max_file_mb * 1_000_000 * UPLOADS)
    install(app)
    app.include_router(api_router(assistant, asked))
    app.include_router(openai_router(assistant, asked))
    app.include_router(feedback_router(assistant, asked))
    app.include_router(bots_router(assistant))
    app.include_router(faq_router(assistant))
    app.include_router(usage_router(assistant))
    app.include_router(sessions_router(assistant, sessions))
    app.include_router(embed_router(assistant, pages, sessions, look, access))
    app.include_router(library_router(assistant, ingest, token, obey))
    app.include_router(originals_router(assistant, picture, look))
    app.include_router(viewer_router(look, pages, pictured=picture is not None, editable=bool(token)))
    app.include_router(shared_router(look, pages, asked))
    app.include_router(choices_router(look))
    app.include_router(docs_router(pages))
    app.router.routes.append(Route("/mcp", tools, methods=["POST"]))
    if issuer is not None:
        app.include_router(sign_in_router(assistant, pages, issuer, access, entry, budgets))
    app.include_router(console_router(assistant, pages, entry, budgets))
    app.include_router(preview_router(pages, entry, access, sessions))
    app.router.routes += [Route("/admin", console), Route("/admin/{rest:path}", console)]
    app.mount("/ui", StaticFiles(directory=FOLDER / "static"))
    app.add_api_route("/favicon.ico", _icon, include_in_schema=False)
    app.add_api_route("/robots.txt", _robots, include_in_schema=False)
    # Not a mount: a mount at "/" would take the requests that another route answers with 405.
    app.router.default = gate
    return app


def serve(
    assistant: Assistant,
    ingest: IngestFunction | None = None,
    *,
    obey: TakeIn | None = None,
    picture: PictureFunction | None = None,
    host: str | None = None,
    port: int | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then return; host and port are the settings' unless given.

    Once it answers, the address is noted in the data folder for other processes of the same user,
    with the token that lets them add documents, and told to `on_ready` (default: standard error).
    Raises PortError where the address can't be listened on, KeysNeeded where others reach it and no key guards it.
    Port 0 takes a free one.
    """
    settings = assistant.settings
    host = settings.host if host is None else host
    _check_address(assistant, host)
    listener = listen(assistant, host, settings.port if port is None else port)

    def ready() -> None:
        url = url_of(listener)
        owner.announce(url)
        if on_ready is None:
            sys.stderr.write(assistant.prompts.say("pages.serving", url=url) + "\n")
        else:
            on_ready(url)

    owner = assistant.library.owner
    with listener, _quiet_signals():
        server = make_server(create_app(assistant, ingest, owner.token, picture, obey), ready)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def make_server(app: FastAPI, on_ready: Callable[[], None]) -> uvicorn.Server:
    """A uvicorn server for `app` that calls `on_ready` once it answers."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            on_ready()

    class Config(uvicorn.Config):
        def load(self) -> None:
            super().load()
            self.loaded_app = NotePeer(self.loaded_app)  # outside uvicorn's own reading of proxies' headers

    config = Config(
        app,
        log_level="warning",
        http="h11",  # httptools drops the body of a request that offers HTTP/2, which Java's client always does
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    return Server(config)


def _check_address(assistant: Assistant, host: str) -> None:
    if is_loopback(host) or assistant.settings.open or any(key.live for key in assistant.records.keys.listed()):
        return
    say = assistant.prompts.say
    raise KeysNeeded(say("pages.keys_needed", host=host or "*"), say("pages.keys_needed_hint"))


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """uvicorn raises the signal that stopped it once more; SIGTERM would then end the process at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _icon() -> Response:
    return Response((FOLDER / "static" / "icon.svg").read_bytes(), media_type="image/svg+xml")


def _robots() -> Response:
    return Response(
        "User-agent: *\nDisallow: /v1/\nDisallow: /edit\nDisallow: /originals/\nDisallow: /pages/\nDisallow: /a/\n",
        media_type="text/plain",
    )
