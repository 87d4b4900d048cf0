"""Short-lived tokens for one page: what a browser holds instead of a key. Nothing is stored; a signature tells."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from retrieval.records import Records

PREFIX = "st_"
SECONDS = 600
_FACT = "session_secret"


@dataclass(frozen=True, slots=True)
class Session:
    """Whose key a token stands for ("": none, for pages of this server), and the pages that may use it."""

    key_id: str
    origin: str


def secret_of(records: Records) -> str:
    """The secret that tokens and cookies are signed with, made at the first use."""
    if records.fact(_FACT) is None:
        records.remember(**{_FACT: secrets.token_urlsafe(32)})
    return records.fact(_FACT) or ""


class Sessions:
    """Issues and reads tokens. Servers with one database read each other's."""

    def __init__(self, records: Records) -> None:
        self._signer = URLSafeTimedSerializer(secret_of(records), salt="policyqa-session")

    def issue(self, session: Session) -> str:
        """A token that holds for `SECONDS`."""
        signed = self._signer.dumps([session.key_id, session.origin])
        return f"{PREFIX}{signed if isinstance(signed, str) else signed.decode()}"

    def read(self, token: str) -> Session | None:
        """What a token stands for; None where it is not ours or too old."""
        try:
            key_id, origin = self._signer.loads(token.removeprefix(PREFIX), max_age=SECONDS)
        except BadSignature:  # also one that is too old
            return None
        return Session(key_id, origin)
