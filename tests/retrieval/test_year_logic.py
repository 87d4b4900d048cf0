"""Questions of several years over fictional notices (虚构): each year has its own answer, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from retrieval.assistant import Assistant
from retrieval.settings import Settings
from tests.conftest import assistant_of

NOTICES = {
    "report2019": """青石市2019年水利工作总结

一、主要工作

2019年，全市新修水渠97条，总长度412公里，比上年增加12条。加固水库18座，完成投资2.6亿元，较2018年增长8.5%。
新打机井230眼，新增灌溉面积3150亩，受益农户4200户。
发放抗旱补贴860万元。

青石市水利局
2020年1月15日
""",
    "report2020": """青石市2020年水利工作总结

一、主要工作

2020年，全市新修水渠135条，总长度508公里，比2019年增加38条。加固水库24座，完成投资3.4亿元，较上年增长30%。
新打机井310眼，新增灌溉面积4600亩，受益农户5100户。
发放抗旱补贴990万元。

青石市水利局
2021年1月12日
""",
    "plan2021": """青石市2021年水利工作计划

一、工作目标

2021年，力争新修水渠150条，计划加固水库30座，确保新增灌溉面积6000亩。

青石市水利局
2021年2月20日
""",
    "forest": """青石市林业局关于造林情况的通报

各县区林业站：

去年，全市完成人工造林7300亩，抚育森林12000亩。今年上半年，全市栽植果树48万株。
2017年以前栽植的苗木不在通报范围。

青石市林业局
2022年7月8日
""",
    "table": """红河县历年小麦产量

2015年小麦总产量11200吨。
2016年小麦总产量12350吨。
2017年小麦总产量13480吨。

红河县农业农村局
2018年3月6日
""",
}
RESULTS = {
    "青石市{year}年新修水渠多少条？": {2019: "97条", 2020: "135条"},
    "青石市{year}年加固水库多少座？": {2019: "18座", 2020: "24座"},
    "青石市{year}年新增灌溉面积多少亩？": {2019: "3150亩", 2020: "4600亩"},
    "青石市{year}年新打机井多少眼？": {2019: "230眼", 2020: "310眼"},
    "青石市{year}年发放抗旱补贴多少万元？": {2019: "860万元", 2020: "990万元"},
    "青石市{year}年完成人工造林多少亩？": {2021: "7300亩"},
    "青石市{year}年抚育森林多少亩？": {2021: "12000亩"},
    "红河县{year}年小麦总产量多少吨？": {2015: "11200吨", 2016: "12350吨", 2017: "13480吨"},
}
ANSWERABLE = [(q.format(year=year), value, year) for q, known in RESULTS.items() for year, value in known.items()]
YEARS = (2012, 2014, 2018, 2023)  # in no notice, or only compared with
WRONG_YEAR = [
    (q.format(year=year), sorted(known)) for q, known in RESULTS.items() for year in YEARS if year not in known
]


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    made = assistant_of(tmp_path_factory.mktemp("notices"), NOTICES)
    yield made
    made.close()


def test_each_year_has_its_own_answer(notices: Assistant) -> None:
    for question, value, _ in ANSWERABLE:
        answer = notices.answer(question)
        assert answer.outcome == "answered", question
        assert answer.text.startswith(value), question
        assert value in answer.citations[0].quote, question


def test_questions_of_a_year_that_is_not_there_are_all_refused(notices: Assistant) -> None:
    assert len(WRONG_YEAR) >= 20
    answered = [q for q, _ in WRONG_YEAR if notices.answer(q).outcome != "refused"]
    assert not answered


def test_a_refusal_names_the_years_there_are(notices: Assistant) -> None:
    answer = notices.answer("青石市2014年加固水库多少座？")
    assert answer.reason == "wrong_year"
    assert {2019, 2020} <= set(answer.nearest.years)
    assert "2014年" in answer.text
    assert "2019、2020" in answer.text
    assert not answer.citations


def test_the_year_compared_with_is_no_answer(notices: Assistant) -> None:
    for question in ("青石市2018年完成投资多少亿元？", "2018年新修水渠多少条？", "上年新修水渠多少条？"):
        assert notices.answer(question, as_of=date(2019, 5, 1)).outcome == "refused", question


def test_a_plan_answers_no_question_for_the_result(notices: Assistant) -> None:
    assert notices.answer("青石市2021年完成新修水渠多少条？").outcome == "refused"
    planned = notices.answer("青石市2021年计划新修水渠多少条？")
    assert planned.text.startswith("150条")
    assert not planned.warnings
    neutral = notices.answer("青石市2021年新修水渠多少条？")
    assert neutral.text.startswith("150条")
    assert neutral.warnings


def test_last_year_in_a_document_counts_from_its_date(notices: Assistant) -> None:
    assert notices.answer("2021年完成人工造林多少亩？").text.startswith("7300亩")
    assert notices.answer("2022年完成人工造林多少亩？").outcome == "refused"
    assert notices.answer("2022年上半年栽植果树多少万株？").outcome == "answered"


def test_last_year_in_a_question_counts_from_its_day(notices: Assistant) -> None:
    ask = "去年青石市新修水渠多少条？"
    assert notices.answer(ask, as_of=date(2020, 6, 1)).text.startswith("97条")
    assert notices.answer(ask, as_of=date(2021, 6, 1)).text.startswith("135条")
    assert notices.answer(ask, as_of=date(2018, 6, 1)).outcome == "refused"


@pytest.mark.parametrize("spelling", ["2019年度", "二〇一九年", "二○一九年", "２０１９年", "19年", "2019 年"])
def test_every_spelling_of_a_year(notices: Assistant, spelling: str) -> None:
    assert notices.answer(f"{spelling}青石市新修水渠多少条？").text.startswith("97条")
    wrong = re.sub("9(?!.*9)|九|９", lambda m: {"9": "4", "九": "四", "９": "４"}[m.group()], spelling, count=1)
    assert notices.answer(f"{wrong}青石市新修水渠多少条？").outcome == "refused"


def test_an_empty_library_refuses(settings: Settings, assistant_over: Callable[..., Assistant]) -> None:
    (settings.data.parent / "files").mkdir()
    assert assistant_over().answer("2019年新修水渠多少条？").outcome == "refused"
