"""The widget as other sites get it: its script, a page for their frames, and how to put either into a page."""

from __future__ import annotations

import base64
import gzip
import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from retrieval.errors import PolicyQAError
from web.access import Access
from web.language import language_of
from web.look import Look
from web.origins import OriginError, allowed_origin, foreign_origin
from web.problems import TokenError
from web.session_routes import SessionReply, given_out
from web.sessions import Session, Sessions
from web.tags import BOT, SCRIPT, SOME_KEY, Chosen, chosen, lines, server_of
from web.templating import FOLDER, Pages

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

EXAMPLES = 4
Options = Annotated[Chosen, Depends(chosen)]
# Asked for again after an hour at the latest, and shown meanwhile: an upgrade reaches pages without their doing.
CACHE = "public, max-age=3600, stale-while-revalidate=86400"
# The page in the frame: our script and calls to us, whatever stands in the documents.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
    "frame-ancestors {framers}"
)


@dataclass(frozen=True)
class Script:
    """The built script, ready to be sent."""

    plain: bytes
    packed: bytes
    etag: str
    integrity: str  # as the `integrity` attribute of a tag wants it

    @classmethod
    def read(cls) -> Script:
        """The script of this version."""
        plain = (FOLDER / "static" / "widget" / "v1" / "policyqa.js").read_bytes()
        integrity = "sha384-" + base64.b64encode(hashlib.sha384(plain).digest()).decode()
        return cls(plain, gzip.compress(plain, 9, mtime=0), f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"', integrity)

    def reply(self, request: Request) -> Response:
        """The script for any page of any site: it is no secret, and does nothing where the server refuses the page."""
        headers = {
            "Access-Control-Allow-Origin": "*",  # a tag with `integrity` needs it
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": CACHE,
            "ETag": self.etag,
            "Vary": "Accept-Encoding",
        }
        held = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
        if held & {self.etag, self.etag.removeprefix("W/"), "*"}:
            return Response(status_code=304, headers=headers)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        if packed:
            headers["Content-Encoding"] = "gzip"
        content = self.packed if packed else self.plain
        return Response(content, headers=headers, media_type="text/javascript; charset=utf-8")


def embed_router(assistant: Assistant, pages: Pages, sessions: Sessions, look: Look, access: Access) -> APIRouter:
    """The routes for sites that show the widget."""
    router = APIRouter(include_in_schema=False)
    script = Script.read()

    @router.api_route(SCRIPT, methods=["GET", "HEAD"])
    def widget_script(request: Request) -> Response:
        return script.reply(request)

    @router.get("/embed")
    def embed_page(request: Request, options: Options, bot: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
        """The widget as a page of ours, for the frames of sites that forbid other sites' scripts."""
        bot = bot if bot.startswith("pk_") else ""
        nonce = secrets.token_urlsafe(16)
        headers = {"Content-Security-Policy": frame_policy(nonce, _framers(access, bot)), "Cache-Control": "no-store"}
        if not bot and not access.keyless:
            return pages.reply(request, "embed_closed.html", status=401, headers={**headers, **TokenError.headers})
        known = assistant.records.bots.with_key(bot) if bot else None
        examples = known.draft.questions if known and known.draft.questions else _examples(look.of(request))
        return pages.reply(
            request,
            "embed.html",
            headers=headers,
            bot=bot,
            examples="|".join(example for example in examples if "|" not in example),
            speaks=known.draft.language if known else "auto",
            script=SCRIPT,
            options=options,
            nonce=nonce,
        )

    @router.post("/embed/token", status_code=201)
    def embed_token(request: Request) -> SessionReply:
        """A token for the page above where it holds no key. Raises TokenError where asking needs one: whose page the
        frame stands in is not known here, so that such a token would go round the keys and their origins.
        """
        origin = request.headers.get("origin")
        if origin is None or foreign_origin(request, access.names) is not None:
            raise OriginError(assistant.prompts.say("pages.origin_unknown", origin=(origin or "-")[:200]))
        if not access.keyless:
            raise TokenError(
                assistant.prompts.say("pages.embed_keyed"), assistant.prompts.say("pages.embed_keyed_hint")
            )
        return given_out(sessions, Session("", allowed_origin(origin)))

    @router.get("/widget")
    def widget_page(request: Request, bot: Annotated[str, Query(pattern=f"^({BOT})?$")] = "") -> HTMLResponse:
        """The lines to be put into a page, with this server's address and the digest of its script."""
        title = assistant.prompts.say("pages.name", language_of(request))
        made = lines(server_of(request), script.integrity, title, bot or SOME_KEY)
        shown = bool(bot) or access.keyless
        return pages.reply(request, "widget.html", lines=made, bot=bot, shown=shown)

    return router


def frame_policy(nonce: str, framers: list[str]) -> str:
    """The content security policy of a page with the widget that pages of `framers` may hold in a frame."""
    return _POLICY.format(nonce=nonce, framers=" ".join(["'self'", *framers]))


def _framers(access: Access, bot: str) -> list[str]:
    """The origins whose pages may hold the widget in a frame: those that may ask without a key, and the key's own."""
    key = access.keys.find(bot) if bot else None
    return [*access.origins.entries, *(key.origins if key else ())]


def _examples(assistant: Assistant) -> list[str]:
    """Questions to begin with; none where the documents can't be read yet."""
    try:
        found: list[str] = assistant.examples(EXAMPLES)
    except PolicyQAError:
        return []
    return found
