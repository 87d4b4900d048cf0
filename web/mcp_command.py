"""`python app.py mcp`: the tools on standard input and output, with the data folder, or through the server that owns it."""

from __future__ import annotations

import anyio

from prompts import load_prompts
from retrieval.assistant import Assistant
from retrieval.errors import DataLocked
from retrieval.settings import Settings
from web.asked import Asked
from web.mcp_desk import OwnDesk, ServerDesk
from web.mcp_server import mcp_server, serve_stdio


def run_mcp(settings: Settings) -> None:
    """Serves until the client closes standard input. Raises DataLocked where a process without a server has the data."""
    try:
        assistant = Assistant.from_settings(settings)
    except DataLocked as lock:
        if not lock.url:
            raise
        anyio.run(serve_stdio, mcp_server(ServerDesk(lock), load_prompts(), lock.url))
        return
    try:
        anyio.run(serve_stdio, mcp_server(OwnDesk(assistant, Asked(assistant)), assistant.prompts))
    finally:
        assistant.close()
