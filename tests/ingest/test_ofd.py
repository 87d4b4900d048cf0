"""OFD files: text with places, tables, hidden text, pictures, invoices, attachments; hostile ones refused."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from ingest.formats import ocr
from ingest.formats.ofd import read_ofd
from ingest.parsed import Parsed, Workspace
from retrieval.errors import IngestError
from tests.conftest import SHARED
from tests.ingest.pdf_files import ARTICLE, needs_font, new_pdf, put, wrapped

OFDS = SHARED / "rawdocs" / "ofd"
_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, lambda seconds: None)


def text(words: str, x: float, y: float, size: float = 5, more: str = "", inside: str = "") -> str:
    """A text object whose baseline is `y` millimetres below the page's upper edge."""
    advance = f"g {len(words) - 1} {size}" if len(words) > 1 else ""
    return (
        f'<ofd:TextObject ID="{round(x * 1000 + y)}" Boundary="{x} {y - size} {size * len(words)} {size * 1.4}" '
        f'Size="{size}" {more}>{inside}<ofd:TextCode X="0" Y="{size}" DeltaX="{advance}">{words}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """A drawn line."""
    return (
        f'<ofd:PathObject Boundary="{x0} {y0} {max(x1 - x0, 0.3)} {max(y1 - y0, 0.3)}"><ofd:AbbreviatedData>'
        f"M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def ofd(*pages: str, parts: dict[str, bytes] | None = None, document: str = "", head: str = "") -> bytes:
    """An OFD package with pages of the given objects."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
    files = {
        "OFD.xml": f"<ofd:OFD {_NS}><ofd:DocBody><ofd:DocInfo><ofd:Title>无题</ofd:Title>{head}</ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea>{document}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
        "<ofd:Attachments>Attachments.xml</ofd:Attachments></ofd:Document>",
        "Doc_0/Attachments.xml": f'<ofd:Attachments {_NS}><ofd:Attachment ID="1" Name="附表.xlsx"/></ofd:Attachments>',
    }
    for number, objects in enumerate(pages):
        files[f"Doc_0/Pages/{number}.xml"] = (
            f'<ofd:Page {_NS}><ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in files.items():
            archive.writestr(name, words)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def paragraph(words: str, y: float, width: int = 30) -> str:
    """A paragraph of lines, the first one indented."""
    return "".join(
        text(part, 30 + (10 if index == 0 else 0), y + 8 * index) for index, part in enumerate(wrapped(words, width))
    )


def texts(parsed: Parsed) -> list[str]:
    return [line.text for line in parsed.lines]


def test_a_paper_is_read_with_its_places(workspace: Workspace) -> None:
    title = text("绿化用地管理办法", 70, 40, 9)
    parsed = read_ofd(ofd(title + paragraph(ARTICLE, 70), paragraph(ARTICLE, 30)), workspace)
    assert texts(parsed) == ["绿化用地管理办法", ARTICLE, ARTICLE]
    assert parsed.title == "绿化用地管理办法"
    assert parsed.pages == 2
    assert parsed.attachments == ("附表.xlsx",)
    mark = parsed.lines[0].marks[0]
    assert mark.page == 1
    assert mark.box is not None
    assert mark.box == pytest.approx((70 / 210, 32 / 297, 142 / 210, 42 / 297), abs=0.01)
    assert [mark.page for mark in parsed.lines[2].marks] == [2, 2, 2]


def test_a_table_keeps_its_cells_together(workspace: Workspace) -> None:
    rules = "".join(line(30, y, 150, y) for y in (50, 60, 75)) + "".join(line(x, 50, x, 75) for x in (30, 80, 150))
    cells = text("区划", 35, 57) + text("面积", 85, 57) + text("东岭区", 35, 69) + text("三百", 85, 66)
    parsed = read_ofd(ofd(rules + cells + text("公顷", 85, 73)), workspace)
    assert texts(parsed) == ["区划 | 面积", "东岭区 | 三百公顷"]


def test_text_that_nobody_sees_is_left_out(workspace: Workspace) -> None:
    white = '<ofd:FillColor Value="255 255 255"/>'
    page = (
        text("看得见的字", 30, 40)
        + text("不显示的字", 30, 60, more='Visible="false"')
        + text("透明的字", 30, 80, more='Alpha="0"')
        + text("白色的字", 30, 100, inside=white)
        + text("纸外的字", 30, 400)
    )
    assert texts(read_ofd(ofd(page), workspace)) == ["看得见的字"]


@needs_font
@pytest.mark.skipif(ocr.available() is not None, reason="rapidocr is not installed")
def test_a_page_that_is_a_picture_is_recognised(workspace: Workspace) -> None:
    import pypdfium2

    drawn = new_pdf()
    drawn.add_page()
    put(drawn, wrapped(ARTICLE, 31))
    picture = io.BytesIO()
    pypdfium2.PdfDocument(bytes(drawn.output()))[0].render(scale=2).to_pil().save(picture, "PNG")
    resources = (
        f'<ofd:Res {_NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>a.png'
        "</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    parsed = read_ofd(
        ofd(
            '<ofd:ImageObject ResourceID="7" Boundary="0 0 105 148.5" CTM="105 0 0 148.5 0 0"/>',
            parts={"Doc_0/Res.xml": resources.encode(), "Doc_0/Res/a.png": picture.getvalue()},
            document="<ofd:DocumentRes>Res.xml</ofd:DocumentRes>",
        ),
        workspace,
    )
    assert texts(parsed) == [ARTICLE]
    box = parsed.lines[0].marks[1].box
    assert box is not None
    assert box[0] == pytest.approx(80 / 595 / 2, abs=0.02)
    assert box[3] < 0.08


def test_an_invoice_names_its_fields(workspace: Workspace) -> None:
    custom = "".join(
        f'<ofd:CustomData Name="{name}">{value}</ofd:CustomData>'
        for name, value in (
            ("发票号码", "20310001"),
            ("开票日期", "2031年01月05日"),
            ("合计金额", "90.00"),
            ("合计税额", "2.70"),
        )
    )
    head = f"<ofd:CustomDatas>{custom}</ofd:CustomDatas>"
    parsed = read_ofd(ofd(text("电子发票（普通发票）", 60, 30), head=head), workspace)
    assert parsed.fields["发票号码"] == "20310001"
    assert parsed.fields["合计税额"] == "2.70"
    assert "发票号码：20310001" in texts(parsed)


def test_pages_without_text_are_no_text(workspace: Workspace) -> None:
    with pytest.raises(IngestError, match="没有文字"):
        read_ofd(ofd("", ""), workspace)


def test_a_page_that_cannot_be_read_is_told(workspace: Workspace) -> None:
    bad = b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'
    data = ofd(text("第一页", 30, 40), text("第二页", 30, 40))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, bad if name.endswith("/1.xml") else old.read(name))
    parsed = read_ofd(out.getvalue(), workspace)
    assert texts(parsed) == ["第一页"]
    assert "第 2 页" in parsed.warnings[0]


def test_bombs_and_broken_files_are_refused_or_read(workspace: Workspace) -> None:
    with pytest.raises(IngestError, match="压缩炸弹"):
        read_ofd(ofd("", parts={f"{n}.bin": bytes(60_000_000) for n in range(6)}), workspace)
    for data in (b"", b"PK\3\4 nothing", ofd("")[:200]):
        with pytest.raises(IngestError):
            read_ofd(data, workspace)
    whole = ofd(text("绿化用地管理办法", 70, 40, 9) + paragraph(ARTICLE, 70))
    chance = random.Random(8)
    refused = 0
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            read_ofd(bytes(broken), workspace)
        except IngestError:
            refused += 1
    assert 0 < refused <= 60


def test_a_picture_that_cannot_be_recognised_does_not_lose_the_text(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    resources = (
        f'<ofd:Res {_NS}><ofd:MultiMedias><ofd:MultiMedia ID="7"><ofd:MediaFile>a.png</ofd:MediaFile>'
        "</ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    picture = io.BytesIO()
    Image.new("L", (9, 9)).save(picture, "PNG")
    parsed = read_ofd(
        ofd(
            text("有字的一页", 30, 40),
            '<ofd:ImageObject ResourceID="7" Boundary="0 0 210 297"/>',
            parts={"Doc_0/Res.xml": resources.encode(), "Doc_0/a.png": picture.getvalue()},
            document="<ofd:DocumentRes>Res.xml</ofd:DocumentRes>",
        ),
        workspace,
    )
    assert texts(parsed) == ["有字的一页"]
    assert "pip install rapidocr" in parsed.warnings[0]


@pytest.mark.skipif(not OFDS.exists(), reason="the shared documents are absent")
def test_real_files_are_read_or_have_no_text(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: "not in this test")
    files = sorted(OFDS.glob("*.ofd"))
    reasons = []
    for file in files:
        try:
            parsed = read_ofd(file.read_bytes(), workspace)
        except IngestError as error:
            reasons.append(error.message)
            continue
        assert all(mark.page <= parsed.pages for line in parsed.lines for mark in line.marks)
    assert len(reasons) <= 0.25 * len(files)
    assert all("没有文字" in reason for reason in reasons)
