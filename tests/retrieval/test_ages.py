"""Ages in questions and statements."""

from __future__ import annotations

import pytest

from retrieval.ages import Span, age_fits, ages_in


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("八十岁以上老人", [Span(80, 200)]),
        ("90至99周岁老年人", [Span(90, 99)]),
        ("90周岁—99周岁", [Span(90, 99)]),
        ("不满18周岁的", [Span(0, 17)]),
        ("年满６５周岁", [Span(65, 65)]),
        ("60周岁及以上", [Span(60, 200)]),
        ("九十多岁的老人", [Span(90, 99)]),
        ("补贴80元", []),
    ],
)
def test_ages_are_read(text: str, ages: list[Span]) -> None:
    assert ages_in(text) == ages


@pytest.mark.parametrize(
    ("question", "statement", "fits"),
    [
        ("八十岁以上老人每月多少元", "九十岁以上老人每月200元", False),
        ("八十岁以上老人每月多少元", "80至89周岁每月100元", True),
        ("90岁老人每月领多少钱", "90至99周岁的，每人每月200元", True),
        ("70岁老人每月领多少钱", "80周岁以上的，每人每月100元", False),
        ("老人每月领多少钱", "80周岁以上的，每人每月100元", True),
        ("95岁老人每月领多少钱", "每人每月200元", True),
        ("九十多岁的老人每月领多少钱", "80至89周岁每月100元", False),
        ("九十多岁的老人每月领多少钱", "90至99周岁每月100元", True),
        ("我妈八十二了，每月能领多少钱", "90周岁以上每月100元", False),
        ("我妈八十二了，每月能领多少钱", "80至89周岁每月100元", True),
        ("我爷爷今年九十，每月能领多少钱", "80至89周岁每月100元", False),
        ("办公楼十个房间，每月多少钱", "80至89周岁每月100元", True),
    ],
)
def test_a_statement_must_be_for_the_asked_age(question: str, statement: str, fits: bool) -> None:
    assert age_fits(question, statement) is fits
