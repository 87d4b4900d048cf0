"""Scans and pictures read by the bundled models, without a network."""

from __future__ import annotations

import io
import math
import random
import socket
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter
from PIL.PngImagePlugin import PngInfo

from ingest.formats import ocr
from ingest.formats.image import read_image
from ingest.formats.ocr_tiles import bands
from ingest.formats.pdf import read_pdf
from ingest.parsed import Parsed, Workspace
from retrieval.errors import IngestError
from tests.ingest.pdf_files import ARTICLE, SECOND, centred, done, needs_font, new_pdf, put, wrapped

needs_ocr = pytest.mark.skipif(ocr.available() is not None, reason="rapidocr is not installed")


@pytest.fixture
def asked() -> list[float]:
    """The seconds that readers have asked for."""
    return []


@pytest.fixture
def workspace(tmp_path: Path, asked: list[float]) -> Workspace:
    return Workspace(tmp_path, asked.append)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails whatever opens a connection."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def page(dpi: int = 150) -> Image.Image:
    """A page of a paper with its letterhead in pure red, as a picture."""
    import pypdfium2

    pdf = new_pdf()
    pdf.add_page()
    pdf.set_text_color(255, 0, 0)
    centred(pdf, "云水市人民政府文件", 100, 40)
    pdf.set_text_color(0)
    centred(pdf, "绿化用地管理办法", 180, 24)
    y = put(pdf, wrapped(ARTICLE, 31), 240)
    put(pdf, wrapped(SECOND, 31), y)
    picture: Image.Image = pypdfium2.PdfDocument(done(pdf))[0].render(scale=dpi / 72).to_pil()
    return picture.convert("RGB")


def scanned(picture: Image.Image) -> Image.Image:
    """The picture as a scanner gives it: askew, noisy, with a red seal over the text."""
    draw = ImageDraw.Draw(picture)
    middle, radius = (picture.width * 0.62, picture.height * 0.37), picture.width * 0.13
    draw.circle(middle, radius, outline=(225, 40, 40), width=8)
    for turn in range(12):
        angle = turn * math.pi / 6
        x, y = middle[0] + radius * 0.75 * math.cos(angle), middle[1] + radius * 0.75 * math.sin(angle)
        draw.line((x - 18, y - 12, x + 18, y + 12), fill=(225, 40, 40), width=7)
    picture = picture.rotate(1.2, fillcolor="white", resample=Image.Resampling.BICUBIC)
    chance = random.Random(3)
    for _ in range(4000):
        at = (chance.randrange(picture.width), chance.randrange(picture.height))
        picture.putpixel(at, (chance.randrange(160),) * 3)
    return picture.filter(ImageFilter.GaussianBlur(0.4))


def bytes_of(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def bare(parsed: Parsed) -> str:
    return "".join("".join(line.text.split()) for line in parsed.lines)


def wrong(found: str, wanted: str) -> float:
    """The share of characters of `wanted` that must be changed, taken out or put in."""
    row = list(range(len(found) + 1))
    for i, char in enumerate(wanted, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (char != other))
    return row[-1] / len(wanted)


@needs_ocr
@needs_font
@pytest.mark.usefixtures("offline")
def test_a_scanned_pdf_is_read_with_its_letterhead_under_a_seal(workspace: Workspace, asked: list[float]) -> None:
    data = bytes_of(scanned(page(200)), "PDF", resolution=200)
    parsed = read_pdf(data, workspace)
    assert asked == [15]
    assert parsed.title == "绿化用地管理办法"
    wanted = "云水市人民政府文件绿化用地管理办法" + ARTICLE + SECOND
    assert wrong(bare(parsed), wanted) < 0.03
    assert len(parsed.lines) == 4
    box = parsed.lines[2].marks[0].box
    assert box is not None
    assert 0.15 < box[0] < 0.22
    assert 0.24 < box[1] < box[3] < 0.32


@needs_ocr
@needs_font
@pytest.mark.parametrize("turn", [90, 180])
def test_a_picture_that_lies_wrong_is_read_and_marked_as_it_lies(workspace: Workspace, turn: int) -> None:
    picture = page().rotate(turn, expand=True)
    parsed = read_image(bytes_of(picture, "JPEG", quality=85), workspace)
    assert wrong(bare(parsed), "云水市人民政府文件绿化用地管理办法" + ARTICLE + SECOND) < 0.03
    title = next(line for line in parsed.lines if line.text == "绿化用地管理办法")
    box = title.marks[0].box
    assert box is not None
    across, down = (1 - box[3], box[0]) if turn == 90 else (1 - box[2], 1 - box[3])
    assert 0.25 < across < 0.4
    assert 0.17 < down < 0.24


@needs_ocr
@needs_font
def test_the_pages_of_a_tiff_and_its_empty_ones(workspace: Workspace) -> None:
    blank = Image.new("RGB", (600, 800), "white")
    parsed = read_image(bytes_of(page(), "TIFF", save_all=True, append_images=[blank]), workspace)
    assert parsed.pages == 2
    assert {mark.page for line in parsed.lines for mark in line.marks} == {1}
    assert "第 2 页" in parsed.warnings[0]


@needs_ocr
@needs_font
def test_a_long_picture_is_read_in_bands(workspace: Workspace) -> None:
    one = page(110)
    tall = Image.new("RGB", (one.width, one.height * 3), "white")
    for number in range(3):
        tall.paste(one, (0, number * one.height))
    text = bare(read_image(bytes_of(tall, "PNG"), workspace))
    assert text.count(ARTICLE[:20]) == 3
    assert text.count(SECOND[-12:]) == 3


def test_bands_cover_a_long_picture_and_overlap() -> None:
    found = list(bands(1000, 7000))
    assert found[0][0] == 0
    assert found[-1][1] == 7000
    assert all(above[1] - below[0] > 100 for above, below in zip(found, found[1:], strict=False))
    assert list(bands(1000, 1400)) == [(0, 1400)]


@needs_ocr
def test_a_picture_without_text_is_refused(workspace: Workspace) -> None:
    with pytest.raises(IngestError, match="没有识别出文字"):
        read_image(bytes_of(Image.new("RGB", (300, 300), "white"), "PNG"), workspace)


def test_damaged_pictures_and_bombs_are_refused(workspace: Workspace) -> None:
    whole = bytes_of(Image.new("RGB", (300, 300), "white"), "PNG")
    for data in (b"", b"no picture", whole[:40], whole[: len(whole) // 2]):
        with pytest.raises(IngestError, match=r"已损坏|不是可读的图片"):
            read_image(data, workspace)
    bomb = bytes_of(Image.new("1", (30_000, 30_000)), "PNG", pnginfo=PngInfo())
    with pytest.raises(IngestError, match="尺寸过大"):
        read_image(bomb, workspace)


def test_without_the_package_a_scan_says_what_to_install(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    assert "pip install rapidocr" in (ocr.available() or "")
    data = bytes_of(Image.effect_noise((800, 1100), 60).convert("RGB"), "PDF")
    with pytest.raises(IngestError, match="扫描件") as caught:
        read_pdf(data, workspace)
    assert "pip install rapidocr" in caught.value.hint
    with pytest.raises(IngestError, match="扫描件"):
        read_image(bytes_of(Image.new("RGB", (300, 300), "white"), "PNG"), workspace)
