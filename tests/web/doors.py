"""Every door of the server through which documents show, and what of one each tells to someone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import httpx


def merged(*some: Mapping[str, str]) -> httpx.Headers:
    """Headers in UTF-8, which a proxy sends though HTTP does not know it."""
    return httpx.Headers({name: value for one in some for name, value in one.items()}, encoding="utf-8")


def doors(key: str, question: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Every request that shows documents or what is made of them, some of them for the one with the id `key`."""
    called = {"name": "ask_policy", "arguments": {"question": question}}
    searched = {"name": "search_policy", "arguments": {"query": question}}
    read = {"name": "get_document", "arguments": {"document_id": key}}
    mcp = {"headers": {"Accept": "application/json, text/event-stream"}}
    return [
        ("POST", "/v1/answers", {"json": {"question": question}}),
        ("POST", "/v1/answers", {"json": {"question": question, "stream": True}}),
        ("POST", "/v1/answers", {"json": {"question": question, "filters": {"document_ids": [key]}}}),
        ("POST", "/v1/search", {"json": {"query": question, "limit": 50}}),
        *(
            ("POST", "/v1/chat/completions", {"json": {"model": "policyqa", "messages": messages, "stream": stream}})
            for messages in [[{"role": "user", "content": question}]]
            for stream in (False, True)
        ),
        *(
            ("POST", "/mcp", {"json": {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}, **mcp})
            for params in (called, searched, read)
        ),
        ("GET", "/v1/documents", {}),
        ("GET", "/v1/documents?q=通知&limit=200", {}),
        ("GET", f"/v1/documents/{key}", {}),
        *(("GET", path, {}) for path in pages(key)),
    ]


def pages(key: str) -> list[str]:
    """The addresses of pages, and of what they load, that show documents."""
    return [
        "/documents",
        f"/documents/{key}",
        f"/edit?id={key}",
        f"/originals/{key}",
        f"/pages/{key}",
        "/choices",
        "/choices/issuers?q=财政",
        "/choices/documents?q=资金",
        "/embed",
    ]


def told(base: str, key: str, marks: Iterable[str], who: Mapping[str, str], question: str) -> dict[str, set[str]]:
    """Which marks of a document each door tells someone, those of the question itself left out."""
    found: dict[str, set[str]] = {}
    for n, (method, path, request) in enumerate(doors(key, question)):
        headers = merged(request.get("headers", {}), who)
        reply = httpx.request(method, base + path, **{**request, "headers": headers}, timeout=60)
        assert reply.status_code in {200, 404, 422}, (path, reply.text)
        said = marks_in(reply, marks)
        found[f"{n} {path.split('?')[0].replace(key, 'ID')}"] = {mark for mark in said if mark not in question}
    return found


def marks_in(reply: httpx.Response, marks: Iterable[str]) -> set[str]:
    """Which of the marks a reply holds, as they are or escaped."""
    text = reply.content.decode("utf-8", "replace").encode().decode("unicode_escape", "replace")
    return {mark for mark in marks if mark in reply.text + text}
