"""Word files read as Word shows them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest

from ingest.formats.docx import read_docx
from ingest.parsed import Parsed, Workspace, assemble
from retrieval.errors import IngestError
from tests.conftest import SHARED
from tests.ingest.word_files import (
    NAMESPACES,
    abstract,
    content_types,
    field,
    level,
    num,
    numbered,
    numbering,
    p,
    relation,
    run,
    style,
    styles,
    table,
    tc,
    tr,
    unzipped,
    word,
    zipped,
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, lambda seconds: None)


def _lines(parsed: Parsed) -> list[str]:
    return assemble(parsed.lines)[0].split("\n")


def _read(workspace: Workspace, body: str, relations: str = "", **parts: str | bytes) -> list[str]:
    return _lines(read_docx(word(body, relations, **parts), workspace))


# -- text --------------------------------------------------------------------------------------------------------------


def test_a_file_by_python_docx_keeps_its_order(workspace: Workspace) -> None:
    document = docx.Document()
    document.core_properties.title = "关于虚构湿地保护的通知"
    document.add_paragraph("关于虚构湿地保护的通知")
    grid = document.add_table(2, 2)
    for at, text in enumerate(("年度", "面积（公顷）", "2021", "35")):
        grid.cell(at // 2, at % 2).text = text
    document.add_paragraph("特此通知。")
    buffer = BytesIO()
    document.save(buffer)
    parsed = read_docx(buffer.getvalue(), workspace)
    assert _lines(parsed) == ["关于虚构湿地保护的通知", "年度 | 面积（公顷）", "2021 | 35", "特此通知。"]
    assert parsed.title == "关于虚构湿地保护的通知"


def test_a_title_that_the_text_does_not_hold_is_none(workspace: Workspace) -> None:
    document = docx.Document()
    document.core_properties.title = "Microsoft Word - 文档1"
    document.add_paragraph("关于虚构湿地保护的通知")
    buffer = BytesIO()
    document.save(buffer)
    assert read_docx(buffer.getvalue(), workspace).title == ""


def test_breaks_tabs_hyphens_and_symbols_are_text(workspace: Workspace) -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>A</w:t><w:noBreakHyphen/><w:t>1</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:t>同意</w:t></w:r></w:p>'
    )
    assert _read(workspace, body) == ["甲 乙", "A-1☑同意"]


def test_an_empty_paragraph_parts_two_others(workspace: Workspace) -> None:
    assert _read(workspace, p("前") + p() + p() + p("后")) == ["前", "", "后"]


def test_raised_digits_do_not_join_the_number_before_them(workspace: Workspace) -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    body = f"<w:p>{run('3×10')}{run('4', raised)}{run('m')}{run('2', raised)}</w:p>"
    assert _read(workspace, body) == ["3×10⁴m²"]


def test_hidden_text_is_not_read(workspace: Workspace) -> None:
    assert _read(workspace, f"<w:p>{run('看得见')}{run('看不见', '<w:vanish/>')}</w:p>") == ["看得见"]


def test_tracked_changes_read_as_accepted(workspace: Workspace) -> None:
    body = (
        f"<w:p>{run('面积为')}<w:del><w:r><w:delText>十</w:delText></w:r></w:del><w:ins>{run('二十')}</w:ins>{run('亩')}"
        f"<w:moveFrom>{run('旧处')}</w:moveFrom><w:moveTo>{run('，新处')}</w:moveTo></w:p>"
    )
    assert _read(workspace, body) == ["面积为二十亩，新处"]


def test_a_deleted_paragraph_end_joins_two_paragraphs(workspace: Workspace) -> None:
    assert _read(workspace, p("上半句，", "<w:rPr><w:del/></w:rPr>") + p("下半句。") + p("另一段。")) == [
        "上半句，下半句。",
        "另一段。",
    ]


def test_fields_give_their_result_and_page_numbers_nothing(workspace: Workspace) -> None:
    body = (
        f"<w:p>{field(' REF a ', run('见附件'))}{run('第')}{field(' PAGE ', run('7'))}{run('页')}"
        f'<w:fldSimple w:instr=" NUMPAGES ">{run("9")}</w:fldSimple></w:p>'
    )
    assert _read(workspace, body) == ["见附件第页"]


def test_a_contents_field_runs_over_paragraphs_and_loses_its_page_numbers(workspace: Workspace) -> None:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("第一章 总则")}<w:r><w:tab/></w:r>{field("PAGEREF a", run("1"))}</w:p>'
        f"<w:p>{run('第二章 附则')}<w:r><w:tab/></w:r>{field('PAGEREF b', run('2'))}</w:p>"
        '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    ) + p("正文")
    assert _read(workspace, body) == ["第一章 总则", "第二章 附则", "", "正文"]


def test_a_circled_number_drawn_by_an_equation_field_is_read(workspace: Workspace) -> None:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>eq \\o\\ac(○,3)</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{run("其他材料")}</w:p>'
    )
    assert _read(workspace, body) == ["③其他材料"]


def test_form_fields_show_their_choice(workspace: Workspace) -> None:
    box = "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
    choice = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="男"/><w:listEntry w:val="女"/></w:ddList></w:ffData>'
    body = "".join(
        f'<w:p><w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{run(text)}</w:p>'
        for data, text in ((box, "同意"), (choice, "（性别）"))
    )
    assert _read(workspace, body) == ["☑同意", "女（性别）"]


def test_controls_give_their_content_but_not_their_prompt(workspace: Workspace) -> None:
    body = (
        f"<w:sdt><w:sdtContent>{p('块')}</w:sdtContent></w:sdt>"
        f"<w:p>{run('签发：')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击输入')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtContent>{run('某某')}</w:sdtContent></w:sdt><w:hyperlink>{run('（网站）')}</w:hyperlink></w:p>"
    )
    assert _read(workspace, body) == ["块", "签发：某某（网站）"]


def test_a_formula_is_a_line_of_text(workspace: Workspace) -> None:
    def t(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    body = (
        f"<w:p>{run('覆盖率')}<m:oMath>{t('=')}<m:f><m:num>{t('a+b')}</m:num><m:den>{t('c')}</m:den></m:f>"
        f"<m:sSup><m:e>{t('x')}</m:e><m:sup>{t('2')}</m:sup></m:sSup></m:oMath></w:p>"
    )
    assert _read(workspace, body) == ["覆盖率=(a+b)/cx²"]


# -- boxes, headers, notes ---------------------------------------------------------------------------------------------

_BOX = (
    "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict>"
    "</mc:Fallback></mc:AlternateContent>"
)


def test_a_text_box_is_read_once_and_before_the_text_it_precedes(workspace: Workspace) -> None:
    body = f"<w:p><w:r>{_BOX.format(p('虚构市人民政府文件'))}</w:r>{run('各区人民政府：')}</w:p>"
    assert _read(workspace, body) == ["虚构市人民政府文件", "各区人民政府："]


def test_an_old_text_box_and_drawn_text_are_read(workspace: Workspace) -> None:
    body = (
        "<w:p><w:r><w:pict><v:shape><v:textpath string='虚构市林业局文件'/></v:shape></w:pict></w:r></w:p>"
        f"<w:p>{run('正文')}<w:r><w:pict><v:textbox><w:txbxContent>{p('（印章）')}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    )
    assert _read(workspace, body) == ["虚构市林业局文件", "正文", "（印章）"]


def test_only_a_header_that_is_a_letterhead_is_read(workspace: Workspace) -> None:
    body = p("关于植树的通知") + (
        '<w:sectPr><w:headerReference w:type="first" r:id="h1"/><w:headerReference w:type="default" r:id="h2"/>'
        '<w:footerReference r:id="f1"/></w:sectPr>'
    )
    lines = _read(
        workspace,
        body,
        relation("h1", "header", "header1.xml")
        + relation("h2", "header", "header2.xml")
        + relation("f1", "footer", "footer1.xml"),
        header1__xml=f"<w:hdr {NAMESPACES}>{p('虚构市人民政府文件')}{p('虚政发〔2021〕7号')}</w:hdr>",
        header2__xml=f"<w:hdr {NAMESPACES}>{p('内部资料，注意保存')}</w:hdr>",
        footer1__xml=f"<w:ftr {NAMESPACES}>{p('虚政发〔2021〕8号')}</w:ftr>",
    )
    assert lines == ["虚构市人民政府文件", "虚政发〔2021〕7号", "关于植树的通知"]


def test_notes_stand_after_the_text_and_say_what_they_are(workspace: Workspace) -> None:
    body = f'<w:p>{run("造林五百亩")}<w:r><w:footnoteReference w:id="2"/></w:r>{run("。")}<w:r><w:endnoteReference w:id="5"/></w:r></w:p>'
    lines = _read(
        workspace,
        body,
        relation("n", "footnotes", "footnotes.xml") + relation("e", "endnotes", "endnotes.xml"),
        footnotes__xml=f'<w:footnotes {NAMESPACES}><w:footnote w:type="separator" w:id="0">{p("线")}</w:footnote>'
        f'<w:footnote w:id="1">{p("无人引用")}</w:footnote><w:footnote w:id="2">{p("含补植面积。")}</w:footnote></w:footnotes>',
        endnotes__xml=f'<w:endnotes {NAMESPACES}><w:endnote w:id="5">{p("数据来自虚构年鉴。")}</w:endnote></w:endnotes>',
    )
    assert lines == ["造林五百亩。", "脚注1：含补植面积。", "尾注1：数据来自虚构年鉴。"]


def test_linked_documents_are_attachments(workspace: Workspace) -> None:
    links = relation("a", "hyperlink", "https://example.org/a.pdf", external=True) + relation(
        "b", "hyperlink", "https://example.org/page", external=True
    )
    assert read_docx(word(p("见附件"), links), workspace).attachments == ("https://example.org/a.pdf",)


# -- automatic numbers -------------------------------------------------------------------------------------------------


def _numbered(workspace: Workspace, body: str, lists: str, sheet: str = "") -> list[str]:
    parts: dict[str, str | bytes] = {"numbering__xml": lists}
    relations = relation("n", "numbering", "numbering.xml")
    if sheet:
        parts["styles__xml"] = sheet
        relations += relation("s", "styles", "styles.xml")
    return _read(workspace, body, relations, **parts)


_OUTLINE = abstract(
    1,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3.", suffix="tab"),
)


def test_levels_count_and_start_again_below_a_higher_one(workspace: Workspace) -> None:
    body = "".join(
        numbered(text, 1, at) for text, at in (("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("戊", 0), ("己", 1))
    )
    assert _numbered(workspace, body, numbering(_OUTLINE, num(1, 1))) == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "1. 丁",
        "二、戊",
        "（一）己",
    ]


def test_articles_count_through_chapters_where_the_list_says_so(workspace: Workspace) -> None:
    law = abstract(
        1,
        level(0, "chineseCountingThousand", "第%1章", suffix="space"),
        level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>', start=99, suffix="space"),
    )
    body = "".join(numbered(text, 1, at) for text, at in (("总则", 0), ("甲", 1), ("乙", 1), ("附则", 0), ("丙", 1)))
    assert _numbered(workspace, body, numbering(law, num(1, 1))) == [
        "第一章 总则",
        "第九十九条 甲",
        "第一百条 乙",
        "第二章 附则",
        "第一百零一条 丙",
    ]


def test_legal_levels_write_all_numbers_in_arabic_digits(workspace: Workspace) -> None:
    book = abstract(
        1, level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>", suffix="space")
    )
    body = numbered("总则", 1) + numbered("范围", 1, 1)
    assert _numbered(workspace, body, numbering(book, num(1, 1))) == ["第一章总则", "1.1 范围"]


def test_lists_of_one_abstract_list_go_on_unless_they_set_a_start(workspace: Workspace) -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = numbering(_OUTLINE, num(1, 1), num(2, 1), num(3, 1, again))
    body = numbered("甲", 1) + numbered("乙", 2) + numbered("丙", 3) + numbered("丁", 3)
    assert _numbered(workspace, body, lists) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_a_list_may_write_a_level_its_own_way(workspace: Workspace) -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "decimalEnclosedCircle", "%1")}</w:lvlOverride>'
    assert _numbered(workspace, numbered("甲", 1), numbering(_OUTLINE, num(1, 1, own))) == ["①甲"]


def test_numbers_come_by_style_and_by_the_style_it_is_based_on(workspace: Workspace) -> None:
    lists = numbering(
        abstract(
            1,
            level(0, "chineseCounting", "第%1章", '<w:pStyle w:val="Chapter"/>', suffix="space"),
            level(1, "chineseCounting", "第%2节", '<w:pStyle w:val="Section"/>', suffix="space"),
        ),
        num(4, 1),
    )
    sheet = styles(
        style("Body", default=True),
        style("Chapter", '<w:numPr><w:numId w:val="4"/></w:numPr>', "Body"),
        style("Section", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', "Chapter"),
        style("Child", "", "Section"),
        style("Plain", '<w:numPr><w:numId w:val="0"/></w:numPr>', "Chapter"),
    )
    named = [("总则", "Chapter"), ("范围", "Section"), ("定义", "Child"), ("无号", "Plain"), ("附则", "Chapter")]
    body = "".join(p(text, f'<w:pStyle w:val="{name}"/>') for text, name in named) + p("正文")
    assert _numbered(workspace, body, lists, sheet) == [
        "第一章 总则",
        "第一节 范围",
        "第二节 定义",
        "无号",
        "第二章 附则",
        "正文",
    ]


def test_a_list_may_stand_for_a_numbering_style(workspace: Workspace) -> None:
    lists = numbering(
        abstract(1, level(0, "chineseCounting", "%1、"), inner='<w:styleLink w:val="Outline"/>'),
        abstract(2, inner='<w:numStyleLink w:val="Outline"/>'),
        num(1, 1),
        num(2, 2),
    )
    sheet = styles(style("Outline", '<w:numPr><w:numId w:val="1"/></w:numPr>', kind="numbering"))
    assert _numbered(workspace, numbered("甲", 2) + numbered("乙", 2), lists, sheet) == ["一、甲", "二、乙"]


def test_styles_and_lists_in_a_circle_end(workspace: Workspace) -> None:
    lists = numbering(abstract(2, inner='<w:numStyleLink w:val="A"/>'), num(2, 2))
    sheet = styles(style("A", '<w:numPr><w:numId w:val="2"/></w:numPr>', "B"), style("B", "", "A"))
    assert _numbered(workspace, p("文", '<w:pStyle w:val="B"/>'), lists, sheet) == ["文"]


def test_a_number_taken_away_and_bullets(workspace: Workspace) -> None:
    lists = numbering(_OUTLINE, abstract(2, level(0, "bullet", "\uf0b7", suffix="tab")), num(1, 1), num(2, 2))
    assert _numbered(workspace, numbered("无号", 0) + numbered("要点", 2) + numbered("", 2), lists) == [
        "无号",
        "• 要点",
    ]


def test_numbers_fill_the_empty_cells_of_a_column(workspace: Workspace) -> None:
    lists = numbering(abstract(1, level(0, "decimal", "%1")), num(1, 1))
    rows = [tr(tc("序号"), tc("项目")), *(tr(tc(inner=numbered("", 1)), tc(name)) for name in ("植树", "种草"))]
    assert _numbered(workspace, table(*rows), lists) == ["序号 | 项目", "1 | 植树", "2 | 种草"]


# -- tables ------------------------------------------------------------------------------------------------------------

_DOWN, _ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def _span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def test_merged_cells_stand_in_every_row_and_column_they_cover(workspace: Workspace) -> None:
    body = table(
        tr(tc("地区", _DOWN), tc("面积", _span(2))),
        tr(tc("", _ON), tc("2020年"), tc("2021年")),
        tr(tc("东区"), tc("5"), tc("6")),
        tr(tc("西区"), tc("7"), tc("8")),
    )
    assert _read(workspace, body) == ["地区 | 面积 | 面积", "地区 | 2020年 | 2021年", "东区 | 5 | 6", "西区 | 7 | 8"]


def test_a_form_does_not_repeat_cells_for_the_edges_of_other_rows(workspace: Workspace) -> None:
    body = table(
        tr(tc("姓名", _span(2)), tc("某甲", _span(5)), tc("性别", _span(3)), tc("女", _span(2))),
        tr(tc("住址", _span(3)), tc("虚构路一号", _span(9))),
        tr(tc("电话", _span(4)), tc("000", _span(3)), tc("邮编", _span(1)), tc("111", _span(4))),
        tr(tc("申请", _span(1)), tc("领证", _span(11))),
    )
    assert _read(workspace, body) == [
        "姓名 | 某甲 | 性别 | 女",
        "住址 | 虚构路一号",
        "电话 | 000 | 邮编 | 111",
        "申请 | 领证",
    ]


def test_rows_that_are_one_cell_are_captions_above_and_repeated_within(workspace: Workspace) -> None:
    body = table(
        tr(tc("造林任务表", _span(2))),
        tr(tc("地区"), tc("亩")),
        tr(tc("一、北片", _span(2))),
        tr(tc("东区"), tc("5")),
        tr(tc("注：含补植。", _span(2))),
    )
    assert _read(workspace, body) == ["造林任务表", "地区 | 亩", "一、北片 | 一、北片", "东区 | 5", "注：含补植。"]


def test_a_table_that_only_lays_out_text_gives_paragraphs(workspace: Workspace) -> None:
    long = "".join(p("为了保护虚构的湿地，" * 12 + f"制定第{i}项。") for i in range(3))
    lines = _read(
        workspace, table(tr(tc(inner=p("第一段。") + p("第二段。")))) + p() + table(tr(tc("说明"), tc(inner=long)))
    )
    assert lines[:2] == ["第一段。", "第二段。"]
    assert lines[3] == "说明"
    assert [line[-6:] for line in lines[4:]] == ["制定第0项。", "制定第1项。", "制定第2项。"]


def test_nested_tables_follow_the_row_they_are_in(workspace: Workspace) -> None:
    inner = table(tr(tc("树种"), tc("株数"))) + p()
    assert _read(workspace, table(tr(tc("东区"), tc(inner=p("明细") + inner)), tr(tc("西区"), tc("无")))) == [
        "东区 | 明细",
        "树种 | 株数",
        "西区 | 无",
    ]


def test_rows_that_were_deleted_are_gone_and_skipped_columns_stay_empty(workspace: Workspace) -> None:
    body = table(
        tr(tc("甲"), tc("乙"), tc("丙")),
        f"<w:tr><w:trPr><w:del/></w:trPr>{tc('旧')}{tc('旧')}{tc('旧')}</w:tr>",
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{tc("乙二")}{tc("丙二")}</w:tr>',
    )
    assert _read(workspace, body) == ["甲 | 乙 | 丙", "| 乙二 | 丙二"]


# -- kinds of files, and broken ones -----------------------------------------------------------------------------------


def test_strict_files_are_read(workspace: Workspace) -> None:
    usual = word(
        numbered("严格格式", 1),
        relation("n", "numbering", "numbering.xml"),
        numbering__xml=numbering(_OUTLINE, num(1, 1)),
    )
    strict: dict[str, str | bytes] = {
        name: content.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(b"schemas.openxmlformats.org/officeDocument/2006/", b"purl.oclc.org/ooxml/officeDocument/")
        for name, content in unzipped(usual).items()
    }
    assert _lines(read_docx(zipped(strict), workspace)) == ["一、严格格式"]


@pytest.mark.parametrize(
    "kind",
    [
        "vnd.ms-word.document.macroEnabled.main+xml",
        "vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_macro_files_and_templates_are_read_even_without_relations(kind: str, workspace: Workspace) -> None:
    types = content_types().replace(
        "</Types>", f'<Override PartName="/word/other.xml" ContentType="application/{kind}"/></Types>'
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "word/other.xml": unzipped(word(p("正文")))["word/document.xml"],
    }
    assert _lines(read_docx(zipped(files), workspace)) == ["正文"]


def test_relations_to_parts_that_are_not_there_do_no_harm(workspace: Workspace) -> None:
    gone = (
        relation("n", "numbering", "NULL")
        + relation("s", "styles", "gone.xml")
        + relation("f", "footnotes", "gone2.xml")
    )
    assert _read(workspace, p("正文", '<w:pStyle w:val="X"/>'), gone) == ["正文"]


def test_a_damaged_part_beside_the_text_is_a_warning(workspace: Workspace) -> None:
    parsed = read_docx(
        word(p("正文"), relation("n", "numbering", "numbering.xml"), numbering__xml="<w:numb"), workspace
    )
    assert _lines(parsed) == ["正文"]
    assert any("numbering.xml" in warning for warning in parsed.warnings)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 nothing",
        word(p("正文"))[:300],
        zipped({"word/document.xml": ""}),
        zipped({"word/document.xml": "<w:document"}),
        zipped({"word/document.xml": f"<w:document {NAMESPACES}/>"}),
        zipped({"xl/workbook.xml": "<workbook/>"}),
        zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}),
        word("<w:p>" * 5000 + "</w:p>" * 5000),
    ],
    ids=["empty", "no zip", "cut", "empty part", "no XML", "no body", "a workbook", "entities", "deep"],
)
def test_what_is_no_word_file_is_refused_with_a_hint(data: bytes, workspace: Workspace) -> None:
    with pytest.raises(IngestError) as caught:
        read_docx(data, workspace)
    assert caught.value.hint


def test_text_within_the_depth_that_parsers_allow_is_read(workspace: Workspace) -> None:
    nested = table(tr(tc(inner=p("深处"))))
    for _ in range(50):
        nested = table(tr(tc(inner=nested + p())))
    assert "深处" in _read(workspace, nested)


def _rich() -> bytes:
    lists = numbering(_OUTLINE, num(1, 1))
    body = (
        numbered("总体要求", 1)
        + table(tr(tc("地区", _DOWN), tc("亩", _span(2))), tr(tc("", _ON), tc("5"), tc("6")))
        + f"<w:p><w:r>{_BOX.format(p('框'))}<w:footnoteReference w:id='2'/></w:r>{field(' PAGE ', run('3'))}</w:p>"
        + "".join(p(f"第{i}段文字，为虚构的内容。") for i in range(40))
    )
    return word(
        body,
        relation("n", "numbering", "numbering.xml")
        + relation("f", "footnotes", "footnotes.xml")
        + relation("s", "styles", "styles.xml"),
        numbering__xml=lists,
        styles__xml=styles(style("A", default=True)),
        footnotes__xml=f"<w:footnotes {NAMESPACES}><w:footnote w:id='2'>{p('注')}</w:footnote></w:footnotes>",
    )


def _malformed(whole: bytes) -> dict[str, bytes]:
    """Broken copies: cut, with a bit turned, parts taken away, emptied, cut, garbled or with values out of range."""
    broken = {f"cut {i}": whole[: len(whole) * i // 20] for i in range(20)}
    for i in range(20):
        at = len(whole) * i // 20 + 7
        broken[f"bit {i}"] = whole[:at] + bytes([whole[at] ^ (1 << i % 8)]) + whole[at + 1 :]
    files = unzipped(whole)
    for name, content in files.items():
        broken[f"without {name}"] = zipped({other: files[other] for other in files if other != name})
        broken[f"empty {name}"] = zipped({**files, name: b""})
        broken[f"half {name}"] = zipped({**files, name: content[: len(content) // 2]})
        broken[f"garbled {name}"] = zipped({**files, name: content[::-1]})
        for value in (b"-5", b"99999999999999999999", "二".encode(), b""):
            broken[f"{value!r} in {name}"] = zipped(
                {**files, name: content.replace(b'"1"', b'"' + value + b'"').replace(b'"2"', b'"' + value + b'"')}
            )
    return broken


def test_malformed_files_give_text_or_a_reason_and_nothing_else(workspace: Workspace) -> None:
    whole = _rich()
    assert "一、总体要求" in _lines(read_docx(whole, workspace))
    broken = _malformed(whole)
    assert len(broken) >= 60
    found = {name: _outcome(data, workspace) for name, data in broken.items()}
    assert 10 <= sum(found.values()) < len(broken)


def _outcome(data: bytes, workspace: Workspace) -> bool:
    """Whether it was read; it fails where neither lines nor a reason with a hint come back."""
    try:
        parsed = read_docx(data, workspace)
    except IngestError as error:
        if not error.hint:
            raise AssertionError("no hint") from error
        return False
    assert all("\n" not in line.text for line in parsed.lines)
    return True


# -- real files --------------------------------------------------------------------------------------------------------

_REAL = sorted((SHARED / "rawdocs" / "docx").glob("*.docx"))


@pytest.mark.skipif(not _REAL, reason="the shared documents are not on this machine")
@pytest.mark.parametrize("path", _REAL, ids=lambda path: path.stem[-12:])
def test_real_files_read(path: Path, workspace: Workspace) -> None:
    text, _ = assemble(read_docx(path.read_bytes(), workspace).lines)
    assert len(text) > 1000
    assert "\ufffd" not in text
