"""Sizes and classes in questions and statements."""

from __future__ import annotations

import pytest

from retrieval.cases import asked_cases, case_fits, names_case


@pytest.mark.parametrize(
    ("question", "statement", "fits"),
    [
        ("种一百亩每亩补多少钱", "400亩以上的种植大户每亩补120元。", False),
        ("种一百亩每亩补多少钱", "100亩以上400亩以下的每亩补150元。", True),
        ("种一百亩每亩补多少钱", "全县种植油菜20万亩，每亩补150元。", True),
        ("种三百亩补多少钱", "每亩补150元，最高补200亩。", True),
        ("一亩地补多少钱", "400亩以上的每亩补120元。", True),
        ("三百户以上的小区每户收多少钱", "不足100户的小区每户20元。", False),
        ("一级残疾人每月补多少", "三级残疾人每月补60元。", False),
        ("一级残疾人每月补多少", "一级、二级残疾人每月补120元。", True),
        ("一级残疾人每月补多少", "重度残疾人每月补120元。", True),
        ("五层的楼装电梯补多少钱", "4层楼15万元。", False),
        ("五层的楼装电梯补多少钱", "5层楼18万元。", True),
        ("新建了多少亩", "400亩以上的有12个。", True),
        ("2公顷的林地补多少钱", "20亩至50亩的林地补1万元。", True),
    ],
)
def test_a_statement_must_tell_of_the_asked_case(question: str, statement: str, fits: bool) -> None:
    asked = asked_cases(question, frozenset(["area" if "多少亩" in question else "money"]))

    assert case_fits(asked, statement) is fits


def test_a_case_is_told_by_its_name_or_by_its_bounds() -> None:
    asked = asked_cases("五层的楼装电梯补多少钱", frozenset(["money"]))

    assert names_case(asked, "5层楼")
    assert names_case(asked, "4至6层")
    assert not names_case(asked, "6层楼")
    assert not names_case([], "5层楼")
