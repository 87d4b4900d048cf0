"""The widget as chosen on the console's page, on a page of ours; for those who have signed in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from web.access import Access
from web.border import POLICY
from web.console.entry import Entry
from web.embed import Options
from web.origins import allowed_origin
from web.problems import TokenError
from web.session_routes import SessionReply, given_out
from web.sessions import Session, Sessions
from web.tags import SCRIPT

if TYPE_CHECKING:
    from web.templating import Pages

KeyId = Annotated[str, Query(max_length=40)]


def preview_router(pages: Pages, entry: Entry, access: Access, sessions: Sessions) -> APIRouter:
    """The page, and the token that the widget on it asks with: that of the key it is looked at with."""
    router = APIRouter(include_in_schema=False, prefix="/admin/preview")

    def bot_of(key_id: str) -> str:
        """The text of a bot's key, with which the widget looks and asks as it does elsewhere; "" for other keys."""
        key = access.keys.get(key_id) if key_id else None
        bot = access.bots.of_key(key) if key and key.bot else None
        return bot.key if bot else ""

    def usable(key_id: str) -> bool:
        key = access.keys.get(key_id) if key_id else None
        return key.kind == "public" if key else not key_id and access.keyless

    @router.get("")
    def preview(request: Request, options: Options, key: KeyId = "") -> Response:
        entry.required(request)
        nonce = secrets.token_urlsafe(16)
        headers = {
            "Content-Security-Policy": f"{POLICY}; style-src 'self' 'nonce-{nonce}'",
            "Cache-Control": "no-store",
        }
        return pages.reply(
            request, "console_preview.html", headers=headers, key=key, bot=bot_of(key), usable=usable(key), options=options,
            script=SCRIPT, nonce=nonce,
        )  # fmt: skip

    @router.post("/token", status_code=201)
    def token(request: Request, key: KeyId = "") -> SessionReply:
        entry.refuse_foreign(request)
        entry.required(request)
        if not usable(key):
            raise TokenError("")
        return given_out(sessions, Session(key, allowed_origin(request.headers.get("origin", ""))))

    return router
