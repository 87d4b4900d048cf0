"""Spreadsheets and text tables to lines."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from ingest.formats.sheet import read_sheet
from ingest.formats.sheet_csv import read_csv
from ingest.formats.sheet_numbers import shown
from ingest.parsed import Parsed, Workspace, assemble
from retrieval.errors import IngestError
from tests.conftest import SHARED


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, lambda seconds: None)


def _saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text(parsed: Parsed) -> list[str]:
    return assemble(parsed.lines)[0].split("\n")


def _statistics() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "造林情况"
    sheet["A1"] = "附件1"
    sheet["A2"] = "2021年云山县造林情况统计表"
    sheet.merge_cells("A2:E2")
    sheet["A3"] = "单位：公顷"
    for column, name in enumerate(("乡镇", "年份", "面积", "完成率", "验收日期"), 1):
        sheet.cell(4, column, name)
    rows = [("东河镇", 2021, 3150.0, 0.9567, dt.date(2021, 5, 1)), (None, 2022, 1234567.5, 1.0, dt.date(2022, 12, 31))]
    for at, values in enumerate(rows, 5):
        for column, value in enumerate(values, 1):
            sheet.cell(at, column, value)
        sheet.cell(at, 3).number_format = "#,##0.##"
        sheet.cell(at, 4).number_format = "0.0%"
        sheet.cell(at, 5).number_format = 'yyyy"年"m"月"d"日"'
    sheet.merge_cells("A5:A6")
    sheet["A8"] = "说明：\n本表不含虚构林场。"
    hidden = book.create_sheet("底稿")
    hidden["A1"] = "不公开"
    hidden.sheet_state = "hidden"
    return _saved(book)


def test_a_workbook_reads_as_its_cells_show(workspace: Workspace) -> None:
    parsed = read_sheet(_statistics(), workspace)
    assert _text(parsed) == [
        "造林情况",
        "附件1",
        "2021年云山县造林情况统计表",
        "单位：公顷",
        "乡镇 | 年份 | 面积 | 完成率 | 验收日期",
        "东河镇 | 2021 | 3,150 | 95.7% | 2021年5月1日",
        "东河镇 | 2022 | 1,234,567.5 | 100.0% | 2022年12月31日",
        "",
        "说明：",
        "本表不含虚构林场。",
    ]
    assert parsed.title == "2021年云山县造林情况统计表"
    assert any("底稿" in warning for warning in parsed.warnings)
    assert {mark.page for line in parsed.lines for mark in line.marks} == {1}


def test_a_sheet_keeps_its_number_behind_a_hidden_one(workspace: Workspace) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "看不见"
    book.active.sheet_state = "hidden"
    book.create_sheet("收支")["A1"] = "收入合计"
    parsed = read_sheet(_saved(book), workspace)
    assert _text(parsed) == ["收支", "收入合计"]
    assert {mark.page for line in parsed.lines for mark in line.marks} == {2}
    assert parsed.pages == 2


def test_an_old_workbook_shows_its_formats_too(workspace: Workspace) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("空表")
    sheet = book.add_sheet("年报")
    sheet.write_merge(0, 0, 0, 3, "虚构县年报")
    for column, name in enumerate(("项目", "金额", "增长", "日期")):
        sheet.write(1, column, name)
    for at in (2, 3):
        sheet.write(at, 0, f"第{at}项")
        sheet.write(at, 1, 1200.5, xlwt.easyxf(num_format_str="#,##0.00"))
        sheet.write(at, 2, -0.031, xlwt.easyxf(num_format_str="0.0%"))
        sheet.write(at, 3, dt.date(2020, 3, 2), xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'))
    assert _text(read_sheet(_saved(book), workspace)) == [
        "年报",
        "虚构县年报",
        "项目 | 金额 | 增长 | 日期",
        "第2项 | 1,200.50 | -3.1% | 2020年3月2日",
        "第3项 | 1,200.50 | -3.1% | 2020年3月2日",
    ]


_ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">
<office:automatic-styles><style:style style:name="off" style:family="table">
<style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Sheet1"><table:table-row><table:table-cell table:number-columns-spanned="2"
 office:value-type="string"><text:p>收<text:s/>费标准</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
<table:table-header-rows><table:table-row><table:table-cell><text:p>项目</text:p></table:table-cell>
<table:table-cell><text:p>标准</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>证照</text:p></table:table-cell>
<table:table-cell office:value="0.05"><text:p>5.00%</text:p></table:table-cell></table:table-row>
<table:table-row><table:covered-table-cell/><table:table-cell><text:p>10元</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>=DISPIMG("ID_1",1)</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table>
<table:table table:name="内部" table:style-name="off"><table:table-row><table:table-cell><text:p>隐藏</text:p>
</table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""


def _ods(content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return stream.getvalue()


def test_an_open_document_sheet(workspace: Workspace) -> None:
    parsed = read_sheet(_ods(_ODS), workspace)
    assert _text(parsed) == ["收 费标准", "项目 | 标准", "证照 | 5.00%", "证照 | 10元"]
    assert parsed.title == "收 费标准"
    assert len(parsed.warnings) == 1
    assert parsed.pages == 2


def test_a_unit_beside_a_caption_and_long_merged_cells(workspace: Workspace) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["D1"] = "表3 财政收支", "单位：万元"
    sheet.merge_cells("A1:C1")
    for column, name in enumerate("甲乙丙丁", 1):
        sheet.cell(2, column, name)
    long = "本项资金由虚构县财政局统筹安排并按季度拨付各乡镇使用，年终结余全部收回县级财政，不得挪作他用。"
    sheet["A3"], sheet["B3"] = "备注", long
    sheet.merge_cells("B3:D3")
    assert _text(read_sheet(_saved(book), workspace)) == [
        "表3 财政收支 | 单位：万元",
        "甲 | 乙 | 丙 | 丁",
        f"备注 | {long}",
    ]


def test_heads_of_several_rows_repeat_what_they_cover(workspace: Workspace) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for place, text in {
        "A1": "地区",
        "B1": "2020年",
        "D1": "2021年",
        "B2": "人口",
        "C2": "面积",
        "D2": "人口",
        "E2": "面积",
    }.items():
        sheet[place] = text
    for ranges in ("A1:A2", "B1:C1", "D1:E1"):
        sheet.merge_cells(ranges)
    sheet.append(["东河镇", 1, 2, 3, 4])
    assert _text(read_sheet(_saved(book), workspace)) == [
        "地区 | 2020年 | 2020年 | 2021年 | 2021年",
        "地区 | 人口 | 面积 | 人口 | 面积",
        "东河镇 | 1 | 2 | 3 | 4",
    ]


def test_a_formula_without_its_result_is_told(workspace: Workspace) -> None:
    book = openpyxl.Workbook()
    book.active.append(["合计", "=SUM(1,2)"])
    parsed = read_sheet(_saved(book), workspace)
    assert any("公式" in warning for warning in parsed.warnings)


def test_what_is_too_much_is_cut_with_a_warning(workspace: Workspace) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(11_000):
        sheet.append(["数"] * 20)
    parsed = read_sheet(_saved(book), workspace)
    assert len(parsed.lines) == 10_000
    assert parsed.warnings


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3150.0, "", "3150"),
        (0.1 + 0.2, "General", "0.3"),
        (12.3456789012345, "", "12.3456789"),
        (110101199001011234, "", "110101199001011234"),
        (1234.5, "0.00", "1234.50"),
        (1234.565, "#,##0.00", "1,234.57"),
        (-1234.5, "#,##0.0;(#,##0.0)", "(1,234.5)"),
        (0.0, '#,##0;-#,##0;"-"', "-"),
        (0.0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (12.3, '0.0"万元"', "12.3万元"),
        (12.3, "[$￥-804]#,##0.00", "￥12.30"),
        (7, "000", "007"),
        (1234567, '0.0,"千"', "1234.6千"),
        (5, '[=1]"是";[=0]"否";0', "5"),
        (1, '[=1]"是";[=0]"否";0', "是"),
        (-0.001, "0.0", "0.0"),
        (0.153, "0%", "15%"),
        (0.5, "# ?/?", "0.5"),
        (1e300, "0.00", "1e+300"),
        (float("nan"), "0", "nan"),
        (True, "", "TRUE"),
        (43586, 'yyyy"年"m"月"d"日"', "2019年5月1日"),
        (43586, "yyyy/m/d;@", "2019/5/1"),
        (43586, "[$-F800]dddd, mmmm dd, yyyy", "2019年5月1日"),
        (43606, '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇一九年五月二十一日"),
        (43586, "aaaa", "星期三"),
        (43586.354, "yyyy-mm-dd hh:mm", "2019-05-01 08:29"),
        (dt.date(2019, 5, 1), "", "2019-05-01"),
        (dt.datetime(2019, 5, 1, 8, 30), "", "2019-05-01 08:30"),
        (dt.date(2019, 5, 1), 'm"月"d"日"', "5月1日"),
        (dt.time(14, 5), '上午/下午h"时"mm"分"', "下午2时05分"),
        (dt.timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
        (dt.timedelta(hours=30), "yyyy-mm-dd", "30:00:00"),
        ("文字", "0.00", "文字"),
        (None, "0.00", ""),
    ],
)
def test_a_value_is_shown_by_its_format(value: Any, code: str, text: str) -> None:
    assert shown(value, code) == text


def _rewritten(data: bytes, member: str, pattern: str, replacement: str) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(data))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == member:
                changed = re.sub(pattern, replacement, content.decode(), count=1)
                assert changed != content.decode()
                content = changed.encode()
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row>',
        '<row r="1048576"><c><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c spare='>' r='XFD1048576'><v>1</v></c></row>",
        '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    ],
)
def test_cells_in_far_corners_are_refused(workspace: Workspace, cell: str) -> None:
    data = _rewritten(_statistics(), "xl/worksheets/sheet1.xml", "</sheetData>", f"{cell}</sheetData>")
    with pytest.raises(IngestError, match="散布得太远"):
        read_sheet(data, workspace)


def test_an_empty_cell_in_a_far_corner_is_harmless(workspace: Workspace) -> None:
    cell = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    data = _rewritten(_statistics(), "xl/worksheets/sheet1.xml", "</sheetData>", f"{cell}</sheetData>")
    assert "东河镇 | 2021 | 3,150 | 95.7% | 2021年5月1日" in _text(read_sheet(data, workspace))


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ("乡镇,面积\n东河镇,3150\n西山镇,12\n".encode(), ["乡镇 | 面积", "东河镇 | 3150", "西山镇 | 12"]),
        (
            "乡镇;面积\r\n东河镇;3,5\r\n西山镇;1,2\r\n".encode("gb18030"),
            ["乡镇 | 面积", "东河镇 | 3,5", "西山镇 | 1,2"],
        ),
        ("\ufeff甲\t乙\n1\t2\n".encode(), ["甲 | 乙", "1 | 2"]),
        ('甲,乙\n"第一行\n第二行","他说""好"""\n'.encode(), ["甲 | 乙", '第一行 第二行 | 他说"好"']),
        ("虚构县统计表\n甲,乙,丙\n1,2\n3,4,5\n".encode(), ["虚构县统计表", "甲 | 乙 | 丙", "1 | 2", "3 | 4 | 5"]),
        ('甲,乙\n"未配对,2\n3,4\n'.encode(), ["甲 | 乙", '"未配对 | 2', "3 | 4"]),
        ("甲|乙\n1|2\n\n3|4\n".encode(), ["甲 | 乙", "1 | 2", "", "3 | 4"]),
        ("只有一段话。\n".encode(), ["只有一段话。"]),
    ],
)
def test_a_text_table(workspace: Workspace, data: bytes, rows: list[str]) -> None:
    assert _text(read_csv(data, workspace)) == rows


def test_a_text_table_with_a_million_columns(workspace: Workspace) -> None:
    parsed = read_csv(b",".join([b"1"] * 1_000_000) + b"\n", workspace)
    assert parsed.warnings
    assert len(parsed.lines) == 1


def test_a_cell_longer_than_the_reader_takes(workspace: Workspace) -> None:
    parsed = read_csv(("甲,乙\n" + "长" * 200_000 + ",2\n").encode(), workspace)
    assert _text(parsed)[0] == "甲 | 乙"
    assert _text(parsed)[1].endswith("长 | 2")


@pytest.mark.parametrize("name", sorted(path.name for path in (SHARED / "rawdocs" / "xlsx").glob("*.xlsx")) or [""])
def test_real_workbooks(workspace: Workspace, name: str) -> None:
    if not name:
        pytest.skip("the shared workbooks are not here")
    parsed = read_sheet((SHARED / "rawdocs" / "xlsx" / name).read_bytes(), workspace)
    assert sum(" | " in line.text for line in parsed.lines) > 3


def _old(*records: tuple[int, bytes]) -> bytes:
    """An old workbook whose first sheet's DIMENSIONS record is replaced by `records`."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for at in range(300):  # beyond 4,096 bytes its stream lies in whole sectors
        sheet.write(at, 0, at + 0.25)
    data = _saved(book)
    at = data.index(struct.pack("<HHII", 0x0200, 14, 0, 300))
    new = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)
    assert len(new) == 18
    return data[:at] + new + data[at + 18 :]


@pytest.mark.parametrize(
    "record",
    [
        (0x0200, struct.pack("<IIHHH", 45_824, 30, 0, 2, 0)),
        (0x0200, struct.pack("<IIHHH", 0, 1 << 30, 0, 2, 0)),
        (0x0200, struct.pack("<IIHHH", 0, 30, 9, 2, 0)),
        (0x0203, struct.pack("<HHHd", 65_535, 65_535, 0, 1.0)),
    ],
)
def test_an_old_workbook_that_reaches_too_far_is_refused(workspace: Workspace, record: tuple[int, bytes]) -> None:
    assert "299.25" in _text(read_sheet(_old((0x0200, struct.pack("<IIHHH", 0, 300, 0, 1, 0))), workspace))
    with pytest.raises(IngestError, match="太大"):
        read_sheet(_old(record), workspace)
