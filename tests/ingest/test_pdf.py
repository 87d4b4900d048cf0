"""PDFs read as a reader sees them: paragraphs, columns, tables, places; hostile ones refused."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import unicodedata
import zlib
from pathlib import Path

import numpy as np
import pypdf
import pytest
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image
from pypdf.generic import RectangleObject

from ingest.formats import ocr
from ingest.formats.pdf import read_pdf
from ingest.formats.pdf_flow import glue
from ingest.formats.picture import page_picture
from ingest.parsed import Line, Parsed, Workspace, assemble
from retrieval.errors import IngestError
from retrieval.settings import ROOT
from tests.conftest import SHARED
from tests.ingest.pdf_files import (
    ARTICLE,
    LEADING,
    LEFT,
    SECOND,
    SIZE,
    TOP,
    centred,
    done,
    needs_font,
    new_pdf,
    put,
    wrapped,
)

LAWS = SHARED / "rawdocs"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, lambda seconds: None)


def texts(parsed: Parsed) -> list[str]:
    return [line.text for line in parsed.lines]


def changed(data: bytes, page: int = 0, rotate: int = 0, crop: tuple[float, ...] | None = None) -> bytes:
    """The PDF with one page turned or cropped."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    if rotate:
        writer.pages[page].rotate(rotate)
    if crop:
        writer.pages[page].cropbox = RectangleObject(crop)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def grid(pdf: FPDF, x: list[float], y: list[float], skip: tuple[tuple[float, float, float, float], ...] = ()) -> None:
    """Rules at all of `x` and `y`, but for the parts in `skip` (from x, from y, to x, to y)."""
    for at in y:
        for start, end in zip(x, x[1:], strict=False):
            if (start, at, end, at) not in skip:
                pdf.line(start, at, end, at)
    for at in x:
        for start, end in zip(y, y[1:], strict=False):
            if (at, start, at, end) not in skip:
                pdf.line(at, start, at, end)


@needs_font
def test_paragraphs_are_joined_and_furniture_is_left_out(workspace: Workspace) -> None:
    pdf = new_pdf()
    for number in range(1, 4):
        pdf.add_page()
        pdf.text(LEFT, 40, "云水市人民政府公报")
        pdf.text(280, 810, f"— {number} —")
        y = put(pdf, wrapped(ARTICLE, 31))
        put(pdf, wrapped(SECOND, 31), y)
    parsed = read_pdf(done(pdf), workspace)
    assert texts(parsed) == [ARTICLE, SECOND] * 3
    assert parsed.pages == 3
    first = parsed.lines[0]
    assert [mark.page for mark in first.marks] == [1, 1, 1]
    assert "".join(first.text[mark.start : mark.end] for mark in first.marks) == ARTICLE


@needs_font
def test_a_page_number_goes_in_two_pages_and_a_year_stays(workspace: Workspace) -> None:
    pdf = new_pdf()
    for number in (1, 2):
        pdf.add_page()
        put(pdf, wrapped(ARTICLE, 31))
        pdf.text(290, 815, str(number))
    pdf.text(LEFT, 400, "2031")
    assert texts(read_pdf(done(pdf), workspace)) == [ARTICLE, ARTICLE, "2031"]


@needs_font
def test_a_paragraph_goes_on_over_the_page_break(workspace: Workspace) -> None:
    lines = wrapped(ARTICLE + SECOND, 31)
    pdf = new_pdf()
    pdf.add_page()
    y = put(pdf, wrapped(SECOND, 31), 600)
    put(pdf, lines[:3], y)
    pdf.add_page()
    y = put(pdf, lines[3:], TOP, indent=0)
    put(pdf, wrapped(ARTICLE, 31), y)
    parsed = read_pdf(done(pdf), workspace)
    assert texts(parsed) == [SECOND, ARTICLE + SECOND, ARTICLE]
    assert [mark.page for mark in parsed.lines[1].marks] == [1, 1, 1, 2, 2]


@needs_font
def test_signs_that_are_set_close_stay_in_order(workspace: Workspace) -> None:
    pdf = new_pdf()
    pdf.add_page()
    put(pdf, ["依照《绿化办法》"], indent=0)
    pdf.text(LEFT + 7.5 * SIZE, TOP, "（云政发〔2031〕7号）执行")
    assert texts(read_pdf(done(pdf), workspace)) == ["依照《绿化办法》（云政发〔2031〕7号）执行"]


@needs_font
def test_items_and_articles_start_lines(workspace: Workspace) -> None:
    items = [
        "一、总体要求",
        "（一）编制年度计划；",
        "（二）公布执行情况。",
        "第二条 本办法自二〇三一年一月一日起施行。",
        "1.附则",
    ]
    pdf = new_pdf()
    pdf.add_page()
    y = put(pdf, wrapped(ARTICLE, 31))
    for item in items:
        y = put(pdf, [item], y)
    assert texts(read_pdf(done(pdf), workspace)) == [ARTICLE, *items]


@needs_font
def test_the_title_runs_over_lines_and_is_not_the_letterhead(workspace: Workspace) -> None:
    pdf = new_pdf()
    pdf.set_title("无标题文档-1")
    pdf.add_page()
    pdf.set_text_color(220, 20, 20)
    centred(pdf, "云水市人民政府文件", 100, 40)
    pdf.set_text_color(0)
    centred(pdf, "云政发〔2031〕7号", 150, SIZE)
    centred(pdf, "云水市人民政府关于印发绿化用地", 220, 22)
    centred(pdf, "管理办法的通知", 255, 22)
    put(pdf, wrapped(ARTICLE, 31), 310)
    parsed = read_pdf(done(pdf), workspace)
    assert parsed.title == "云水市人民政府关于印发绿化用地管理办法的通知"
    assert texts(parsed)[:4] == ["云水市人民政府文件", "云政发〔2031〕7号", parsed.title, ARTICLE]


@needs_font
def test_the_files_own_title_counts_only_where_the_text_has_it(workspace: Workspace) -> None:
    for name, expected in (("绿化用地管理办法", "绿化用地管理办法"), ("Microsoft Word - 1.doc", "")):
        pdf = new_pdf()
        pdf.set_title(name)
        pdf.add_page()
        pdf.text(LEFT, TOP - LEADING, "绿化用地管理办法")
        put(pdf, wrapped(ARTICLE, 31))
        assert read_pdf(done(pdf), workspace).title == expected


@needs_font
def test_two_columns_are_read_one_after_the_other(workspace: Workspace) -> None:
    pdf = new_pdf()
    pdf.add_page()
    centred(pdf, "城乡绿化用地管理办法问答", 60, 24)
    left, right = wrapped(ARTICLE * 2, 14), wrapped(SECOND * 2, 14)
    for index in range(max(len(left), len(right))):  # drawn line by line across, as some programs do
        y = TOP + index * LEADING
        for x, lines in ((60.0, left), (310.0, right)):
            if index < len(lines):
                pdf.text(x + (28 if index == 0 else 0), y, lines[index])
    parsed = read_pdf(done(pdf), workspace)
    assert texts(parsed) == ["城乡绿化用地管理办法问答", ARTICLE * 2, SECOND * 2]


@needs_font
def test_a_ruled_table_keeps_its_cells(workspace: Workspace) -> None:
    pdf = new_pdf()
    pdf.add_page()
    put(pdf, wrapped(ARTICLE, 31))
    x, y = [80.0, 180.0, 280.0, 380.0], [200.0, 230.0, 260.0, 310.0, 340.0]
    grid(pdf, x, y, skip=((280.0, 200.0, 280.0, 230.0), (80.0, 230.0, 180.0, 230.0)))
    for at, words in (
        ((90, 235), "指标"), ((190, 220), "新造林面积"), ((190, 250), "2030年"), ((290, 250), "2031年"),
        ((84, 280), "东岭区"), ((184, 280), "三百二十"), ((184, 300), "公顷"), ((284, 290), "410"),
        ((84, 330), "西河区"), ((184, 330), "98"), ((284, 330), "105"),
    ):  # fmt: skip
        pdf.text(*at, words)
    pdf.text(108, 400, "附注：面积按公顷计。")
    parsed = read_pdf(done(pdf), workspace)
    assert texts(parsed)[1:] == [
        "指标 | 新造林面积 | 新造林面积",
        "指标 | 2030年 | 2031年",
        "东岭区 | 三百二十公顷 | 410",
        "西河区 | 98 | 105",
        "附注：面积按公顷计。",
    ]
    cell = parsed.lines[3].marks[1]
    assert parsed.lines[3].text[cell.start : cell.end] == "三百二十公顷"
    assert cell.box is not None
    assert 180 / 595.3 < cell.box[0] < cell.box[2] < 280 / 595.3
    assert 260 / 841.9 < cell.box[1] < cell.box[3] < 310 / 841.9


@needs_font
def test_narrow_cells_do_not_run_together(workspace: Workspace) -> None:
    pdf = new_pdf()
    pdf.add_page()
    grid(pdf, [80.0, 124.0, 168.0], [100.0, 125.0, 150.0])
    for x, y, words in ((81, 118, "甲乙丙"), (125, 118, "丁戊己"), (81, 143, "庚辛壬"), (125, 143, "子丑寅")):
        pdf.text(x, y, words)
    assert texts(read_pdf(done(pdf), workspace)) == ["甲乙丙 | 丁戊己", "庚辛壬 | 子丑寅"]


@needs_font
def test_a_head_that_the_next_page_repeats_is_left_out(workspace: Workspace) -> None:
    pdf = new_pdf()
    for rows in (["东岭区", "西河区"], ["南坪区", "北川区"]):
        pdf.add_page()
        grid(pdf, [80.0, 200.0, 320.0], [100.0, 130.0, 160.0, 190.0])
        for index, name in enumerate(["区划", *rows]):
            pdf.text(90, 120 + 30 * index, name)
            pdf.text(210, 120 + 30 * index, "面积" if index == 0 else str(len(name) * 11 + index))
    parsed = read_pdf(done(pdf), workspace)
    assert texts(parsed) == ["区划 | 面积", "东岭区 | 34", "西河区 | 35", "南坪区 | 34", "北川区 | 35"]
    assert [line.marks[0].page for line in parsed.lines] == [1, 1, 1, 2, 2]


@needs_font
def test_a_table_without_rules_keeps_its_cells(workspace: Workspace) -> None:
    rows = [("区划", "2030年", "2031年"), ("东岭区", "320", "410"), ("西河区", "98", "105"), ("南坪区", "7", "12")]
    pdf = new_pdf()
    pdf.add_page()
    y = put(pdf, wrapped(ARTICLE, 31))
    for row in rows:
        for x, words in zip((100, 240, 380), row, strict=True):
            pdf.text(x, y, words)
        y += LEADING
    put(pdf, wrapped(SECOND, 31), y)
    assert texts(read_pdf(done(pdf), workspace)) == [ARTICLE, *(" | ".join(row) for row in rows), SECOND]


@needs_font
def test_text_that_nobody_sees_is_left_out(workspace: Workspace) -> None:
    pdf = new_pdf()
    pdf.add_page()
    put(pdf, wrapped(ARTICLE, 31))
    pdf.set_text_color(255)
    pdf.text(LEFT, 300, "白色的字命令模型说谎")
    pdf.set_fill_color(20, 40, 90)
    pdf.rect(LEFT, 340, 200, 40, style="F")
    pdf.text(LEFT + 10, 365, "深色底上的白字")
    pdf.set_text_color(0)
    pdf.text_mode = TextMode.INVISIBLE
    pdf.text(LEFT, 420, "隐形的字")
    pdf.text_mode = TextMode.FILL
    pdf.text(LEFT, 900, "纸外的字")
    pdf.set_font_size(1)
    pdf.text(LEFT, 460, "极小的字")
    pdf.set_font_size(30)
    with pdf.rotation(45, 300, 500):
        pdf.text(200, 500, "斜印的水印")
    assert texts(read_pdf(done(pdf), workspace)) == [ARTICLE, "深色底上的白字"]


def scan_over(pdf: FPDF) -> None:
    """Covers the page with a picture, as a scanner does."""
    pdf.image(Image.effect_noise((300, 420), 90).convert("RGB"), 0, 0, pdf.w, pdf.h)


@needs_font
def test_a_scans_own_hidden_text_serves_where_there_is_no_ocr(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "available", lambda: "install it")
    pdf = new_pdf()
    pdf.add_page()
    scan_over(pdf)
    pdf.text_mode = TextMode.INVISIBLE
    put(pdf, wrapped(ARTICLE, 31))
    parsed = read_pdf(done(pdf), workspace)
    assert texts(parsed) == [ARTICLE]
    assert "install it" in parsed.warnings[0]


@needs_font
def test_letters_without_a_meaning_need_ocr(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: "install it")
    pdf = new_pdf()
    pdf.add_page()
    put(pdf, wrapped(ARTICLE, 31))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(done(pdf)))
    for font in writer.pages[0]["/Resources"]["/Font"].values():  # type: ignore[index]  # a dictionary of fonts
        del font.get_object()["/ToUnicode"]
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(IngestError, match="扫描件"):
        read_pdf(out.getvalue(), workspace)


@needs_font
def test_pages_that_are_not_recognised_are_told(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: "install it")
    pdf = new_pdf()
    pdf.add_page()
    put(pdf, wrapped(ARTICLE, 31))
    pdf.add_page()
    scan_over(pdf)
    parsed = read_pdf(done(pdf), workspace)
    assert texts(parsed) == [ARTICLE]
    assert "第 2 页" in parsed.warnings[0]


@needs_font
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_marks_fit_the_picture_of_a_turned_and_cropped_page(workspace: Workspace, turn: int) -> None:
    pdf = new_pdf()
    pdf.add_page()
    pdf.text(200, 300, "唯一的一行字")
    pdf.text(20, 800, "裁掉的字")
    data = changed(done(pdf), rotate=turn, crop=(100, 200, 500, 700))
    parsed = read_pdf(data, workspace)
    assert texts(parsed) == ["唯一的一行字"]
    box = parsed.lines[0].marks[0].box
    assert box is not None
    picture = np.asarray(Image.open(io.BytesIO(page_picture(data, "pdf", 1, 900))).convert("L"))
    ink = np.argwhere(picture < 128) / picture.shape
    assert box[0] - 0.005 <= ink[:, 1].min() < ink[:, 1].max() <= box[2] + 0.005
    assert box[1] - 0.005 <= ink[:, 0].min() < ink[:, 0].max() <= box[3] + 0.005
    assert (box[2] - box[0]) * (box[3] - box[1]) < 2.2 * np.prod(np.ptp(ink, axis=0))


def test_latin_words_that_a_line_breaks_are_whole(workspace: Workspace) -> None:
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_page()
    pdf.set_font("Times", size=12)
    for index, line in enumerate(
        (
            "The municipal office publishes its annual afforesta-",
            "tion report in spring, and",
        )
    ):
        pdf.text(80, 100 + 16 * index, line)
    pdf.text(80, 132, "answers letters from every district within thirty days.")
    assert texts(read_pdf(done(pdf), workspace))[0].startswith(
        "The municipal office publishes its annual afforestation report in spring"
    )


def test_an_encrypted_pdf_is_refused_and_one_with_an_owner_is_read(workspace: Workspace) -> None:
    def locked(user: str | None) -> bytes:
        pdf = FPDF()
        pdf.add_page()
        pdf.set_font("Times", size=12)
        pdf.text(20, 20, "open to readers")
        pdf.set_encryption(owner_password="boss", user_password=user)
        return done(pdf)

    assert texts(read_pdf(locked(None), workspace)) == ["open to readers"]
    with pytest.raises(IngestError, match="密码"):
        read_pdf(locked("secret"), workspace)


def test_attachments_are_named(workspace: Workspace) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Times", size=12)
    pdf.text(20, 20, "see the attachment")
    pdf.embed_file(bytes=b"1,2", basename="annex.csv")
    assert read_pdf(done(pdf), workspace).attachments == ("annex.csv",)


@pytest.mark.parametrize("rounds", [1, 2])
def test_a_stream_that_explodes_is_refused(workspace: Workspace, rounds: int) -> None:
    packed = b"\0" * 320_000_000
    for _ in range(rounds):
        packed = zlib.compress(packed)
    names = b"/FlateDecode " * rounds
    data = b"%%PDF-1.4\n1 0 obj <</Length %d /Filter [%s]>> stream\n%s\nendstream endobj" % (len(packed), names, packed)
    with pytest.raises(IngestError, match="压缩炸弹"):
        read_pdf(data, workspace)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"<html>not a pdf</html>"])
def test_what_is_no_pdf_is_refused(workspace: Workspace, data: bytes) -> None:
    with pytest.raises(IngestError, match="已损坏"):
        read_pdf(data, workspace)


def test_a_page_without_anything_is_no_text(workspace: Workspace) -> None:
    pdf = FPDF()
    pdf.add_page()
    with pytest.raises(IngestError, match="没有文字"):
        read_pdf(done(pdf), workspace)


def test_a_huge_page_is_read(workspace: Workspace) -> None:
    pdf = FPDF(unit="pt", format=(14400, 14400))
    pdf.add_page()
    pdf.set_font("Times", size=12)
    pdf.set_text_color(255)
    pdf.text(7000, 6900, "white on white")
    pdf.set_text_color(0)
    pdf.text(7000, 7000, "a map sheet")
    assert texts(read_pdf(done(pdf), workspace)) == ["a map sheet"]


_READ_ALL = """
import json, sys
from pathlib import Path
from ingest.formats import ocr
from ingest.formats.pdf import read_pdf
from ingest.formats.pdf_flow import glue
from ingest.parsed import Workspace
from retrieval.errors import IngestError
ocr.available = lambda: "not in this test"
outcomes = []
for name in sys.argv[1:]:
    try:
        outcomes.append(len(read_pdf(Path(name).read_bytes(), Workspace(Path("."), print)).lines))
    except IngestError as error:
        outcomes.append(str(error))
print(json.dumps(outcomes))
"""


@needs_font
def test_broken_files_are_read_or_refused(tmp_path: Path) -> None:
    pdf = new_pdf()
    for _ in range(2):
        pdf.add_page()
        put(pdf, wrapped(ARTICLE, 31))
        grid(pdf, [80.0, 200.0, 320.0], [300.0, 330.0, 360.0])
        pdf.text(90, 320, "区划")
    whole = done(pdf)
    chance = random.Random(5)
    names = []
    for number in range(60):
        data = bytearray(whole[: chance.randrange(len(whole))] if number < 20 else whole)
        for _ in range(0 if number < 20 else chance.choice((1, 10, 200))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        names.append(str(tmp_path / f"{number}.pdf"))
        Path(names[-1]).write_bytes(data)
    ran = subprocess.run(
        [sys.executable, "-c", _READ_ALL, *names], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    outcomes = json.loads(ran.stdout.splitlines()[-1])
    assert len(outcomes) == 60
    assert any(isinstance(outcome, int) for outcome in outcomes)
    assert any(isinstance(outcome, str) for outcome in outcomes)


def _bare(text: str) -> str:
    """Without Markdown's marks, blanks and the widths of characters."""
    plain = re.sub(r"\s|[*#]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^\[(.*)\]\([^)]*\)$", r"\1", plain)


@pytest.mark.skipif(not LAWS.exists(), reason="the shared documents are absent")
def test_laws_are_read_to_the_letter(workspace: Workspace) -> None:
    entries = [json.loads(line) for line in (LAWS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    laws = [entry for entry in entries if entry["file"].startswith("pdf/") and "truth" in entry]
    assert laws
    for entry in laws:
        parsed = read_pdf((LAWS / entry["file"]).read_bytes(), workspace)
        truth = [_bare(line) for line in (LAWS / entry["truth"]).read_text(encoding="utf-8").splitlines()]
        found = {_bare(line.text) for line in parsed.lines}
        wanted = [line for line in truth if line]
        assert sum(line in found for line in wanted) >= 0.95 * len(wanted), entry["file"]
        assert parsed.title in entry["file"]
        assert parsed.title


def test_marks_point_into_the_assembled_text(workspace: Workspace) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Times", size=12)
    pdf.text(20, 20, "first")
    pdf.text(20, 60, "second")
    text, marks = assemble([*read_pdf(done(pdf), workspace).lines, Line("")])
    assert [text[mark.start : mark.end] for mark in marks] == ["first", "second"]


@needs_font
def test_a_signature_set_to_the_right_keeps_its_lines(workspace: Workspace) -> None:
    pdf = new_pdf()
    pdf.add_page()
    y = put(pdf, wrapped(ARTICLE, 30))
    right = LEFT + 30 * SIZE
    for text in ("云水市园林绿化管理局", "2024年3月15日"):
        pdf.text(right - pdf.get_string_width(text), y, text)
        y += LEADING
    assert texts(read_pdf(done(pdf), workspace)) == [ARTICLE, "云水市园林绿化管理局", "2024年3月15日"]


@needs_font
def test_columns_of_short_articles_are_read_one_after_the_other(workspace: Workspace) -> None:
    columns = (
        ["第一条", "为弘扬敬老美德，制定本办法。", "第二条", "满八十周岁的老年人每月发放高龄津贴一百", "元，由县级财政负担。", "第三条",
         "医疗机构应当为老年人提供优先就诊服务。"],
        ["第四条", "高龄津贴按季度发放，每季度末发放到位。", "第五条", "骗取津贴的，由民政部门责令退回，并处骗", "取金额一倍罚款。", "第六条",
         "本办法自二〇二三年九月一日起施行。"],
    )  # fmt: skip
    pdf = new_pdf()
    pdf.set_font_size(11)
    pdf.add_page()
    for x, lines in zip((50, 310), columns, strict=True):
        for number, line in enumerate(lines):
            pdf.text(x, TOP + number * 18, line)
    found = "".join(texts(read_pdf(done(pdf), workspace)))
    assert found == "".join(line for lines in columns for line in lines)


def test_a_number_broken_over_two_lines_is_one() -> None:
    assert glue("每人每月发放津贴100元，9", "0周岁以上每人每月200元") == ("每人每月发放津贴100元，9", "")
    assert glue("in 2019", "2020 and later") == ("in 2019", " ")
