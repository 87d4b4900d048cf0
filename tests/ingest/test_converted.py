"""Slides and Word XML that only LibreOffice opens, made and read by it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import docx
import pytest
from pptx import Presentation

from ingest.formats.office import available
from ingest.load import Loaded
from tests.conftest import parsed

pytestmark = pytest.mark.skipif(available() is None, reason="LibreOffice is not installed")


def converted(source: Path, target: str) -> bytes:
    """A file as another kind, made by LibreOffice with a profile of its own."""
    profile = f"-env:UserInstallation=file://{source.parent}/profile"
    command: list[str | Path] = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        target,
        "--outdir",
        source.parent,
        source,
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return source.with_suffix("." + target.split(":")[0]).read_bytes()


@pytest.mark.parametrize("target", ["ppt", "odp"])
def test_older_slides_are_read(tmp_path: Path, target: str) -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "虚构市湿地保护情况"
    slide.placeholders[1].text = "2020年新增湿地120亩"
    made.save(str(tmp_path / "a.pptx"))
    intake = parsed(Loaded("d", "a", "a", converted(tmp_path / "a.pptx", target)), tmp_path)
    assert (intake.document.format, intake.document.text) == (target, "虚构市湿地保护情况\n2020年新增湿地120亩")
    assert [mark.page for mark in intake.marks] == [1, 1]


def test_word_xml_is_read(tmp_path: Path) -> None:
    made = docx.Document()
    for text in ("虚构市湿地通知", "湿地面积120亩。"):
        made.add_paragraph(text)
    made.save(str(tmp_path / "b.docx"))
    intake = parsed(Loaded("d", "b", "b", converted(tmp_path / "b.docx", "xml:MS Word 2003 XML")), tmp_path)
    assert (intake.document.format, intake.document.text) == ("wordxml", "虚构市湿地通知\n湿地面积120亩。")
