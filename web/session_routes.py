"""`POST /v1/sessions`: a short-lived token in place of a key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Request
from fastapi import Body as FromBody
from pydantic import BaseModel, ConfigDict, Field

from retrieval.errors import UsageError
from web.access import caller_of
from web.api import PROBLEMS
from web.origins import allowed_origin
from web.problems import ScopeError, TokenError
from web.schemas import Body
from web.sessions import SECONDS, Session, Sessions
from web.token import REFUSED

if TYPE_CHECKING:
    from retrieval.assistant import Assistant


class SessionRequest(Body):
    """For which pages a token is wanted."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"origin": "https://www.x.gov.cn"}]})

    origin: str | None = Field(None, description="the page's origin; with a public key it is that of the request")


Wanted = Annotated[SessionRequest, FromBody(default_factory=SessionRequest)]


class SessionReply(BaseModel):
    """A token for one page."""

    token: str = Field(description="goes where a key goes: Authorization: Bearer st_…")
    origin: str
    expires_in: int = Field(description="seconds")
    expires_at: datetime


def sessions_router(assistant: Assistant, sessions: Sessions) -> APIRouter:
    """The route that gives tokens to those who have a key."""
    router = APIRouter(tags=["keys"])

    @router.post(
        "/v1/sessions",
        status_code=201,
        responses={**REFUSED, **PROBLEMS},
        summary="A token for one page / 网页用的短期令牌",
        operation_id="createSession",
    )
    def create_session(request: Request, body: Wanted) -> SessionReply:
        """A page with a public key gets a token for itself; the backend of a page, with a secret key, one for its
        page, so that no key stands in the page at all. A token can only ask, from that origin.
        """
        caller = caller_of(request)
        if caller.key is None:
            raise TokenError("")
        if caller.session:
            raise ScopeError(assistant.prompts.say("pages.session_renews"))
        public = caller.key.kind == "public"
        origin = request.headers.get("origin") if public else body.origin
        if not origin:
            raise UsageError("没有说明是哪个网页。 No origin.", '应如 {"origin": "https://www.x.gov.cn"}。')
        origin = allowed_origin(origin)
        if "*" in origin:
            raise UsageError("令牌只给一个来源，不能用 *。 One origin only.")
        return given_out(sessions, Session(caller.key.id, origin))

    return router


def given_out(sessions: Sessions, session: Session) -> SessionReply:
    """A token that begins to hold now."""
    until = datetime.now(UTC) + timedelta(seconds=SECONDS)
    return SessionReply(token=sessions.issue(session), origin=session.origin, expires_in=SECONDS, expires_at=until)
