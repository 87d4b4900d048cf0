"""The MCP server with the SDK's own client: over HTTP, and over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from retrieval.settings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Site, stand_in_server
    from tests.web.test_web_api import assert_problem
else:
    from conftest import Site, stand_in_server  # pytest puts this folder on the path
    from test_web_api import assert_problem

LAND = "2019年出让土地多少亩"
NAMES = ["ask_policy", "search_policy", "get_document"]


def with_client(target: Any, use: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(target) as client:
            return await use(client)

    return asyncio.run(run())


def call(target: Any, name: str, **arguments: Any) -> CallToolResult:
    found: CallToolResult = with_client(target, lambda client: client.call_tool(name, arguments))
    return found


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_the_tools_are_described_and_change_nothing(site: Site) -> None:
    async def look(client: Client) -> None:
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == NAMES
        for tool in tools:
            assert tool.description
            assert tool.annotations
            assert tool.annotations.read_only_hint
        assert tools[0].input_schema["required"] == ["question"]

    with_client(f"{site.base}/mcp", look)


def test_an_answer_has_its_sentence_and_its_link(site: Site) -> None:
    result = call(f"{site.base}/mcp", "ask_policy", question=LAND)
    assert not result.is_error
    assert "3150亩" in text_of(result)
    answer: Any = result.structured_content
    assert answer["outcome"] == "answered"
    cited = answer["citations"][0]
    assert cited["quote"] in text_of(result)
    assert cited["url"].startswith(f"{site.base}/documents/")
    assert httpx.get(cited["url"]).status_code == 200
    document: Any = call(
        f"{site.base}/mcp",
        "get_document",
        document_id=cited["document_id"],
        start=cited["quote_start"],
        length=len(cited["quote"]),
    ).structured_content
    assert document["text"] == cited["quote"]
    assert document["title"] == cited["title"]
    assert document["total"] > len(cited["quote"])


def test_a_follow_up_and_a_refusal(site: Site) -> None:
    history = [{"question": LAND, "answers": ["3150亩"]}]
    answer: Any = call(f"{site.base}/mcp", "ask_policy", question="那2018年呢", history=history).structured_content
    assert (answer["outcome"], answer["reason"]) == ("refused", "wrong_year")


def test_passages_are_found(site: Site) -> None:
    result = call(f"{site.base}/mcp", "search_policy", query="出让土地", limit=2)
    found: Any = result.structured_content
    assert 1 <= len(found["data"]) <= 2
    assert "出让土地" in text_of(result)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask_policy", {"question": " "}, "问题是空的"),
        ("ask_policy", {}, "question: "),
        ("ask_policy", {"question": "问", "qestion": 1}, "qestion: "),
        ("get_document", {"document_id": "none"}, "没有编号为 none"),
        ("drop_everything", {}, "ask_policy"),
        ("ask_policy", {"question": "model"}, "大模型没有回答"),
        ("ask_policy", {"question": "crash"}, "unexpected"),
    ],
)
def test_failures_are_told_to_the_model(stand_in_site: Site, name: str, arguments: dict[str, Any], said: str) -> None:
    result = call(f"{stand_in_site.base}/mcp", name, **arguments)
    assert result.is_error
    assert said in text_of(result)
    assert "secret" not in text_of(result)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    with stand_in_server(tmp_path_factory.mktemp("mcp"), rate_key="5/hour") as site:
        _, secret = site.assistant.records.keys.create("k")
        yield site, secret


def test_with_keys_it_needs_one_and_counts_its_calls(guarded: tuple[Site, str]) -> None:
    site, secret = guarded
    url = f"{site.base}/mcp"

    async def count(key: str) -> int:
        done = 0
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            while done < 9:
                result = await client.call_tool("get_document", {"document_id": "void"})
                assert not result.is_error
                done += 1
        return done

    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Accept": "application/json, text/event-stream"}
    assert_problem(httpx.post(url, json=body, headers=headers), 401, "unauthorized")
    evil = headers | {"Origin": "https://evil.example", "Authorization": f"Bearer {secret}"}
    assert_problem(httpx.post(url, json=body, headers=evil), 403, "origin_refused")
    assert_problem(httpx.get(url, headers=headers | {"Authorization": f"Bearer {secret}"}), 405, "method_not_allowed")
    with pytest.raises(BaseException) as refused:  # noqa: PT011 - the SDK wraps it in an ExceptionGroup, or not
        asyncio.run(count(secret))
    assert not isinstance(refused.value, AssertionError)
    known = headers | {"Authorization": f"Bearer {secret}"}
    assert_problem(httpx.post(url, json=body, headers=known), 429, "rate_limited")


def process(*arguments: str) -> Any:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("POLICYQA_", "LLM_"))}
    command = [str(ROOT / "app.py"), "mcp", *arguments]
    return stdio_client(StdioServerParameters(command=sys.executable, args=command, env=kept, cwd=str(ROOT)))


def test_over_standard_input_through_the_running_server(site: Site) -> None:
    owner = site.assistant.library.owner
    owner.announce(site.base)
    try:

        async def use(client: Client) -> tuple[CallToolResult, CallToolResult, CallToolResult]:
            answer = await client.call_tool("ask_policy", {"question": LAND})
            found = await client.call_tool("search_policy", {"query": "出让土地", "limit": 1})
            key = answer.structured_content["citations"][0]["document_id"] if answer.structured_content else ""
            return answer, found, await client.call_tool("get_document", {"document_id": key})

        answer, found, document = with_client(process("--data", str(site.assistant.settings.data)), use)
    finally:
        owner.announce("")
    assert "3150亩" in text_of(answer)
    assert site.base in text_of(answer)
    assert "出让土地" in text_of(found)
    assert "3150亩" in text_of(document)


def test_over_standard_input_with_data_of_its_own(tmp_path: Path) -> None:
    result = call(process("--data", str(tmp_path / "data")), "ask_policy", question=LAND)
    answer: Any = result.structured_content
    assert (answer["outcome"], answer["citations"]) == ("refused", [])
