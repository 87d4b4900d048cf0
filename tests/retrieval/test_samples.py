"""Plain questions about the samples: amounts told case by case, replaced editions, what stands below a heading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.pipeline import ingest
from retrieval.assistant import Assistant
from retrieval.models import Turn
from retrieval.settings import ROOT, load_settings

SAMPLES = ROOT / "samples"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    made = Assistant.from_settings(load_settings(data=tmp_path_factory.mktemp("samples") / "data"))
    ingest([SAMPLES], made.library, base=SAMPLES)
    yield made
    made.close()


@pytest.mark.parametrize("question", ["高龄津贴标准是多少", "高龄津贴每月发多少钱", "高龄津贴多少"])
def test_every_case_answers_who_names_none(samples: Assistant, question: str) -> None:
    said = samples.answer(question).text

    assert all(f"每人每月发放{amount}元" in said for amount in (100, 200, 500))


def test_the_named_case_answers_alone(samples: Assistant) -> None:
    said = samples.answer("90岁以上的老人高龄津贴每月多少钱").text

    assert "200元" in said
    assert "100元" not in said


def test_like_amounts_are_told_with_their_sentence_where_nothing_tells_them_apart(samples: Assistant) -> None:
    assert samples.answer("2024年晚稻每亩补多少").text.startswith("早稻每亩补贴120元，")
    assert samples.answer("2024年早稻每亩补多少").text.split("\n")[0].endswith("120元")


def test_a_replaced_edition_never_speaks_for_want_of_a_reader(samples: Assistant) -> None:
    answer = samples.answer("水稻补贴多少钱一亩")

    assert "120元" in answer.text
    assert "80元" not in answer.text
    assert all(citation.status != "废止" for citation in answer.citations)


def test_what_stands_below_a_heading_is_told_by_it(samples: Assistant) -> None:
    assert samples.answer("高龄津贴的电话是多少").text.startswith("0000-1234567\n")


def test_what_begins_is_not_put_first_where_an_end_is_asked_for(samples: Assistant) -> None:
    assert samples.answer("高龄津贴有效期到什么时候").text.startswith("本通知自2024年1月1日起施行，有效期五年")
    assert samples.answer("水稻补贴申报什么时候截止").text.startswith("6月30日\n")


def test_within_three_years_is_no_time_of_the_year(samples: Assistant) -> None:
    said = samples.answer("水稻补贴什么时候申报").text

    assert "每年5月1日" in said
    assert "三年内" not in said


def test_what_a_document_repeals_answers_only_who_asks_for_it(samples: Assistant) -> None:
    said = samples.answer("高龄津贴谁能领").text

    assert "年满80周岁的老年人" in said
    assert "废止" not in said.split("\n")[0]
    assert "废止" in samples.answer("高龄津贴发放办法废止了吗").text


def test_a_year_in_the_question_hides_no_case(samples: Assistant) -> None:
    """The document is of 2024 by the day on which it takes effect; the passage with the amounts does not say so."""
    said = samples.answer("2024年高龄津贴是多少钱").text

    assert all(f"每人每月发放{amount}元" in said for amount in (100, 200, 500))
    assert samples.answer("2022年高龄津贴是多少钱").outcome == "refused"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("早稻比双季晚稻少补多少", "30元"),
        ("早稻和双季晚稻补贴相差多少", "30元"),
        ("一季晚稻和双季晚稻补贴哪个高", "60元"),
        ("中稻和一季晚稻补贴哪个高", "相同"),
        ("2024年早稻补贴比2019年多了多少", "40元"),
    ],
)
def test_what_is_paid_for_each_is_reckoned_with(samples: Assistant, question: str, told: str) -> None:
    assert told in samples.answer(question).text.split("\n")[0]


def test_of_two_things_compared_one_figure_alone_says_nothing(samples: Assistant) -> None:
    assert samples.answer("早稻和晚稻补贴差多少").text.startswith("早稻每亩补贴120元，")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("高龄津贴谁能领", "具有本市户籍"),
        ("哪些人能领水稻补贴", "补贴对象为"),
        ("高龄津贴怎么申请", "1. 本人或者亲属"),
        ("水稻补贴怎么发", "补贴资金通过"),
    ],
)
def test_a_heading_says_what_is_told_below_it(samples: Assistant, question: str, begins: str) -> None:
    assert samples.answer(question).text.startswith(begins)


def test_what_leads_into_a_document_answers_only_why_it_was_made(samples: Assistant) -> None:
    assert samples.answer("水稻补贴办法的制定目的是什么").text.startswith("为鼓励粮食生产")
    assert not samples.answer("高龄津贴到哪里办").text.startswith("为弘扬")


def test_which_office_is_answered_by_an_office(samples: Assistant) -> None:
    assert "民政部门" in samples.answer("高龄津贴由哪个部门审批").text
    assert samples.answer("水稻补贴由哪个部门负责").outcome == "refused"


def test_what_comes_next_is_not_what_was_done(samples: Assistant) -> None:
    said = samples.answer("2019年做了哪些工作").text

    assert "下一步" not in said
    assert "闲散土地" in said


def test_a_follow_up_is_not_answered_with_what_was_spoken_of_before(samples: Assistant) -> None:
    before = [Turn(question="2019年出让土地多少亩")]

    assert samples.answer("拆违多少", history=before).outcome == "refused"
    assert "30亿元" in samples.answer("收益多少", history=before).text
