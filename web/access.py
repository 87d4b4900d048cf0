"""Who calls, and what they may do: the server's own token, a key, or a visitor where none is needed."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request

from prompts import Prompts
from retrieval.keys import SCOPES, Key, Scope
from retrieval.settings import Settings
from web.budgets import Account
from web.problems import ScopeError, TokenError

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

_ALL = frozenset(SCOPES)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request. `name` tells callers apart; `accounts` are the budgets that the request is counted in."""

    name: str
    scopes: frozenset[Scope]
    key: Key | None = None
    accounts: tuple[Account, ...] = ()

    def require(self, scope: Scope, prompts: Prompts) -> None:
        """Raises TokenError where a visitor, ScopeError where a key may not do this."""
        if scope in self.scopes:
            return
        if self.key is None:
            raise TokenError("")
        raise ScopeError(prompts.say("pages.scope_missing", scope=scope, name=self.key.name))


class Access:
    """Finds out who calls. `token` is that of the process that owns the data folder; "" is nobody's.

    Without any key the server answers everyone who reaches it, which is why it then listens on loopback only. Once a
    key was made, asking needs one, also after the last was revoked.
    """

    def __init__(self, assistant: Assistant, token: str) -> None:
        self.keys = assistant.records.keys
        self.settings: Settings = assistant.settings
        self._token = token

    def caller(self, request: Request) -> Caller:
        """Who makes this request. Reads the database. Raises TokenError for a credential that opens nothing."""
        given = bearer(request.headers)
        if given and self._token and hmac.compare_digest(given.encode(), self._token.encode()):
            return Caller("owner", _ALL)
        if given and (key := self.keys.find(given)):
            return Caller(key.id, _with_admin(key.scopes), key, (Account("key", key.id),))
        if self.settings.open or not self.keys.any():
            # Clients that can't do without a key send any; where none is needed, it is passed over.
            return visitor(request)
        raise TokenError("")


def visitor(request: Request) -> Caller:
    """Someone without a key, who may ask."""
    name = f"at {address(request)}"
    return Caller(name, frozenset({"ask"}), accounts=(Account("address", name),))


def caller_of(request: Request) -> Caller:
    """Who makes a request that has passed the checkpoint."""
    caller: Caller = request.scope["caller"]
    return caller


def bearer(headers: Mapping[str, str]) -> str:
    """The bearer credential of a request, or ""."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def address(request: Request) -> str:
    """The network address that a request comes from."""
    return request.client.host if request.client else ""


def _with_admin(scopes: tuple[Scope, ...]) -> frozenset[Scope]:
    """`admin` may do everything."""
    return _ALL if "admin" in scopes else frozenset(scopes)
