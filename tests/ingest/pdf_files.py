"""Small PDFs in Chinese for tests, drawn by fpdf2 with the Noto CJK face."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from fpdf import FPDF

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIZE = 14.0
LEADING = 24.0
LEFT, TOP = 80.0, 90.0
needs_font = pytest.mark.skipif(not FONT.exists(), reason="the Noto CJK font is not installed")

ARTICLE = (
    "为了规范云水市城乡绿化用地的规划和管理，改善人居环境，根据有关法律法规，结合本市实际，制定本办法。"
    "本市行政区域内的绿化用地，按照本办法管理。"
)
SECOND = (
    "市园林部门负责全市绿化用地的监督管理工作，各区应当在每年三月底以前编制年度计划，报市人民政府批准后执行，"
    "并向社会公布执行情况。"
)


def new_pdf() -> FPDF:
    """An empty document in points, A4, with the Chinese face chosen."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.add_font("han", fname=str(FONT), collection_font_number=2)
    pdf.set_font("han", size=SIZE)
    return pdf


def wrapped(text: str, width: int, indent: int = 2) -> list[str]:
    """A paragraph's lines of at most `width` characters, the first one indented."""
    lines = [text[: width - indent]]
    rest = text[width - indent :]
    return lines + [rest[at : at + width] for at in range(0, len(rest), width)]


def put(pdf: FPDF, lines: Sequence[str], y: float = TOP, x: float = LEFT, indent: int = 2) -> float:
    """Draws a paragraph's lines; gives the baseline below the last."""
    for index, line in enumerate(lines):
        pdf.text(x + (indent * pdf.font_size if index == 0 else 0), y, line)
        y += LEADING
    return y


def centred(pdf: FPDF, text: str, y: float, size: float) -> None:
    """Draws a line in the middle of the page."""
    pdf.set_font_size(size)
    pdf.text((pdf.w - pdf.get_string_width(text)) / 2, y, text)
    pdf.set_font_size(SIZE)


def done(pdf: FPDF) -> bytes:
    """The finished file."""
    return bytes(pdf.output())
