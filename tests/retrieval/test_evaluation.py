"""The figures on hand-made results."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from retrieval.errors import UsageError
from retrieval.evaluation import contained, figures, read_day


def result(
    answer: str = "", outcome: str = "answered", retrieved: tuple[str, ...] = (), quote: str = ""
) -> dict[str, Any]:
    cited = {"document_id": "a", "quote": quote, "title": "", "answer_start": 0, "answer_end": len(answer)}
    citations = [cited] if quote else []
    return {"answer": answer, "outcome": outcome, "retrieved": list(retrieved), "citations": citations, "ms": 10.0}


def test_retrieval_figures() -> None:
    rows = [{"gold_doc_ids": ["a"], "answers": ["x"]}] * 4
    results = [
        result(retrieved=order) for order in (("a", "b"), ("b", "a"), ("b", "c"), ("c", "d", "e", "f", "g", "a"))
    ]
    found = figures(rows, results)
    assert (found["document_in_1"], found["document_in_5"], found["document_in_10"]) == (0.25, 0.5, 0.75)
    assert found["mrr"] == pytest.approx((1 + 1 / 2 + 0 + 1 / 6) / 4, abs=1e-4)


@pytest.mark.parametrize(
    ("row", "answer", "quote", "right"),
    [
        ({"answers": ["３，１５０ 亩"]}, "3,150亩。", "", True),
        ({"answers": ["97宗", "3150亩"]}, "", "面积3150亩", True),
        ({"answers_must_contain": ["22批次", "3645亩"]}, "22批次", "", False),
        ({"answers_must_contain": ["22批次", "3645亩"]}, "22批次", "面积3645亩", True),
        ({"answer_alternatives": [["甲", "乙"], ["丙"]]}, "乙和甲", "", True),
        ({"answer_alternatives": [["甲", "乙"]]}, "甲", "", False),
        ({"answers": ["3150亩"]}, "315亩", "", False),
    ],
)
def test_contained(row: dict[str, Any], answer: str, quote: str, right: bool) -> None:
    assert contained(row, result(answer, quote=quote)) is right


def test_refusal_figures() -> None:
    rows: list[dict[str, Any]] = [
        {"answers": ["x"]},
        {"answers": ["x"]},
        {"answerable": False, "why": "year"},
        {"answerable": False},
    ]
    results = [result("x", quote="x"), result(outcome="refused"), result(outcome="refused"), result("y", quote="z")]
    found = figures(rows, results)
    assert found["wrongly_refused"] == 0.5
    assert found["refused"] == 0.5
    assert found["wrong_year_refused"] == 1.0
    assert found["right_when_answered"] == 1.0
    assert found["citation_supports"] == 1.0


def test_a_refusal_is_never_right() -> None:
    assert not contained({"answers": ["2019"]}, result("没有2019年的", outcome="refused"))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-03-10", date(2020, 3, 10)),
        ("2020年3月10日", date(2020, 3, 10)),
        ("2020-02", date(2020, 2, 29)),
        ("2021", date(2021, 12, 31)),
        (2021, date(2021, 12, 31)),
        ("2020-03-10T08:00:00", date(2020, 3, 10)),
    ],
)
def test_the_day_of_a_question_may_be_written_short(written: object, day: date) -> None:
    assert read_day(written) == day


@pytest.mark.parametrize("written", ["soon", "2020-13-01", "99999", "2020-13"])
def test_no_day_is_a_usage_error(written: str) -> None:
    with pytest.raises(UsageError):
        read_day(written)
