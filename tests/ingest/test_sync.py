"""The index made equal to a folder: added, changed, moved and removed files, archives, and stops in between."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.command import Order, carry_out, order_of
from ingest.pipeline import ingest
from ingest.report import Report
from retrieval.errors import UsageError
from retrieval.library import Library
from retrieval.settings import Settings

WETLAND = "虚构市湿地保护通知\n全市湿地面积120亩。\n"
ROAD = "虚构市公路建设通知\n全市新建公路35公里。\n"
SCHOOL = "虚构市校园安全通知\n全市检查学校80所。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    (made / "下级").mkdir(parents=True)
    (made / "a.txt").write_text(WETLAND, encoding="utf-8")
    (made / "下级" / "b.txt").write_text(ROAD, encoding="utf-8")
    return made


@pytest.fixture
def sync(folder: Path, library: Library) -> Callable[[], Report]:
    return lambda: ingest([folder], library, base=folder.parent, sync=True)


def texts(library: Library) -> dict[str, str]:
    """The first line of every document, by its source."""
    return {source: library.records.document(key).title for source, key in library.records.sources().items()}


def in_step(library: Library) -> bool:
    return library.index.ids() == library.index.every_id() == library.records.chunk_ids()


def test_the_index_becomes_equal_to_the_folder(folder: Path, library: Library, sync: Callable[[], Report]) -> None:
    assert len(sync().added) == 2
    (folder / "a.txt").unlink()
    (folder / "下级" / "b.txt").write_text(ROAD + "另有农村公路12公里。", encoding="utf-8")
    (folder / "c.txt").write_text(SCHOOL, encoding="utf-8")
    report = sync()
    assert [len(part) for part in (report.added, report.updated, report.removed, report.renamed)] == [1, 1, 1, 0]
    assert texts(library) == {"files/下级/b.txt": "虚构市公路建设通知", "files/c.txt": "虚构市校园安全通知"}
    assert report.as_dict()["counts"]["removed"] == 1
    (changed,) = report.updated
    assert [v.version for v in library.records.ledger.versions(changed)] == [1]
    assert in_step(library)
    again = sync()
    assert (len(again.unchanged), again.added, again.updated, again.removed) == (2, [], [], [])


def test_a_file_that_moved_keeps_its_document(
    folder: Path, library: Library, sync: Callable[[], Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sync()
    key = library.records.sources()["files/a.txt"]
    (folder / "a.txt").rename(folder / "下级" / "改名.txt")

    def refuse(*_: Any) -> Any:
        raise AssertionError("embedded again")

    with monkeypatch.context() as patch:
        patch.setattr(library.embedder, "encode_passages", refuse)
        report = sync()
    assert (report.renamed, report.removed, report.added) == ([key], [], [])
    assert library.records.document(key).source == "files/下级/改名.txt"
    (folder / "a.txt").write_text(SCHOOL, encoding="utf-8")  # another file under the old name
    second = sync()
    assert len(second.added) == 1
    assert second.added[0] not in first.added
    (folder / "下级" / "改名.txt").write_text(WETLAND + "又及。", encoding="utf-8")
    assert sync().updated == [key]


def test_a_copy_is_no_move(folder: Path, library: Library, sync: Callable[[], Report]) -> None:
    sync()
    (folder / "copy.txt").write_text(WETLAND, encoding="utf-8")
    report = sync()
    assert (len(report.added), report.renamed, report.removed) == (1, [], [])


def test_documents_from_elsewhere_stay(
    folder: Path, library: Library, sync: Callable[[], Report], tmp_path: Path
) -> None:
    (tmp_path / "files-2").mkdir()
    (tmp_path / "files-2" / "x.txt").write_text(SCHOOL, encoding="utf-8")
    ingest([tmp_path / "files-2"], library, base=tmp_path)
    sync()
    for path in (folder / "a.txt", folder / "下级" / "b.txt"):
        path.unlink()
    assert len(sync().removed) == 2
    assert texts(library) == {"files-2/x.txt": "虚构市校园安全通知"}


def test_archives_are_kept_in_step_with_what_they_hold(
    folder: Path, library: Library, sync: Callable[[], Report]
) -> None:
    def pack(**files: str) -> None:
        with zipfile.ZipFile(folder / "包.zip", "w") as archive:
            for name, text in files.items():
                archive.writestr(f"文件/{name}.txt", text)

    pack(x=SCHOOL, y="虚构市供水通知\n日供水30万吨。\n")
    assert len(sync().added) == 4
    assert {"files/包.zip/文件/x.txt", "files/包.zip/文件/y.txt"} <= texts(library).keys()
    assert len(sync().unchanged) == 4
    pack(x=SCHOOL + "又及。")
    report = sync()
    assert (len(report.updated), len(report.removed)) == (1, 1)
    assert "files/包.zip/文件/y.txt" not in texts(library)
    (folder / "包.zip").unlink()
    assert len(sync().removed) == 1
    assert texts(library).keys() == {"files/a.txt", "files/下级/b.txt"}


def test_rows_that_left_a_corpus_go(folder: Path, library: Library, sync: Callable[[], Report]) -> None:
    corpus = folder / "c.jsonl"
    rows = [
        {"id": f"r{n}", "title": f"第{n}号", "text": f"第{n}号内容。", "url": f"https://x.example/{n}"}
        for n in range(3)
    ]
    corpus.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert len(sync().added) == 5
    corpus.write_text("\n".join(json.dumps(row) for row in rows[1:]), encoding="utf-8")
    report = sync()
    assert (report.removed, len(report.unchanged)) == (["r0"], 4)


def test_a_file_that_can_no_longer_be_read_keeps_what_is_known(
    folder: Path, library: Library, sync: Callable[[], Report]
) -> None:
    sync()
    (folder / "a.txt").write_bytes(b"%PDF-1.7 damaged")
    report = sync()
    assert ([fault["source"] for fault in report.failed], report.removed) == (["files/a.txt"], [])
    assert texts(library)["files/a.txt"] == "虚构市湿地保护通知"


@pytest.mark.parametrize("where", ["put", "note_files", "remove"])
def test_a_stop_at_any_moment_is_made_good_by_the_next_run(
    folder: Path, library: Library, sync: Callable[[], Report], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    sync()
    (folder / "a.txt").unlink()
    (folder / "c.txt").write_text(SCHOOL, encoding="utf-8")

    def stop(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(library.records.ledger if where == "note_files" else library, where, stop)
        with pytest.raises(KeyboardInterrupt):
            sync()
    sync()
    assert texts(library) == {"files/下级/b.txt": "虚构市公路建设通知", "files/c.txt": "虚构市校园安全通知"}
    assert in_step(library)


def test_only_folders_are_kept_in_step(folder: Path, library: Library, settings: Settings) -> None:
    with pytest.raises(UsageError):
        carry_out(Order([folder / "a.txt"], sync=True), library, settings)
    with pytest.raises(UsageError):
        order_of([str(folder), "https://x.example/"], sync=True)
