"""A prompt holds the best sentences under their headers, is no longer than allowed, and keeps the whole question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from prompts import load_prompts
from retrieval.answer import pick
from retrieval.assistant import Assistant
from retrieval.candidates import candidates
from retrieval.evidence import Statement, read, weigh
from retrieval.llm_prompt import messages, tokens_at_most
from retrieval.search import search
from retrieval.understand import Query, understand
from retrieval.writing import evidence_of

NOTICE = "滨湖市河长制工作通报\n\n2021年12月20日\n\n" + "".join(
    f"2021年，第{i}河段清理河道{i}3公里，拆除违建{i}1处，种植护岸林{i}7亩，聘请巡河员{i}2名。\n" for i in range(2, 60)
)
TABLE = "滨湖市2021年水质监测表\n\n单位：毫克/升\n\n| 断面 | 氨氮 | 总磷 |\n|---|---|---|\n| 柳桥 | 0.42 | 0.11 |\n| 石坝 | 0.57 | 0.16 |\n"


def asked(assistant: Assistant, question: str) -> tuple[Query, list[Statement]]:
    query = understand(question, (), date(2022, 3, 1), longest=5000)
    _, found = read(query, search(assistant.library, query, 60), weigh(query, assistant.library.index.keywords))
    chosen = pick(query, candidates(query, found))
    assert chosen is not None
    return query, evidence_of(query, chosen, found)


def text_of(query: Query, evidence: list[Statement], budget: int) -> str:
    return "\n".join(text for _, text in messages(query, evidence, load_prompts(), "zh", budget))


@pytest.mark.parametrize("budget", [400, 700, 1500])
def test_a_prompt_is_no_longer_than_allowed(assistant_over: Callable[..., Assistant], budget: int) -> None:
    query, evidence = asked(assistant_over(notice=NOTICE), "2021年第17河段清理河道多少公里？")
    text = text_of(query, evidence, budget)
    assert tokens_at_most(text) <= budget
    assert "第17河段清理河道173公里" in text
    assert query.question in text
    assert text.count("河长制工作通报") == 1


def test_a_longer_budget_shows_more(assistant_over: Callable[..., Assistant]) -> None:
    query, evidence = asked(assistant_over(notice=NOTICE), "2021年第17河段清理河道多少公里？")
    short, long = (text_of(query, evidence, budget).count("清理河道") for budget in (400, 1500))
    assert 1 < short < long


def test_a_long_question_is_kept_whole_and_the_passage_shortened(assistant_over: Callable[..., Assistant]) -> None:
    sentence = "2021年，石门河段清理河道88公里，" + "沿线各镇街逐段建立台账、逐处销号、逐月通报，" * 20 + "至今保持。"
    notice = f"滨湖市河道通报\n\n2021年12月20日\n\n{sentence}\n"
    query, evidence = asked(assistant_over(notice=notice), "2021年石门河段清理河道多少公里？")
    query = replace(query, question=query.question + "我在现场看到有人还在施工。" * 40)
    text = text_of(query, evidence, 700)
    assert query.question in text
    assert "石门河段清理河道88公里" in text
    assert sentence not in text
    assert "…" in text


def test_a_row_is_told_with_its_heads(assistant_over: Callable[..., Assistant]) -> None:
    query, evidence = asked(assistant_over(table=TABLE), "2021年柳桥断面的氨氮是多少？")
    assert "氨氮：0.42" in text_of(query, evidence, 700)


def test_what_is_of_another_year_is_not_shown(assistant_over: Callable[..., Assistant]) -> None:
    notice = "滨湖市水利总结\n\n2022年1月20日\n\n2020年清理河道31公里。\n2021年清理河道45公里。\n"
    query, evidence = asked(assistant_over(notice=notice), "2021年清理河道多少公里？")
    text = text_of(query, evidence, 700)
    assert "45公里" in text
    assert "31公里" not in text


@pytest.mark.parametrize(("text", "least"), [("出让土地3150亩", 9), ("GDP growth", 4), ("", 0), ("一、二\n", 4)])
def test_tokens_are_counted_sign_by_sign(text: str, least: int) -> None:
    assert tokens_at_most(text) >= least
