"""Sentences by offset."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.sentences import paragraph, sentences

CUT = [
    ("甲已办结。乙在办！丙呢？丁；戊", ["甲已办结。", "乙在办！", "丙呢？", "丁；", "戊"]),
    ("第一行\n第二行\r\n\r\n第三行", ["第一行", "第二行", "第三行"]),
    ("一是修渠9条,二是修路3条，三是建桥。", ["一是修渠9条,", "二是修路3条，", "三是建桥。"]),
    ("包括：（一）身份证；（二）户口簿。", ["包括：", "（一）身份证；", "（二）户口簿。"]),
    ("他说：“办结了。”随后离开。", ["他说：“办结了。”", "随后离开。"]),
    ("可以补办（见第九条。）逾期不补。", ["可以补办（见第九条。）", "逾期不补。"]),
    ("一、概况　　全市有渠九条。", ["一、概况", "全市有渠九条。"]),
    ("面积3.5万亩，增长0.3%。", ["面积3.5万亩，增长0.3%。"]),
    ("看，一是否可行，二是否合规", ["看，一是否可行，二是否合规"]),
    ("", []),
    (" \n　 ", []),
]


@pytest.mark.parametrize(("text", "parts"), CUT)
def test_where_sentences_end(text: str, parts: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == parts


TEXT = st.text(st.sampled_from("甲乙一二是（）“”。；？！，：,; \n\r\t　\xa0.3年"), max_size=80)


@settings(deadline=None, max_examples=300)
@given(TEXT)
def test_spans_are_in_order_trimmed_and_hold_every_character(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    assert all(span.of(text) == span.of(text).strip(" \t\u3000\xa0\r\n") != "" for span in spans)
    held = {i for span in spans for i in range(span.start, span.end)}
    assert all(i in held or c.isspace() for i, c in enumerate(text))


@settings(deadline=None)
@given(TEXT, st.integers(0, 80), st.integers(0, 80))
def test_a_part_of_a_text_gives_spans_inside_it(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    assert all(start <= span.start < span.end <= end for span in sentences(text, start, end))


def test_the_paragraph_of_an_offset() -> None:
    text = "第一段。\n　　第二段。还有。\n第三段。"
    assert paragraph(text, text.index("还有")).of(text) == "第二段。还有。"
    assert paragraph(text, 0).of(text) == "第一段。"
    assert paragraph(text, len(text) - 1).of(text) == "第三段。"
