"""The asked value inside a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.understand import understand
from retrieval.values import Value, find_values


def find(question: str, sentence: str) -> list[Value]:
    query = understand(question, [], date(2020, 3, 10))
    return find_values(query.kind, query.asks, sentence, query.question)


FOUND = [
    ("出让土地多少亩", "出让土地97宗，面积3150亩。", ["3150亩"]),
    ("出让土地多少宗", "出让土地97宗，面积3150亩。", ["97宗"]),
    ("出让土地多少公顷", "出让土地97宗，面积3150亩。", ["3150亩"]),
    ("出让多少宗、多少亩", "出让97宗，面积3150亩", ["97宗", "3150亩"]),
    ("新建水渠多少条", "修缮水渠12条，新建水渠30条。", ["30条"]),
    ("甲种苗每株多少元", "甲种苗每株12元，乙种和一级丙种苗每株9元，双季乙种苗每株15元。", ["12元"]),
    ("乙种苗每株多少元", "甲种苗每株12元，乙种和一级丙种苗每株9元。", ["9元"]),
    ("双季乙种苗每株多少元", "甲种苗每株12元，乙种和一级丙种苗每株9元，双季乙种苗每株15元。", ["15元"]),
    ("什么时候截止申报", "申报自每年5月1日开始，6月30日截止，逾期不予受理。", ["6月30日"]),
    ("什么时候开始申报", "申报自每年5月1日开始，6月30日截止，逾期不予受理。", ["5月1日"]),
    ("补贴多少钱", "补贴5000元，办理时限5天。", ["5000元"]),
    ("占比是多少", "占比达到百分之三十。", ["百分之三十"]),
    ("增长多少", "增长8.5%，达到300亿元。", ["8.5%"]),
    ("共有多少人参加", "共有1200余人参加。", ["1200余人"]),
    ("有效期几年", "有效期5年，自2020年1月1日起施行。", ["5年"]),
    ("咨询电话是多少", "咨询电话：0531-88881234转801，邮编250000。", ["0531-88881234转801"]),
    ("服务热线是多少", "可拨打12345热线。", ["12345"]),
    ("何时施行", "自2020年5月1日起施行。", ["2020年5月1日起"]),
    ("什么时候截止", "截止时间为2020年4月底。", ["2020年4月底"]),
    ("局长是谁", "局党组书记、局长李明和副局长王强出席。", ["李明"]),
]


@pytest.mark.parametrize(("question", "sentence", "texts"), FOUND)
def test_the_asked_value_is_picked_out(question: str, sentence: str, texts: list[str]) -> None:
    values = find(question, sentence)
    assert [value.text for value in values] == texts
    assert all(sentence[value.start : value.end] == value.text for value in values)


MISSING = [
    ("出让土地多少亩", "出让土地97宗。"),
    ("出让多少宗、多少亩", "出让97宗。"),
    ("补贴多少钱", "补贴对象为3150人。"),
    ("占比是多少", "增加8个百分点，共5个。"),
    ("何时施行", "自印发之日起施行。"),
    ("局长是谁", "书记李明出席。"),
    ("咨询电话是多少", "联系办公室。"),
    ("有多少人", "2019年10月5日召开会议。"),
]


@pytest.mark.parametrize(("question", "sentence"), MISSING)
def test_a_sentence_without_the_value_gives_none(question: str, sentence: str) -> None:
    assert not find(question, sentence)
