"""The data folder: kept in step, repaired after a stop, rebuilt, and never harmed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.chunk import chunk
from retrieval.embedder import Embedder
from retrieval.errors import DataBroken, DataError, EmbedderMismatch, IndexBroken, NotFound, SettingsError
from retrieval.index import Entry, Index
from retrieval.library import Library, content_hash, open_library
from retrieval.models import Chunk, Intake, PolicyDocument
from retrieval.reindex import reindex
from retrieval.search import search
from retrieval.settings import Settings, load_settings
from retrieval.understand import understand

pytestmark = pytest.mark.usefixtures("_shared_embedder")


def made(key: str, text: str) -> Intake:
    document = PolicyDocument(id=key, source=key, title=f"{key}号通知", text=text, content_hash=content_hash(text))
    return Intake(document, chunk(document))


WETLAND = made("湿地", "2020年全市新增湿地面积120亩，由市林业局负责管护。")
ROAD = made("公路", "2020年全市新建公路35公里，由市交通局负责养护。")


@contextmanager
def opened(settings: Settings) -> Iterator[Library]:
    library = open_library(settings)
    try:
        yield library
    finally:
        library.close()


@pytest.fixture
def filled(settings: Settings) -> Settings:
    with opened(settings) as library:
        library.put([WETLAND, ROAD])
    return settings


def ids(*stored: Intake) -> set[str]:
    return {part.id for intake in stored for part in intake.chunks}


def holds(library: Library, *stored: Intake) -> None:
    """Asserts that records and both halves of the index hold these documents and no others."""
    assert library.records.chunk_ids() == library.index.ids() == library.index.every_id() == ids(*stored)
    for key in (intake.chunks[0].id for intake in stored):
        vector = library.records.vectors([key])[key]
        assert key in library.index.nearest(vector, 1)


def index_folder(settings: Settings) -> Path:
    (folder,) = settings.data.glob("index-*")
    return folder


def entries(library: Library, stored: Intake) -> list[Entry]:
    vectors = library.embedder.encode_passages([part.text for part in stored.chunks])
    return [Entry(p.id, stored.document.id, v, p.text) for p, v in zip(stored.chunks, vectors, strict=True)]


def test_what_was_put_is_there_after_reopening(filled: Settings) -> None:
    with opened(filled) as library:
        holds(library, WETLAND, ROAD)
        assert library.records.document("湿地") == WETLAND.document
        assert library.repair() == 0


def test_a_stop_after_the_index_write_leaves_nothing_to_find(filled: Settings) -> None:
    newer = made("湿地", "2021年全市新增湿地面积999亩，由市林业局负责管护。")
    with opened(filled) as library:
        library.index.add(entries(library, newer))
        hits = search(library, understand("全市新增湿地面积多少亩", (), WETLAND.document.day or _today()), 20)
        assert {hit.chunk.id for hit in hits} <= ids(WETLAND, ROAD)
        assert WETLAND.chunks[0].id in {hit.chunk.id for hit in hits}
    with opened(filled) as library:
        holds(library, WETLAND, ROAD)


def _today() -> Any:
    from datetime import date

    return date(2022, 1, 1)


def test_a_stop_before_the_index_write_is_made_good(filled: Settings) -> None:
    third = made("水库", "2020年除险加固水库7座。")
    with opened(filled) as library:
        library.records.put(third, library.embedder.encode_passages([p.text for p in third.chunks]))
    with opened(filled) as library:
        holds(library, WETLAND, ROAD, third)


@pytest.mark.parametrize("half", ["vectors", "keywords"])
def test_a_stop_between_the_halves_of_the_index_is_made_good(filled: Settings, half: str) -> None:
    with opened(filled) as library:
        if half == "keywords":
            library.index.keywords.remove(list(ids(ROAD)))
        else:
            library.index._vectors.delete(ids=list(ids(ROAD)))
    with opened(filled) as library:
        holds(library, WETLAND, ROAD)
        assert ids(ROAD) <= library.index.keywords.search(["公路"], 5).keys()


def test_a_stop_before_old_chunks_are_removed_is_made_good(filled: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = made("湿地", "2021年全市新增湿地面积999亩。")
    with opened(filled) as library:
        monkeypatch.setattr(library.index, "remove", lambda chunk_ids: None)
        library.put([newer])
        assert library.records.chunks(list(ids(WETLAND))) == {}
    with opened(filled) as library:
        holds(library, newer, ROAD)


def test_remove_takes_a_document_out_everywhere(filled: Settings) -> None:
    with opened(filled) as library:
        library.remove("公路")
        holds(library, WETLAND)
        with pytest.raises(NotFound):
            library.remove("公路")


@pytest.mark.parametrize("lost", ["", "vectors", "keywords.sqlite3"])
def test_a_deleted_index_is_rebuilt_from_the_records(filled: Settings, lost: str) -> None:
    gone = index_folder(filled) / lost
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    with opened(filled) as library:
        holds(library, WETLAND, ROAD)


@pytest.mark.parametrize("file", ["keywords.sqlite3", "vectors/chroma.sqlite3"])
@pytest.mark.parametrize("harm", ["garbage", "cut"])
def test_a_broken_index_is_said_to_be_and_reindex_mends_it(filled: Settings, file: str, harm: str) -> None:
    path = index_folder(filled) / file
    whole = path.read_bytes()
    path.write_bytes(b"garbage" * 2000 if harm == "garbage" else whole[: len(whole) // 2])
    with pytest.raises(IndexBroken) as broken:
        open_library(filled)
    assert "reindex" in broken.value.hint
    assert reindex(filled).chunks == 2
    with opened(filled) as library:
        holds(library, WETLAND, ROAD)


@pytest.mark.parametrize("harm", ["garbage", "cut", "inside"])
def test_broken_records_are_said_to_be_and_left_untouched(filled: Settings, harm: str) -> None:
    path = filled.data / "records.sqlite3"
    whole = path.read_bytes()
    damaged = {
        "garbage": b"garbage" * 2000,
        "cut": whole[: len(whole) // 2],
        "inside": whole[:8192] + b"\xa5" * 16384 + whole[24576:],
    }[harm]
    path.write_bytes(damaged)
    for command in (open_library, reindex):
        with pytest.raises(DataBroken):
            command(filled)
        assert path.read_bytes() == damaged
    path.write_bytes(whole)
    with opened(filled) as library:
        holds(library, WETLAND, ROAD)


@pytest.mark.parametrize("url", ["nonsense", "no_such://x", "postgresql+no_such://u@h/d"])
def test_a_wrong_database_url_is_a_wrong_setting(settings: Settings, url: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        open_library(load_settings(data=settings.data, database=url))
    assert "POLICYQA_DATABASE" in wrong.value.message
    with opened(settings) as library:  # the folder was given free
        assert library.records.count() == 0


def test_a_data_folder_that_is_a_file_is_said_to_be_unusable(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(DataError):
        open_library(load_settings(data=tmp_path / "data"))


# -- another embedder ----------------------------------------------------------------------------------


class Turned(Embedder):
    """The bundled embedder with every vector turned round: another space, honestly named."""

    def __init__(self, inner: Embedder) -> None:
        super().__init__(inner.langchain, "turned:1", inner.dimension, inner.threads, inner.backend)

    def encode_query(self, text: str) -> Any:
        return np.ascontiguousarray(super().encode_query(text)[::-1])

    def encode_passages(self, texts: Any, progress: Any = None) -> Any:
        return np.ascontiguousarray(super().encode_passages(texts, progress)[:, ::-1])


@pytest.fixture
def other(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def turn() -> None:
        for module in ("library", "reindex"):
            monkeypatch.setattr(f"retrieval.{module}.load_embedder", lambda settings: Turned(embedder))

    return turn


def test_another_embedder_is_refused_until_reindex_has_run(filled: Settings, other: Callable[[], None]) -> None:
    with opened(filled) as library:
        before = library.records.vectors(list(ids(WETLAND)))
    other()
    with pytest.raises(EmbedderMismatch) as mismatch:
        open_library(filled)
    assert "reindex" in mismatch.value.hint
    assert reindex(filled).embedded == 2
    with opened(filled) as library:
        holds(library, WETLAND, ROAD)
        after = library.records.vectors(list(ids(WETLAND)))
    for key in before:
        assert np.allclose(after[key], before[key][::-1], atol=1e-3)


def test_a_reindex_that_fails_leaves_vectors_index_and_embedder_as_they_were(
    filled: Settings, other: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(filled) as library:
        before = library.records.vectors(list(ids(WETLAND)))
    folder = index_folder(filled)
    with monkeypatch.context() as fault:
        other_embedder = Turned(_embedder_of(filled))
        fault.setattr("retrieval.reindex.load_embedder", lambda settings: other_embedder)
        fault.setattr(Index, "counts", lambda self: (0, 0))
        with pytest.raises(IndexBroken):
            reindex(filled)
    assert folder.exists()
    with opened(filled) as library:  # with the old embedder
        holds(library, WETLAND, ROAD)
        after = library.records.vectors(list(ids(WETLAND)))
    assert all(np.array_equal(after[key], before[key]) for key in before)


def _embedder_of(settings: Settings) -> Embedder:
    with opened(settings) as library:
        return library.embedder


def test_an_empty_library_takes_any_embedder(settings: Settings, other: Callable[[], None]) -> None:
    open_library(settings).close()
    other()
    with opened(settings) as library:
        library.put([WETLAND])
        holds(library, WETLAND)


# -- reindex -------------------------------------------------------------------------------------------


def test_reindex_keeps_vectors_and_removes_old_indexes(filled: Settings) -> None:
    old = index_folder(filled)
    stray = filled.data / "index-0"
    stray.mkdir()
    rebuilt = reindex(filled)
    assert (rebuilt.chunks, rebuilt.embedded, rebuilt.overlap) == (2, 0, 1.0)
    assert index_folder(filled) != old
    with opened(filled) as library:
        holds(library, WETLAND, ROAD)


def test_an_empty_library_can_be_rebuilt(settings: Settings) -> None:
    assert reindex(settings).chunks == 0
    with opened(settings) as library:
        library.put([WETLAND])
        holds(library, WETLAND)


def test_many_equal_passages_do_not_stop_reindex(settings: Settings) -> None:
    document = PolicyDocument(id="d", source="d", title="附件", text="此页无正文。\n" * 40, content_hash="0" * 32)
    chunks = [Chunk(f"d:{n}", "d", n, n * 7, n * 7 + 6, "此页无正文。") for n in range(40)]
    with opened(settings) as library:
        library.put([Intake(document, chunks)])
    assert reindex(settings).overlap == 1.0


# -- editing -------------------------------------------------------------------------------------------


def test_an_edited_document_is_found_by_its_new_words_at_once(filled: Settings) -> None:
    with opened(filled) as library:
        library.edit("湿地", {"title": "滨海滩涂通知", "doc_no": "虚林发〔2021〕9号"})
        assert library.records.document("湿地").title == "滨海滩涂通知"
        assert ids(WETLAND) <= library.index.keywords.search(["滨海"], 5).keys()
        hits = search(library, understand("虚林发〔2021〕9号讲了什么", (), _today()), 5)
        assert {hit.document.id for hit in hits} == {"湿地"}
        library.edit("湿地", {"title": None, "doc_no": None})
        assert library.records.document("湿地") == WETLAND.document
        assert library.index.keywords.search(["滨海"], 5) == {}
        holds(library, WETLAND, ROAD)
        with pytest.raises(NotFound):
            library.edit("nothing", {"title": "x"})


def test_an_original_goes_with_the_last_document_read_from_it(settings: Settings) -> None:
    def of(key: str) -> Intake:
        intake = made(key, "同一份原件。")
        return Intake(intake.document, intake.chunks, original=b"%PDF-1.7 same")

    with opened(settings) as library:
        library.put([of("甲"), of("乙")])
        key = library.records.document("甲").original
        assert key is not None
        library.remove("甲")
        assert library.originals.read(key) == b"%PDF-1.7 same"
        library.remove("乙")
        with pytest.raises(NotFound):
            library.originals.read(key)
