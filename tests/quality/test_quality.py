"""The seed questions hold their figures in every test run; the larger sets are measured by `make quality`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.quality.run import HERE, SUITES, compare, run


@pytest.mark.usefixtures("_shared_embedder")
def test_the_seed_questions_hold(tmp_path: Path) -> None:
    expected = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))["seed"]
    _, results, found = run(SUITES[0], tmp_path / "data")
    assert compare(found, expected) == [], [r["answer"] for r in results]


@pytest.mark.parametrize(
    ("found", "worse"),
    [({"a": 0.8}, 0), ({"a": 0.74}, 0), ({"a": 0.7}, 1), ({"a": 0.9}, 0)],
)
def test_a_figure_below_its_tolerance_is_named(found: dict[str, float], worse: int) -> None:
    assert len(compare(found, {"a": [0.8, 0.06]})) == worse


def test_more_refusals_of_the_answerable_are_worse() -> None:
    assert compare({"wrongly_refused": 0.2}, {"wrongly_refused": [0.1, 0.02]})
    assert not compare({"wrongly_refused": 0.0}, {"wrongly_refused": [0.1, 0.02]})
