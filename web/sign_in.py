"""`/sign-in`, `/sign-in/back`, `/sign-out`: people go to the issuer and come back, by a cookie that lasts ten minutes."""

from __future__ import annotations

import hmac
import re
from dataclasses import astuple
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from retrieval.errors import PolicyQAError, SettingsError
from web.access import Access, visitor
from web.budgets import Budgets
from web.console.entry import Entry
from web.person import PersonCookie, take_back
from web.sessions import secret_of
from web.templating import Pages

if TYPE_CHECKING:
    from retrieval.assistant import Assistant
    from retrieval.settings import Settings
    from web.oidc import Begun, Issuer

BACK = "/sign-in/back"
COOKIE = "policyqa_sign_in_"  # and the beginning of its state: each tab that signs in has its own
SECONDS = 600
NO_STORE = {"Cache-Control": "no-store"}
# A path of ours. Browsers take a second slash or a backslash for another host, and pass over tabs and line breaks.
_OWN = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]{0,2000}")
Word = Annotated[str, Query(max_length=4000)]


class SignInStale(PolicyQAError):
    """Somebody comes back from a sign-in that this browser did not begin, or began too long ago."""

    code = "sign_in_stale"
    status = 400


def open_issuer(settings: Settings) -> Issuer | None:
    """The issuer, where one is set. Raises SettingsError, also where nobody could get in."""
    if not settings.oidc_issuer:
        if settings.sso_required and not settings.sso_header:
            raise SettingsError(
                "设了 POLICYQA_SSO_REQUIRED，没有设怎样登录。 Signing in is required, and there is no way to.",
                "设 POLICYQA_OIDC_ISSUER 或 POLICYQA_SSO_HEADER。 Set one of these.",
            )
        return None
    from web.oidc import Issuer

    return Issuer(settings)


def own_path(text: str) -> str:
    """An address to come back to, where it is one of this server; else the chat's."""
    return text if _OWN.fullmatch(text) and not text.startswith(("/sign-in", "/sign-out")) else "/"


def sign_in_router(
    assistant: Assistant, pages: Pages, issuer: Issuer, access: Access, entry: Entry, budgets: Budgets
) -> APIRouter:
    """The routes of the sign-in."""
    router = APIRouter(include_in_schema=False)
    signer = URLSafeTimedSerializer(secret_of(assistant.records), salt="policyqa-sign-in")
    people = PersonCookie(assistant.records, assistant.settings)

    @router.get("/sign-in")
    def sign_in(request: Request, wanted: Annotated[str, Query(alias="next")] = "/") -> Response:
        budgets.spend(visitor(request).accounts)
        address, begun = issuer.begin(_back(request))
        signed = signer.dumps([*astuple(begun), own_path(wanted)])
        reply = RedirectResponse(address, 303, headers=NO_STORE)
        reply.set_cookie(
            _name(begun.state),
            signed if isinstance(signed, str) else signed.decode(),
            max_age=SECONDS,
            path=BACK,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return reply

    @router.get(BACK)
    def back(request: Request, state: Word = "", code: Word = "", error: Word = "", iss: Word = "") -> Response:
        budgets.spend(visitor(request).accounts)
        begun, wanted = _begun(signer, request, state)
        if error or not code or issuer.refused(iss):
            from web.oidc import SignInFailed

            raise SignInFailed("")
        person = issuer.finish(_back(request), code, begun)
        reply = RedirectResponse(wanted, 303, headers=NO_STORE)
        people.give(person, request, reply)
        reply.delete_cookie(_name(state), path=BACK, httponly=True, samesite="lax")
        if (name := entry.name_of(person)) is not None:
            assistant.records.audit.add(name, "signed_in", "")
        return reply

    @router.get("/sign-out")
    def sign_out_page(request: Request) -> Response:
        user = access.visitor(request).user
        return pages.reply(request, "sign_out.html", headers=NO_STORE, user=user, elsewhere=issuer.sign_out_address())

    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        access.refuse_foreign(request)
        reply = RedirectResponse("/sign-out", 303)
        take_back(reply)
        entry.sign_out(reply)
        return reply

    return router


def _back(request: Request) -> str:
    """Where the issuer sends people back to."""
    return f"{str(request.base_url).rstrip('/')}{BACK}"


def _name(state: str) -> str:
    """The name of the cookie of one sign-in under way."""
    return COOKIE + re.sub(r"[^A-Za-z0-9]", "", state)[:16]


def _begun(signer: URLSafeTimedSerializer, request: Request, state: str) -> tuple[Begun, str]:
    """The sign-in that this browser began with this state, and where it comes back to. Raises SignInStale."""
    from web.oidc import Begun

    try:
        own, nonce, verifier, wanted = signer.loads(request.cookies.get(_name(state), ""), max_age=SECONDS)
    except BadSignature as error:  # also one that is too old
        raise SignInStale("") from error
    if not hmac.compare_digest(str(own).encode(), state.encode()):
        raise SignInStale("")
    return Begun(own, nonce, verifier), str(wanted)
