"""What the tests share: the real embedder, and an assistant over the sample page. Nothing leaves the machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from ingest.load import Loaded
from ingest.parse import kind_of, parse
from ingest.parsed import Workspace
from ingest.pipeline import ingest
from prompts import load_prompts
from retrieval.assistant import Assistant
from retrieval.embedder import Embedder, load_embedder
from retrieval.library import Library, open_library
from retrieval.models import Intake
from retrieval.rerankers import Reranker, open_reranker
from retrieval.settings import ROOT, Settings, load_settings

SAMPLE = ROOT / "samples" / "jinan_natural_resources_2020-03-02.txt"
SHARED = ROOT.parent / "shared"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine, and no proxy, reaches a test."""
    import os

    for name in list(os.environ):
        if name.startswith(("POLICYQA_", "LLM_")) or name.lower() in {"http_proxy", "https_proxy", "all_proxy"}:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled embedder, loaded once."""
    return load_embedder(load_settings())


@pytest.fixture(scope="session")
def reader() -> Reranker | None:
    """The bundled reader, loaded once; None where its file is missing."""
    return open_reranker(load_settings())


@pytest.fixture(scope="session")
def _shared_embedder(embedder: Embedder, reader: Reranker | None) -> Iterator[None]:
    """Lets every library of the session use the one loaded embedder, and every assistant the one reader."""
    patch = pytest.MonkeyPatch()

    def opened(settings: Settings) -> Reranker | None:
        return open_reranker(settings) if settings.reranker else reader

    patch.setattr("retrieval.assistant.open_reranker", opened)
    for module in ("library", "reindex"):
        patch.setattr(f"retrieval.{module}.load_embedder", lambda settings: embedder)
    yield
    patch.undo()


def parsed(loaded: Loaded, scratch: Path = Path()) -> Intake:
    """What a file holds, read in this process."""
    return parse(loaded, kind_of(loaded), Workspace(scratch, lambda seconds: None))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an empty data folder."""
    return load_settings(data=tmp_path / "data")


@pytest.fixture
def library(settings: Settings, _shared_embedder: None) -> Iterator[Library]:
    """An empty library."""
    opened = open_library(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    """An assistant over the sample page; tests only read it."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copy(SAMPLE, folder / SAMPLE.name)
    made = Assistant.from_settings(load_settings(data=folder / "data", rate_address=""))
    ingest([folder / SAMPLE.name], made.library, base=folder)
    yield made
    made.close()


def assistant_of(folder: Path, texts: Mapping[str, str]) -> Assistant:
    """An assistant over texts by name, stored below `folder`; the caller closes it."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    made = Assistant.from_settings(load_settings(data=folder / "data"))
    ingest([folder / f"{name}.txt" for name in texts], made.library, base=folder)
    return made


@pytest.fixture
def assistant_over(settings: Settings, _shared_embedder: None) -> Iterator[Callable[..., Assistant]]:
    """Makes an assistant over texts given by file name."""
    made: list[Assistant] = []

    def make(**files: str) -> Assistant:
        folder = settings.data.parent / "files"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        assistant = Assistant(settings, open_library(settings), load_prompts(), None)
        ingest([folder], assistant.library, base=folder)
        made.append(assistant)
        return assistant

    yield make
    for assistant in made:
        assistant.close()
