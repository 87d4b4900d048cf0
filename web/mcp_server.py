"""The MCP server: `ask_policy`, `search_policy` and `get_document` for programs that speak the Model Context Protocol.

Over streamable HTTP it is at `/mcp` of the server, behind the same checkpoint as the API; over stdio it is
`python app.py mcp`.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from fastapi import Request
from mcp.server import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel, ValidationError
from starlette.types import Receive, Scope, Send

from prompts import Prompts
from retrieval.errors import PolicyQAError
from retrieval.models import Answer
from web.mcp_desk import AskPolicy, Desk, GetDocument, SearchPolicy
from web.plain import answer_lines
from web.pump import Emit, Failure, drain, pump
from web.reference import VERSION

NAME = "policyqa"
log = logging.getLogger("policyqa.web")
_TICK = 5.0  # seconds; nothing happens on a tick
Shown = tuple[str, dict[str, Any]]  # a result in words and as an object
Context = ServerRequestContext[Any, Any]
TOOLS: dict[str, type[BaseModel]] = {
    "ask_policy": AskPolicy,
    "search_policy": SearchPolicy,
    "get_document": GetDocument,
}


def mcp_server(desk: Desk, prompts: Prompts, site: str = "") -> Server[Any]:
    """The server over a desk. Links lead to `site`, or to the address that a request came to."""

    async def list_tools(_: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_tool(name, taken, prompts) for name, taken in TOOLS.items()])

    async def call_tool(context: Context, called: CallToolRequestParams) -> CallToolResult:
        taken = TOOLS.get(called.name)
        if taken is None:
            return _failed(prompts.say("pages.mcp_no_tool", "en", name=called.name[:100], names=", ".join(TOOLS)))
        try:
            arguments = taken.model_validate(called.arguments or {})
        except ValidationError as error:
            return _failed("; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:5]))
        request = context.request if isinstance(context.request, Request) else None
        base = str(request.base_url).rstrip("/") if request else site
        return await _done(_work(desk, arguments, base, request), prompts)

    return Server(
        NAME,
        version=VERSION,
        title=prompts.say("pages.name"),
        instructions=prompts.say("pages.mcp_about", "en"),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


class MCPDoor:
    """ASGI app: the server over streamable HTTP. Each request stands alone, so that any process may answer it."""

    def __init__(self, server: Server[Any]) -> None:
        self._manager = StreamableHTTPSessionManager(server, stateless=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._manager.handle_request(scope, receive, send)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run what serves the requests."""
        async with self._manager.run():
            yield


async def serve_stdio(server: Server[Any]) -> None:
    """Serve on standard input and output until the client closes them."""
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _tool(name: str, taken: type[BaseModel], prompts: Prompts) -> Tool:
    return Tool(
        name=name,
        title=prompts.say(f"pages.mcp_{name}_title"),
        description=prompts.say(f"pages.mcp_{name}", "en"),
        input_schema=taken.model_json_schema(),
        annotations=ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )


def _work(desk: Desk, arguments: BaseModel, base: str, request: Request | None) -> Iterator[Shown]:
    """What a tool gives, as it comes; the last counts. Blocking."""
    if isinstance(arguments, AskPolicy):
        for event in desk.ask(arguments, request):
            if event.type == "done":
                yield _answered(event.data, base)
            else:
                yield "", {}
    elif isinstance(arguments, SearchPolicy):
        found = [p.model_copy(update={"url": base + p.url}) for p in desk.search(arguments, request)]
        text = "\n\n".join(f"《{p.title}》{p.section}\n{p.text}\n{p.document_id}  {p.url}" for p in found)
        yield text, {"data": [p.model_dump(mode="json") for p in found]}
    elif isinstance(arguments, GetDocument):
        document = desk.document(arguments.document_id, request)
        part = document.text[arguments.start : arguments.start + arguments.length]
        about = document.model_dump(mode="json", exclude={"text", "content_hash"}, exclude_none=True)
        yield part, {**about, "text": part, "start": arguments.start, "total": len(document.text)}


def _answered(data: dict[str, Any], base: str) -> Shown:
    cited = [{**c, "url": base + c["url"]} for c in data["citations"]]
    whole = {**data, "citations": cited}
    return answer_lines(Answer.model_validate(whole)), whole


async def _done(work: Iterator[Shown], prompts: Prompts) -> CallToolResult:
    """The result of a tool. It runs in a thread; when the caller gives up, it is closed at its next step."""
    text, found = "", dict[str, Any]()
    run: Callable[[Emit[Shown]], None] = drain(work)
    async with aclosing(pump(run, _TICK)) as items:
        async for item in items:
            if isinstance(item, Failure):
                known = isinstance(item.error, PolicyQAError) and item.error.code != "internal"
                if not known:
                    log.error("a tool failed", exc_info=item.error)
                return _failed(str(item.error) if known else prompts.say("pages.problem_internal_about", "en"))
            if item is not None:
                text, found = item
    return CallToolResult(content=[TextContent(text=text)], structured_content=found)


def _failed(text: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], is_error=True)
