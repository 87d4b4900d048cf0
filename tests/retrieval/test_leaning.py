"""When a question needs the turns before it, and years that open a paragraph."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from retrieval.assistant import Assistant
from retrieval.rewrite import leans


@pytest.mark.parametrize(
    ("question", "needs"),
    [
        ("它什么时候施行", True),
        ("要钱吗", True),
        ("when does it begin", True),
        ("柳河区2019年出让土地多少亩", False),
        ("申请小微企业担保补贴需要什么材料", False),
    ],
)
def test_a_question_that_points_back_or_is_very_short_leans(question: str, needs: bool) -> None:
    assert leans(question) is needs


def test_a_year_that_opens_a_paragraph_holds_for_its_next_sentence(assistant_over: Callable[..., Assistant]) -> None:
    text = "柳河区林业工作报告\n2021年，全区林业工作开局良好。新造防风林88亩。\n柳河区林业局\n2022年2月1日\n"
    answer = assistant_over(a=text).answer("柳河区2021年新造防风林多少亩？", as_of=date(2022, 5, 1))
    assert answer.text.startswith("88亩")
