"""Presentations to lines."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pptx
import pytest
from lxml import etree
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from ingest.formats.slides import read_slides
from ingest.parsed import Parsed, Workspace, assemble
from retrieval.errors import IngestError
from tests.conftest import SHARED


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, lambda seconds: None)


def _saved(presentation: Any) -> bytes:
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def _text(parsed: Parsed) -> list[str]:
    return assemble(parsed.lines)[0].split("\n")


def _box(slide: Any, text: str, left: float, top: float) -> Any:
    box = slide.shapes.add_textbox(Cm(left), Cm(top), Cm(8), Cm(1))
    box.text_frame.text = text
    return box


def test_titles_come_first_then_from_top_to_bottom(workspace: Workspace) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    _box(slide, "第三句。", 1, 15)
    _box(slide, "右边。", 12, 10.2)
    _box(slide, "左边。", 1, 10)
    _box(slide, "最上面。", 1, 0.1)
    slide.shapes.title.text_frame.text = "关于\v造林的汇报"
    slide.notes_slide.notes_text_frame.text = "先讲情况。\n再讲问题。"
    second = deck.slides.add_slide(deck.slide_layouts[6])
    _box(second, "第二页。", 1, 1)
    parsed = read_slides(_saved(deck), workspace)
    assert _text(parsed) == [
        "关于造林的汇报", "最上面。", "左边。", "右边。", "第三句。", "备注：先讲情况。", "再讲问题。", "", "第二页。",
    ]  # fmt: skip
    assert parsed.title == "关于造林的汇报"
    assert parsed.pages == 2
    assert [line.marks[0].page for line in parsed.lines if line.text] == [1] * 7 + [2]


def test_groups_tables_and_charts(workspace: Workspace) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape().shapes.add_group_shape()
    _box(group, "组里的话。", 1, 1)
    table = slide.shapes.add_table(3, 3, Cm(1), Cm(5), Cm(10), Cm(3)).table
    for at, text in enumerate(("乡镇", "面积", "面积甲", "东河镇", "1", "2", "西山镇", "3", "4")):
        table.cell(at // 3, at % 3).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    make: Any = CategoryChartData
    data = make()
    data.categories = ["2020年", "2021年"]
    data.add_series("公顷", (3150.0, 12.5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(12), Cm(10), Cm(5), data)
    assert _text(read_slides(_saved(deck), workspace)) == [
        "组里的话。",
        "乡镇 | 面积 面积甲 | 面积 面积甲",
        "东河镇 西山镇 | 1 | 2",
        "东河镇 西山镇 | 3 | 4",
        "类别 | 公顷",
        "2020年 | 3150",
        "2021年 | 12.5",
    ]


def test_numbers_that_the_program_counts(workspace: Workspace) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    frame = _box(slide, "总则", 1, 1).text_frame
    for text in ("范围", "说明", "期限"):
        frame.add_paragraph().text = text
    for paragraph, kind in zip(
        frame.paragraphs, ("ea1JpnChsDbPeriod", "ea1JpnChsDbPeriod", "", "arabicParenR"), strict=True
    ):
        if kind:
            etree.SubElement(paragraph._p.get_or_add_pPr(), f"{_A}buAutoNum", type=kind)
    assert _text(read_slides(_saved(deck), workspace)) == ["一、总则", "二、范围", "说明", "1)期限"]


_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def test_hidden_slides_and_pictures_are_told(workspace: Workspace) -> None:
    deck = pptx.Presentation()
    for text in ("看得见。", "看不见。"):
        _box(deck.slides.add_slide(deck.slide_layouts[6]), text, 1, 1)
    deck.slides[1].element.set("show", "0")
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_picture(picture, Cm(1), Cm(1))
    parsed = read_slides(_saved(deck), workspace)
    assert _text(parsed) == ["看得见。"]
    assert "第 2 页" in parsed.warnings[0]
    assert "第 3 页" in parsed.warnings[1]


def test_a_deck_of_pictures_only_says_so(workspace: Workspace) -> None:
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    with pytest.raises(IngestError, match="没有文字"):
        read_slides(_saved(deck), workspace)


_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def test_diagrams_hold_text(workspace: Workspace) -> None:
    deck = pptx.Presentation()
    _box(deck.slides.add_slide(deck.slide_layouts[6]), "流程", 1, 1)
    source = zipfile.ZipFile(io.BytesIO(_saved(deck)))
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="d"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
        '<p:xfrm><a:off x="0" y="9000000"/><a:ext cx="1" cy="1"/></p:xfrm><a:graphic><a:graphicData uri="'
        + _DIAGRAM
        + '">'
        f'<dgm:relIds xmlns:dgm="{_DIAGRAM}" r:dm="rId99"/></a:graphicData></a:graphic></p:graphicFrame></p:spTree>'
    )
    points = "".join(
        f'<dgm:pt type="{kind}"><dgm:t><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for kind, text in (("node", "受理"), ("pres", "版式"), ("node", "审查"))
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in source.namelist():
            content = source.read(name).decode("utf-8", "surrogateescape")
            if name == "ppt/slides/slide1.xml":
                content = content.replace("</p:spTree>", frame).replace(
                    "<p:sld ",
                    '<p:sld xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ',
                    1,
                )
            if name == "ppt/slides/_rels/slide1.xml.rels":
                content = content.replace(
                    "</Relationships>",
                    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                    'diagramData" Target="../diagrams/data1.xml"/></Relationships>',
                )
            archive.writestr(name, content.encode("utf-8", "surrogateescape"))
        archive.writestr(
            "ppt/diagrams/data1.xml",
            f'<dgm:dataModel xmlns:dgm="{_DIAGRAM}" xmlns:a="{_A[1:-1]}"><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>',
        )
    assert _text(read_slides(_declared_twice(stream.getvalue()), workspace)) == ["流程", "受理", "审查"]


def _declared_twice(data: bytes) -> bytes:
    """The package, with a namespace that would be declared twice declared once."""
    source = zipfile.ZipFile(io.BytesIO(data))
    declared = b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "ppt/slides/slide1.xml" and content.count(declared) > 1:
                head, _, rest = content.partition(declared)
                content = head + declared + rest.replace(declared, b"")
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("name", sorted(path.name for path in (SHARED / "rawdocs" / "pptx").glob("*.pptx")) or [""])
def test_real_presentations(workspace: Workspace, name: str) -> None:
    if not name:
        pytest.skip("the shared presentations are not here")
    parsed = read_slides((SHARED / "rawdocs" / "pptx" / name).read_bytes(), workspace)
    assert parsed.title
    assert any(" | " in line.text for line in parsed.lines)
