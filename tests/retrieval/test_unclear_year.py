"""Which year is asked back where one sentence tells several years' values of one thing and the question says none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from retrieval.assistant import Assistant

TODAY = date(2022, 1, 1)
FEES = (
    "青石市医保缴费通知\n2019年度居民医保个人缴费标准为每人250元，2020年度居民医保个人缴费标准为每人280元。\n"
    "青石市医疗保障局\n2019年10月5日\n"
)
ROADS = "青石市公路情况\n2019年，全市新建公路200公里。\n2020年，全市新建公路150公里。\n青石市交通局\n2021年1月5日\n"
MIXED = "青石市林业情况\n2020年造林支出300万元，2019年护林支出200万元。\n青石市林业局\n2021年1月5日\n"


@pytest.fixture
def office(assistant_over: Callable[..., Assistant]) -> Assistant:
    return assistant_over(a=FEES, b=ROADS, c=MIXED)


def test_several_years_of_one_thing_are_asked_back(office: Assistant) -> None:
    answer = office.answer("居民医保个人缴费标准是多少？", as_of=TODAY)
    assert answer.outcome == "clarify"
    assert answer.choices == ("2020年居民医保个人缴费标准是多少？", "2019年居民医保个人缴费标准是多少？")
    assert answer.nearest is not None
    assert tuple(answer.nearest.years) == (2020, 2019)
    assert "哪一年" in answer.text
    chosen = [office.answer(choice, as_of=TODAY).text.split("\n")[0] for choice in answer.choices]
    assert ["280" in chosen[0], "250" in chosen[1]] == [True, True]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2019年居民医保个人缴费标准是多少？", "250"),
        ("新建公路多少公里？", "150公里"),
        ("造林支出多少万元？", "300万元"),
    ],
)
def test_a_year_that_is_said_or_newest_and_other_things_are_answered(
    office: Assistant, question: str, said: str
) -> None:
    answer = office.answer(question, as_of=TODAY)
    assert answer.outcome == "answered"
    assert said in answer.text.split("\n")[0]


def test_the_newest_is_answered_and_its_year_said(office: Assistant) -> None:
    answer = office.answer("目前居民医保个人缴费标准是多少？", as_of=TODAY)
    assert answer.outcome == "answered"
    assert "280" in answer.text.split("\n")[0]
    assert any("2020年" in warning and "2019" in warning for warning in answer.warnings)
