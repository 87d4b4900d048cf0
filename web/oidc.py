"""The office's own sign-in (OpenID Connect): where people are sent, and who comes back.

The only module that calls the issuer, and it is imported only where one is set. Authorization code with PKCE; state is
checked by `web.sign_in`, which keeps it; nonce, signature, issuer, audience and times of the ID token here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from retrieval.errors import PolicyQAError, SettingsError
from retrieval.settings import Settings
from retrieval.sight import split_groups
from web.hosts import is_loopback
from web.person import Person

SECONDS = 10.0  # for each call
LEEWAY = 60  # seconds by which the issuer's clock may differ
# Signatures that an issuer alone can make: none that the client's secret could, and not "none".
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_WELL_KNOWN = "/.well-known/openid-configuration"
_NAMES = ("preferred_username", "email", "sub")  # what somebody is called, the first that is told
_LONGEST = 200  # characters of a name

log = logging.getLogger("policyqa.web")


class IssuerError(PolicyQAError):
    """The issuer cannot be reached, or answers what no issuer would."""

    code = "issuer_unavailable"
    status = 502


class SignInFailed(PolicyQAError):
    """The issuer did not sign somebody in, or what it said of them does not hold."""

    code = "sign_in_failed"
    status = 403


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way: what the issuer must send back, and what only we know of it."""

    state: str
    nonce: str
    verifier: str


class Issuer:
    """The issuer that the settings name. Raises SettingsError where it can be none. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer.strip()
        self._id, self._secret = settings.oidc_client_id, settings.oidc_client_secret
        self._groups_claim = settings.oidc_groups_claim
        if not _private(self._issuer):
            raise SettingsError(
                f"POLICYQA_OIDC_ISSUER：{self._issuer[:200]!r} 不是 https 地址。 Not an https address.",
                "本机上的可以用 http。 http is for this machine only.",
            )
        if not self._id:
            raise SettingsError(
                "设了 POLICYQA_OIDC_ISSUER，没有设 POLICYQA_OIDC_CLIENT_ID。 The client id is missing.",
                "在登录系统里登记本服务，填它给的编号。 Register this server with the issuer.",
            )
        self._known: dict[str, Any] = {}
        self._keys: KeySet | None = None

    def begin(self, back: str) -> tuple[str, Begun]:
        """The address at the issuer that somebody is sent to, who then comes `back`. Raises IssuerError."""
        verifier, nonce = generate_token(64), generate_token(32)
        with self._called(), self._client(redirect_uri=back, scope=self._scope()) as client:
            url, state = client.create_authorization_url(
                self._endpoint("authorization_endpoint"), code_verifier=verifier, nonce=nonce
            )
        return str(url), Begun(str(state), nonce, verifier)

    def finish(self, back: str, code: str, begun: Begun) -> Person:
        """Who came back with a code. Raises SignInFailed, IssuerError."""
        with self._called(), self._client(redirect_uri=back) as client:
            token = client.fetch_token(
                self._endpoint("token_endpoint"),
                grant_type="authorization_code",
                code=code,
                code_verifier=begun.verifier,
            )
            claims = self._claims(token, begun.nonce)
            if self._groups_claim not in claims and "userinfo_endpoint" in self._metadata():
                told = _json(client.get(self._endpoint("userinfo_endpoint")))
                claims = {**told, **claims} if told.get("sub") == claims["sub"] else claims
        name = next(str(claims[key]) for key in _NAMES if claims.get(key))
        return Person(name[:_LONGEST], named_groups(claims.get(self._groups_claim)))

    def refused(self, issuer: str) -> bool:
        """Whether a reply says that it is from another issuer."""
        return bool(issuer) and issuer != self._known.get("issuer", issuer)

    def sign_out_address(self) -> str:
        """Where somebody can sign out at the issuer too; "" where that is not known."""
        address = str(self._known.get("end_session_endpoint", ""))
        return address if _private(address) else ""

    def _claims(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """What the ID token says, once it is known to be the issuer's, for us, of now, and of this sign-in."""
        signed = str(token.get("id_token", ""))
        try:
            read = self._decoded(signed, self._key_set())
        except InvalidKeyIdError:  # signed with a key that is newer than those we know
            read = self._decoded(signed, self._key_set(anew=True))
        wanted = {
            "iss": {"essential": True, "value": self._metadata()["issuer"]},
            "aud": {"essential": True, "value": self._id},
            "sub": {"essential": True},
        }
        known = {"nonce": nonce, "client_id": self._id, "access_token": token.get("access_token")}
        claims = CodeIDToken(read.claims, read.header, wanted, known)
        claims.validate(leeway=LEEWAY)
        return dict(claims)

    def _decoded(self, signed: str, keys: KeySet) -> jwt.Token:
        return jwt.decode(signed, keys, registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False))

    def _key_set(self, *, anew: bool = False) -> KeySet:
        if self._keys is None or anew:
            with self._client() as client:
                told: Any = _json(client.request("GET", self._endpoint("jwks_uri"), withhold_token=True))
            self._keys = KeySet.import_key_set(told)
        return self._keys

    def _metadata(self) -> Mapping[str, Any]:
        """What the issuer says of itself, read at the first use."""
        if not self._known:
            with self._client() as client:
                found = _json(client.request("GET", self._issuer.rstrip("/") + _WELL_KNOWN, withhold_token=True))
            if str(found.get("issuer", "")).rstrip("/") != self._issuer.rstrip("/"):
                raise IssuerError("")
            self._known = found
        return self._known

    def _endpoint(self, name: str) -> str:
        address = str(self._metadata().get(name, ""))
        if not _private(address):
            log.warning("the issuer's %s is no https address", name)
            raise IssuerError("")
        return address

    def _scope(self) -> str:
        """What is asked for: names and groups, as far as the issuer says that it knows them."""
        known = self._metadata().get("scopes_supported", ("profile", "email"))
        return " ".join(["openid", *(scope for scope in ("profile", "email", self._groups_claim) if scope in known)])

    def _client(self, **more: str) -> OAuth2Client:
        methods = self._known.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        return OAuth2Client(
            self._id,
            self._secret or None,
            token_endpoint_auth_method=method if self._secret else "none",
            code_challenge_method="S256",
            timeout=SECONDS,
            leeway=0,  # seconds before its end that an access token is given up; it is used at once
            **more,
        )

    @contextmanager
    def _called(self) -> Iterator[None]:
        """Turns what goes wrong with the issuer into our errors; the cause is logged, and told to nobody."""
        try:
            yield
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            log.warning("the issuer %s: %s", self._issuer, error)
            raise IssuerError("") from error
        except (AuthlibBaseError, JoseError, ValueError) as error:
            log.warning("a sign-in by %s failed: %s", self._issuer, error)
            raise SignInFailed("") from error


def named_groups(claim: object) -> tuple[str, ...]:
    """The groups that a claim names: a list, or a text apart by commas. What can be no name is left out."""
    if isinstance(claim, str):
        return split_groups(claim)
    found = claim if isinstance(claim, list) else []
    return tuple(
        sorted({name.strip() for name in found if isinstance(name, str) and split_groups(name) == (name.strip(),)})
    )


def _json(reply: httpx2.Response) -> dict[str, Any]:
    """The object that a reply holds. Raises httpx2.HTTPError, IssuerError."""
    reply.raise_for_status()
    try:
        found = reply.json()
    except ValueError as error:
        raise IssuerError("") from error
    if not isinstance(found, dict):
        raise IssuerError("")
    return found


def _private(address: str) -> bool:
    """Whether nobody on the way can read or change what is sent to an address."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    )
