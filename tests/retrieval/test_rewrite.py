"""A follow-up that a model makes whole is taken only where it adds nothing and keeps the question."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest

from prompts import load_prompts
from retrieval.errors import ModelError
from retrieval.models import Turn
from retrieval.rewrite import Speaker, rewrite

HISTORY = [Turn(question="2021年柳江市新建口袋公园多少个？", answers=("新建口袋公园32个，总面积11公顷。",))]


class Voice(Speaker):
    """Says what it is given, in pieces; nothing is worded or judged here."""

    def __init__(self, *pieces: str, fails: bool = False) -> None:
        self.pieces, self.fails = pieces, fails
        self.heard: list[str] = []

    def stream(self, messages: Sequence[tuple[str, str]]) -> Generator[str, None, None]:
        self.heard.append(messages[0][1])
        yield from self.pieces
        if self.fails:
            raise ModelError("gone")


def whole(question: str, *pieces: str, history: Sequence[Turn] = HISTORY, fails: bool = False) -> str | None:
    return rewrite(question, history, Voice(*pieces, fails=fails), load_prompts(), "zh")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("总面积是多大", "2021年柳江市新建口袋公园总面积是多大？"),
        ("换成2020年的话有多少呢", "2020年柳江市新建口袋公园多少个？"),
        ("这些公园平均有多大", "2021年柳江市新建的这些口袋公园平均有多大？"),
    ],
)
def test_a_whole_question_is_taken(question: str, said: str) -> None:
    assert whole(question, *said) == said


def test_thoughts_labels_and_quotes_are_left_out() -> None:
    said = "<think>要补上年份。</think>\n完整问题：“2021年柳江市新建口袋公园总面积是多大？”\n"
    assert whole("总面积是多大", said[:9], said[9:20], said[20:]) == "2021年柳江市新建口袋公园总面积是多大？"


@pytest.mark.parametrize(
    "said",
    [
        "2022年柳江市新建口袋公园总面积是多大？",
        "2021年柳江市新建35个口袋公园总面积是多大？",
        "2021年桂林市新建口袋公园总面积是多大？",
        "2021年柳江市新建口袋公园多少个？",
        "总面积是多大",
        "总面积是多大？请问。",
        "2021年柳江市新建口袋公园多少个？总面积是多大？",
        "11公顷。",
        "",
        "好的，我来帮您改写这个问题，请稍等，下面是我的想法和步骤。",
        "What is the total area?",
        "2021年柳江市新建口袋公园总面积是多大？" * 9,
    ],
)
def test_what_adds_or_loses_anything_is_not_taken(said: str) -> None:
    assert whole("总面积是多大", said) is None


def test_nothing_is_asked_without_a_history() -> None:
    voice = Voice("总面积是多大？")
    assert rewrite("总面积是多大", (), voice, load_prompts(), "zh") is None
    assert not voice.heard


def test_a_model_that_fails_rewrites_nothing() -> None:
    assert whole("总面积是多大", "2021年柳江市新建口袋公园总面积是多大？", fails=True) is None


def test_the_model_is_shown_the_last_turns_alone() -> None:
    history = [Turn(question=f"第{i}个问题", answers=("答" * 500,)) for i in range(9)]
    voice = Voice("不知道")
    rewrite("总面积是多大", history, voice, load_prompts(), "zh")
    assert "第8个问题" in voice.heard[0]
    assert "第6个问题" not in voice.heard[0]
    assert len(voice.heard[0]) < 500
