"""Government pages: the body, the fields the page names, and what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.html import read_page
from ingest.load import Loaded
from retrieval.errors import IngestError
from tests.conftest import parsed

BODY = "为加强湿地保护，现就有关事项通知如下，请各单位遵照执行，并于年底前上报落实情况和存在的问题。"
PAGE = f"""<!DOCTYPE html><html><head>
<meta charset="utf-8"><meta name="ArticleTitle" content="关于加强湿地保护的通知">
<meta name="PubDate" content="2021-05-06 09:30"><meta name="ContentSource" content="虚构市林业局">
<title>关于加强湿地保护的通知_虚构市人民政府</title><style>p {{ color: red }}</style></head><body>
<nav><a href="/">首页</a><a href="/zwgk">政务公开栏目</a></nav>
<table class="head"><tr><td>索 引 号：</td><td>11370000/2021-00012</td><td>发文机关：</td><td>虚构市人民政府</td></tr>
<tr><td>发文字号：</td><td>虚政发〔2021〕7号</td><td>成文日期：</td><td>2021年5月1日</td></tr>
<tr><td>时 效 性：</td><td></td><td>主题分类：</td><td>林业</td></tr></table>
<div class="TRS_Editor"><style>.x {{}}</style><p>{BODY}</p><p>一、目标<br>二、措施</p>
<table><tr><th><p>年份</p></th><th><p>面积（亩）</p></th></tr><tr><td><p>2020年</p></td><td><p>120</p></td></tr></table>
<script>document.write("不该出现")</script></div>
<footer>版权所有 虚构市人民政府办公室</footer></body></html>"""


def test_reads_title_and_fields_that_the_page_names() -> None:
    page = read_page(PAGE)
    assert page.title == "关于加强湿地保护的通知"
    assert page.fields["发文字号"] == "虚政发〔2021〕7号"
    assert page.fields["发文机关"] == "虚构市人民政府"
    assert page.fields["发布日期"] == "2021-05-06 09:30"
    assert page.fields["来源"] == "虚构市林业局"
    assert page.fields["主题分类"] == "林业"
    assert "时效性" not in page.fields


def test_takes_the_body_line_by_line_and_nothing_around_it() -> None:
    assert read_page(PAGE).text.split("\n") == [
        BODY,
        "一、目标",
        "二、措施",
        "年份 | 面积（亩）",
        "2020年 | 120",
    ]


def test_the_document_has_the_page_s_metadata() -> None:
    document = parsed(Loaded("d", "a.htm", "a.htm", PAGE.encode())).document
    assert (document.title, document.doc_no, document.issuer) == (
        "关于加强湿地保护的通知",
        "虚政发〔2021〕7号",
        "虚构市人民政府",
    )
    assert (str(document.issued_on), str(document.published_on)) == ("2021-05-01", "2021-05-06")
    assert (document.topic, document.format) == ("林业", "html")


def test_a_page_that_is_laid_out_by_a_table_keeps_its_paragraphs() -> None:
    lines = [f"第{n}段。{BODY}" for n in "一二三四五六"]
    inner = "".join(f"<p>{line}</p>" for line in lines)
    html = f"<html><body><table><tr><td id='zoom'>{inner}</td></tr></table></body></html>"
    assert read_page(html).text.split("\n") == lines
    framed = f"<div id='zoom'><table><tr><td>{inner}</td></tr></table></div>"
    assert read_page(framed).text.split("\n") == lines


def test_a_page_without_a_known_container_leaves_out_navigation() -> None:
    html = (
        "<html><head><title>湿地公告</title></head><body><nav><a>首页栏目导航</a></nav><article>"
        + "".join(f"<p>{n}、{BODY}</p>" for n in "一二三四")
        + "</article><footer>版权所有</footer></body></html>"
    )
    text = read_page(html).text
    assert text.count(BODY) == 4
    assert "首页栏目导航" not in text
    assert "版权所有" not in text


def test_line_breaks_in_the_source_part_english_words_but_not_chinese_ones() -> None:
    html = f"<div id='zoom'><p>Land\n   use plan</p><p>{BODY[:20]}\n\t{BODY[20:]}</p></div>"
    assert read_page(html).text.split("\n") == ["Land use plan", BODY]


def test_preformatted_text_keeps_its_lines() -> None:
    assert read_page(f"<div id='zoom'><pre>{BODY}\n二、措施</pre></div>").text == f"{BODY}\n二、措施"


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><script>render('正文正文正文正文正文')</script></body></html>",
        "<html><head><title>通知</title></head><body><div id='app'></div></body></html>",
        "<html><body><iframe src='/a.pdf'></iframe></body></html>",
        "<html></html>",
    ],
)
def test_a_page_without_text_is_refused(html: str) -> None:
    with pytest.raises(IngestError) as refused:
        read_page(html)
    assert "没有正文" in refused.value.message


@pytest.mark.parametrize("tag", ["<div>", "<span class='x'>", "<b><i>", "<div\n"])
def test_deep_nesting_is_refused_before_it_is_parsed(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(html: str) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("ingest.html.LexborHTMLParser", parsed)
    with pytest.raises(IngestError):
        read_page("<html><body>" + tag * 100_000 + BODY)


def test_many_paragraphs_side_by_side_are_not_deep() -> None:
    assert (
        read_page("<div id='zoom'>" + f"<p>{BODY}<br/><img src=a.png></p>" * 2000 + "</div>").text.count(BODY) == 2000
    )


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet="<>/ =\"'apdivtrhml!-表格。\n", max_size=200))
def test_any_markup_is_read_or_refused(markup: str) -> None:
    try:
        page = read_page("<html><body>" + markup)
    except IngestError:
        return
    assert page.text


TABLE = (
    "<table><caption>单位：万亩</caption><tr><th colspan=3>虚构市主要指标</th></tr><tr><th rowspan=2>指标</th><th colspan=2>造林</th></tr>"
    "<tr><td>2018年</td><td>2019年</td></tr><tr><td>面积</td><td></td><td>12.5</td></tr></table>"
)


@pytest.mark.parametrize("container", ["TRS_Editor", ""])
def test_merged_cells_say_what_they_cover(container: str) -> None:
    fill = "<p>" + "全市林业工作稳步推进，各项指标完成良好，现将有关情况公布如下，请各单位认真贯彻执行。" * 3 + "</p>"
    page = f"<html><body><div class='{container}'><h1>虚构市林业情况</h1>{fill}{TABLE}{fill}</div></body></html>"
    lines = read_page(page).text.split("\n")
    at = lines.index("虚构市主要指标")
    assert lines[at - 1] == "单位：万亩"
    assert lines[at + 1 : at + 4] == ["指标 | 造林 | 造林", "指标 | 2018年 | 2019年", "面积 | | 12.5"]


def test_a_table_that_lays_out_a_page_is_left_as_it_is() -> None:
    text = "全市林业工作稳步推进，各项指标完成良好，请各单位认真贯彻执行。" * 10
    page = f"<html><body><table><tr><td rowspan=2>栏目</td><td id='zoom'><p>{text}</p></td></tr></table></body></html>"
    assert read_page(page).text == text


def test_files_that_a_page_links_to_are_its_attachments() -> None:
    body = "<p>附件见下，请各单位认真学习贯彻执行，切实做好湿地保护各项工作，确保取得实效。</p>"
    links = "<a href='/a/1.docx'>附件1.名录.docx</a><a href='2.PDF?x=1'></a><a href='index.html'>首页</a>"
    found = read_page(f"<html><body><div id='zoom'>{body}{links}</div></body></html>").attachments
    assert found == ("附件1.名录.docx (/a/1.docx)", "2.PDF?x=1")


def test_a_number_that_stands_outside_the_text_is_the_page_s() -> None:
    text = "<p>" + "为做好稳岗返还工作，现将有关事项通知如下，请各单位认真贯彻执行，切实抓好落实。" * 2 + "</p>"
    page = f"<html><body><h1>关于稳岗返还的通知</h1><p>虚人社发〔2024〕21号</p><div id='zoom'>{text}</div>{{}}</body></html>"
    assert read_page(page.format("")).fields["发文字号"] == "虚人社发〔2024〕21号"
    assert "发文字号" not in read_page(page.format("<p>虚人社发〔2023〕5号</p>")).fields
