"""Pages of originals as pictures for the source viewer."""

from __future__ import annotations

import io

import pytest
from fpdf import FPDF
from PIL import Image

from ingest.formats.picture import page_picture
from retrieval.errors import IngestError
from tests.ingest.pdf_files import done


def two_pages() -> bytes:
    pdf = FPDF(unit="pt", format=(300, 600))
    for red in (255, 0):
        pdf.add_page()
        pdf.set_fill_color(red, 0, 255 - red)
        pdf.rect(0, 0, 300, 600, style="F")
    return done(pdf)


def bytes_of(picture: Image.Image, kind: str, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def test_a_pdf_page_is_drawn_as_wide_as_asked_within_bounds() -> None:
    for asked, wide in ((500, 500), (10, 400), (90_000, 2400)):
        shown = Image.open(io.BytesIO(page_picture(two_pages(), "pdf", 2, asked)))
        assert shown.format == "PNG"
        assert shown.size == (wide, 2 * wide)
        assert shown.getpixel((wide // 2, wide)) == (0, 0, 255)


def test_a_very_tall_page_stays_in_bounds() -> None:
    pdf = FPDF(unit="pt", format=(20, 14_400))
    pdf.add_page()
    shown = Image.open(io.BytesIO(page_picture(done(pdf), "pdf", 1, 1000)))
    assert shown.height <= 7200


def test_an_image_is_turned_as_its_exif_says() -> None:
    picture = Image.new("RGB", (200, 100), "white")
    picture.paste("black", (0, 0, 100, 100))
    shown = Image.open(io.BytesIO(page_picture(bytes_of(picture, "JPEG", 6), "image", 1, 400))).convert("L")
    assert shown.size == (400, 800)
    assert (shown.getpixel((200, 100)), shown.getpixel((200, 700))) == (0, 255)


def test_a_transparent_image_is_shown_on_white() -> None:
    shown = Image.open(io.BytesIO(page_picture(bytes_of(Image.new("RGBA", (50, 50)), "PNG"), "image", 1, 400)))
    assert shown.convert("RGB").getpixel((200, 200)) == (255, 255, 255)


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there(page: int) -> None:
    with pytest.raises(IngestError, match="没有第"):
        page_picture(two_pages(), "pdf", page, 800)
    with pytest.raises(IngestError, match="没有第"):
        page_picture(bytes_of(Image.new("L", (50, 50)), "PNG"), "image", page, 800)


def test_what_cannot_be_drawn_says_so() -> None:
    with pytest.raises(IngestError, match="OFD"):
        page_picture(b"PK", "ofd", 1, 800)
    with pytest.raises(IngestError, match="已损坏"):
        page_picture(b"%PDF-1.4", "pdf", 1, 800)
    with pytest.raises(IngestError, match="不是可读的图片"):
        page_picture(b"nothing", "image", 1, 800)
