"""An answer to a yes/no question leads with yes or no as it was asked, and cites the sentence that settles it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from retrieval.assistant import Assistant
from retrieval.citation_check import unsupported_parts
from retrieval.models import Answer

RULES = """青石市贷款贴息管理办法

第一条 小微企业可以申请贷款贴息。
第二条 申请人应当在合同签订之日起30日内提交申请材料。
第三条 房地产企业不得申请贷款贴息。
第四条 符合就业条件的合作社可以申请担保补助。
第五条 办理贴息手续无需缴纳手续费。

青石市财政局
2020年3月2日
"""


@pytest.fixture
def ask(assistant_over: Callable[..., Assistant]) -> Callable[[str], Answer]:
    return assistant_over(rules=RULES).answer


@pytest.mark.parametrize(
    ("question", "lead", "grounds"),
    [
        ("小微企业能否申请贷款贴息？", "能", "小微企业可以申请贷款贴息"),
        ("小微企业是否可以申请贷款贴息？", "可以", "小微企业可以申请贷款贴息"),
        ("房地产企业可以申请贷款贴息吗？", "不可以", "房地产企业不得申请贷款贴息"),
        ("办理贴息手续需要缴纳手续费吗？", "不需要", "办理贴息手续无需缴纳手续费"),
    ],
)
def test_the_lead_is_said_as_the_question_asks_and_cited(
    ask: Callable[[str], Answer], question: str, lead: str, grounds: str
) -> None:
    answer = ask(question)
    assert answer.text.split("\n")[0] == lead
    assert grounds in answer.text.split("\n")[1]
    assert any(grounds in c.quote and c.answer_start == 0 for c in answer.citations)
    assert not unsupported_parts(answer.text, [c.model_dump() for c in answer.citations])


def test_what_holds_on_a_condition_is_quoted_without_a_lead(ask: Callable[[str], Answer]) -> None:
    answer = ask("合作社可以申请担保补助吗？")
    assert answer.text.startswith(("第四条", "符合就业条件的合作社"))
