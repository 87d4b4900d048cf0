"""The main job, on the sample page: each seed question, its answer, and the very sentence it stands in."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.assistant import Assistant

ANSWERED = [
    ("2019年出让土地多少亩", "3150亩", "一是实现出让土地97宗,面积3150亩,"),
    ("2019年一共出让了多少宗土地？", "97宗", "出让土地97宗"),
    ("2020年土地供应的目标是多少亩？", "5000亩", "力争土地供应5000亩"),
    ("谁是区自然资源局的局长？", "张世东", "局长张世东"),
    ("“三权分置”试点得到省政府奖励的用地指标有多少亩？", "105亩", "105亩用地指标的奖励"),
    ("2019年土地征收得到省政府批复多少批次，面积多少？", "22批次", "获省政府批复22批次"),
    ("2019年土地征收得到省政府批复多少批次，面积多少？", "3645亩", "面积3645亩"),
    ("“1236”工作体系里的“2”是指什么？", "两大要素攻坚", "突出两大要素攻坚"),
]
REFUSED = [
    ("2018年出让土地多少亩", "wrong_year"),
    ("2022年一共出让土地多少亩", "wrong_year"),
    ("2020年出让土地多少亩", "not_found"),  # what is planned for 2020 is another matter, 土地供应
    ("2019年拍卖采矿权多少宗", "not_found"),
    ("区自然资源局在哪里办公", None),
    ("2019年复垦耕地多少亩", "not_found"),
    ("今天天气怎么样", "off_topic"),
    ("写一首关于春天的诗", "off_topic"),
]


@pytest.mark.parametrize(("question", "value", "evidence"), ANSWERED)
def test_answers_with_the_sentence(assistant: Assistant, question: str, value: str, evidence: str) -> None:
    answer = assistant.answer(question)
    assert answer.outcome == "answered"
    assert value in answer.text
    first = answer.citations[0]
    assert evidence in first.quote
    assert value in first.quote
    assert first.quote == assistant.records.document(first.document_id).text[first.quote_start : first.quote_end]


@pytest.mark.parametrize(("question", "reason"), REFUSED)
def test_refuses(assistant: Assistant, question: str, reason: str | None) -> None:
    answer = assistant.answer(question)
    assert answer.outcome == "refused"
    assert not answer.citations
    assert reason in (None, answer.reason)


def test_a_wrong_year_names_the_known_one(assistant: Assistant) -> None:
    answer = assistant.answer("2018年出让土地多少亩")
    assert answer.nearest.years == (2019,)
    assert "2019" in answer.text
    assert any("3150亩" in passage.quote for passage in answer.nearest.passages)


def test_last_year_counts_from_the_day_of_the_question(assistant: Assistant) -> None:
    assert "6620亩" in assistant.answer("去年新造林完成了多少亩", as_of=date(2020, 3, 10)).text
    assert assistant.answer("去年新造林完成了多少亩", as_of=date(2022, 3, 10)).reason == "wrong_year"


def test_the_year_of_an_answer_stands_in_a_citation(assistant: Assistant) -> None:
    answer = assistant.answer("2019年出让土地多少亩")
    assert any("2019年" in citation.quote for citation in answer.citations)


def test_a_plan_is_no_result(assistant: Assistant) -> None:
    result = assistant.answer("2020年完成土地供应多少亩")
    assert result.outcome == "refused"
    neutral = assistant.answer("2020年土地供应多少亩")
    assert "5000亩" in neutral.text
    assert neutral.warnings
