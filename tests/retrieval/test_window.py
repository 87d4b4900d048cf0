"""The part of a text that the reader sees."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences import Span, sentences
from retrieval.window import window

TEXT = "第一条　为了规范管理，制定本办法。第二条　申请人应当提交材料。第三条　材料包括身份证明和营业执照。第四条　本办法自公布之日起施行。"


def test_a_short_text_is_shown_whole() -> None:
    shown = window(TEXT, Span(20, 30), 0, len(TEXT))

    assert shown.of(TEXT) == TEXT


def test_whole_sentences_around_the_place_are_shown() -> None:
    at = TEXT.index("材料包括")

    shown = window(TEXT, Span(at, at + 4), 0, len(TEXT), 40).of(TEXT)

    assert "材料包括身份证明和营业执照。" in shown
    assert shown.startswith("第")
    assert shown.endswith("。")
    assert len(shown) <= 40


def test_nothing_outside_the_passage_is_shown() -> None:
    first, second = sentences(TEXT)[1], sentences(TEXT)[2]

    assert window(TEXT, second, second.start, len(TEXT)).start == second.start
    assert window(TEXT, first, 0, first.end).end == first.end


def test_a_long_sentence_is_cut_at_commas_and_keeps_the_place() -> None:
    text = "，".join(f"第{i}项工作已经按照要求全部完成" for i in range(60)) + "。"
    at = text.index("第30项")

    shown = window(text, Span(at, at + 4), 0, len(text), 120)

    assert shown.start <= at
    assert shown.end >= at + 4
    assert len(shown.of(text)) <= 120
    assert text[shown.start - 1] == "，"
    assert text[shown.end - 1] == "，"


@given(st.text("甲乙丙。，；\n 1", min_size=1, max_size=400), st.data())
def test_the_place_is_always_within_and_the_length_kept(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 30)))

    shown = window(text, Span(start, end), 0, len(text), 60)

    assert shown.end - shown.start <= 60
    if text[start:end].strip(" \n"):
        assert shown.start <= start + len(text[start:end]) - len(text[start:end].lstrip())
