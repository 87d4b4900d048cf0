"""What a file holds and does not show is no part of its text; the reader is told that there was some."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from ingest.formats.docx import read_docx
from ingest.formats.sheet import read_sheet
from ingest.load import Loaded
from ingest.parsed import HIDDEN_NOTE, Line, Mark, Parsed, Workspace, assemble, visible
from ingest.readers import read_html
from tests.conftest import parsed
from tests.ingest.pdf_files import done, needs_font, new_pdf, put
from tests.ingest.word_files import word

SEEN, UNSEEN = "全县新修水渠九十七条，群众用水得到保障。", "这句话谁也看不见"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, lambda seconds: None)


def text_of(found: Parsed) -> str:
    return assemble(found.lines)[0]


def page(inner: str, head: str = "") -> bytes:
    body = (
        f"<h1>关于水渠的公告</h1><div class='TRS_Editor'><p>{SEEN * 3}</p>{inner}<p>此公告自发布之日起施行。</p></div>"
    )
    return f"<html><head><meta charset='utf-8'><title>关于水渠的公告</title>{head}</head><body>{body}</body></html>".encode()


HIDING = [
    '<p style="display:none">{}</p>',
    '<p style="DISPLAY: None !important">{}</p>',
    '<div style="visibility:hidden"><p>{}</p></div>',
    '<span style="font-size:0">{}</span>',
    '<span style="font-size:1px">{}</span>',
    '<p style="opacity:0">{}</p>',
    '<p style="color:#ffffff">{}</p>',
    '<p style="color:white;background:#fff">{}</p>',
    '<p style="color:red;background-color:red">{}</p>',
    '<p style="color:transparent">{}</p>',
    '<font color="#FFFFFF">{}</font>',
    '<p style="position:absolute;left:-9999px">{}</p>',
    '<p style="text-indent:-9999px">{}</p>',
    '<p style="height:0;overflow:hidden">{}</p>',
    '<p style="position:absolute;clip:rect(0,0,0,0)">{}</p>',
    '<p style="clip-path: inset(50%)">{}</p>',
    '<p style="transform:scale(0)">{}</p>',
    "<p hidden>{}</p>",
    '<p aria-hidden="true">{}</p>',
    '<p class="a">{}</p>',
    '<p id="b">{}</p>',
]
SHEET = "<style>.a, .c { display : none } #b { font-size: 0 } @media print { .d { display: none } } p:hover { opacity: 0 }</style>"


@pytest.mark.parametrize("hiding", HIDING)
def test_what_a_page_hides_is_left_out(workspace: Workspace, hiding: str) -> None:
    found = read_html(page(hiding.format(UNSEEN), SHEET), workspace)
    assert UNSEEN not in text_of(found)
    assert text_of(found).startswith(SEEN)
    assert text_of(found).endswith("此公告自发布之日起施行。")
    assert found.warnings == (HIDDEN_NOTE,)


SHOWING = [
    "<p>{}</p>",
    '<p class="d">{}</p>',
    '<p style="color:#333;font-size:14px">{}</p>',
    '<table bgcolor="#003366"><tr><td style="color:#fff">{}</td></tr></table>',
    '<p style="background:#c00"><span style="color:white">{}</span></p>',
    '<div style="font-size:0"><span style="font-size:16px">{}</span></div>',
    '<p style="text-indent:2em;opacity:1">{}</p>',
    '<p style="overflow:hidden;height:20px">{}</p>',
    '<div class="dark"><p style="color:#fff">{}</p></div>',
]


@pytest.mark.parametrize("showing", SHOWING)
def test_what_a_page_shows_stays(workspace: Workspace, showing: str) -> None:
    found = read_html(page(showing.format(UNSEEN), SHEET), workspace)
    assert UNSEEN in text_of(found)
    assert not found.warnings


def test_hidden_elements_without_words_are_not_told_of(workspace: Workspace) -> None:
    assert not read_html(page('<p style="display:none"> </p>'), workspace).warnings


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Child"><w:basedOn w:val="Ghost"/></w:style>'
    '<w:style w:type="character" w:styleId="Back"><w:basedOn w:val="Ghost"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    "</w:styles>"
)


@pytest.mark.parametrize(
    "properties",
    ["<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:color w:val="FEFEFE"/>', '<w:sz w:val="2"/>', '<w:w w:val="1"/>',
     '<w:rStyle w:val="Ghost"/>', '<w:rStyle w:val="Child"/>'],
)  # fmt: skip
def test_what_word_hides_is_left_out(workspace: Workspace, properties: str) -> None:
    body = f"<w:p>{run(SEEN)}{run(UNSEEN, properties)}</w:p>"
    found = read_docx(word(body, styles__xml=STYLES), workspace)
    assert text_of(found) == SEEN
    assert HIDDEN_NOTE in found.warnings


@pytest.mark.parametrize(
    "properties",
    ["", '<w:vanish w:val="0"/>', '<w:color w:val="FF0000"/>', '<w:sz w:val="21"/>', '<w:rStyle w:val="Back"/>',
     '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="C00000"/>', '<w:color w:val="FFFFFF"/><w:highlight w:val="red"/>'],
)  # fmt: skip
def test_what_word_shows_stays(workspace: Workspace, properties: str) -> None:
    body = f"<w:p>{run(SEEN)}{run(UNSEEN, properties)}</w:p>"
    found = read_docx(word(body, styles__xml=STYLES), workspace)
    assert text_of(found) == SEEN + UNSEEN
    assert HIDDEN_NOTE not in found.warnings


def test_white_heads_of_a_shaded_table_stay(workspace: Workspace) -> None:
    def cell(text: str, shade: str) -> str:
        return f"<w:tc><w:tcPr>{shade}</w:tcPr><w:p>{run(text, '<w:color w:val=' + chr(34) + 'FFFFFF' + chr(34) + '/>')}</w:p></w:tc>"

    shaded = '<w:shd w:val="clear" w:fill="1F4E79"/>'
    body = f"<w:p>{run(SEEN)}</w:p><w:tbl><w:tr>{cell('乡镇', shaded)}{cell('面积', shaded)}{cell(UNSEEN, '')}</w:tr></w:tbl>"
    found = read_docx(word(body), workspace)
    assert "乡镇 | 面积" in text_of(found)
    assert UNSEEN not in text_of(found)


def saved(change: Callable[[openpyxl.worksheet.worksheet.Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for cells in (["乡镇", "面积", "备注"], ["松坪乡", 520, "按期"], ["竹溪乡", 310, UNSEEN]):
        sheet.append(cells)
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_hidden_rows_and_columns_of_a_sheet_are_left_out(workspace: Workspace) -> None:
    def hide_row(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    def hide_column(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.column_dimensions["C"].hidden = True

    def whiten(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["C3"].font = Font(color="FFFFFFFF")

    for change in (hide_row, hide_column, whiten):
        found = read_sheet(saved(change), workspace)
        assert UNSEEN not in text_of(found)
        assert "松坪乡 | 520" in text_of(found)
        assert found.warnings == (HIDDEN_NOTE,)


def test_white_letters_on_a_ground_stay(workspace: Workspace) -> None:
    def head(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for cell in sheet[1]:
            cell.font, cell.fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF1F4E79")

    found = read_sheet(saved(head), workspace)
    assert text_of(found).startswith("乡镇 | 面积 | 备注")
    assert not found.warnings


@needs_font
@pytest.mark.parametrize(("size", "grey"), [(12, 255), (1, 0)])
def test_what_a_pdf_hides_is_told_of(size: float, grey: int) -> None:
    pdf = new_pdf()
    pdf.add_page()
    y = put(pdf, [SEEN, SEEN])
    pdf.set_font_size(size)
    pdf.set_text_color(grey)
    pdf.text(90, y + 40, UNSEEN)
    document = parsed(Loaded("a", "a", "a.pdf", done(pdf))).document
    assert UNSEEN not in document.text
    assert HIDDEN_NOTE in document.doubts


@pytest.mark.parametrize(
    "char", ["\u200b", "\u200c", "\u200d", "\u200e", "\u202e", "\u2060", "\u2066", "\ufeff", "\u00ad", "\U000e0041"]
)
def test_characters_that_take_no_place_go(char: str) -> None:
    assert visible(f"水{char}渠") == "水渠"
    text, marks = assemble([Line(f"{char}水{char}渠", (Mark(1, 2, 1), Mark(3, 4, 2)))])
    assert text == "水渠"
    assert [(m.start, m.end, m.page) for m in marks] == [(0, 1, 1), (1, 2, 2)]


@pytest.mark.parametrize("text", ["水 渠", "می\u200cخواهم", "ᠮᠣ\u180eᠨ", "👍🏽"])
def test_characters_that_a_script_needs_stay(text: str) -> None:
    assert visible(text) == text
