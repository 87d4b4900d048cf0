"""Signing in to the console: a key with the scope `admin`, or the server's own token, for a cookie of eight hours.

Those whom the office's sign-in puts into the group of administrators need neither.
"""

from __future__ import annotations

import hashlib

from fastapi import HTTPException, Request
from fastapi.responses import Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from retrieval.records import Records
from web.access import Access
from web.person import Person
from web.sessions import secret_of

COOKIE = "policyqa_admin"
SECONDS = 8 * 3600
_OWNER = "owner"
_PERSON = "@"  # before the name of one who has signed in: no key has such an id


class Entry:
    """Lets operators in, and knows them again. Nothing is stored; a signature tells."""

    def __init__(self, records: Records, access: Access) -> None:
        self._access = access
        self._signer = URLSafeTimedSerializer(secret_of(records), salt="policyqa-console")

    def sign_in(self, secret: str, request: Request, response: Response) -> str | None:
        """Who may come in with a key or the token; their cookie is set. None for anyone else. Reads the database."""
        name = self._access.administrator(secret)
        if name is not None:
            value = self._signer.dumps([name, _digest(secret) if name == _OWNER else ""])
            response.set_cookie(
                COOKIE,
                value if isinstance(value, str) else value.decode(),
                max_age=SECONDS,
                path="/admin",
                secure=request.url.scheme == "https",
                httponly=True,
                samesite="strict",
            )
        return name

    def sign_out(self, response: Response) -> None:
        """Takes the cookie back."""
        response.delete_cookie(COOKIE, path="/admin", httponly=True, samesite="strict")

    def operator(self, request: Request) -> str | None:
        """Who makes this request: the id of a key that may still do everything, `owner`, or the name of someone who
        has signed in; None for anyone else.
        """
        return self._with_key(request) or self.signed_in(request)

    def signed_in(self, request: Request) -> str | None:
        """The name under which an administrator's deeds are noted who has signed in without a key."""
        caller = self._access.visitor(request)
        return self.name_of(Person(caller.user, tuple(caller.sight.groups or ()))) if caller.user else None

    def name_of(self, person: Person) -> str | None:
        """The name under which somebody's deeds are noted; None where they may not enter."""
        return f"{_PERSON}{person.name}" if self._access.admits(person.groups) else None

    def _with_key(self, request: Request) -> str | None:
        try:
            name, digest = self._signer.loads(request.cookies.get(COOKIE, ""), max_age=SECONDS)
        except BadSignature:  # also one that is too old
            return None
        if name == _OWNER:
            return _OWNER if digest == _digest(self._access.own_token) and self._access.own_token else None
        return str(name) if self._access.administers(name) else None

    def required(self, request: Request) -> str:
        """Who makes this request. Raises HTTPException for someone who hasn't signed in."""
        operator = self.operator(request)
        if operator is None:
            raise HTTPException(401)
        return operator

    def refuse_foreign(self, request: Request) -> None:
        """Raises OriginError for a request that a page of another site makes."""
        self._access.refuse_foreign(request)


def _digest(secret: str) -> str:
    """By which a cookie of the token is known to be of this process: the token is another after a restart."""
    return hashlib.sha256(b"console" + secret.encode()).hexdigest()[:32]
