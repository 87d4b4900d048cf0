"""A real language model for the tests of this folder: the one of `make llm`, served already or started here.

They run with `make test-llm` (`pytest -m llm`) alone; otherwise they are skipped, so that no other run waits for a
model or needs one.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ingest.pipeline import ingest
from retrieval.assistant import Assistant
from retrieval.settings import ROOT, load_settings

TOOLS = ROOT / "tools" / "llm"
sys.path.insert(0, str(TOOLS))

from model import FILE, FOLDER, NAME, PORT, SIZE  # type: ignore[import-not-found]  # noqa: E402

_STARTS = 120  # seconds that the model may take to load


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips the tests of this folder where they were not asked for by their mark."""
    if "llm" in str(config.option.markexpr):
        return
    skip = pytest.mark.skip(reason="asks a real language model: make test-llm")
    for item in items:
        if item.get_closest_marker("llm"):
            item.add_marker(skip)


def _answers(url: str) -> bool:
    try:
        found = httpx.get(f"{url}/models", timeout=5)
        return found.status_code == 200 and NAME in found.text
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="session")
def model_url() -> Iterator[str]:
    """The address of the model's API; skips where there is neither a server nor a file to serve."""
    url = f"http://127.0.0.1:{PORT}/v1"
    if _answers(url):
        yield url
        return
    python = FOLDER / "venv" / "bin" / "python"
    if not (python.is_file() and FILE.is_file() and FILE.stat().st_size == SIZE):
        pytest.skip("no model is served and none is there: make llm fetches it")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/v1"
    with subprocess.Popen([python, TOOLS / "serve.py", "--port", str(port)], stderr=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + _STARTS
            while not _answers(url) and server.poll() is None and time.monotonic() < end:
                time.sleep(0.5)
            if not _answers(url):
                pytest.skip("the model did not start")
            yield url
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def writer(tmp_path_factory: pytest.TempPathFactory, model_url: str, _shared_embedder: None) -> Iterator[Assistant]:
    """An assistant over all samples for which the model writes."""
    folder: Path = tmp_path_factory.mktemp("samples")
    shutil.copytree(ROOT / "samples", folder / "samples")
    settings = load_settings(
        data=folder / "data", llm_base_url=model_url, llm_model=NAME, llm_timeout=120, llm_first_timeout=300
    )
    made = Assistant.from_settings(settings)
    ingest([folder / "samples"], made.library, base=folder)
    yield made
    made.close()
