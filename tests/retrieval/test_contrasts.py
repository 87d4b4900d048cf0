"""Contrasts in words: what each side says is quoted under its name, or the side that is unknown is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from retrieval.assistant import Assistant
from retrieval.comparisons import comparison_in

TODAY = date(2021, 6, 1)
RICE = (
    "青石市种植补贴办法\n第一条 早稻补贴按种植面积发放，每亩补贴150元。\n第二条 晚稻补贴按售粮数量发放，每吨补贴60元。\n"
    "青石市农业农村局\n2020年5月1日\n"
)
PARKING_A = "甲河县停车管理办法\n第一条 甲河县停车收费实行政府定价，每小时3元。\n甲河县人民政府\n2020年3月1日\n"
PARKING_B = "乙阳区停车收费规定\n第一条 乙阳区停车收费实行市场调节价，由经营者确定。\n乙阳区人民政府\n2020年4月1日\n"
YEAR = "青石市{0}年绿化工作意见\n{0}年绿化工作重点是{1}。\n青石市园林局\n{0}年1月10日\n"


@pytest.fixture
def office(assistant_over: Callable[..., Assistant]) -> Assistant:
    first, second = YEAR.format(2019, "道路绿化"), YEAR.format(2020, "湿地修复")
    return assistant_over(a=RICE, b=PARKING_A, c=PARKING_B, d=first, e=second)


SIDES = [
    ("早稻和晚稻补贴标准有什么区别？", ("早稻补贴标准是什么", "晚稻补贴标准是什么")),
    ("2019年和2020年的水稻补贴政策有什么异同", ("2019年水稻补贴政策是什么", "2020年水稻补贴政策是什么")),
    ("《甲办法》与《乙办法》在补贴标准上有什么区别", ("《甲办法》的补贴标准是什么", "《乙办法》的补贴标准是什么")),
    ("职工医保和居民医保的区别是什么", ("职工医保是什么", "居民医保是什么")),
    ("比较一下2019年和2020年的补贴标准", ("2019年补贴标准是什么", "2020年补贴标准是什么")),
]


@pytest.mark.parametrize(("question", "sides"), SIDES)
def test_each_side_has_a_question_of_its_own(question: str, sides: tuple[str, ...]) -> None:
    found = comparison_in(question, TODAY)
    assert found is not None
    assert found.operation == "contrast"
    assert tuple(side.question for side in found.sides) == sides


@pytest.mark.parametrize("question", ["这个办法有什么区别", "2019年有什么不同", "申请条件和材料有哪些"])
def test_one_thing_is_not_contrasted(question: str) -> None:
    found = comparison_in(question, TODAY)
    assert found is None or found.operation != "contrast"


@pytest.mark.parametrize("question", ["2019年和2020年出让土地面积差别多少", "比较2018年和2019年哪年出让土地多"])
def test_figures_are_still_reckoned(question: str) -> None:
    found = comparison_in(question, TODAY)
    assert found is not None
    assert found.operation in {"difference", "greater"}


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("早稻补贴和晚稻补贴有什么区别？", "早稻补贴：第一条 早稻", "晚稻补贴：第二条 晚稻"),
        ("甲河县和乙阳区停车收费有什么不同？", "甲河县：", "乙阳区："),
        ("2019年和2020年的绿化工作重点有什么不同？", "2019年：", "2020年："),
        (
            "《甲河县停车管理办法》和《乙阳区停车收费规定》有什么异同？",
            "《甲河县停车管理办法》：",
            "《乙阳区停车收费规定》：",
        ),
    ],
)
def test_what_each_side_says_stands_under_its_name(office: Assistant, question: str, first: str, second: str) -> None:
    answer = office.answer(question, as_of=TODAY)
    assert answer.outcome == "answered"
    lines = answer.text.split("\n")
    assert any(line.startswith(first) for line in lines)
    assert any(line.startswith(second) for line in lines)
    assert len(answer.citations) >= 2
    for citation in answer.citations:
        text = office.records.document(citation.document_id).text
        assert text[citation.quote_start : citation.quote_end] == citation.quote


@pytest.mark.parametrize(
    ("question", "unknown"),
    [("早稻补贴和棉花补贴有什么区别？", "棉花补贴"), ("2017年和2020年的绿化工作重点有什么不同？", "2017年")],
)
def test_a_side_that_is_unknown_is_named_in_the_refusal(office: Assistant, question: str, unknown: str) -> None:
    answer = office.answer(question, as_of=TODAY)
    assert answer.outcome == "refused"
    assert f"没有找到“{unknown}”的内容" in answer.text
    assert answer.question == question
