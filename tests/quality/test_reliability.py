"""The chances of answers against how many were right."""

from __future__ import annotations

from typing import Any

from tests.quality.reliability import Bin, bins, calibration_error

Pair = tuple[dict[str, Any], dict[str, Any]]


def pair(score: float, right: bool = True, outcome: str = "answered", answerable: bool = True) -> Pair:
    said = "每艘一千元" if right else "渡口每年检查两次"
    row = {"question": "渡船补贴多少？", "answers": ["每艘一千元"], "answerable": answerable}
    return row, {"answer": said, "outcome": outcome, "citations": [{"quote": said, "score": score}]}


def test_answers_are_counted_by_their_chance() -> None:
    pairs = [pair(0.9), pair(0.8, right=False), pair(1.0), pair(0.1, right=False)]
    assert bins(pairs) == [Bin(1, 0.1, 0.0), Bin(3, 0.9, 0.667)]


def test_an_answer_to_a_question_that_has_none_is_wrong() -> None:
    assert bins([pair(0.7, answerable=False)]) == [Bin(1, 0.7, 0.0)]


def test_what_was_not_answered_does_not_count() -> None:
    assert bins([pair(0.7, outcome="refused"), pair(0.7, outcome="clarify")]) == []
    assert calibration_error([]) == 0.0


def test_the_error_is_weighed_by_the_answers_of_each_bin() -> None:
    assert calibration_error([Bin(3, 0.9, 0.7), Bin(1, 0.1, 0.5)]) == 0.25
