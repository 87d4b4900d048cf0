"""Of a model's raw words, thoughts and endless repetitions are no part of its reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.reply_text import runaway, visible

SAID = "全市新修水渠97条。"
THOUGHTS = [
    f"<think>先看年份。</think>{SAID}",
    f"<THINKING>\n先看年份，\n再看单位。\n</THINKING>{SAID}",
    f"先看年份。</think>{SAID}",
    f"<think>一</think>{SAID}<think>先看年份",
    f"{SAID}<think>先看年份。</think>",
    f"◁think▷先看年份。◁/think▷{SAID}",
    f"<|channel|>analysis<|message|>先看年份。<|end|><|start|>assistant<|channel|>final<|message|>{SAID}",
    f"{SAID}<|im_end|>",
]


@pytest.mark.parametrize("raw", THOUGHTS)
def test_thoughts_are_left_out(raw: str) -> None:
    assert visible(raw).strip() == SAID


@given(st.sampled_from(THOUGHTS[:2] + THOUGHTS[3:7]), st.data())
def test_no_piece_of_a_thought_is_visible_while_it_comes(raw: str, data: st.DataObject) -> None:
    shown = visible(raw[: data.draw(st.integers(0, len(raw)))], complete=False)
    assert SAID.startswith(shown.strip())


@pytest.mark.parametrize("raw", ["面积 < 5亩的", "a<b 且 c>d", "见《办法》<附件>", "第<3>项"])
def test_other_angle_brackets_stay(raw: str) -> None:
    assert visible(raw) == raw


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (SAID * 5, SAID),
        ("结果如下：" + "水渠97条，" * 8, "结果如下：水渠97条，"),
        ("好" * 30, "好"),
        ("一、甲乙丙丁戊。\n" * 6, "一、甲乙丙丁戊。\n"),
    ],
)
def test_an_endless_repetition_is_found(text: str, kept: str) -> None:
    found = runaway(text)
    assert found is not None
    assert text[:found] == kept


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        SAID * 3,
        "早稻每亩80元，中稻每亩60元，晚稻每亩100元，糯稻每亩90元。",
        "—" * 40,
        "电话：0000-1111111、0000-1111112、0000-1111113",
        "2020年1月1日，2020年2月1日，2020年3月1日，2020年4月1日",
    ],
)
def test_an_ordinary_list_is_no_repetition(text: str) -> None:
    assert runaway(text) is None
