"""A guarded route's own check beside the checkpoint's, and what it says of refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request

from retrieval.keys import Scope
from web.access import caller_of
from web.schemas import Problem

Guard = Callable[[Request], None]
REFUSED: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "No or a wrong key."},
    403: {"model": Problem, "description": "The key has not the scope that this needs."},
}


def guard(scope: Scope) -> Guard:
    """A check that raises TokenError or ScopeError for a caller without `scope`.

    It asks for a header that no browser sends by itself, so that another site cannot act through an operator's.
    """

    def check(request: Request) -> None:
        caller_of(request).require(scope, request.app.state.assistant.prompts)

    return check
