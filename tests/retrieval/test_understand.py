"""What a question asks: kind, years, values, places, and follow-ups."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import QuestionError
from retrieval.follow_up import complete_question
from retrieval.models import Turn
from retrieval.understand import Query, understand

DAY = date(2020, 3, 10)


def ask(question: str, *before: str) -> Query:
    return understand(question, [Turn(question=q) for q in before], DAY)


KINDS = [
    ("2019年出让土地多少亩", "quantity"),
    ("补贴多少钱", "quantity"),
    ("增长百分之几", "quantity"),
    ("占比是多少", "quantity"),
    ("有效期多久", "quantity"),
    ("咨询电话是多少", "phone"),
    ("什么时候截止", "date"),
    ("哪一年施行", "date"),
    ("在哪里办理", "address"),
    ("局长是谁", "person"),
    ("什么是低保", "definition"),
    ("“2”指什么", "definition"),
    ("有哪些措施", "list"),
    ("可以申请吗", "yesno"),
    ("是否需要公证", "yesno"),
    ("如何办理", "how"),
    ("低保政策", "plain"),
    ("总产值排全省第几", "plain"),
    ("离校这几天怎么办", "how"),
    ("“四通四到”具体是哪四通", "definition"),
    ("提出了哪5个方面", "list"),
]


@pytest.mark.parametrize(("question", "kind"), KINDS)
def test_the_kind_of_a_question(question: str, kind: str) -> None:
    assert ask(question).kind == kind


ASKS = [
    ("出让土地多少亩", ["area"]),
    ("出让土地多少公顷", ["area"]),
    ("面积多少", ["area"]),
    ("补贴多少钱", ["money"]),
    ("收入多少", ["money"]),
    ("占比是多少", ["share"]),
    ("批复多少批次、面积多少", ["批次", "area"]),
    ("有几种材料", ["种"]),
    ("有效期多久", ["duration"]),
    ("gdp是多少", ["money"]),
    ("新建农田多少万亩", ["area"]),
    ("发电多少亿千瓦时", ["千瓦时"]),
    ("去了几万人", ["人"]),
    ("有几个人受伤", ["人"]),
    ("旧楼装电梯最多补几万", ["pay"]),
    ("逾期罚多少", ["pay"]),
    ("住院能报多少", ["pay"]),
    ("每人补助多少", ["pay"]),
    ("补助几块钱", ["money"]),
    ("市里出几成", ["share"]),
    ("面积占全市多少", ["share"]),
    ("收入增长多少", [""]),
    ("治理任务是多少面积", ["area"]),
    ("每户能批多少平", ["area"]),
    ("接入多少平台", [""]),
    ("水用了多少方", ["立方米"]),
    ("提出多少方案", [""]),
    ("一年开几回会", ["次"]),
    ("挂了几块牌子", [""]),
    ("贷款利息多高", ["share"]),
    ("多大的孩子能报名", ["岁"]),
]


@pytest.mark.parametrize(("question", "measures"), ASKS)
def test_what_the_asked_values_measure(question: str, measures: list[str]) -> None:
    assert [asked.measures for asked in ask(question).asks] == measures


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        *(("2020年力争供应多少亩", "plan"), ("2020年计划供应多少亩", "plan"), ("2020年目标是多少", "plan")),
        *(("2019年完成多少亩", "result"), ("2019年实现产值多少", "result"), ("2019年出让多少亩", "any")),
    ],
)
def test_whether_a_plan_or_a_result_is_wanted(question: str, wants: str) -> None:
    assert ask(question).wants == wants


def test_everything_a_question_names() -> None:
    query = ask("去年济南市根据青政发[2020]3号和《青石办法》第十条，3月5号前补贴多少万元？")
    assert query.years == (2019,)
    assert [place.name for place in query.places] == ["济南市"]
    assert query.doc_nos == ("青政发〔2020〕3号",)
    assert query.titles == ("青石办法",)
    assert query.articles == ("第十条",)
    assert query.days == ("3月5日",)


def test_a_quoted_word_must_stand_and_question_words_say_nothing() -> None:
    terms = {term.text: term for term in ask("请问“三权分置”试点有哪些措施？").terms}
    assert terms["三权分置"].name
    assert not {"请问", "哪些"} & terms.keys()
    assert terms["措施"].weight < terms["试点"].weight


FOLLOW_UPS = [
    ("那2020年呢", "济南市2020年出让土地面积多少亩？"),
    ("去年呢？", "济南市去年出让土地面积多少亩？"),
    ("那青岛市呢", "青岛市2019年出让土地面积多少亩？"),
    ("青岛呢", "青岛2019年出让土地面积多少亩？"),
    ("面积呢", "济南市2019年出让土地面积多少"),
    ("宗数呢？", "济南市2019年出让土地宗数多少"),
    ("2020年烟台市出让土地多少亩？", "2020年烟台市出让土地多少亩？"),
]


@pytest.mark.parametrize(("question", "whole"), FOLLOW_UPS)
def test_a_follow_up_is_made_whole_from_the_last_question(question: str, whole: str) -> None:
    turns = [Turn(question="低保怎么办理"), Turn(question="济南市2019年出让土地面积多少亩？")]
    assert complete_question(question, turns) == whole
    assert complete_question(question, []) == question


def test_a_follow_up_asks_for_its_own_year() -> None:
    assert ask("那2020年呢", "济南市2019年出让土地面积多少亩？").years == (2020,)
    assert ask("那2020年呢", "去年出让土地多少亩？").years == (2020,)


@pytest.mark.parametrize("question", ["", " ", "\n\t", "？？！", "\u200b", "。", "多" * 1001, "字" * 10_000])
def test_no_question_at_all_and_too_long_a_one_are_refused(question: str) -> None:
    with pytest.raises(QuestionError) as caught:
        ask(question)
    assert caught.value.hint


def test_the_longest_question_is_taken() -> None:
    assert len(ask("字" * 1000).question) == 1000


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=60), st.lists(st.text(max_size=30).map(lambda t: Turn(question=t)), max_size=2))
def test_any_text_is_understood_or_refused(text: str, history: list[Turn]) -> None:
    try:
        query = understand(text, history, DAY)
    except QuestionError:
        assert not any(c.isalnum() for c in text)
        return
    assert query.original == " ".join(text.split())
    assert list(query.years) == sorted(set(query.years))


@pytest.mark.parametrize(
    "question", ["2019年甲河县新造林面积是多少", "2023年乙阳区新建公园多少个", "丙山镇新增企业多少家"]
)
def test_a_place_and_what_is_new_there_are_two_words(question: str) -> None:
    words = {term.text for term in understand(question, (), date(2024, 1, 1)).terms}
    assert not words & {"县新", "区新", "镇新"}


FACETS = [
    ("低保怎么申请", "steps"),
    ("申请低保需要什么材料", "materials"),
    ("申请低保有什么条件", "conditions"),
    ("低保审批要几个工作日", "time_limit"),
    ("办理护照要交多少钱", "fees"),
    ("去哪里办理护照", "place"),
    ("护照能网上办吗手机怎么办", "channel"),
    ("征地的依据是什么", "basis"),
    ("为什么要征地", "reason"),
    ("措施共有几条", "count"),
    ("2019年出让土地多少亩", ""),
]


@pytest.mark.parametrize(("question", "facet"), FACETS)
def test_the_part_of_a_procedure_that_is_asked_for(question: str, facet: str) -> None:
    assert ask(question).facet == facet


def test_articles_in_both_spellings_with_their_rules_and_clauses() -> None:
    query = ask("民法典第1042条第二款是什么")
    assert query.articles == ("第一千零四十二条", "第1042条")
    assert query.clauses == ("第二款",)
    assert query.titles == ("民法典",)
    assert ask("刑法第一百二十条之一").articles == ("第一百二十条之一",)
    assert not ask("低保第二款补贴多少").clauses


@pytest.mark.parametrize(
    ("question", "loose"),
    [
        ("3号文讲了什么", ("", None, 3)),
        ("青政发3号讲了什么", ("青政发", None, 3)),
        ("请问青政发2020年3号文讲了什么", ("青政发", 2020, 3)),
    ],
)
def test_numbers_of_documents_as_people_say_them(question: str, loose: tuple[str, int | None, int]) -> None:
    (number,) = ask(question).loose_numbers
    assert (number.agency, number.year, number.number) == loose


@pytest.mark.parametrize("question", ["住在5号楼", "3月5号截止吗", "青政发〔2020〕3号讲什么", "地铁2号线"])
def test_other_numbers_are_no_documents(question: str) -> None:
    assert not ask(question).loose_numbers


SPOKEN = [
    ("低保咋办", "低保怎么办"),
    ("嗯那个，请问下社保断缴咋整啊，谢谢", "社保断缴怎么办"),
    ("落户要啥材料", "落户要什么材料"),
    ("护照要多钱", "护照要多少钱"),
    ("公积金贷款最多", "公积金贷款最多多少"),
    ("他们啥时候发津贴", "他们什么时候发津贴"),
    ("我想问一下高龄津贴怎么领？", "高龄津贴怎么领？"),
    ("2019年出让土地多少亩？", "2019年出让土地多少亩？"),
    ("请问", "请问"),
]


@pytest.mark.parametrize(("question", "words"), SPOKEN)
def test_colloquial_questions_in_plain_words(question: str, words: str) -> None:
    query = ask(question)
    assert query.question == words
    assert query.original == question


def test_an_organisation_is_one_word_and_a_place_is_no_part_of_the_next() -> None:
    assert "国学院" in {term.text for term in ask("国学院有哪些措施").terms}
    words = {term.text for term in ask("青岛市人社局有哪些措施").terms}
    assert "人社局" in words
    assert "青岛市人" not in words
