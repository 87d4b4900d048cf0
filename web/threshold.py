"""`POLICYQA_SSO_REQUIRED`: pages are shown to those who have signed in; others are sent to the sign-in."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from retrieval.errors import PolicyQAError
from retrieval.settings import Settings
from web.access import Access, bearer
from web.origins import OriginError
from web.problems import TokenError

# Open to all: signing in, what looks after the server, how pages look, the script for other sites and what problems
# mean. The API and the console ask for themselves.
_OPEN = re.compile(
    r"/(?:sign-in(?:/back)?|sign-out|healthz|readyz|favicon\.ico|robots\.txt|ui/.+|widget/v1/.+|problems/.+)"
    r"|/(?:v1|mcp|admin)(?:/.*)?",
    re.DOTALL,
)
_FRAME = "/embed"


class SignInNeeded(PolicyQAError):
    """A page is for those who have signed in."""

    code = "sign_in_needed"
    status = 401


class Threshold:
    """Stops those who have not signed in. Each request costs a look at its cookie, with a key one at the database."""

    def __init__(self, settings: Settings, access: Access) -> None:
        self.required = settings.sso_required
        self._to_issuer = bool(settings.oidc_issuer)
        self._access = access

    def stops(self, request: Request) -> Response | None:
        """Where somebody must go first, if anywhere. Raises SignInNeeded where that is no page to be led to."""
        path = request.scope["path"]
        if _OPEN.fullmatch(path) or self._may_enter(request, path):
            return None
        if self._to_issuer and request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("accept", ""):
            query = request.url.query
            wanted = quote(path) + (f"?{query}" if query else "")
            return RedirectResponse(f"/sign-in?next={quote(wanted, safe='/')}", 303, {"Cache-Control": "no-store"})
        raise SignInNeeded("")

    def _may_enter(self, request: Request, path: str) -> bool:
        if bearer(request.headers):
            return self._holds_key(request)
        # The page in the frames of other sites holds a public key, with which it asks the API.
        return bool(self._access.visitor(request).user) or (
            path == _FRAME and self._access.is_public(request.query_params.get("bot", ""))
        )

    def _holds_key(self, request: Request) -> bool:
        try:
            caller = self._access.caller(request)
        except (TokenError, OriginError):
            return False
        return bool(caller.user) or caller.key is not None or caller.sight.groups is None
