"""Plain questions about the samples: amounts told case by case, replaced editions, what stands below a heading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.pipeline import ingest
from retrieval.assistant import Assistant
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
