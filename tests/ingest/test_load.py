"""Where documents come from, and what is said of those that cannot be read."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.load import Loaded, load, load_corpus, source_of
from retrieval.errors import UsageError

LIMIT = 1000


def every(path: Path) -> list[Loaded]:
    return list(load(path, LIMIT, path.parent))


def corpus(path: Path, *rows: Any) -> Path:
    lines = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
    path.write_bytes(b"\n".join(lines))
    return path


def test_a_file_comes_with_its_relative_source(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text("正文", encoding="utf-8")
    (loaded,) = every(tmp_path / "通知.txt")
    assert (loaded.source, loaded.data.decode(), loaded.problem) == ("通知.txt", "正文", None)


def test_the_same_file_has_the_same_id_from_its_folder_or_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("正文")
    assert [d.id for d in load(tmp_path, LIMIT, tmp_path)] == [d.id for d in load(tmp_path / "a.txt", LIMIT, tmp_path)]


def test_a_source_outside_the_base_is_absolute(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    assert source_of(tmp_path / "a.txt", tmp_path / "inner") == (tmp_path / "a.txt").resolve().as_posix()


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf\n"], ids=["empty", "blank", "bom"])
def test_an_empty_file_is_a_problem(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (loaded,) = every(tmp_path / "a.txt")
    assert loaded.problem is not None
    assert "空" in loaded.problem.message


def test_a_file_over_the_limit_is_a_problem_that_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "at.txt").write_bytes(b"a" * LIMIT)
    (tmp_path / "over.txt").write_bytes(b"a" * (LIMIT + 1))
    at, over = every(tmp_path)
    assert at.problem is None
    assert over.problem is not None
    assert "POLICYQA_MAX_FILE_MB" in over.problem.hint


def test_hidden_and_lock_files_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "~$通知.docx", "Thumbs.db", "desktop.ini", "a.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.txt").write_text("x")
    assert [d.source for d in load(tmp_path, LIMIT, tmp_path)] == ["a.txt"]


def test_something_that_is_no_file_is_a_problem(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (loaded,) = load(tmp_path, LIMIT, tmp_path)
    assert loaded.problem is not None


def test_a_dangling_link_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (loaded,) = load(tmp_path, LIMIT, tmp_path)
    assert loaded.problem is not None


@pytest.mark.parametrize("name", ["nothing.txt", "长" * 400, "a/b/c"])
def test_nothing_at_a_path_is_wrong_usage(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        list(load(tmp_path / name, LIMIT))


def test_an_unreadable_file_is_a_problem_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("正文")
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    first, second = load(tmp_path, LIMIT, tmp_path)
    assert first.problem is not None
    assert "Permission denied" in first.problem.message
    assert second.problem is None


def test_an_unreadable_folder_is_a_problem_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "z.txt").write_text("正文")
    scan = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = {d.source: d.problem for d in load(tmp_path, LIMIT, tmp_path)}
    assert found["z.txt"] is None
    assert found["shut"] is not None


def test_an_unreadable_corpus_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = corpus(tmp_path / "c.jsonl", {"id": "1", "text": "正文"})

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (loaded,) = load(path, LIMIT, tmp_path)
    assert loaded.problem is not None


def test_a_row_brings_its_id_title_and_date(tmp_path: Path) -> None:
    path = corpus(
        tmp_path / "c.JSONL",
        {"id": "n-1", "title": " 一号\n通知 ", "text": "正文", "date": "2020-03-02T08:00:00"},
        {"id": 2, "text": "正文", "date": "2020年3月2日", "url": "https://example.org/2"},
    )
    first, second = every(path)
    assert (first.id, first.title, str(first.day), first.source) == ("n-1", "一号 通知", "2020-03-02", "c.JSONL#n-1")
    assert (second.id, str(second.day), second.source) == ("2", "2020-03-02", "https://example.org/2")


@pytest.mark.parametrize("said", ["2019-02-30", "2500-80-82", "去年"])
def test_a_row_with_no_such_day_is_read_without_a_date_and_with_a_doubt(tmp_path: Path, said: str) -> None:
    (row,) = every(corpus(tmp_path / "c.jsonl", {"id": "1", "text": "正文", "date": said}))
    assert (row.problem, row.day) == (None, None)
    assert said in row.doubts[0]


BAD_ROWS: dict[str, Any] = {
    "no_json": b"not json",
    "list": [1],
    "no_id": {"text": "x"},
    "no_text": {"id": "x"},
    "null_text": {"id": "x", "text": None},
    "list_text": {"id": "x", "text": ["a"]},
    "null_id": {"id": None, "text": "x"},
    "true_id": {"id": True, "text": "x"},
    "blank_id": {"id": "  ", "text": "x"},
    "long_id": {"id": "x" * 191, "text": "x"},
    "blank_text": {"id": "x", "text": " \n"},
    "long_text": {"id": "x", "text": "x" * (LIMIT + 1)},
    "half_pair_in_text": b'{"id": "x", "text": "\\ud83d"}',
    "half_pair_in_title": b'{"id": "x", "title": "\\ud83d", "text": "x"}',
    "deep": b'{"id": ' + b"[" * 100_000,
    "binary": b"\x00\x01\x02",
    "bytes": bytes(range(128, 256)),
    "cut_off": b'{"id": "x", "text": "abc',
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_a_problem_with_its_line_and_the_next_row_is_read(tmp_path: Path, name: str) -> None:
    path = corpus(tmp_path / "c.jsonl", {"id": "1", "text": "a"}, BAD_ROWS[name], {"id": "3", "text": "c"})
    first, bad, last = every(path)
    assert (first.id, last.id, first.problem, last.problem) == ("1", "3", None, None)
    assert bad.problem is not None
    assert "第 2 行" in bad.problem.message


@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030"])
def test_a_corpus_saved_by_a_windows_editor_is_read(tmp_path: Path, codec: str) -> None:
    row = json.dumps({"id": "1", "text": "虚构市人民政府的通知"}, ensure_ascii=False)
    (tmp_path / "c.jsonl").write_bytes((row + "\r\n\r\n" + row.replace('"1"', '"2"')).encode(codec))
    assert [(d.id, d.data.decode()) for d in every(tmp_path / "c.jsonl")] == [
        ("1", "虚构市人民政府的通知"),
        ("2", "虚构市人民政府的通知"),
    ]


def test_a_gzip_corpus_is_read(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress('{"id": "1", "text": "正文"}\n'.encode()))
    assert [d.id for d in every(tmp_path / "c.jsonl.gz")] == ["1"]


@pytest.mark.parametrize("harm", ["cut", "changed", "no_gzip"])
def test_a_damaged_gzip_corpus_is_a_problem(tmp_path: Path, harm: str) -> None:
    rows = "".join(json.dumps({"id": str(i), "text": os.urandom(40).hex()}) + "\n" for i in range(500))
    data = bytearray(gzip.compress(rows.encode()))
    damaged = {"cut": data[: len(data) // 2], "changed": data[:400] + b"\xff" * 400 + data[800:], "no_gzip": b"plain"}
    (tmp_path / "c.jsonl.gz").write_bytes(bytes(damaged[harm]))
    assert list(load_corpus(tmp_path / "c.jsonl.gz", LIMIT))[-1].problem is not None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@settings(deadline=None, max_examples=100)
@given(row=st.dictionaries(st.sampled_from(["id", "text", "title", "date", "url"]), _JSON))
def test_any_row_is_read_or_is_a_problem(tmp_path_factory: pytest.TempPathFactory, row: dict[str, Any]) -> None:
    path = tmp_path_factory.mktemp("rows") / "c.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    (loaded,) = every(path)
    assert loaded.problem or (loaded.data.decode() == row["text"] and loaded.id == str(row["id"]).strip())
