"""Comparisons and series: computed from two cited figures, or refused where one of them is not known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from retrieval.assistant import Assistant

FIRST = "柳河区2018年自然资源工作总结\n2018年，全区出让土地81宗，面积2800亩。\n2018年植树1200株。\n柳河区自然资源局\n2019年1月10日\n"
SECOND = "柳河区2019年自然资源工作总结\n2019年，全区出让土地97宗，面积3150亩。\n柳河区自然资源局\n2020年1月12日\n"
THIRD = "柳河区2020年自然资源工作总结\n2020年，全区出让土地面积210公顷。全区财政收入比2019年增长12%。2020年全区生产总值53亿元，增长6.1%。\n柳河区自然资源局\n2021年1月9日\n"
TODAY = date(2021, 6, 1)


@pytest.fixture
def bureau(assistant_over: Callable[..., Assistant]) -> Assistant:
    return assistant_over(a=FIRST, b=SECOND, c=THIRD)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2019年比2018年出让土地面积多多少亩？", "2019年比2018年多350亩（3150亩 − 2800亩 = 350亩）。"),
        ("2018年和2019年一共出让土地面积多少亩？", "2018年、2019年合计5950亩（2800亩 + 3150亩 = 5950亩）。"),
        ("2019年出让土地面积比2018年增长百分之几？", "增长12.5%（(3150亩 − 2800亩) ÷ 2800亩 = 12.5%）"),
    ],
)
def test_a_figure_is_computed_from_two_cited_ones(bureau: Assistant, question: str, said: str) -> None:
    answer = bureau.answer(question, as_of=TODAY)
    assert answer.outcome == "answered"
    assert said in answer.text.split("\n")[0]
    assert {"3150亩", "2800亩"} <= {
        value for value in ("3150亩", "2800亩") for c in answer.citations if value in c.quote
    }
    for citation in answer.citations:
        text = bureau.records.document(citation.document_id).text
        assert text[citation.quote_start : citation.quote_end] == citation.quote


def test_units_are_made_alike_with_the_factor_shown(bureau: Assistant) -> None:
    answer = bureau.answer("2020年比2019年出让土地面积多多少？", as_of=TODAY)
    assert answer.text.split("\n")[0].startswith("2020年与2019年相同") or "1公顷 = 15亩" in answer.text
    assert "15亩" in answer.text


def test_the_greater_comes_first(bureau: Assistant) -> None:
    answer = bureau.answer("2018年和2019年哪一年出让土地面积多？", as_of=TODAY)
    assert answer.text.startswith("2019年比2018年多350亩")


def test_a_side_that_is_not_known_is_refused_with_its_year(bureau: Assistant) -> None:
    answer = bureau.answer("2019年比2017年出让土地面积多多少亩？", as_of=TODAY)
    assert answer.outcome == "refused"
    assert "2017" in answer.text


def test_a_stated_change_answers_where_a_side_is_not_known(bureau: Assistant) -> None:
    answer = bureau.answer("2020年全区财政收入比2019年增长百分之几？", as_of=TODAY)
    assert answer.text.startswith("12%")


@pytest.mark.parametrize(
    ("question", "said"),
    [("2020年柳河区生产总值增速是多少？", "6.1%"), ("去年柳河区生产总值增长率是多少？", "6.1%")],
)
def test_a_growth_that_a_report_tells_without_its_base_is_on_the_year_before(
    bureau: Assistant, question: str, said: str
) -> None:
    answer = bureau.answer(question, as_of=TODAY)
    assert answer.text.startswith(said)


def test_a_growth_on_a_named_year_is_told_for_that_year_alone(bureau: Assistant) -> None:
    assert bureau.answer("2020年柳河区生产总值比2016年增长百分之几？", as_of=TODAY).outcome == "refused"


def test_a_series_gives_each_year_and_names_those_that_lack(bureau: Assistant) -> None:
    answer = bureau.answer("2017年到2019年每年出让土地面积多少亩？", as_of=TODAY)
    assert answer.text.split("\n")[:2] == ["2018年：2800亩", "2019年：3150亩"]
    assert any("2017年" in warning for warning in answer.warnings)


def test_other_things_are_not_reckoned_with(bureau: Assistant) -> None:
    answer = bureau.answer("2018年植树比2019年多多少株？", as_of=TODAY)
    assert answer.outcome == "refused"
