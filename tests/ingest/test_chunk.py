"""Chunks hold the whole text, in order, cut where the document itself is cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunk import LONGEST, chunk
from retrieval.index import passage_text
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
         "（一）目标。", "附件：1", "附件", "# 标题", "### 第四条 内容", "湿地名称", "", "　　", "| 甲 | 乙 |", "湿地办法", "甲 | 乙 | 3", "表1 名录", "序号", "名称", "目录", "7",
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


def test_a_table_of_contents_heads_nothing() -> None:
    text = (
        "湿地办法\n目　录\n第一章　总则\n第二章　保护\n附则\n第一章　总则\n第一条　为了保护湿地，制定本办法。\n"
        f"第二章　保护\n第二条　{SENTENCE}\n附则\n第三条　本办法自公布之日起施行。"
    )
    by_article = {part.article_no: part for part in chunks_of(text) if part.article_no}
    assert by_article["第一条"].section == "第一章 总则"
    assert by_article["第二条"].section == "第二章 保护"
    assert by_article["第一条"].text.count("第一章") == 1


def test_a_long_article_is_cut_between_its_paragraphs_and_keeps_its_number() -> None:
    text = f"第一章 保护\n第七条　{SENTENCE * 14}\n{SENTENCE * 14}\n（一）名录\n（二）巡护\n{SENTENCE * 14}\n第八条　{SENTENCE}"
    chunks = chunks_of(text)
    is_whole(text, chunks)
    assert [part.article_no for part in chunks] == ["第七条", "第七条", "第七条", "第八条"]
    assert {part.section for part in chunks} == {"第一章 保护"}


def test_levels_of_a_plan() -> None:
    text = (
        f"第一部分 形势\n一、基础\n1. 资源状况\n{SENTENCE * 12}\n2. 主要问题\n{SENTENCE * 12}\n"
        f"第二部分 任务\n专栏1 重点工程\n{SENTENCE * 12}\n附表\n{SENTENCE}"
    )
    assert [part.section for part in chunks_of(text)] == [
        "第一部分 形势 / 一、基础 / 1. 资源状况",
        "第一部分 形势 / 一、基础 / 2. 主要问题",
        "第二部分 任务 / 专栏1 重点工程",
        "附表",
    ]


def test_numbered_items_in_a_row_are_no_headings() -> None:
    text = f"一、材料\n1.身份证\n2.户口簿\n3.申请表\n{SENTENCE * 12}"
    assert {part.section for part in chunks_of(text)} == {"一、材料"}


ROWS = [f"第{n}号湿地 | {n} | 位于虚构市第{n}区 | {n}.5" for n in range(1, 60)]
TABLE = (
    f"一、名录\n{SENTENCE}\n表1 2019年湿地名录\n单位：公顷\n名称 | 序号 | 位置 | 面积\n"
    + "\n".join(ROWS)
    + f"\n{SENTENCE}"
)


def test_a_table_is_cut_between_rows_and_each_chunk_knows_its_head() -> None:
    chunks = chunks_of(TABLE)
    is_whole(TABLE, chunks)
    tabled = [part for part in chunks if part.head_start is not None]
    assert len(tabled) > 3
    for part in tabled:
        assert part.head_start is not None
        assert TABLE[part.head_start : part.head_end].startswith("表1 2019年湿地名录\n单位：公顷\n名称 | ")
        assert part.section == "一、名录"
        assert set(part.text.split("\n")[-8:]) <= set(ROWS)
        assert len(part.text) <= LONGEST
    assert tabled[0].text.startswith("一、名录")
    assert chunks[-1].text == SENTENCE
    assert chunks[-1].head_start is None


def test_what_is_embedded_of_later_rows_has_their_head() -> None:
    document = PolicyDocument(id="d", source="d", title="湿地办法", text=TABLE, content_hash="0123456789")
    for part in chunk(document)[:-1]:
        assert passage_text(document, part).count("表1 2019年湿地名录") == 1
        assert passage_text(document, part).count("名称 | 序号 | 位置 | 面积") == 1


def test_rows_with_a_cell_a_line_are_not_cut() -> None:
    rows = [f"第{n}号湿地\n{n}\n{n}.5" for n in range(1, 100)]
    text = "湿地名录\n湿地名称\n编排\n面积\n" + "\n".join(rows)
    chunks = chunks_of(text)
    is_whole(text, chunks)
    assert len(chunks) > 3
    for part in chunks:
        assert part.head_start is not None
        assert part.text.split("\n")[-3].endswith("号湿地")


def test_a_small_table_stays_with_its_caption_and_a_few_words_before_it() -> None:
    text = "湿地办法\n公示\n表2 湿地面积\n名称 | 公顷\n甲湖 | 3\n乙湖 | 4"
    (part,) = chunks_of(text)
    assert part.text == text
    assert part.head_start == text.index("表2")


def test_a_row_longer_than_any_chunk_is_cut() -> None:
    text = "名称 | 说明\n甲湖 | 3\n乙湖 | " + SENTENCE * 80 + "\n丙湖 | 4"
    chunks = chunks_of(text)
    is_whole(text, chunks)
    assert any("丙湖 | 4" in part.text and part.head_start is not None for part in chunks)


def test_headings_set_wide_and_lines_set_in_stay_headings_and_articles() -> None:
    text = f"第一章　　总　　则\n\u2003\u2003第一条【目的】\n\u2003\u2003{SENTENCE}\n第二编　末编\n附　　则\n第二条　{SENTENCE}"
    chunks = chunks_of(text)
    is_whole(text, chunks)
    assert [(part.article_no, part.section) for part in chunks] == [("第一条", "第一章 总则"), ("第二条", "附则")]
