"""Documents of other formats embedded in Word files."""

from __future__ import annotations

import quopri
from base64 import encodebytes
from pathlib import Path

import pytest

from ingest.formats.alt_chunk import read_chunk, saved_page
from ingest.formats.docx import read_docx
from ingest.formats.docx_html import html_lines
from ingest.parsed import Parsed, Workspace, assemble
from retrieval.errors import IngestError
from tests.ingest.word_files import p, relation, table, tc, tr, word

_PAGE = "<html><body><h1>虚构湿地条例</h1><p>第一条 为了保护湿地，制定本条例。</p></body></html>"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, lambda seconds: None)


def _lines(parsed: Parsed) -> list[str]:
    return assemble(parsed.lines)[0].split("\n")


def _mht(body: bytes, encoding: str, charset: str) -> bytes:
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n type="text/html";\r\n boundary="=cut"\r\n\r\n\r\n--=cut\r\n'
        + f'Content-Type: text/html;\r\n charset="{charset}"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'.encode()
        + body
        + b"\r\n--=cut\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--=cut--\r\n"
    )


@pytest.mark.parametrize(
    "data",
    [
        _mht(quopri.encodestring(_PAGE.encode()), "quoted-printable", "utf-8"),
        _mht(encodebytes(_PAGE.encode("gb18030")), "base64", "gb2312"),
        _mht(_PAGE.encode(), "8bit", "utf-8"),
        _mht(encodebytes(_PAGE.encode("utf-8")), "base64", "no-such-charset"),
        _mht(encodebytes(_PAGE.encode("utf-16")), "base64", "utf-16"),
        _PAGE.encode("gbk"),
        _PAGE.encode("utf-8-sig"),
    ],
    ids=["quoted-printable", "base64 of GBK", "8bit", "unknown charset", "UTF-16", "HTML in GBK", "HTML in UTF-8"],
)
def test_an_embedded_page_stands_where_it_is_inserted(data: bytes, workspace: Workspace) -> None:
    body = p("前言") + '<w:altChunk r:id="c"/>' + p("落款")
    parsed = read_docx(word(body, relation("c", "aFChunk", "page.mht"), page__mht=data), workspace)
    assert _lines(parsed) == ["前言", "虚构湿地条例", "第一条 为了保护湿地，制定本条例。", "落款"]
    assert parsed.title == "虚构湿地条例"


def test_an_embedded_word_file_and_text_are_read(workspace: Workspace) -> None:
    inner = word(table(tr(tc("地区"), tc("亩")), tr(tc("东区"), tc("5"))))
    body = '<w:altChunk r:id="a"/><w:altChunk r:id="b"/>'
    relations = relation("a", "aFChunk", "inner.docx") + relation("b", "aFChunk", "inner.txt")
    parts: dict[str, str | bytes] = {"inner__docx": inner, "inner__txt": "第一行\r\n第二行".encode("gbk")}
    assert _lines(read_docx(word(body, relations, **parts), workspace)) == ["地区 | 亩", "东区 | 5", "第一行", "第二行"]


def test_word_files_within_each_other_end(workspace: Workspace) -> None:
    data = word(p("最里面"))
    for _ in range(6):
        data = word('<w:altChunk r:id="a"/>', relation("a", "aFChunk", "inner.docx"), inner__docx=data)
    with pytest.raises(IngestError, match="嵌套"):
        read_docx(data, workspace)


def test_a_missing_embedded_document_is_a_warning(workspace: Workspace) -> None:
    parsed = read_docx(word(p("前言") + '<w:altChunk r:id="c"/>', relation("c", "aFChunk", "gone.mht")), workspace)
    assert _lines(parsed) == ["前言"]
    assert parsed.warnings


def test_a_saved_page_without_text_is_refused() -> None:
    with pytest.raises(IngestError):
        saved_page(b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nxx")


def test_a_plain_text_part_serves_where_there_is_no_page(workspace: Workspace) -> None:
    data = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + "一行\n二行".encode()
    assert _lines(read_chunk(data, workspace, 1)) == ["一行", "二行"]


# -- HTML --------------------------------------------------------------------------------------------------------------


def _html(body: str) -> list[str]:
    return _lines(html_lines(f"<html><head><title>不读</title><style>p{{}}</style></head><body>{body}</body></html>"))


def test_line_feeds_of_the_source_are_nothing_but_within_pre() -> None:
    assert _html("<p>保护\n  湿地</p><p>land\n use</p><pre><code>第一条 甲\n第二条 乙</code></pre>") == [
        "保护湿地",
        "land use",
        "第一条 甲",
        "第二条 乙",
    ]


def test_blocks_breaks_and_hidden_parts() -> None:
    body = (
        "<div>甲<span>乙</span><br>丙</div>丁<p style='display:none'>藏</p><del>删</del><script>x</script><h2>戊</h2>己"
    )
    assert _html(body) == ["甲乙", "丙", "丁", "戊", "己"]


def test_ordered_lists_have_their_numbers() -> None:
    assert _html("<ol start=3><li>甲</li><li value=7>乙</li><li>丙</li></ol><ul><li>丁</li></ul>") == [
        "3. 甲",
        "7. 乙",
        "8. 丙",
        "丁",
    ]


def test_tables_of_a_page_repeat_merged_cells() -> None:
    body = (
        "<table><tr><th rowspan=2>地区</th><th colspan=2>面积</th></tr><tr><td>2020年</td><td>2021年</td></tr>"
        "<tr><td>东区</td><td>5</td><td>6<sup>2</sup></td></tr></table>"
    )
    assert _html(body) == ["地区 | 面积 | 面积", "地区 | 2020年 | 2021年", "东区 | 5 | 6²"]


def test_a_cell_over_rows_in_the_middle_keeps_its_column() -> None:
    body = "<table><tr><td>甲</td><td rowspan=2>共</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    assert _html(body) == ["甲 | 共 | 1", "乙 | 共 | 2"]


def test_nested_tables_are_read_once() -> None:
    body = "<table><tr><td>外<table><tr><td>内一</td><td>内二</td></tr></table></td><td>旁</td></tr></table>"
    assert _html(body) == ["外 | 旁", "内一 | 内二"]


def test_a_page_nested_too_deep_is_refused() -> None:
    with pytest.raises(IngestError):
        html_lines("<div>" * 5000 + "深" + "</div>" * 5000)


def test_two_main_headings_make_no_title() -> None:
    assert html_lines("<h1>甲</h1><h1>乙</h1>").title == ""


@pytest.mark.parametrize("html", ["", "   ", "<", "<!-- a -->", "\x00\x01"])
def test_what_is_no_page_has_no_lines_or_a_reason(html: str) -> None:
    try:
        lines = _lines(html_lines(html))
    except IngestError as error:
        lines = [error.hint]
    assert len(lines) == 1
