"""A stand-in for the issuer that signs people in: real codes, PKCE, keys and ID tokens, and answers gone wrong on demand."""

from __future__ import annotations

import base64
import hashlib
import html
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "policyqa", "s3cret"
PEOPLE: dict[str, list[str]] = {"li": ["财务"], "zhang": ["人事"], "wang": ["管理员", "财务"]}


def _key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


@dataclass
class StandInIssuer:
    """What it knows and does; `claims` stand above those of the next ID tokens, None takes one away."""

    base: str = ""
    key: RSAKey = field(default_factory=lambda: _key("one"))
    foreign: RSAKey = field(default_factory=lambda: _key("one"))  # passes itself off as the issuer's
    claims: dict[str, Any] = field(default_factory=dict)
    signed_with: RSAKey | str | None = None  # another key, or another algorithm
    groups_in_userinfo: bool = False
    broken: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def reset(self) -> None:
        """As at the start."""
        self.claims, self.metadata, self.signed_with = {}, {}, None
        self.groups_in_userinfo = self.broken = False

    def app(self) -> FastAPI:
        """Its addresses."""
        app = FastAPI(openapi_url=None)
        app.get("/.well-known/openid-configuration")(self.discovery)
        app.get("/jwks")(self.jwks)
        app.get("/authorize")(self.authorize)
        app.post("/authorize")(self.authorized)
        app.post("/token")(self.token)
        app.get("/userinfo")(self.userinfo)
        app.get("/favicon.ico")(lambda: Response(status_code=204))
        app.get("/bye")(lambda: HTMLResponse("bye"))
        return app

    def discovery(self) -> Response:
        if self.broken:
            return HTMLResponse("down", 503)
        known = {
            "issuer": self.base,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/jwks",
            "userinfo_endpoint": f"{self.base}/userinfo",
            "end_session_endpoint": f"{self.base}/bye",
            "scopes_supported": ["openid", "profile", "groups"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        return JSONResponse(known | self.metadata)

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def authorize(self, request: Request) -> HTMLResponse:
        """A page that asks who it is."""
        asked = request.query_params
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert set(asked["scope"].split()) == {"openid", "profile", "groups"}
        kept = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(asked[name])}">'
            for name in ("redirect_uri", "state", "nonce", "code_challenge")
        )
        buttons = "".join(f'<button name="who" value="{name}">{name}</button>' for name in PEOPLE)
        return HTMLResponse(f'<form method="post" action="/authorize">{kept}{buttons}</form>')

    def authorized(
        self,
        who: str = Form(),
        redirect_uri: str = Form(),
        state: str = Form(),
        nonce: str = Form(),
        code_challenge: str = Form(),
    ) -> RedirectResponse:
        code = secrets.token_urlsafe(16)
        self.codes[code] = {"who": who, "back": redirect_uri, "nonce": nonce, "challenge": code_challenge}
        told = urlencode({"code": code, "state": state, "iss": self.base})
        return RedirectResponse(f"{redirect_uri}?{told}", 303)

    async def token(self, request: Request) -> Response:
        """The tokens of a code, which is good once; its client and its verifier must be right."""
        form = await request.form()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = self.codes.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        if known is None or known["challenge"] != challenge or known["back"] != form["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(16)
        self.tokens[access] = known["who"]
        told = {"access_token": access, "token_type": "Bearer", "expires_in": 60}
        return JSONResponse(told | {"id_token": self.id_token(known["who"], known["nonce"])})

    def id_token(self, who: str, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.base,
            "sub": f"id-{who}",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
            "preferred_username": who,
        }
        if not self.groups_in_userinfo:
            claims["groups"] = PEOPLE[who]
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        if isinstance(self.signed_with, str):
            return _forged(claims, self.signed_with)
        key = self.signed_with or self.key
        return str(jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key))

    def userinfo(self, request: Request) -> dict[str, Any]:
        who = self.tokens[request.headers["authorization"].removeprefix("Bearer ")]
        return {"sub": f"id-{who}", "groups": PEOPLE[who]}


def _forged(claims: dict[str, Any], algorithm: str) -> str:
    """A token without a signature, or signed with the secret that the client knows."""
    import hmac
    import json

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    head = part(json.dumps({"alg": algorithm, "kid": "one"}).encode())
    body = f"{head}.{part(json.dumps(claims).encode())}"
    if algorithm == "none":
        return f"{body}."
    return f"{body}.{part(hmac.digest(SECRET.encode(), body.encode(), 'sha256'))}"
