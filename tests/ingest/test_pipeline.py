"""The whole way in, over a real library: what becomes of each document, the first time and again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import ingest
from retrieval.errors import UsageError
from retrieval.library import Library

TEXT = "虚构市人民政府关于加强湿地保护的通知\n各区应当在年底前完成湿地名录的编制工作。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


@pytest.fixture
def never_embeds(library: Library, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def refuse(*_: Any) -> Any:
        raise AssertionError("embedded again")

    return lambda: monkeypatch.setattr(library.embedder, "encode_passages", refuse)


def rows(path: Path, *found: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in found), encoding="utf-8")
    return path


def in_step(library: Library) -> bool:
    return library.index.ids() == library.index.every_id() == library.records.chunk_ids()


def test_a_folder_is_taken_in_and_then_is_unchanged(
    folder: Path, library: Library, never_embeds: Callable[[], None]
) -> None:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_text(TEXT + "另行通知。", encoding="gb18030")
    rows(folder / "c.jsonl", {"id": "r1", "title": "一号", "text": "一号内容。"}, {"id": "r2", "text": "二号内容。"})
    first = ingest([folder], library, base=folder)
    assert (len(first.added), first.updated, first.unchanged, first.failed) == (4, [], [], [])
    never_embeds()
    again = ingest([folder], library, base=folder)
    assert sorted(again.unchanged) == sorted(first.added)
    assert (again.added, again.updated, again.failed) == ([], [], [])
    assert again.as_dict()["counts"] == {"added": 0, "updated": 0, "unchanged": 4, "failed": 0}


def test_a_changed_file_takes_the_place_of_the_old_and_counts_its_versions(folder: Path, library: Library) -> None:
    path = folder / "a.txt"
    for version in (1, 2, 3):
        path.write_text(TEXT + f"第{version}稿。", encoding="utf-8")
        report = ingest([path], library, base=folder)
        (key,) = report.added if version == 1 else report.updated
        stored = library.records.document(key)
        assert (stored.version, stored.text.endswith(f"第{version}稿。")) == (version, True)
        assert "".join(c.text for c in library.records.chunks_of(key)).endswith(f"第{version}稿。")
        assert in_step(library)
    ingest([path], library, base=folder)
    assert library.records.document(key).version == 3


def test_bad_files_are_reported_and_the_others_taken_in(folder: Path, library: Library) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-1.4 ...")
    (folder / "b.txt").write_bytes(b"")
    (folder / "c.txt").write_text(TEXT, encoding="utf-8")
    (folder / "d.html").write_text("<html>" + "<div>" * 5000 + "x", encoding="utf-8")
    (folder / "e.bin").write_bytes(b"\x00\x01" * 50)
    report = ingest([folder], library, base=folder)
    assert len(report.added) == 1
    assert {fault["source"] for fault in report.failed} == {"a.pdf", "b.txt", "d.html", "e.bin"}
    assert all(fault["reason"] and "hint" in fault for fault in report.failed)


def test_of_two_rows_with_one_id_the_last_counts_and_the_other_is_reported(
    folder: Path, library: Library, never_embeds: Callable[[], None]
) -> None:
    path = rows(folder / "c.jsonl", {"id": "x", "text": "先写的内容。"}, {"id": "x", "text": "后写的内容。"})
    report = ingest([path], library, base=folder)
    assert (report.added, len(report.failed)) == (["x"], 1)
    assert "x" in report.failed[0]["reason"]
    never_embeds()
    again = ingest([path], library, base=folder)
    assert (again.unchanged, again.updated, again.added) == (["x"], [], [])
    assert library.records.document("x").text == "后写的内容。"
    assert in_step(library)


def test_a_file_named_twice_is_taken_in_once(folder: Path, library: Library) -> None:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    report = ingest([folder, folder / "a.txt"], library, base=folder)
    assert (len(report.added), report.failed) == (1, [])


def test_progress_ends_with_everything_done(folder: Path, library: Library) -> None:
    rows(folder / "c.jsonl", *({"id": str(i), "text": f"第{i}号内容。"} for i in range(3)), {"id": "bad"})
    told: list[tuple[int, int]] = []
    ingest([folder], library, lambda done, total, _: told.append((done, total)), base=folder)
    assert told[-1] == (4, 4)
    assert told == sorted(told)


def test_nothing_is_taken_in_where_a_path_does_not_exist(folder: Path, library: Library) -> None:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(UsageError):
        ingest([folder / "a.txt", folder / "b.txt"], library)
    assert library.records.count() == 0


def test_an_empty_folder_gives_an_empty_report(folder: Path, library: Library) -> None:
    assert set(ingest([folder], library).as_dict()["counts"].values()) == {0}


def test_a_stop_in_mid_write_leaves_the_old_document_and_the_next_run_goes_on(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    (key,) = ingest([path], library, base=folder).added
    path.write_text(TEXT + "新的一句。", encoding="utf-8")

    def stop(*_: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(library.records, "put", stop)
        with pytest.raises(KeyboardInterrupt):
            ingest([path], library, base=folder)
    assert library.records.document(key).text == TEXT.strip()
    assert ingest([path], library, base=folder).updated == [key]
    library.repair()
    assert in_step(library)


def test_a_row_with_an_impossible_date_is_taken_in_without_it_and_reported(folder: Path, library: Library) -> None:
    rows(folder / "c.jsonl", {"id": "r", "title": "通知", "text": "通知内容。", "date": "2019-02-30"})
    report = ingest([folder], library, base=folder)
    assert (report.added, report.failed) == (["r"], [])
    assert library.records.document("r").day is None
    assert [doubt["doubt"].startswith("没有“2019-02-30”这一天") for doubt in report.doubts] == [True]


def test_rows_after_bad_ones_are_taken_in(folder: Path, library: Library) -> None:
    bad = [{"id": "x"}, {"id": "y" * 200, "text": "甲。"}, {"id": "z", "text": ""}]
    good = [{"id": f"r{n}", "title": f"第{n}号", "text": f"第{n}号内容。"} for n in range(4)]
    rows(folder / "c.jsonl", good[0], *bad, *good[1:], good[0])
    report = ingest([folder], library, base=folder)
    assert (sorted(report.added), len(report.failed)) == (["r0", "r1", "r2", "r3"], 3)
    assert sorted(ingest([folder], library, base=folder).unchanged) == ["r0", "r1", "r2", "r3"]
