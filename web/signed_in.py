"""Who has signed in: as a proxy in front of the server says, by two headers that count from its address alone, or as
the office's own sign-in said, by a cookie of ours.

Such a proxy (of a portal, or oauth2-proxy, Authelia, Keycloak's gatekeeper …) asks for the password, takes away these
headers where a browser sends them, and sets them itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from retrieval.records import Records
from retrieval.settings import Settings
from retrieval.sight import split_groups
from web.hosts import names
from web.origins import foreign_origin
from web.person import Person, PersonCookie

if TYPE_CHECKING:
    from web.access import Caller

PEER = "policyqa.peer"  # in a request's scope: the address that the connection itself comes from
_LONGEST = 200  # characters of a name


class SignedIn:
    """Reads the headers of the proxies that the settings name, and the cookie where there is a sign-in of our own."""

    def __init__(self, settings: Settings, records: Records, hosts: tuple[str, ...]) -> None:
        self._header, self._groups = settings.sso_header, settings.sso_groups_header
        self._proxies = frozenset(names(settings.sso_proxies))
        self._names = hosts  # of this server
        self._cookie = PersonCookie(records, settings) if settings.oidc_issuer else None

    def joined(self, caller: Caller, request: Request) -> Caller:
        """The caller with the name and the groups of the one who has signed in, if anyone has."""
        person = self._named(request) or self._known(request)
        if person is None:
            return caller
        return replace(caller, user=person.name, sight=caller.sight.joined(person.groups))

    def _named(self, request: Request) -> Person | None:
        """As a proxy says."""
        if not self._header or peer(request) not in self._proxies:
            return None
        user = _read(request, self._header)[:_LONGEST]
        groups = split_groups(_read(request, self._groups)) if self._groups else ()
        return Person(user, groups) if user else None

    def _known(self, request: Request) -> Person | None:
        """As the cookie says, which browsers also send for pages of hosts beside ours: there it counts for nothing."""
        if self._cookie is None or foreign_origin(request, self._names) is not None:
            return None
        return self._cookie.read(request)


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
