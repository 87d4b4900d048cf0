"""Mistyped words are put right into words of the library, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from retrieval.characters import fold
from retrieval.keywords import KeywordIndex
from retrieval.tokens import search_tokens
from retrieval.typos import correct
from retrieval.understand import understand

SENTENCES = [
    "职工可以申请住房公积金贷款购买住房。",
    "申请公积金贷款需要提交材料。",
    "高龄津贴怎么申请，由民政部门审批发放。",
    "失业保险金的申请条件和发放标准。",
    "企业复工复产期间的疫情防控措施。",
    "贷款利率和贷款期限按照规定执行。",
    "公积金贷款最高额度和申请失业保险金的材料。",
]


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Callable[[str], int]]:
    """In how many of some passages a word stands."""
    index = KeywordIndex(tmp_path / "keywords.sqlite3")
    index.add((f"c{i}", f"d{i}", search_tokens(fold(text))) for i, text in enumerate(SENTENCES * 6))
    yield lambda token: index.frequency([token])[token]
    index.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("公机金贷款怎么申请", "公积金贷款怎么申请"),
        ("公积金货款利率", "公积金贷款利率"),
        ("高龄津帖发放标准", "高龄津贴发放标准"),
        ("深情失业保险金", "申请失业保险金"),
        ("复功复产的措施", "复工复产的措施"),
        ("疫情防空措施", "疫情防控措施"),
    ],
)
def test_a_word_that_sounds_or_looks_like_a_known_one_is_put_right(
    known: Callable[[str], int], typed: str, meant: str
) -> None:
    assert correct(typed, known) == meant


@pytest.mark.parametrize(
    "question",
    [
        *(
            "公积金贷款怎么申请",
            "写一首诗歌",
            "今天天气怎么样",
            "红烧肉怎么做",
            "《公机金办法》是什么",
            "梅李镇有多少人",
        ),
        *("石岭社区在哪里", "2019年出让土地多少亩", "How do I apply", "罗映煦和三名队友做了什么", "青政发〔2020〕3号"),
    ],
)
def test_what_the_library_does_not_know_is_left_alone(known: Callable[[str], int], question: str) -> None:
    assert correct(question, known) == question


def test_the_question_as_typed_is_kept(known: Callable[[str], int]) -> None:
    query = understand("公机金贷款怎么申请？", (), date(2020, 3, 10), known=known)
    assert query.question == "公积金贷款怎么申请？"
    assert query.original == "公机金贷款怎么申请？"
    assert understand("公机金贷款怎么申请？", (), date(2020, 3, 10)).question == "公机金贷款怎么申请？"


def test_an_empty_library_corrects_nothing() -> None:
    assert correct("公机金贷款怎么申请", lambda token: 0) == "公机金贷款怎么申请"
