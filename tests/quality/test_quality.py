"""The harness: halves, comparison, causes, kept corpora; and the seed questions, which hold in every test run."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from retrieval.errors import DataError
from retrieval.settings import ROOT
from tests.quality import folders
from tests.quality.compare import as_expected, compare, read_expected, worse_than, write_expected
from tests.quality.failures import cause_of, failures
from tests.quality.measure import Measured, Wish, measure, save, saved
from tests.quality.run import EXPECTED, main
from tests.quality.sets import SHARED, SUITES, Suite, half_of, sampled

TEXTS = (".py", ".toml", ".md", ".json", ".jsonl", ".html", ".css", ".js", ".txt")


def answered(text: str, quote: str = "", document: str = "d", **more: Any) -> dict[str, Any]:
    cited: dict[str, Any] = {
        "document_id": document,
        "quote": quote or text,
        "title": "",
        "answer_start": 0,
        "answer_end": 999,
    }
    cited["score"] = 0.7
    told = {"answer": text, "outcome": "answered", "reason": None, "retrieved": [document], "citations": [cited]}
    return told | {"uncarried": [], "not_verbatim": [], "ms": 1.0} | more


def refused(reason: str, *retrieved: str) -> dict[str, Any]:
    return {
        "answer": "",
        "outcome": "refused",
        "reason": reason,
        "retrieved": list(retrieved),
        "citations": [],
        "ms": 1.0,
    }


ROW: dict[str, Any] = {
    "id": "1",
    "question": "渡船补贴多少？",
    "answers": ["每艘补贴一千二百元"],
    "gold_doc_ids": ["d"],
}


def test_the_seed_questions_hold(tmp_path: Path) -> None:
    expected = read_expected(EXPECTED)
    for measured in measure(SUITES[0], Wish(), tmp_path):
        assert worse_than(measured, expected) == [], [r["answer"] for r in measured.results]
        assert measured.name in expected


@pytest.mark.parametrize(
    ("found", "worse"), [({"a": 0.8}, 0), ({"a": 0.74}, 0), ({"a": 0.7}, 1), ({"a": 0.9}, 0), ({}, 1)]
)
def test_a_figure_below_its_tolerance_or_missing_is_named(found: dict[str, float], worse: int) -> None:
    assert len(compare(found, {"a": [0.8, 0.06]})) == worse


def test_more_refusals_of_the_answerable_are_worse() -> None:
    assert compare({"wrongly_refused": 0.2}, {"wrongly_refused": [0.1, 0.02]})
    assert not compare({"wrongly_refused": 0.0}, {"wrongly_refused": [0.1, 0.02]})


def test_accepted_figures_are_read_again_and_hold(tmp_path: Path) -> None:
    rows = [ROW | {"id": str(i)} for i in range(40)]
    results = [answered("每艘补贴一千二百元") if i % 3 else refused("not_found", "d") for i in range(40)]
    measured = Measured("own", "extract", rows, results)
    expected = {"own": {half: as_expected(found) for half, found in measured.halves().items()}}
    write_expected(tmp_path / "expected.json", expected)
    assert read_expected(tmp_path / "expected.json") == expected
    assert worse_than(measured, expected) == []
    worse = Measured("own", "extract", rows, [refused("not_found") for _ in rows])
    assert {line.split("]")[0] for line in worse_than(worse, expected)} == {"own [tune", "own [report"}


def test_halves_are_settled_by_the_id_and_derived_rows_stay_with_theirs() -> None:
    halves = {half_of({"id": f"question-{i}"}) for i in range(20)}
    assert halves == {"tune", "report"}
    for i in range(20):
        assert half_of({"id": f"question-{i}~wrong_year", "base": f"question-{i}"}) == half_of({"id": f"question-{i}"})


def test_a_sample_does_not_depend_on_the_order_of_the_rows() -> None:
    rows = [{"id": f"q{i}"} for i in range(50)]
    some = sampled(rows, 7)
    assert len(some) == 7
    assert some == [row for row in rows if row in some]
    assert sampled(rows[::-1], 7) == some[::-1]
    assert sampled(rows, None) == rows


@pytest.mark.parametrize(
    ("row", "result", "cause"),
    [
        (ROW, answered("每艘补贴一千二百元"), None),
        (ROW, answered("每艘补贴一千二百元", uncarried=["每艘"]), "not_carried"),
        (ROW, refused("not_found", "x"), "document_not_found"),
        (ROW, answered("每年检查两次", document="x"), "document_not_found"),
        (ROW, refused("wrong_year", "d"), "refused_wrong_year"),
        (ROW, refused("not_found", "d"), "refused_not_found"),
        (ROW, answered("每年检查两次", document="x", retrieved=["x", "d"]), "other_document"),
        (ROW, answered("渡口每年检查两次"), "other_sentence"),
        (ROW, answered("每艘补贴一千"), "value_missing"),
        (ROW, answered("哪一个", outcome="clarify"), "asked_back"),
        (ROW | {"answers": ["YES"]}, answered("渡口每年检查两次"), "yes_or_no_missing"),
        ({"id": "1", "answerable": False}, answered("渡口"), "answered_unanswerable"),
        ({"id": "1", "answerable": False, "why": "wrong_year"}, answered("渡口"), "answered_wrong_year"),
        ({"id": "1", "answerable": False, "why": "year"}, answered("渡口"), "answered_wrong_year"),
        ({"id": "1", "answerable": False, "why": "wrong_place"}, answered("渡口"), "answered_wrong_place"),
        ({"id": "1", "answerable": False}, refused("not_found"), None),
    ],
)
def test_the_cause_of_a_failure(row: dict[str, Any], result: dict[str, Any], cause: str | None) -> None:
    assert cause_of(row, result) == cause


def test_what_is_saved_is_read_again_with_the_failures_beside_it(tmp_path: Path) -> None:
    rows = [ROW, ROW | {"id": "2"}]
    measured = Measured(
        "own", "extract", rows, [answered("每艘补贴一千二百元"), refused("not_found", "d")], Counter({"a rule": 3})
    )
    save(measured, tmp_path)
    again = saved(tmp_path)
    assert again == [measured]
    failed = [json.loads(line) for line in (tmp_path / "own.extract.failed.jsonl").read_text("utf-8").splitlines()]
    assert [line["row"]["id"] for line in failed] == ["2"]
    assert {cause: len(some) for cause, some in failures(again[0]).items()} == {"refused_not_found": 1}


def test_a_refusal_of_a_derived_question_should_name_its_reason() -> None:
    rows = [
        {"id": str(i), "question": "？", "answerable": False, "why": "wrong_year", "changed": {"to": "2019"}}
        for i in range(2)
    ]
    assert (
        Measured("own", "extract", rows, [refused("wrong_year"), refused("not_found")]).figures()["reason_right"] == 0.5
    )


def _suite(folder: Path) -> Suite:
    corpus, questions = folder / "corpus.jsonl", folder / "questions.jsonl"
    rows = [{"id": "d", "title": "渡船补贴办法", "text": "对山区渡船每艘补贴1200元。"}]
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    asked = [{"id": "1", "question": "山区渡船每艘补贴多少元？", "answers": ["1200元"], "gold_doc_ids": ["d"]}]
    questions.write_text("".join(json.dumps(row) + "\n" for row in asked), encoding="utf-8")
    return Suite("own", corpus, (questions,))


@pytest.mark.usefixtures("_shared_embedder")
def test_a_corpus_is_taken_in_once_and_each_run_has_its_own_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite, cache = _suite(tmp_path), tmp_path / "cache"
    with folders.prepared("own", suite.corpus, cache) as first:
        monkeypatch.setattr(folders, "ingest", None)  # a second taking in would fail
        with folders.prepared("own", suite.corpus, cache) as second:
            assert first != second
            assert {p.name for p in first.iterdir()} == {p.name for p in second.iterdir()}
    assert not first.exists()
    assert len([path for path in cache.iterdir() if path.is_dir()]) == 1


@pytest.mark.usefixtures("_shared_embedder")
def test_a_corpus_that_is_taken_in_only_in_part_is_not_measured(tmp_path: Path) -> None:
    suite = _suite(tmp_path)
    suite.corpus.write_text(
        suite.corpus.read_text("utf-8") + '{"id": "e", "title": "", "text": ""}\n', encoding="utf-8"
    )
    with pytest.raises(DataError), folders.prepared("own", suite.corpus, tmp_path / "cache"):
        pass
    assert [path for path in (tmp_path / "cache").iterdir() if path.is_dir()] == []


@pytest.mark.usefixtures("_shared_embedder")
def test_a_suite_is_asked_and_its_figures_told(tmp_path: Path) -> None:
    (measured,) = measure(_suite(tmp_path), Wish(derived=False), tmp_path / "cache")
    found = measured.figures()
    assert (found["answered_right"], found["document_in_1"], found["citation_supports"]) == (1.0, 1.0, 1.0)


def test_both_modes_need_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--llm"]) == 2
    assert "LLM_BASE_URL" in capsys.readouterr().err


def test_no_question_or_answer_of_the_sets_stands_in_the_project() -> None:
    beside = [suite for suite in SUITES if suite.present and SHARED in suite.corpus.parents]
    if not beside:
        pytest.skip("the sets are not beside the project")
    away = {".venv", "data", "models", ".git", "build"}
    paths = [p for p in ROOT.rglob("*") if p.suffix in TEXTS and not away & set(p.relative_to(ROOT).parts)]
    whole = "\n".join(path.read_text(encoding="utf-8", errors="ignore") for path in paths if path.is_file())
    said = {
        str(t)
        for suite in beside
        for row in suite.rows()
        for t in (row["question"], *(row.get("answers") or ()))
        if len(t) >= 14
    }
    assert len(said) > 100
    assert [text for text in said if text in whole] == []
