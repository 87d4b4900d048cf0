"""A running server for the tests: over the real Assistant, and over a stand-in that fails on demand."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from fastapi import FastAPI

from ingest.command import Order, carry_out
from ingest.formats.picture import page_picture
from ingest.pipeline import ingest
from retrieval.assistant import Assistant
from retrieval.settings import load_settings
from tests.browsing import Open, Watched, chromium, pages_of
from web.library import IngestRequest, Progress
from web.server import create_app, make_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.papers import TOWNS, lay_out
    from tests.web.standin import StandIn
else:
    from papers import TOWNS, lay_out  # pytest puts this folder on the path
    from standin import StandIn

__all__ = ["Open", "Watched"]
TOKEN = "test-token"


@dataclass(frozen=True)
class Site:
    """A running server and what it serves."""

    base: str
    assistant: Any


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The address of `app` on a free port, until the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        ready = threading.Event()
        server = make_server(app, ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            assert ready.wait(60), "the server did not start"
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


def list_files(folder: Path, progress: Callable[[int, int], None], groups: Sequence[str]) -> dict[str, object]:
    """An ingest function that reports the names it was given, and for whom."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    progress(len(names), len(names))
    if "broken.txt" in names:
        raise RuntimeError("secret")
    return {"added": names, **({"groups": list(groups)} if groups else {})}


def obey(request: IngestRequest, progress: Progress) -> dict[str, object]:
    """Repeats what was asked for."""
    progress(1, 1)
    if "broken" in request.urls:
        raise RuntimeError("secret")
    return {"asked": request.model_dump()}


def draw(data: bytes, kind: str, page: int, width: int) -> bytes:
    """The pictures of the product, drawn in this process."""
    assert kind in {"pdf", "image"}
    return page_picture(data, "pdf" if kind == "pdf" else "image", page, width)


@pytest.fixture(scope="session")
def site(assistant: Assistant) -> Iterator[Site]:
    """The server over the real Assistant."""
    with running(create_app(assistant)) as base:
        yield Site(base, assistant)


@pytest.fixture(scope="session")
def _stand_in_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    stand_in = StandIn(tmp_path_factory.mktemp("standin"))
    with running(create_app(cast("Assistant", stand_in), list_files, TOKEN, draw, obey)) as base:
        yield Site(base, stand_in)
    stand_in.records.close()


@pytest.fixture
def stand_in_site(_stand_in_site: Site) -> Site:
    """The server over the stand-in, which has forgotten what it was asked before."""
    stand_in: StandIn = _stand_in_site.assistant
    stand_in.asked.clear()
    stand_in.closed.clear()
    stand_in.broken = False
    return _stand_in_site


@contextmanager
def stand_in_server(folder: Path, **settings: Any) -> Iterator[Site]:
    """The server over a stand-in of its own, with other settings, for tests that make keys."""
    stand_in = StandIn(folder)
    stand_in.settings = load_settings(data=folder, **settings)
    with running(create_app(cast("Assistant", stand_in), list_files, TOKEN, draw, obey)) as base:
        yield Site(base, stand_in)
    stand_in.records.close()


@contextmanager
def _shelf(folder: Path) -> Iterator[Site]:
    lay_out(folder / "files")
    assistant = Assistant.from_settings(load_settings(data=folder / "data"))
    try:
        ingest([folder / "files"], assistant.library, base=folder / "files")
        with running(create_app(assistant, None, TOKEN, draw)) as base:
            yield Site(base, assistant)
    finally:
        assistant.close()


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Site]:
    """The server over files of several kinds, taken in as the product does; tests only read it."""
    with _shelf(tmp_path_factory.mktemp("shelf")) as site:
        yield site


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Site]:
    """The server over notices of several places, two of which disagree; tests only read it."""
    folder = tmp_path_factory.mktemp("towns")
    (folder / "files").mkdir()
    for name, text in TOWNS.items():
        (folder / "files" / f"{name}.txt").write_text(text, encoding="utf-8")
    assistant = Assistant.from_settings(load_settings(data=folder / "data"))
    try:
        ingest([folder / "files"], assistant.library, base=folder / "files")
        with running(create_app(assistant, None, TOKEN, draw)) as base:
            yield Site(base, assistant)
    finally:
        assistant.close()


@pytest.fixture
def desk(tmp_path: Path, _shared_embedder: None) -> Iterator[Site]:
    """As `shelf`, for one test that changes it."""
    with _shelf(tmp_path) as site:
        yield site


@pytest.fixture
def office(tmp_path: Path, _shared_embedder: None) -> Iterator[Site]:
    """A server with nothing in it yet, which takes in files as the product does."""
    settings = load_settings(data=tmp_path / "data")
    assistant = Assistant.from_settings(settings)

    def take_in(folder: Path, tell: Callable[[int, int], None], groups: Sequence[str]) -> dict[str, object]:
        order = Order([folder], base=folder, groups=groups)
        return carry_out(order, assistant.library, settings, lambda done, total, _: tell(done, total)).as_dict()

    try:
        with running(create_app(assistant, take_in, TOKEN, draw)) as base:
            yield Site(base, assistant)
    finally:
        assistant.close()


# For a module only: while it is open, its event loop runs in this thread, and no other may.
@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium; the test is skipped where there is none."""
    with chromium(tmp_path_factory.mktemp("browser") / "net.json") as opened:
        yield opened


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens a page that is watched; a request to a host that is not the test's own fails the test."""
    with pages_of(browser) as opened:
        yield opened
