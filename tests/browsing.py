"""Chromium for the tests, kept at home: it reaches loopback alone, and what it asks of any host is written down."""

from __future__ import annotations

import ipaddress
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-pings",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    # Chromium asks its maker about updates, accounts, forms and dictionaries whatever it is told. Every name leads where
    # nobody listens, then. Were names not found, Chromium would look up others to see whether the network is at fault.
    "--host-resolver-rules=MAP * 127.0.0.1:1, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
_PATIENCE = 30_000  # ms that a page gets to show what is expected of it: a busy machine draws slowly
_WITHIN = ("data:", "blob:", "about:")


@dataclass
class Watched:
    """What the pages of a test did that they should not: errors, and requests to hosts that are not the test's own."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


Open = Callable[..., tuple["Page", Watched]]


@contextmanager
def chromium(net_log: Path) -> Iterator[Browser]:
    """Chromium, which writes down in a file whatever it asks of the network; the test is skipped where there is none.

    Raises AssertionError at the end for a call to a host that is not loopback, whoever in the browser made it.
    """
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on the PATH: apt-get install chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=[*FLAGS, f"--log-net-log={net_log}"])
        try:
            yield opened
        finally:
            opened.close()
    check_calls(net_log)


def check_calls(net_log: Path) -> None:
    """Raises AssertionError where a browser called a host that is not loopback, by its own account."""
    abroad = sorted(call for call in calls(net_log) if not _is_loopback(call))
    assert abroad == [], f"the browser called {abroad}"


def calls(net_log: Path) -> set[str]:
    """The hosts that a browser looked up or connected to, by its own account, which may lack its end."""
    constants, events = _account(net_log)
    kinds = constants["logEventTypes"]
    wanted = {kinds["HOST_RESOLVER_MANAGER_JOB"]: "host", kinds["TCP_CONNECT_ATTEMPT"]: "address"}
    found: set[str] = set()
    for line in events:
        if line.startswith("{") and '"params"' in line:
            event = json.loads(line.rstrip().rstrip(",").removesuffix("]}"))
            told = str(event["params"].get(wanted.get(event["type"], ""), ""))
            if told:
                found.add(urlsplit(told if "://" in told else f"//{told}").hostname or told)
    return found


def command_line(net_log: Path) -> str:
    """What a browser was started with, by its own account."""
    return str(_account(net_log)[0]["clientInfo"]["command_line"])


def _account(net_log: Path) -> tuple[dict[str, Any], list[str]]:
    """What a log says of itself, and its events, one a line."""
    first, _, *events = net_log.read_text(encoding="utf-8", errors="replace").splitlines()
    constants: dict[str, Any] = json.loads(first.removesuffix(",") + "}")["constants"]
    return constants, events


@contextmanager
def pages_of(browser: Browser) -> Iterator[Open]:
    """Opens pages that are watched: `open_page(address, also=[other servers of the test], locale=…, **options)`.

    Raises AssertionError at the end where one of them asked for anything of another host than those.
    """
    contexts: list[BrowserContext] = []
    foreign: list[str] = []

    def open_one(address: str, *, also: tuple[str, ...] = (), **options: Any) -> tuple[Page, Watched]:
        own = {_host(one) for one in (address, *also)}
        assert all(host.startswith("127.0.0.1:") for host in own if host), "the servers of a test are on loopback"
        context = browser.new_context(**{"locale": "zh-CN", **options})
        contexts.append(context)
        watched = Watched(foreign=foreign)

        def on_request(url: str) -> None:
            if not url.startswith(_WITHIN) and _host(url) not in own:
                foreign.append(url)

        context.on("request", lambda request: on_request(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: on_request(socket.url)))
        context.on("console", lambda m: watched.errors.append(m.text) if m.type == "error" else None)
        context.on("weberror", lambda e: watched.errors.append(str(e.error)))
        page = context.new_page()
        page.goto(address)
        return page, watched

    try:
        yield open_one
    finally:
        for context in contexts:
            context.close()
    assert foreign == [], f"pages asked for {foreign}"


def _host(url: str) -> str:
    """The host and port of an address; "" for that of a file."""
    return "" if url.startswith("file:") else urlsplit(url).netloc


def _is_loopback(host: str) -> bool:
    bare = re.sub(r"^\[|\]$", "", host)
    try:
        return bare == "localhost" or ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False
