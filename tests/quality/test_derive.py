"""Questions with another year or place are made only where their fact cannot exist. All sentences are our own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.quality.corpora import Corpus, Text, years_named
from tests.quality.derive import Derived
from tests.quality.derive_periods import wrong_periods
from tests.quality.derive_places import wrong_places
from tests.quality.derive_years import wrong_years
from tests.quality.gazette import areas_in

BRIDGES = Text("b", "青岛市桥梁检修通告", "青岛市2021年检修跨河桥梁十六座，投入经费420万元。", "2021-05-06")
FERRY = Text("f", "宁波市渡船补贴办法", "宁波市对山区渡船每艘补贴1200元。", "2020-03-01")


def row(question: str, gold: str = "b", **more: Any) -> dict[str, Any]:
    return {"id": f"own-{question}", "question": question, "answers": ["十六座"], "gold_doc_ids": [gold], **more}


def years(question: str, *texts: Text, **more: Any) -> Derived:
    return wrong_years([row(question, **more)], Corpus(texts or (BRIDGES, FERRY)))


def places(question: str, *texts: Text, **more: Any) -> Derived:
    return wrong_places([row(question, **more)], Corpus(texts or (BRIDGES, FERRY)))


def test_the_year_of_a_question_is_changed_into_one_that_nothing_tells_of() -> None:
    made = years("2021年青岛市检修跨河桥梁多少座？").rows[0]
    assert made["question"].endswith("年青岛市检修跨河桥梁多少座？")
    assert int(made["changed"]["to"]) not in BRIDGES.years
    assert made["answerable"] is False
    assert made["why"] == "wrong_year"
    assert made["base"] == "own-2021年青岛市检修跨河桥梁多少座？"


def test_a_year_of_which_another_document_tells_the_same_is_never_chosen() -> None:
    taken = [
        Text(str(y), f"{y}年桥梁检修", f"青岛市{y}年检修跨河桥梁若干座，投入经费。", f"{y}-01-01")
        for y in range(2012, 2030)
        if y != 2019
    ]
    made = years("2021年青岛市检修跨河桥梁多少座？", BRIDGES, *taken).rows[0]
    assert made["changed"]["to"] == "2019"


def test_where_every_near_year_is_told_of_none_is_made() -> None:
    taken = [
        Text(str(y), f"{y}年桥梁检修", f"青岛市{y}年检修跨河桥梁若干座，投入经费。", f"{y}-01-01")
        for y in range(2010, 2031)
    ]
    assert years("2021年青岛市检修跨河桥梁多少座？", BRIDGES, *taken).passed_over == {"no year is free": 1}


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("青岛市检修跨河桥梁多少座？", "年青岛市检修"),
        ("5月6日起青岛市检修几座桥梁？", "年5月6日起青岛市"),
        ("今年青岛市检修几座桥梁？", "年青岛市检修几座"),
        ("为了安全，青岛市检修几座桥梁？", "年，为了安全"),
    ],
)
def test_a_question_about_a_dated_document_is_framed_with_a_year(question: str, start: str) -> None:
    made = years(question).rows[0]["question"]
    assert made[:4].isdigit()
    assert made[4:].startswith(start)


@pytest.mark.parametrize(
    ("question", "more", "rule"),
    [
        ("青岛市桥梁管理处电话是多少？", {}, "holds beyond one year"),
        ("什么是青岛市跨河桥梁？", {}, "holds beyond one year"),
        ("检修跨河桥梁多少座？", {}, "nothing ties it to a time or place"),
        ("青岛市哪一年检修跨河桥梁？", {}, "asks for the year"),
        ("青岛市近三年检修跨河桥梁多少座？", {}, "a span of years"),
        ("青岛市2021年比2020年多检修几座桥梁？", {}, "several years"),
        ("青岛市检修几座桥梁？", {"history": [{"question": "桥梁呢"}]}, "a follow-up"),
        ("青岛市检修几座桥梁？", {"as_of": "2022"}, "dated by the day on which it is asked"),
        ("青岛市检修几座桥梁？", {"gold": "none"}, "no document is given"),
    ],
)
def test_a_year_that_is_no_constraint_is_passed_over_by_its_rule(
    question: str, more: dict[str, Any], rule: str
) -> None:
    made = years(question, **more)
    assert (made.rows, dict(made.passed_over)) == ([], {rule: 1})


def test_a_title_keeps_its_year() -> None:
    made = years("青岛市《2018年桥梁规程》中2021年检修多少座桥梁？").rows[0]["question"]
    assert "《2018年桥梁规程》" in made
    assert "2021年" not in made


def test_an_undated_document_that_says_the_same_forbids_another_year() -> None:
    loose = Text("u", "青岛桥梁", "青岛市检修跨河桥梁十六座，投入经费。")
    assert years("2021年青岛市检修跨河桥梁多少座？", BRIDGES, loose).passed_over == {
        "a document of no known year says it too": 1
    }


def test_the_place_is_changed_into_one_of_the_same_level_and_ending() -> None:
    made = places("2021年青岛市检修跨河桥梁多少座？").rows[0]
    told, now = made["changed"]["from"], made["changed"]["to"]
    assert told == "青岛市"
    assert now.endswith("市")
    assert {area.level for area in areas_in(now)} == {"city"}
    assert made["question"] == f"2021年{now}检修跨河桥梁多少座？"


def test_a_document_that_does_not_name_its_place_is_told_apart() -> None:
    loose = Text("b", "桥梁检修通告", "本市检修跨河桥梁十六座。")
    kinds = [places("青岛市检修跨河桥梁多少座？", text).rows[0]["type"] for text in (BRIDGES, loose)]
    assert kinds == ["its document names the place", "its document does not name the place"]


def test_a_district_is_changed_together_with_its_city() -> None:
    made = places("青岛市黄岛区检修跨河桥梁多少座？").rows[0]["changed"]
    assert made["from"] == "青岛市黄岛区"
    assert {area.level for area in areas_in(made["to"])} == {"city", "county"}
    assert not any(area.name in {"青岛市", "黄岛区"} for area in areas_in(made["to"]))


def test_places_of_which_a_document_tells_the_same_are_never_chosen() -> None:
    taken = {area.name for area in areas_in("烟台市潍坊市济南市宁波市")}
    told = [Text(name, f"{name}桥梁检修通告", f"{name}检修跨河桥梁多座。") for name in taken]
    made = wrong_places(
        [row(f"第{i}项：青岛市检修跨河桥梁多少座？") for i in range(60)], Corpus([BRIDGES, *told, *_filler(90)])
    )
    assert len(made.rows) == 60
    assert not taken & {r["changed"]["to"] for r in made.rows}


def test_a_document_is_about_the_place_that_signed_or_numbered_it() -> None:
    signed = Text(
        "s", "桥梁检修通告", f"检修跨河桥梁多座。{'桥面养护从严。' * 40}特此通告。 烟台市城管局{' ' * 90}2021年5月6日"
    )
    numbered = Text("n", "关于桥梁检修的通知（黔建发〔2021〕3号）", f"检修跨河桥梁多座。{'桥面养护从严。' * 40}")
    assert {area.name for area in signed.about} == {"烟台市"}
    assert {area.name for area in numbered.about} == {"贵州省"}


def _filler(count: int) -> list[Text]:
    return [Text(f"x{i}", f"花木第{i}辑", f"第{i}种花木喜阴耐寒，花期在春末夏初。") for i in range(count)]


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("检修跨河桥梁多少座？", "names no place"),
        ("青岛市和烟台市各检修桥梁多少座？", "several places"),
        ("国家要求青岛市检修桥梁多少座？", "a body of the whole country"),
        ("除青岛市外检修桥梁多少座？", "the place is an example or an exception"),
        ("青岛市等检修桥梁多少座？", "the place is an example or an exception"),
        ("青岛大学检修桥梁多少座？", "the place is part of a name"),
        ("青岛胶南新区检修桥梁多少座？", "a place below it that no list has"),
        ("青岛市在鲁企业检修桥梁多少座？", "the place is named by its letter too"),
    ],
)
def test_a_place_that_is_no_constraint_is_passed_over_by_its_rule(question: str, rule: str) -> None:
    made = places(question)
    assert (made.rows, dict(made.passed_over)) == ([], {rule: 1})


def test_what_a_document_about_no_place_says_holds_for_every_place() -> None:
    national = Text("n", "桥梁检修标准", "检修跨河桥梁每年不少于十六座。")
    assert places("青岛市检修跨河桥梁多少座？", BRIDGES, national, *_filler(30)).passed_over == {
        "a document about no place says it too": 1
    }


def test_a_question_of_which_many_documents_speak_is_too_general() -> None:
    many = [Text(str(i), f"第{i}处桥梁", "检修跨河桥梁若干座。") for i in range(30)]
    assert places("青岛市检修跨河桥梁多少座？", BRIDGES, *many).passed_over == {
        "so general that many documents speak of it": 1
    }


def test_the_same_corpus_gives_the_same_questions() -> None:
    asked = [row(f"{y}年青岛市检修跨河桥梁多少座？") for y in (2021, 2020)]
    corpora = [Corpus([BRIDGES, FERRY]), Corpus([FERRY, BRIDGES])]
    assert wrong_years(asked, corpora[0]).rows == wrong_years(asked, corpora[1]).rows
    assert wrong_places(asked, corpora[0]).rows == wrong_places(asked, corpora[1]).rows


def test_a_question_asked_of_one_document_looks_at_that_document_alone() -> None:
    taken = [
        Text(str(y), f"{y}年桥梁检修", f"青岛市{y}年检修跨河桥梁若干座，投入经费。", f"{y}-01-01")
        for y in range(2010, 2031)
    ]
    assert years("2021年青岛市检修跨河桥梁多少座？", BRIDGES, *taken, within=["b"]).rows


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2019年和2021年", {2019, 2021}),
        ("2018—2020年", {2018, 2019, 2020}),
        ("2019-20学年", {2019, 2020}),
        ("二〇一九年", {2019}),
        ("“十三五”时期", {2016, 2017, 2018, 2019, 2020}),
        ("电话82019123", set()),
    ],
)
def test_every_year_that_a_text_may_speak_of(text: str, found: set[int]) -> None:
    assert years_named(text) == found


def test_a_document_that_speaks_of_last_year_may_speak_of_the_year_before_its_own() -> None:
    assert 2020 in Text("t", "通报", "去年检修八座。", "2021-02-01").years


PLANTED = Text(
    "p", "云溪市造林情况", "2023年，云溪市完成造林860亩，其中5月完成造林120亩。会议于6月8日召开。", "2024-01-10"
)


def periods(question: str, *texts: Text) -> Derived:
    return wrong_periods([row(question, "p")], Corpus(texts or (PLANTED, FERRY)))


def test_a_month_of_which_nothing_tells_is_added_to_a_years_figure() -> None:
    made = periods("2023年云溪市完成造林多少亩？").rows[0]
    assert re.fullmatch(r"2023年(?:1[0-2]|[1-9])月云溪市完成造林多少亩？", made["question"])
    assert made["changed"]["to"] not in {"5月", "6月"}
    assert made["why"] == "wrong_period"


@pytest.mark.parametrize("told", ["5月", "6月8日"])
def test_a_month_or_a_day_is_changed_into_another_of_its_kind(told: str) -> None:
    made = periods(f"2023年{told}云溪市做了什么？").rows[0]
    now = made["changed"]["to"]
    assert now != told
    assert now.endswith(told[-1])
    assert now not in PLANTED.text


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("云溪市完成造林多少亩？", "names no one year"),
        ("2023年云溪市造林补贴标准是什么？", "asks for nothing that is counted through a year"),
        ("2023年1月至5月云溪市完成造林多少亩？", "a span of time"),
        ("2023年5月起云溪市如何造林？", "a time from which or up to which something holds"),
    ],
)
def test_a_time_that_is_no_constraint_is_passed_over(question: str, rule: str) -> None:
    assert periods(question).passed_over == {rule: 1}


def test_no_month_is_added_where_the_document_tells_of_spans_of_months() -> None:
    spans = Text("p", "云溪市造林情况", "2023年一季度，云溪市完成造林860亩。", "2024-01-10")
    assert periods("2023年云溪市完成造林多少亩？", spans).passed_over == {"no time is free": 1}
