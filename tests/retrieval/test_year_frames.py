"""Reports that tell of one year, then of five, then of the next: which part says which."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.models import PolicyDocument
from retrieval.sentences import sentences
from retrieval.year_spoken import reviewed
from retrieval.years import StatementYear, statement_year

FILLER = "各项工作平稳推进，干部群众共同努力。" * 60  # longer than a year is carried by nearness alone
REPORT = f"""2026年某市政府工作报告
一、2025年和“十四五”时期工作回顾
一年来，主要做了以下工作。
经济运行稳中向好。{FILLER}
民生持续改善。新开学校12所。
各位代表！“十四五”以来，面对困难，全市上下奋力拼搏。
（一）城乡面貌焕然一新。
改造老旧小区300个。全年接待游客11亿人次。
二、“十五五”时期主要目标
到2030年，粮食产能达到140亿斤。
三、2026年重点工作
（一）扩大内需。
新增托位900个。
四、政府自身建设
开通热线5条。
"""
FIVE = {2021, 2022, 2023, 2024, 2025}


def _year(said: str, text: str = REPORT, day: date = date(2026, 1, 26)) -> StatementYear:
    document = PolicyDocument(
        id="d", title="2026年某市政府工作报告", source="d.txt", text=text, published_on=day, period=2026
    )
    at = text.index(said)
    sentence = next(s for s in sentences(text) if s.start <= at < s.end)
    return statement_year(document, sentence)


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("新开学校", {2025}),
        ("改造老旧小区", FIVE),
        ("全年接待游客", {2025}),
        ("新增托位", {2026}),
        ("开通热线", {2026}),
    ],
)
def test_an_opening_holds_for_its_part_of_a_report(said: str, years: set[int]) -> None:
    assert _year(said).years == years


def test_the_opening_that_says_the_year_is_told() -> None:
    found = _year("新开学校")

    assert found.at is not None
    assert REPORT[found.at :].startswith("一年来")


def test_a_year_in_the_midst_of_a_paragraph_does_not_hold_for_the_next() -> None:
    text = "2025年，全市新开学校12所。\n其中两所，在2019年立项。\n新修道路5条。"

    assert _year("新修道路", text).years == {2025}


@pytest.mark.parametrize("heading", ["## 二、2025年工作计划", "## 2025年工作计划", "# 工作计划"])
def test_headings_of_markdown_open_their_part(heading: str) -> None:
    text = f"## 一、2024年工作情况\n2024年，新开学校12所。\n{heading}\n新修道路5条。"

    assert _year("新修道路", text).years == ({2025} if "2025" in heading else {2026})


def test_what_only_names_or_compares_opens_nothing() -> None:
    text = "2025年，全市新开学校12所。\n2018年的3倍。\n《2017年办法》印发。\n新修道路5条。"

    assert _year("新修道路", text).years == {2025}


@pytest.mark.parametrize(
    ("text", "day", "years"),
    [
        ("五年来，我们攻坚克难", date(2026, 1, 26), FIVE),
        ("这五年，我们攻坚克难", date(2026, 1, 26), FIVE),
        ("过去的三年极不寻常", date(2026, 1, 26), {2023, 2024, 2025}),
        ("一年来，我们攻坚克难", date(2025, 12, 20), {2025}),
        ("今后五年承前启后", date(2026, 1, 26), {2026, 2027, 2028, 2029, 2030}),
    ],
)
def test_years_are_counted_from_the_day_of_the_report(text: str, day: date, years: set[int]) -> None:
    assert [set(mention.years) for mention in reviewed(text, day)] == [years]


@pytest.mark.parametrize("text", ["二十五年来", "第三年来访", "这五年级的学生"])
def test_other_years_are_none_of_a_review(text: str) -> None:
    assert reviewed(text, date(2026, 1, 26)) == []


def test_a_report_without_a_day_reviews_nothing() -> None:
    assert reviewed("一年来，我们攻坚克难", None) == []
