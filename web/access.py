"""Who calls, and what they may do: the server's own token, a key, or a visitor where none is needed."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fastapi import Request

from prompts import Prompts
from retrieval.bots import Bot
from retrieval.keys import SCOPES, Key, Scope
from retrieval.sight import EVERYTHING, PUBLIC, Sight
from web.budgets import Account
from web.hosts import names
from web.origins import OriginError, Origins, allows, foreign_origin
from web.problems import ScopeError, TokenError
from web.sessions import PREFIX, Sessions
from web.signed_in import SignedIn

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

FACE = "/v1/bots/me"
_ALL = frozenset(SCOPES)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request. `name` tells callers apart; `accounts` are the budgets that the request is counted in;
    `session` says that a short-lived token stood for the key.
    """

    name: str
    scopes: frozenset[Scope]
    key: Key | None = None
    accounts: tuple[Account, ...] = ()
    session: bool = False
    user: str = ""  # who has signed in, where a proxy says so
    sight: Sight = PUBLIC  # the documents that they see
    bot: Bot | None = None  # whose key it is, if any bot's
    listed: bool = False  # a page that may ask without a key

    @property
    def anonymous(self) -> bool:
        """Whether nothing says who it is."""
        return self.key is None and not self.user and self.sight.groups is not None

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

    def __init__(self, assistant: Assistant, token: str, sessions: Sessions) -> None:
        self.keys, self.bots = assistant.records.keys, assistant.records.bots
        self.origins = Origins(assistant.settings.widget_origins, self.keys)
        self.names = names(assistant.settings.hosts)
        self._open = assistant.settings.open
        self._required = assistant.settings.sso_required
        self.sign_on = bool(assistant.settings.oidc_issuer)
        self._admin_group = assistant.settings.admin_group
        self._desk = SignedIn(assistant.settings, assistant.records, self.names)
        self.say = assistant.prompts.say
        self._sessions = sessions
        self._token = token

    def caller(self, request: Request) -> Caller:
        """Who makes this request. Reads the database. Raises TokenError for a credential that opens nothing,
        OriginError for a web page that may not use it.
        """
        caller = self._desk.joined(self._caller(request), request)
        if self._required and caller.anonymous and not caller.listed:
            raise TokenError("")
        return caller

    def sight(self, request: Request) -> Sight:
        """What the one who makes this request sees. A credential that opens nothing shows nothing more. An address of a
        page that names a bot (`?bot=pk_…`), as the widget's links do, shows what the bot knows of it, and never more.
        """
        try:
            caller = self.caller(request) if bearer(request.headers) else self.visitor(request)
        except (TokenError, OriginError):
            return PUBLIC
        bot = named_bot(request)
        named = self.bots.with_key(bot) if bot and caller.bot is None else None
        return caller.sight.within(named.sources) if named else caller.sight

    def visitor(self, request: Request) -> Caller:
        """Someone at a page of ours, which knows no keys: who has signed in, if anyone has."""
        return self._desk.joined(visitor(request), request)

    def _caller(self, request: Request) -> Caller:
        given, origin = bearer(request.headers), foreign_origin(request, self.names)
        if given and self._token and hmac.compare_digest(given.encode(), self._token.encode()):
            return self._outside_pages(Caller("owner", _ALL, sight=EVERYTHING), origin)
        if given.startswith(PREFIX):
            return self._of_session(given, request)
        if given and (key := self.keys.find(given)):
            if key.kind == "public":
                return self._of_page(key, origin, request)
            return self._outside_pages(_holder(key), origin)
        if origin is not None and self.origins.listed(origin):
            return replace(visitor(request), listed=True)
        if self.keyless:
            # Clients that can't do without a key send any; where none is needed, it is passed over.
            return self._outside_pages(visitor(request), origin)
        raise TokenError("")

    @property
    def keyless(self) -> bool:
        """Whether asking needs no key at all: none was ever made, or the settings say so. Reads the database."""
        return self._open or not self.keys.any()

    @property
    def own_token(self) -> str:
        """The token of the process that owns the data folder; "" where there is none."""
        return self._token

    def administrator(self, secret: str) -> str | None:
        """Who may do everything with this key or token: the key's id, or `owner`; None for anyone else."""
        if self._token and hmac.compare_digest(secret.encode(), self._token.encode()):
            return "owner"
        key = self.keys.find(secret) if secret else None
        return key.id if key and "admin" in key.scopes else None

    def administers(self, key_id: str) -> bool:
        """Whether a key may do everything, still."""
        key = self.keys.get(key_id)
        return key is not None and "admin" in key.scopes

    def refuse_foreign(self, request: Request) -> None:
        """Raises OriginError for a request that a page of another site makes."""
        if (origin := foreign_origin(request, self.names)) is not None:
            raise self._foreign(origin)

    def admits(self, groups: Iterable[str]) -> bool:
        """Whether someone in these groups, who has signed in, may do everything."""
        return bool(self._admin_group) and self._admin_group in groups

    def is_public(self, secret: str) -> bool:
        """Whether this is a public key that is live."""
        key = self.keys.find(secret) if secret else None
        return key is not None and key.kind == "public"

    def _outside_pages(self, caller: Caller, origin: str | None) -> Caller:
        """A caller who is no page of another site: a secret that stands in a page is none."""
        if origin is not None:
            raise self._foreign(origin)
        return caller

    def _foreign(self, origin: str) -> OriginError:
        return OriginError(self.say("pages.origin_unknown", origin=origin[:200]))

    def _of_page(self, key: Key, origin: str | None, request: Request) -> Caller:
        """A page with a public key, which must be one of the key's own, or ours. For ours, browsers name no origin where
        it only reads: what a bot looks like, which is no secret, is told without.
        """
        if "origin" not in request.headers and request.scope["path"] != FACE:
            raise OriginError(self.say("pages.origin_missing"))
        if origin is not None and not allows(key.origins, origin):
            raise self._foreign(origin)
        return self._page(key, request)

    def _of_session(self, token: str, request: Request) -> Caller:
        """A page with a token, which must be the one that it was made for, of a key that is still live."""
        session = self._sessions.read(token)
        if session is None:
            raise TokenError("")
        origin = request.headers.get("origin", "")
        if origin != session.origin:
            raise self._foreign(origin or "-")
        if not session.key_id:
            if not self.keyless:  # given out before the first key was made
                raise TokenError("")
            return replace(visitor(request), session=True)
        key = self.keys.get(session.key_id)
        if key is None or "ask" not in _with_admin(key.scopes):
            raise TokenError("")
        return replace(self._page(key, request), session=True)

    def _page(self, key: Key, request: Request) -> Caller:
        """A visitor of a page that asks with a key: counted alone, and with all others of the key. A bot's key is none
        once the bot has another.
        """
        name = f"{key.id} at {address(request)}"
        accounts = (Account("address", name), Account("key", key.id))
        bot = self.bots.of_key(key) if key.bot else None
        if key.bot and bot is None:
            raise TokenError("")
        sight = bot.sight if bot else Sight(frozenset(key.groups))
        return Caller(name, frozenset({"ask"}), key, accounts, sight=sight, bot=bot)


def _holder(key: Key) -> Caller:
    """Who holds a secret key; those who may change documents see them all."""
    scopes = _with_admin(key.scopes)
    sight = EVERYTHING if "ingest" in scopes else Sight(frozenset(key.groups))
    return Caller(key.id, scopes, key, (Account("key", key.id),), sight=sight)


def visitor(request: Request) -> Caller:
    """Someone without a key, who may ask."""
    name = f"at {address(request)}"
    return Caller(name, frozenset({"ask"}), accounts=(Account("address", name),))


def caller_of(request: Request) -> Caller:
    """Who makes a request that has passed the checkpoint."""
    caller: Caller = request.scope["caller"]
    return caller


def named_bot(request: Request) -> str:
    """The public key of the bot that an address of a page names, or ""."""
    named = request.query_params.get("bot", "")
    return named if named.startswith("pk_") else ""


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
