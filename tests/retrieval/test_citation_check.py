"""Whether citations carry an answer, judged from the finished answer alone."""

from __future__ import annotations

from typing import Any

import pytest

from retrieval.citation_check import unsupported_parts, wrong_quotes


def cited(quote: str, start: int = 0, end: int = 1000, title: str = "渡船补贴办法") -> dict[str, Any]:
    return {"document_id": "d", "quote": quote, "title": title, "answer_start": start, "answer_end": end}


FERRY = "对山区渡船每艘补贴1,200元，全年不超过3万元；不得用于燃油。"
YEARS = ["2021年检修桥梁十六座，投入420万元。", "2020年投入350万元。"]


@pytest.mark.parametrize(
    "text",
    [
        "对山区渡船每艘补贴1200元",
        "1,200元\n对山区渡船每艘补贴1，200元，全年不超过3万元；",
        "1. 对山区渡船每艘补贴1,200元",
        "每艘补贴1,200元（不得用于燃油）",
        "《渡船补贴办法》：全年不超过3万元",
        "补贴标准如下：\n每艘补贴1,200元",
    ],
)
def test_what_a_quote_says_is_carried(text: str) -> None:
    assert unsupported_parts(text, [cited(FERRY)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "对山区渡船每艘补贴2,100元",
        "对平原渡船每艘补贴1,200元",
        "可用于燃油",
        "用于燃油",
        "山区渡船每艘得到的补贴是1,300元",
        "渡口每年检查两次",
    ],
)
def test_what_no_quote_says_is_named(text: str) -> None:
    assert unsupported_parts(text, [cited(FERRY)]) == [text]


def test_a_citation_carries_nothing_outside_its_range() -> None:
    text = "每艘补贴1,200元。\n不得用于燃油。"
    first = text.index("\n")
    assert unsupported_parts(text, [cited(FERRY, 0, first)]) == ["不得用于燃油。"]
    assert unsupported_parts(text, [cited(FERRY, 0, first), cited(FERRY, first + 1, len(text))]) == []


def test_an_answer_without_citations_is_carried_by_nothing() -> None:
    assert unsupported_parts("每艘补贴1,200元", []) == ["每艘补贴1,200元"]


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("2021年比2020年多70万元（420万元 − 350万元 = 70万元）。", True),
        ("2021年比2020年增长20%（(420万元 − 350万元) ÷ 350万元 = 20%）。", True),
        ("2021年比2020年多80万元（420万元 − 350万元 = 80万元）。", False),
        ("2021年比2020年多60万元（420万元 − 360万元 = 60万元）。", False),
        ("2021年是2020年的1.2倍（420万元 ÷ 350万元 = 1.2）。", True),
    ],
)
def test_a_sum_must_come_out_of_quoted_numbers(text: str, carried: bool) -> None:
    assert (unsupported_parts(text, [cited(quote) for quote in YEARS]) == []) is carried


def test_a_sentence_in_other_words_needs_its_numbers_and_denials() -> None:
    quotes = [cited(FERRY)]
    assert unsupported_parts("山区渡船每艘可得补贴1200元，全年不超过3万元。", quotes) == []
    assert unsupported_parts("山区渡船每艘没有补贴1200元。", quotes) == ["山区渡船每艘没有补贴1200元。"]


def test_a_quote_must_stand_where_it_is_said_to_stand() -> None:
    right = cited("每艘补贴") | {"quote_start": 5, "quote_end": 9}
    wrong = right | {"quote_start": 4, "quote_end": 8}
    texts = {"d": FERRY.replace("对", "对于")}
    assert list(
        wrong_quotes([right | {"quote_start": FERRY.index("每") + 1, "quote_end": FERRY.index("每") + 5}, wrong], texts)
    ) == ["每艘补贴"]
    assert list(wrong_quotes([right], {})) == ["每艘补贴"]
