"""The web pages that may call the API from a browser: a key's list, and how a page's origin fits it."""

from __future__ import annotations

import re

from retrieval.errors import UsageError

# A scheme, a host (perhaps with `*.` before it), and a port where it isn't the scheme's own.
_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>(?:\*\.)?(?:[a-z0-9_-]+\.)*[a-z0-9_-]+|\[[0-9a-f:]+\])(?::(?P<port>\d{1,5}))?"
)
_PORTS = {"http": "80", "https": "443"}


def allowed_origin(text: str) -> str:
    """An entry of an allow-list as browsers write an origin; `https://*.x.gov.cn` is every host below x.gov.cn.

    Raises UsageError for what is none: a path, a lone `*`, a wildcard above everything (`https://*.cn`).
    """
    found = _ORIGIN.fullmatch(text.strip().rstrip("/").lower())
    if found is None or (found["host"].startswith("*.") and found["host"].count(".") < 2):
        raise UsageError(
            f"{text[:200]!r} 不是网页的来源。 Not an origin.", "应如 https://www.x.gov.cn 或 https://*.x.gov.cn。"
        )
    port = found["port"]
    return f"{found['scheme']}://{found['host']}" + (f":{port}" if port and port != _PORTS[found["scheme"]] else "")
