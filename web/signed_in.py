"""Who has signed in, as a proxy in front of the server says: by two headers that count from its address alone.

Such a proxy (of a portal, or oauth2-proxy, Authelia, Keycloak's gatekeeper …) asks for the password, takes away these
headers where a browser sends them, and sets them itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from retrieval.settings import Settings
from retrieval.sight import split_groups
from web.hosts import names

if TYPE_CHECKING:
    from web.access import Caller

PEER = "policyqa.peer"  # in a request's scope: the address that the connection itself comes from
_LONGEST = 200  # characters of a name


class SignedIn:
    """Reads the headers of the proxies that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._header, self._groups = settings.sso_header, settings.sso_groups_header
        self._proxies = frozenset(names(settings.sso_proxies))

    def joined(self, caller: Caller, request: Request) -> Caller:
        """The caller with the name and the groups of the one who has signed in, if anyone has."""
        if not self._header or peer(request) not in self._proxies:
            return caller
        user = _read(request, self._header)[:_LONGEST]
        if not user:
            return caller
        own = frozenset(split_groups(_read(request, self._groups))) if self._groups else frozenset()
        return replace(caller, user=user, sight=caller.sight.joined(own))


def peer(request: Request) -> str:
    """The address that the connection comes from, whatever it says of itself."""
    client = request.scope.get(PEER) or request.scope.get("client")
    return str(client[0]) if client else ""


def _read(request: Request, header: str) -> str:
    """A header's value; names that are not ASCII come as UTF-8, which HTTP does not know."""
    value = request.headers.get(header, "").strip()
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


class NotePeer:
    """ASGI middleware outside everything: notes the connection's own address before a proxy's word replaces it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through."""
        await self.app({**scope, PEER: scope.get("client")}, receive, send)
