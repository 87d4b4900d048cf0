"""Whether claims that stand say what was asked for."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.answering import answering
from retrieval.candidates import Candidate
from retrieval.claims import Claim
from retrieval.understand import understand
from retrieval.values import Value
from tests.retrieval.test_verify_mutants import statements

TEXT = "全市已有20家园区减免租金，惠及企业超过2000家，减免3个月。"
ECHOED = "20家园区减免租金惠及多少家企业？"


@pytest.mark.parametrize(
    ("question", "said", "answers"),
    [
        (ECHOED, "超过2000家", True),
        (ECHOED, "20家园区减免租金", True),
        (ECHOED, "减免3个月", False),
        (ECHOED, "惠及企业", False),
        ("多少家园区减免租金？", "超过2000家", False),
    ],
)
def test_a_value_that_only_repeats_the_question_is_not_the_only_answer(question: str, said: str, answers: bool) -> None:
    (statement,) = statements(TEXT)
    chosen = Candidate(statement, (Value("20家", 4, 7, 1.0),), 1.0)
    claim = Claim(said, ((statement, statement.span),))
    assert answering(understand(question, (), date(2021, 3, 2)), chosen, [claim]) is answers


def test_a_figure_of_another_sentence_is_no_answer() -> None:
    first, second = statements("全市已有20家园区减免租金。惠及企业超过2000家。")
    chosen = Candidate(first, (Value("20家", 4, 7, 1.0),), 1.0)
    claim = Claim("超过2000家", ((second, second.span),))
    assert not answering(understand(ECHOED, (), date(2021, 3, 2)), chosen, [claim])
