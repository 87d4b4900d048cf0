"""No request of a browser test goes to another host: that the fixtures see one is shown here, by making some."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from retrieval.settings import ROOT
from tests.browsing import FLAGS, calls, check_calls, chromium, command_line, pages_of
from tests.web.conftest import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
ELSEWHERE = {
    "an image": "<img src='https://elsewhere.example/a.png'>",
    "a frame": "<iframe src='http://elsewhere.example/'></iframe>",
    "a port that is not ours": "<img src='http://127.0.0.1:1/a.png'>",
    "a socket": "<script>new WebSocket('ws://elsewhere.example/')</script>",
    "a window": "<script>open('http://elsewhere.example/')</script>",
}


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    app = FastAPI()

    @app.get("/{name}")
    def page(name: str) -> HTMLResponse:
        return HTMLResponse(f"<title>x</title><link rel=icon href=data:,><p>门户</p>{ELSEWHERE.get(name, '')}")

    with running(app) as base:
        yield base


def visit(browser: Browser, address: str) -> None:
    """Opens a page and stays until it has asked for something of another host."""
    with pages_of(browser) as opened:
        page, watched = opened(address)
        while not watched.foreign:
            page.evaluate("fetch('/again').then(reply => reply.text())")


def test_what_a_page_asks_of_other_hosts_fails_its_test(portal: str, tmp_path: Path) -> None:
    with chromium(tmp_path / "net.json") as browser:
        for name in ELSEWHERE:
            with pytest.raises(AssertionError, match=r"pages asked for .*(elsewhere\.example|127\.0\.0\.1:1/)"):
                visit(browser, f"{portal}/{name}")


def test_the_browser_itself_calls_nobody_and_says_with_what_it_runs(portal: str, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    with chromium(log) as browser, pages_of(browser) as opened:
        page, watched = opened(f"{portal}/plain")
        page.evaluate("fetch('/again').then(reply => reply.text())")
        assert watched.foreign == []
    given = command_line(log)
    assert [flag for flag in FLAGS if flag not in given] == []
    assert calls(log) == {"127.0.0.1"}
    kinds = json.loads(log.read_text(encoding="utf-8"))["constants"]["logEventTypes"]
    with log.open("a", encoding="utf-8") as more:
        for kind, told in (("HOST_RESOLVER_MANAGER_JOB", {"host": "https://a.example"}),
                           ("TCP_CONNECT_ATTEMPT", {"address": "192.0.2.1:443"})):  # fmt: skip
            more.write("\n" + json.dumps({"params": told, "type": kinds[kind]}))
    assert calls(log) == {"127.0.0.1", "a.example", "192.0.2.1"}
    with pytest.raises(AssertionError, match=r"the browser called \['192\.0\.2\.1', 'a\.example'\]"):
        check_calls(log)


def test_no_other_test_starts_a_browser_of_its_own() -> None:
    start = re.compile(r"\bsync_playwright\(|chromium\.launch|connect_over_cdp")
    found = [path for path in (ROOT / "tests").rglob("*.py") if start.search(path.read_text(encoding="utf-8"))]
    assert {path.name for path in found} == {"browsing.py", Path(__file__).name}
