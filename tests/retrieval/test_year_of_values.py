"""A number answers only for its own year and its own matter, also where one sentence tells of several."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from retrieval.assistant import Assistant
from retrieval.follow_up import complete_question
from retrieval.models import Turn
from retrieval.values import find_values

ROADS = (
    "青石市交通运输工作情况\n发布日期：2021-02-03\n"
    "2018年新建公路100公里，2019年新建公路200公里。\n"
    "2018年以来整治河道900公里。\n"
    "2019、2020年分别改造桥梁30座、45座。\n"
    "2016—2019年累计发放补贴5000万元。\n"
)


@pytest.fixture
def roads(assistant_over: Callable[..., Assistant]) -> Assistant:
    return assistant_over(roads=ROADS)


@pytest.mark.parametrize(
    ("question", "value"), [("2018年新建公路多少公里", "100公里"), ("2019年新建公路多少公里", "200公里")]
)
def test_the_value_of_the_asked_year_is_taken(roads: Assistant, question: str, value: str) -> None:
    assert roads.answer(question).text.startswith(value)


@pytest.mark.parametrize(
    "question",
    [
        "2017年新建公路多少公里",
        "2019年整治河道多少公里",
        "2020年改造桥梁多少座",
        "2017年发放补贴多少万元",
        "2018年和2020年新建公路多少公里",
    ],
)
def test_no_other_years_or_other_matters_number(roads: Assistant, question: str) -> None:
    assert roads.answer(question).outcome == "refused"


def test_a_refusal_names_every_year_of_the_sentence(roads: Assistant) -> None:
    assert {2018, 2019} <= set(roads.answer("2017年新建公路多少公里").nearest.years)


@pytest.mark.parametrize(
    ("last", "question", "whole"),
    [
        ("２０１９年新建公路多少公里", "那2017年呢", "2017年新建公路多少公里"),
        ("2019年新建公路多少公里？", "二〇二〇年呢", "二零二零年新建公路多少公里？"),
        ("2019年新建公路多少公里", "2020年的情况呢", "2020年新建公路多少公里"),
        ("2019年新建公路多少公里", "总长度呢", "2019年新建公路总长度多少"),
        ("2019年出让土地多少亩", "那2020年的宗数呢", "2020年出让土地宗数多少"),
    ],
)
def test_follow_ups_take_year_and_matter(last: str, question: str, whole: str) -> None:
    assert complete_question(question, [Turn(question=last)]) == whole


@pytest.mark.parametrize(
    ("kind", "question", "sentence", "value"),
    [
        ("phone", "咨询电话是多少", "咨询电话：（0596）2881234。", "（0596）2881234"),
        ("phone", "热线电话是多少", "全年服务12000个企业，热线12345。", "12345"),
        ("person", "副局长是谁", "局长李明华主持会议，副局长王建国参加。", "王建国"),
        ("person", "局长是谁", "副局长王建国参加，局长李明华主持会议。", "李明华"),
    ],
)
def test_values_are_taken_whole_and_from_the_right_office(kind: str, question: str, sentence: str, value: str) -> None:
    assert [v.text for v in find_values(kind, (), sentence, question)] == [value]  # type: ignore[arg-type]
