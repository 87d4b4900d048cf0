"""The names that the server goes by. A page of another site can't talk to it by pointing a name of its own here
(DNS rebinding): a request for a name that isn't ours is refused. An IP address is no name, and always ours.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import Request

from prompts import Prompts
from web.problems import HostError


def names(setting: str) -> tuple[str, ...]:
    """The entries of a setting that lists names or origins, apart by commas or spaces."""
    return tuple(part.lower().rstrip("/") for part in setting.replace(",", " ").split())


def check_host(request: Request, known: Sequence[str], prompts: Prompts) -> None:
    """Raises HostError where a request names a host that isn't ours: loopback, an IP address, one of `known`."""
    host = _host(request.headers.get("host", ""))
    if host is not None and (not host or _local(host) or any(fits(host, name) for name in known)):
        return
    raise HostError(prompts.say("pages.host_unknown", host=(host or "")[:100]))


def fits(host: str, pattern: str) -> bool:
    """Whether a host is the one named, or below `*.name`; a lone `*` is every host."""
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return pattern in {host, "*"}


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens on `host`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(header: str) -> str | None:
    """The host of a Host header without its port, lower-case; None where it is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "").rstrip(".") if not set(header) & set("/?#@\\ ") else None
    except ValueError:
        return None


def _local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
