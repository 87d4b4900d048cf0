"""The command line: what it prints, its exit codes, and errors as one clear line.

Some commands run as processes of their own, as a user runs them; the others in this one, with its embedder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import app
from retrieval.embedder import Embedder
from retrieval.owner import own
from retrieval.settings import ROOT

TEXT = (
    "虚构市2020年湿地保护工作总结\n2020年，全市新增湿地面积120亩，修复湿地3处。\n"
    "2020年，全市湿地管护投入资金56万元，由市林业局负责使用。\n"
)
ROWS: list[dict[str, Any]] = [
    {"id": "q1", "question": "2020年新增湿地面积多少亩？", "answers": ["120亩"], "gold_doc_ids": ["w"]},
    {"id": "q2", "question": "2018年新增湿地面积多少亩？", "answerable": False, "why": "year"},
    {"id": "q3", "question": "", "answerable": False},
]


def process(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("POLICYQA_", "LLM_"))}
    return subprocess.run(
        [sys.executable, ROOT / "app.py", *arguments],
        capture_output=True, text=True, encoding="utf-8", env=environment, cwd=ROOT, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], _shared_embedder: None
) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in this process, in a folder of its own: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w.txt").write_text(TEXT, encoding="utf-8")

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = app.main([str(part) for part in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return command


def one_line(error: str) -> bool:
    return error.startswith("policyqa: ") and error.count("\n") == 1


def test_what_was_taken_in_is_answered_by_another_process(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    code, out, _ = run("ingest", "w.txt", "scan.pdf", "--json")
    report = json.loads(out)
    assert (code, report["counts"]) == (0, {"added": 1, "updated": 0, "unchanged": 0, "failed": 1})
    assert report["failed"][0].keys() == {"source", "reason", "hint"}

    asked = process("ask", "2020年新增湿地面积多少亩？", "--json", "--data", tmp_path / "data")
    answer = json.loads(asked.stdout)
    assert (asked.returncode, answer["outcome"]) == (0, "answered")
    assert "120亩" in answer["text"]
    assert "120亩" in answer["citations"][0]["quote"]
    assert {"question", "text", "citations", "outcome", "reason", "nearest", "mode", "warnings"} <= answer.keys()


def test_broken_data_is_one_line_and_one(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").write_bytes(b"garbage" * 1000)
    done = process("ask", "湿地面积多少亩？", "--data", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert one_line(done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [[], ["no-such"], ["ask"], ["ingest"], ["ask", "x", "--as-of", "去年"], ["ask", "x", "--mode", "no"], ["eval"],
     ["eval", "--corpus", "c", "--questions", "q", "--out", "o", "--limit", "many"]],
)  # fmt: skip
def test_wrong_usage_is_two(run: Callable[..., tuple[int, str, str]], arguments: list[str]) -> None:
    code, out, error = run(*arguments)
    assert (code, out) == (2, "")
    assert "usage" in error


@pytest.mark.parametrize("question", ["", "  ", "？" * 3, "湿" * 10_000])
def test_a_question_that_cannot_be_taken_is_two(run: Callable[..., tuple[int, str, str]], question: str) -> None:
    code, out, error = run("ask", question)
    assert (code, out) == (2, "")
    assert one_line(error)


def test_asking_an_empty_library_is_refused_not_failed(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("ask", "2020年新增湿地面积多少亩？", "--json")
    answer = json.loads(out)
    assert (code, answer["outcome"], answer["citations"]) == (0, "refused", [])


def test_ingest_says_what_became_of_the_files(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    code, out, _ = run("ingest", "w.txt", "empty.txt")
    assert code == 0
    assert "新增 1" in out
    assert "empty.txt" in out
    assert run("ingest", "empty.txt")[0] == 1
    code, out, error = run("ingest", "nothing.txt", "--json")
    assert (code, out) == (2, "")
    assert one_line(error)


def test_a_locked_data_folder_is_one_line_and_one(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    owner = own(tmp_path / "data")
    try:
        for command in (["ask", "湿地面积多少亩？"], ["ingest", "w.txt"], ["reindex"]):
            code, out, error = run(*command)
            assert (code, out) == (1, "")
            assert error.splitlines()[-1].startswith("policyqa: ")
            assert str(os.getpid()) in error
    finally:
        owner.release()


def test_a_bad_setting_is_two(run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_MAX_FILE_MB", "many")
    code, _, error = run("ask", "湿地面积多少亩？")
    assert code == 2
    assert one_line(error)
    assert "max_file_mb" in error.lower()


@pytest.mark.parametrize("history", ["{", "[1]", '{"question": "x"}', '[{"answers": []}]', "", "\xff"])
def test_a_bad_history_is_two(run: Callable[..., tuple[int, str, str]], tmp_path: Path, history: str) -> None:
    (tmp_path / "h.json").write_bytes(history.encode("latin-1"))
    code, out, error = run("ask", "面积多少亩？", "--history", "h.json")
    assert (code, out) == (2, "")
    assert one_line(error)


def evaluation(tmp_path: Path, rows: list[dict[str, Any]]) -> list[str]:
    (tmp_path / "c.jsonl").write_text(
        json.dumps({"id": "w", "title": "湿地保护工作总结", "text": TEXT}), encoding="utf-8"
    )
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return ["eval", "--corpus", "c.jsonl", "--questions", "q.jsonl", "--out", "new/out.jsonl"]


def test_eval_writes_a_line_for_each_question_and_prints_figures(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    code, out, _ = run(*evaluation(tmp_path, ROWS))
    results = [json.loads(line) for line in (tmp_path / "new/out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert code == 0
    assert [r["id"] for r in results] == ["q1", "q2", "q3"]
    assert [r["outcome"] for r in results] == ["answered", "refused", "refused"]
    assert all(r.keys() >= {"id", "retrieved", "answer", "outcome", "reason", "citations", "ms"} for r in results)
    figures = json.loads(out)
    assert (figures["questions"], figures["answered_right"], figures["document_in_1"]) == (3, 1.0, 1.0)
    assert (figures["refused"], figures["wrong_year_refused"]) == (1.0, 1.0)


def test_eval_with_unusable_questions_is_two(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    arguments = evaluation(tmp_path, [])
    (tmp_path / "q.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    code, out, error = run(*arguments)
    assert (code, out) == (2, "")
    assert one_line(error)


def test_reindex_rebuilds_and_says_so(run: Callable[..., tuple[int, str, str]]) -> None:
    run("ingest", "w.txt")
    code, out, _ = run("reindex")
    assert code == 0
    assert "1 chunks" in out
    assert json.loads(run("ask", "2020年新增湿地面积多少亩？", "--json")[1])["outcome"] == "answered"
    code, out, error = run("reindex", "--to", "ftp://x")
    assert (code, out) == (2, "")
    assert error.splitlines()[-1].startswith("policyqa: ")


def test_doctor_is_zero_where_all_is_well_and_one_where_data_are_broken(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.embedder.load_embedder", lambda settings: embedder)
    run("ingest", "w.txt")
    code, out, _ = run("doctor")
    assert code == 0
    assert "✗" not in out
    (tmp_path / "data" / "records.sqlite3").write_bytes(b"garbage" * 1000)
    code, out, _ = run("doctor")
    assert code == 1
    assert "✗ 数据" in out


def test_documents_are_listed_corrected_and_removed(run: Callable[..., tuple[int, str, str]]) -> None:
    run("ingest", "w.txt")
    code, out, _ = run("documents", "湿地", "--json")
    (found,) = [json.loads(line) for line in out.splitlines()]
    assert (code, found["title"], "text" in found) == (0, "虚构市2020年湿地保护工作总结", False)
    assert run("documents", "没有这个")[1].strip() == ""
    key = found["id"]
    code, out, _ = run("edit", key, "status=废止", "status_reason=已停止执行", "issued_on=2021-01-05")
    assert code == 0
    assert "废止：已停止执行" in out
    assert "2021-01-05" in out
    asked = json.loads(run("ask", "2020年新增湿地面积多少亩？", "--json")[1])
    assert asked["citations"][0]["status"] == "废止"
    assert "未知" not in run("edit", key, "status=")[1]
    for bad in ("status=好", "issued_on=去年", "nope=1", "title"):
        code, out, error = run("edit", key, bad)
        assert (code, out) == (2, "")
        assert one_line(error)
    assert run("edit", "nothing", "title=x")[0] == 2
    assert run("remove", key)[0] == 0
    assert run("documents")[1].strip() == ""
    assert run("remove", key)[0] == 2


def test_a_folder_is_kept_in_step(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "w.txt").rename(tmp_path / "files" / "w.txt")
    assert json.loads(run("ingest", "files", "--sync", "--json")[1])["counts"]["added"] == 1
    (tmp_path / "files" / "w.txt").rename(tmp_path / "files" / "改名.txt")
    counts = json.loads(run("ingest", "files", "--sync", "--json")[1])["counts"]
    assert (counts["renamed"], counts["removed"], counts["added"]) == (1, 0, 0)
    (tmp_path / "files" / "改名.txt").unlink()
    assert "移除 1" in run("ingest", "files", "--sync")[1]
    code, out, error = run("ingest", "https://x.example/", "--sync")
    assert (code, out) == (2, "")
    assert one_line(error)


def test_there_is_no_token_without_a_server(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, error = run("token")
    assert (code, out) == (2, "")
    assert one_line(error)
