"""Talks to the server that owns the data folder, for commands that may not open it themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx

from retrieval.errors import DataLocked, PolicyQAError

_CONNECT = 5.0


def ask_server(lock: DataLocked, payload: dict[str, Any], language: str) -> dict[str, Any]:
    """The Answer, as JSON, of the server that holds the lock. Raises PolicyQAError where it does not answer."""
    with _client(lock, timeout=None) as client:
        try:
            reply = client.post("/v1/answers", json=payload, headers={"Accept-Language": language})
        except httpx.HTTPError as error:
            raise _unreachable(lock) from error
        _check(reply)
        found: dict[str, Any] = reply.json()
        return found


def ingest_through(
    lock: DataLocked, request: dict[str, Any], progress: Callable[[int, int, str], None] | None = None
) -> dict[str, Any]:
    """Has the server take documents in; gives its report. Raises PolicyQAError where it refuses."""
    report: dict[str, Any] = {}
    try:
        with _client(lock, timeout=None) as client, client.stream("POST", "/v1/ingest", json=request) as reply:
            if reply.is_error:
                reply.read()
                _check(reply)
            for line in reply.iter_lines():
                step = json.loads(line)
                if "progress" in step and progress:
                    progress(step["progress"]["done"], step["progress"]["total"], "")
                report = step.get("report", report)
                if "error" in step:
                    raise PolicyQAError(str(step["error"].get("detail", "")), str(step["error"].get("hint", "")))
    except httpx.HTTPError as error:
        raise _unreachable(lock) from error
    return report


def list_documents(lock: DataLocked, query: str) -> Iterator[dict[str, Any]]:
    """The documents of the server that match `query`, page by page."""
    after: str | None = None
    while True:
        wanted = {"limit": "200", "q": query} | ({"after": after} if after else {})
        page = asked(lock, "GET", "/v1/documents", params=wanted)
        yield from page["data"]
        after = page["next"]
        if after is None:
            return


def edit_through(lock: DataLocked, document_id: str, values: dict[str, str | None]) -> dict[str, Any]:
    """The document after the server has set these fields of it."""
    return asked(lock, "PATCH", f"/v1/documents/{quote(document_id, safe='')}", json=values)


def remove_through(lock: DataLocked, document_id: str) -> None:
    """Has the server take a document out."""
    asked(lock, "DELETE", f"/v1/documents/{quote(document_id, safe='')}")


def asked(lock: DataLocked, method: str, path: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's own
    """The server's reply to one call. Raises PolicyQAError where it refuses or doesn't answer."""
    with _client(lock, timeout=None) as client:
        try:
            reply = client.request(method, path, **request)
        except httpx.HTTPError as error:
            raise _unreachable(lock) from error
        _check(reply)
        found: dict[str, Any] = reply.json() if reply.content else {}
        return found


def _client(lock: DataLocked, timeout: float | None) -> httpx.Client:
    return httpx.Client(
        base_url=lock.url,
        headers={"Authorization": f"Bearer {lock.token}"},
        timeout=httpx.Timeout(timeout, connect=_CONNECT),
        trust_env=False,  # the server is on this machine; a proxy would not reach it
    )


def _check(reply: httpx.Response) -> None:
    if reply.is_error:
        problem = reply.json() if "json" in reply.headers.get("content-type", "") else {}
        raise PolicyQAError(str(problem.get("detail") or f"HTTP {reply.status_code}"), str(problem.get("hint") or ""))


def _unreachable(lock: DataLocked) -> PolicyQAError:
    return PolicyQAError(f"服务 {lock.url} 没有应答。 The server does not answer.", lock.hint)
