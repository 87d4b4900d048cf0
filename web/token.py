"""The bearer token that lets a caller change the documents."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

from fastapi import Request

from web.problems import TokenError
from web.schemas import Problem

Guard = Callable[[Request], None]
# What OpenAPI says of a guarded route.
SECURITY: dict[str, Any] = {"security": [{"bearer": []}]}
REFUSED: dict[int | str, dict[str, Any]] = {401: {"model": Problem, "description": "No or a wrong token."}}


def guard(token: str) -> Guard:
    """A check that raises TokenError for a request without `token`. An empty token lets nobody in.

    It asks for a header that no browser sends by itself, so that another site cannot act through an operator's.
    """

    def check(request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        known = bool(token) and scheme.lower() == "bearer"
        if not known or not hmac.compare_digest(given.strip().encode(), token.encode()):
            raise TokenError("")

    return check
