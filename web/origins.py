"""The web pages that may call the API from a browser, and what a browser is told of it (CORS).

Allowed are the pages of `POLICYQA_WIDGET_ORIGINS` without a key, and with a public key those of the key's own list. An
origin keeps browsers out, not programs, which can claim any: it is no protection of what is secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from fastapi import Request

from retrieval.errors import PolicyQAError, SettingsError, UsageError
from retrieval.keys import Keys
from web.hosts import fits, names

# A scheme, a host (perhaps with `*.` before it), and a port where it isn't the scheme's own.
_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>(?:\*\.)?(?:[a-z0-9_-]+\.)*[a-z0-9_-]+|\[[0-9a-f:]+\])(?::(?P<port>\d{1,5}))?"
)
_PORTS = {"http": "80", "https": "443"}
HEADERS = {
    "Access-Control-Expose-Headers": "X-Request-ID, RateLimit, RateLimit-Policy, Retry-After",
    "Vary": "Origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept-Language, X-Request-ID",
    "Access-Control-Allow-Private-Network": "true",  # a page of the internet, a server of the intranet
    "Access-Control-Max-Age": "600",
}


class OriginError(PolicyQAError):
    """The call comes from a web page that may not make it."""

    code = "origin_refused"
    status = 403


class Origins:
    """The origins that may call; `entries` are those of the setting, of which one that is none raises SettingsError."""

    def __init__(self, setting: str, keys: Keys) -> None:
        try:
            self.entries = tuple(allowed_origin(entry) for entry in names(setting))
        except UsageError as error:
            raise SettingsError(f"POLICYQA_WIDGET_ORIGINS：{error.message}", error.hint) from error
        self._keys = keys

    def listed(self, origin: str) -> bool:
        """Whether pages of this origin may ask without a key."""
        return allows(self.entries, origin)

    def known(self, origin: str) -> bool:
        """Whether a page of this origin may call at all, with whatever key. Reads the database."""
        return self.listed(origin) or any(allows(key.origins, origin) for key in self._keys.public())


def foreign_origin(request: Request, known: Sequence[str] = ()) -> str | None:
    """The origin of the page that a browser makes this request for; None where that is ours, or there is none.

    Ours is what the request itself is for, and the `known` names of the server, which a proxy may not pass on.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return None
    parts = _ORIGIN.fullmatch(origin.lower())
    if parts is None:
        return origin
    host = _without_default(parts)
    ours = host in _own(request) or any(fits(host, name) for name in known if name != "*")
    return None if ours else origin


def allows(patterns: Iterable[str], origin: str) -> bool:
    """Whether an origin is one of a list: the same scheme and port, and the host or one below `*.`."""
    parts = _split(origin)
    return parts is not None and any(_fits(pattern, parts) for pattern in patterns)


def allowed_origin(text: str) -> str:
    """An entry of an allow-list as browsers write an origin; `https://*.x.gov.cn` is every host below x.gov.cn.

    Raises UsageError for what is none: a path, a lone `*`, a wildcard above everything (`https://*.cn`).
    """
    found = _ORIGIN.fullmatch(text.strip().rstrip("/").lower())
    if found is None or (found["host"].startswith("*.") and found["host"].count(".") < 2):
        raise UsageError(
            f"{text[:200]!r} 不是网页的来源。 Not an origin.", "应如 https://www.x.gov.cn 或 https://*.x.gov.cn。"
        )
    return f"{found['scheme']}://{_without_default(found)}"


def cors(origin: str) -> dict[str, str]:
    """What lets a browser show the reply to a page of this origin."""
    return {"Access-Control-Allow-Origin": origin, **HEADERS}


def _own(request: Request) -> set[str]:
    """The server's own host, as an origin would name it under either scheme: a proxy may end TLS before us."""
    host = request.headers.get("host", "").lower()
    return {host, host.removesuffix(":80"), host.removesuffix(":443")}


def _without_default(found: re.Match[str]) -> str:
    port = found["port"]
    return found["host"] + (f":{port}" if port and port != _PORTS[found["scheme"]] else "")


def _split(origin: str) -> tuple[str, str, str] | None:
    """Scheme, host and port of an origin as browsers write it; None for `null` and what is no origin."""
    found = _ORIGIN.fullmatch(origin)
    if found is None or "*" in origin:
        return None
    return found["scheme"], found["host"], found["port"] or _PORTS[found["scheme"]]


def _fits(pattern: str, parts: tuple[str, str, str]) -> bool:
    wanted = urlsplit(pattern)
    port = str(wanted.port or _PORTS[wanted.scheme])
    host = pattern.partition("://")[2].rpartition(":")[0] if wanted.port else pattern.partition("://")[2]
    return parts[0] == wanted.scheme and parts[2] == port and fits(parts[1], host)
