"""A question that fits several places is asked back; one that fits several years is answered for the latest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from retrieval.assistant import Assistant

ASKED = date(2022, 1, 1)
Over = Callable[..., Assistant]


def allowance(place: str, amount: int, day: str = "2021年1月5日") -> str:
    return (
        f"{place}民政局关于高龄津贴的通知\n各街道：\n八十岁以上老人高龄津贴每月发放{amount}元。\n{place}民政局\n{day}\n"
    )


def test_which_place_is_meant_is_asked_with_whole_questions(assistant_over: Over) -> None:
    assistant = assistant_over(a=allowance("长清区", 100), b=allowance("章丘区", 150), c=allowance("历下区", 180))
    answer = assistant.answer("请问八十岁以上老人高龄津贴每月多少元？", as_of=ASKED)
    assert answer.outcome == "clarify"
    assert set(answer.choices) == {
        f"请问{place}八十岁以上老人高龄津贴每月多少元？" for place in ("长清区", "章丘区", "历下区")
    }
    assert all(place in answer.text for place in ("长清区", "章丘区", "历下区"))
    assert answer.citations == ()
    assert {c.quote for c in answer.nearest.passages} == {
        f"八十岁以上老人高龄津贴每月发放{amount}元。" for amount in (100, 150, 180)
    }
    meant = next(choice for choice in answer.choices if "章丘区" in choice)
    chosen = assistant.answer(meant, as_of=ASKED)
    assert chosen.outcome == "answered"
    assert "150元" in chosen.text


def test_places_may_stand_in_the_sentences_of_one_document(assistant_over: Over) -> None:
    text = "济南市自然资源局2019年工作总结\n2019年，历下区出让土地120亩。\n2019年，市中区出让土地80亩。\n济南市自然资源局\n2020年1月5日\n"
    answer = assistant_over(a=text).answer("2019年出让土地多少亩？", as_of=ASKED)
    assert answer.outcome == "clarify"
    assert set(answer.choices) == {"历下区2019年出让土地多少亩？", "市中区2019年出让土地多少亩？"}


@pytest.mark.parametrize(
    ("second", "question"),
    [
        (allowance("章丘区", 100), "八十岁以上老人高龄津贴每月多少元？"),  # the same in both
        (allowance("章丘区", 150), "长清区八十岁以上老人高龄津贴每月多少元？"),
        (allowance("章丘区", 150), "《长清区民政局关于高龄津贴的通知》中高龄津贴每月多少元？"),
        ("章丘区民政局关于殡葬的通知\n节地葬补贴每例2000元。\n章丘区民政局\n2021年1月5日\n", "高龄津贴每月多少元？"),
    ],
)
def test_what_is_clear_is_answered(assistant_over: Over, second: str, question: str) -> None:
    answer = assistant_over(a=allowance("长清区", 100), b=second).answer(question, as_of=ASKED)
    assert answer.outcome == "answered"
    assert "100元" in answer.text.split("\n")[0]
    assert answer.choices == ()


def test_without_a_year_the_latest_edition_answers_and_the_others_are_named(assistant_over: Over) -> None:
    def notice(year: int, amount: int) -> str:
        return f"虚构市{year}年度居民医保缴费公告\n{year}年居民医保个人缴费标准为每人{amount}元。\n虚构市医保局\n{year}年1月5日\n"

    assistant = assistant_over(a=notice(2019, 250), b=notice(2018, 220), c=notice(2020, 280))
    question = "居民医保个人缴费标准是多少元？"
    answer = assistant.answer(question, as_of=ASKED)
    assert "280元" in answer.text.split("\n")[0]
    (said,) = answer.warnings
    assert "2020年" in said
    assert "2019、2018年" in said
    named = assistant.answer(f"2018年{question}", as_of=ASKED)
    assert "220元" in named.text.split("\n")[0]
    assert named.warnings == ()
    english = assistant.answer(question, as_of=ASKED, language="en")
    assert "names no year" in english.warnings[0]


FEES = (
    "青石市医保情况\n2019年度居民医保个人缴费标准为每人250元，2020年度居民医保个人缴费标准为每人280元。\n"
    "2018年新建水库3座，2019年新建泵站5座。\n2019年修桥20座，2020年计划修桥30座。\n"
    "2018年新修水渠100公里，2019年新修水渠200公里。\n青石市医保局\n2021年1月5日\n"
)


def test_which_year_is_meant_is_asked_where_a_sentence_gives_several(assistant_over: Over) -> None:
    assistant = assistant_over(a=FEES)
    answer = assistant.answer("请问居民医保个人缴费标准是多少元？", as_of=ASKED)
    assert answer.outcome == "clarify"
    assert answer.choices == tuple(f"请问{year}年居民医保个人缴费标准是多少元？" for year in (2020, 2019))
    assert answer.nearest.years == (2020, 2019)
    assert "2020、2019年" in answer.text
    assert answer.citations == ()
    said = [assistant.answer(choice, as_of=ASKED).text.split("\n")[0] for choice in answer.choices]
    assert ["280元" in said[0], "250元" in said[1]] == [True, True]


def test_the_newest_year_answers_where_it_is_asked_for(assistant_over: Over) -> None:
    assistant = assistant_over(a=FEES)
    for question, value in (("目前居民医保个人缴费标准是多少元？", "280元"), ("最新的新修水渠多少公里？", "200公里")):
        answer = assistant.answer(question, as_of=ASKED)
        assert answer.outcome == "answered"
        assert value in answer.text.split("\n")[0]
        assert "100公里" not in answer.text.split("\n")[0]


@pytest.mark.parametrize(
    ("question", "value"),
    [("新建水库多少座？", "3座"), ("新修水渠多少公里？", "2018年新修水渠100公里，2019年新修水渠200公里")],
)
def test_other_matters_and_values_with_their_years_leave_no_question(
    assistant_over: Over, question: str, value: str
) -> None:
    answer = assistant_over(a=FEES).answer(question, as_of=ASKED)
    assert (answer.outcome, answer.text.split("\n")[0]) == ("answered", value)
