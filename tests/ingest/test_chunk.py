"""Chunks hold the whole text, in order, cut where the document itself is cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunk import LONGEST, chunk
from retrieval.models import Chunk, PolicyDocument
from retrieval.sentences import sentences

SENTENCE = "各区应当在年底前完成湿地名录的编制工作，并报市林业局备案。"


def chunks_of(text: str, title: str = "湿地办法") -> list[Chunk]:
    return chunk(PolicyDocument(id="d", source="d", title=title, text=text, content_hash="0123456789"))


def is_whole(text: str, chunks: list[Chunk]) -> None:
    """Asserts what holds of every document's chunks."""
    at = 0
    for ordinal, part in enumerate(chunks):
        assert part.ordinal == ordinal
        assert part.text == text[part.start : part.end]
        assert part.text
        assert not text[at : part.start].strip()
        at = part.end
        assert len(part.text) <= 2 * LONGEST
    assert not text[at:].strip()
    assert len({part.id for part in chunks}) == len(chunks)


_LINE = st.one_of(
    st.sampled_from(
        ["第一编 总则", "第二章　保护", "第一节 名录", "第三条 " + SENTENCE * 3, "第十条之一　" + SENTENCE, "一、总体要求",
         "（一）目标。", "附件：1", "附件", "# 标题", "### 第四条 内容", "湿地名称", "", "　　", "| 甲 | 乙 |", "湿地办法",
         "1.一是保护湿地；二是修复湿地；三是管好湿地。", "“”", "2021年5月1日", "第三条规定的内容"]
    ),
    st.integers(1, 60).map(lambda n: SENTENCE * n),
    st.integers(1, 2500).map(lambda n: "湿" * n),
    st.integers(1, 600).map(lambda n: "湿地，" * n),
    st.text(st.characters(codec="utf-8"), max_size=80),
    st.text(alphabet=" \t\u3000\xa0\u2003。；第一条、（）甲A1\f", max_size=60),
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(_LINE, max_size=40).map("\n".join))
def test_chunks_hold_all_text_in_order_and_none_is_too_long(text: str) -> None:
    chunks = chunks_of(text)
    is_whole(text, chunks)
    for part in chunks:
        longest = max((s.end - s.start for s in sentences(part.text)), default=0)
        headings = len(part.text) - len(part.text.lstrip())
        assert len(part.text) <= LONGEST + 350 + headings or longest > LONGEST


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=3000))
def test_any_text_is_held_whole(text: str) -> None:
    is_whole(text, chunks_of(text))


@pytest.mark.parametrize("unit", ["湿", "湿地，", "wetland ", "湿地、", "1,234|", "湿 "])
def test_one_endless_sentence_is_cut(unit: str) -> None:
    text = unit * 3000
    chunks = chunks_of(text)
    is_whole(text, chunks)
    assert max(len(part.text) for part in chunks) <= LONGEST
    assert min(len(part.text) for part in chunks[:-1]) >= 100


def test_a_sentence_is_not_cut_where_it_fits() -> None:
    text = SENTENCE * 200
    assert all(part.text.endswith("。") for part in chunks_of(text))


def test_a_long_list_of_short_lines_is_cut() -> None:
    text = "获奖名单\n" + "\n".join(f"虚构市第{n}小学" for n in range(400))
    chunks = chunks_of(text)
    is_whole(text, chunks)
    assert max(len(part.text) for part in chunks) <= LONGEST


STATUTE = (
    "湿地办法\n第一编 总则\n第一章 目的\n第一节 一般规定\n"
    f"第一条 为了保护湿地，制定本办法。\n第二条　{SENTENCE}\n　　{SENTENCE}\n"
    f"第二章 保护\n第三条之一 依照第二条规定的名录保护。\n第二条第一款规定的名录每年更新。\n附件\n{SENTENCE}"
)


def test_each_article_starts_a_chunk_and_knows_its_place() -> None:
    by_article = {part.article_no: part for part in chunks_of(STATUTE)}
    assert list(by_article)[:3] == ["第一条", "第二条", "第三条之一"]
    assert by_article["第一条"].section == "第一编 总则 / 第一章 目的 / 第一节 一般规定"
    assert by_article["第二条"].text == f"第二条　{SENTENCE}\n　　{SENTENCE}"
    assert by_article["第三条之一"].section == "第一编 总则 / 第二章 保护"


def test_a_chapter_heading_stays_with_its_first_article() -> None:
    (part,) = [part for part in chunks_of(STATUTE) if part.article_no == "第三条之一"]
    assert part.text.startswith("第二章 保护\n第三条之一")


def test_a_reference_to_an_article_at_a_line_s_start_is_no_article() -> None:
    (part,) = [part for part in chunks_of(STATUTE) if part.article_no == "第三条之一"]
    assert part.text.endswith("第二条第一款规定的名录每年更新。")


def test_what_follows_the_last_article_does_not_take_its_number() -> None:
    chunks = chunks_of(STATUTE)
    assert (chunks[-1].article_no, chunks[-1].section) == (None, "附件")
    assert chunks[-1].text == f"附件\n{SENTENCE}"


def test_a_markdown_article_is_an_article() -> None:
    chunks = chunks_of(f"# 湿地办法\n## 第一章 总则\n### 第一条 目的\n{SENTENCE}\n### 第二条 范围\n{SENTENCE}")
    assert [part.article_no for part in chunks] == ["第一条", "第二条"]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(1, 20), min_size=2, max_size=12))
def test_headings_stay_with_what_follows_them(sizes: list[int]) -> None:
    names = "一二三四五六七八九十甲乙"
    text = "\n".join(f"{names[i % 10]}、工作要求\n（一）基本情况\n{SENTENCE * n}" for i, n in enumerate(sizes))
    for part in chunks_of(text):
        assert not part.text.endswith(("工作要求", "基本情况"))


def test_a_passage_carries_the_headings_above_it() -> None:
    text = f"一、总体要求\n（一）目标\n{SENTENCE * 14}\n（二）原则\n{SENTENCE * 14}\n二、措施\n{SENTENCE * 14}"
    sections = [part.section for part in chunks_of(text)]
    assert sections == ["一、总体要求 / （一）目标", "一、总体要求 / （二）原则", "二、措施"]


@pytest.mark.parametrize("text", ["", " \n　"])
def test_an_empty_text_has_no_chunks(text: str) -> None:
    assert chunks_of(text) == []
