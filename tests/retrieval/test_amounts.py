"""Amounts with their ends, limits and what they are for each of."""

from __future__ import annotations

import pytest

from retrieval.amounts import amounts

READ = [
    ("处5000元以上2万元以下罚款", "5000元以上2万元以下", set(), set()),
    ("三年以上十年以下", "三年以上十年以下", set(), set()),
    ("不得超过3天", "不得超过3天", {"most"}, set()),
    ("5个工作日内", "5个工作日内", {"most"}, set()),
    ("最高不超过30万元", "最高不超过30万元", {"most"}, set()),
    ("8.8万余亩", "8.8万余亩", {"about"}, set()),
    ("1000元（含）以上", "1000元（含）以上", {"least"}, set()),
    ("不满18周岁", "不满18周岁", {"most"}, set()),
    ("最低每人每月不低于300元", "最低每人每月不低于300元", {"least"}, {"人", "月"}),
    ("300元/人·年", "300元/人·年", set(), {"人", "年"}),
    ("300元每人每月", "300元每人每月", set(), {"人", "月"}),
    ("每平方米25元", "每平方米25元", set(), {"平方米"}),
    ("附近300米", "300米", set(), set()),
    ("比去年超过50所", "超过50所", {"least"}, set()),
]


@pytest.mark.parametrize(("text", "whole", "limit", "per"), READ)
def test_an_amount_keeps_all_its_words(text: str, whole: str, limit: set[str], per: set[str]) -> None:
    (found,) = amounts(text)
    assert (found.text, set(found.limit), set(found.per)) == (whole, limit, per)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize("text", ["由150元提高到200元", "2018—2020年", "150元、200元"])
def test_two_amounts_are_no_range(text: str) -> None:
    assert [amount.high for amount in amounts(text)] == [None, None]


SAME = [
    ("不低于60%", "60%以上"),
    ("3至5年", "3年以上5年以下"),
    ("1-2万元", "1万元—2万元"),
    ("每亩150元", "150元/亩"),
    ("不超过5万元", "最高50000元"),
]
DIFFERENT = [
    ("不低于60%", "60%"),
    ("不低于60%", "不超过60%"),
    ("3至5年", "3年"),
    ("3至5年", "3至6年"),
    ("1-2万元", "1元—2万元"),
    ("每亩150元", "每户150元"),
    ("每亩150元", "150元"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_amount_in_other_words(one: str, other: str) -> None:
    assert amounts(one)[0].same_as(amounts(other)[0])


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_lost_limit_end_or_share_makes_another_amount(one: str, other: str) -> None:
    assert not amounts(one)[0].same_as(amounts(other)[0])
    assert not amounts(other)[0].same_as(amounts(one)[0])
