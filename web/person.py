"""Someone who has signed in, and the cookie that says so for eight hours. Nothing is stored; a signature tells."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from retrieval.errors import PolicyQAError
from retrieval.records import Records
from retrieval.settings import Settings
from web.sessions import secret_of

COOKIE = "policyqa_user"
SECONDS = 8 * 3600
_LONGEST = 3800  # characters; browsers drop a cookie of more than 4096 bytes


class TooManyGroups(PolicyQAError):
    """Somebody's groups do not fit into a cookie."""

    code = "too_many_groups"
    status = 403


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is, and their groups."""

    name: str
    groups: tuple[str, ...]


class PersonCookie:
    """Gives out the cookie and knows people by it; one of another issuer says nothing."""

    def __init__(self, records: Records, settings: Settings) -> None:
        salt = f"policyqa-person {settings.oidc_issuer} {settings.oidc_client_id}"
        self._signer = URLSafeTimedSerializer(secret_of(records), salt=salt)

    def give(self, person: Person, request: Request, response: Response) -> None:
        """Sets the cookie. Raises TooManyGroups."""
        signed = self._signer.dumps([person.name, person.groups])
        value = signed if isinstance(signed, str) else signed.decode()
        if len(value) > _LONGEST:
            raise TooManyGroups("")
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, value, max_age=SECONDS, secure=secure, httponly=True, samesite="lax")

    def read(self, request: Request) -> Person | None:
        """Who a request's cookie stands for; None where it has none that holds."""
        try:
            name, groups = self._signer.loads(request.cookies.get(COOKIE, ""), max_age=SECONDS)
        except BadSignature:  # also one that is too old
            return None
        return Person(name, tuple(groups))


def take_back(response: Response) -> None:
    """Takes the cookie back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
