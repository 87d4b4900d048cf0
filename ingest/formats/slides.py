"""Presentations (.pptx) to lines: slide by slide, its title first, then what stands on it from top to bottom."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.detect_refused import damaged
from ingest.formats.slides_shapes import shape_lines, walk
from ingest.guards import check_zip
from ingest.parsed import Line, Parsed, Workspace, on_page
from retrieval.errors import IngestError

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

_MAX_SLIDES = 2_000
_MAX_LINES = 100_000
_HAN_BREAK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef，。、；：])[\v\n\r]+(?=[\u2e80-\u9fff\uff00-\uffef])")
# What python-pptx and lxml raise for packages whose parts are missing, broken, or of another kind than they say.
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, KeyError, ValueError, IndexError, TypeError,
    AttributeError, NotImplementedError, RuntimeError, AssertionError, SyntaxError,
)  # fmt: skip


def read_slides(data: bytes, workspace: Workspace) -> Parsed:
    """The visible slides; a slide's number is its page, its notes stand behind "备注：".

    Raises IngestError where the file is damaged, a bomb, or holds no text.
    """
    check_zip(data)
    try:
        slides = _open(data)
        lines, title, warnings = _read(slides)
        count = len(slides)
    except BROKEN:
        raise damaged("演示文稿", "presentation") from None
    if not any(line.text for line in lines):
        raise IngestError(
            "演示文稿里没有文字，可能都是图片。 The slides hold no text, perhaps only pictures.",
            "请导出为 PDF 后导入，以识别图中文字。 Export it as PDF, so that the pictures can be read.",
        )
    return Parsed(lines, title, pages=count, warnings=tuple(warnings))


def _open(data: bytes) -> Sequence[Slide]:
    import pptx
    from pptx.exc import PythonPptxError

    try:
        presentation: Presentation = pptx.Presentation(io.BytesIO(data))
        return list(presentation.slides)[:_MAX_SLIDES]
    except PythonPptxError as error:
        raise ValueError("not a presentation") from error


def _read(slides: Sequence[Slide]) -> tuple[list[Line], str, list[str]]:
    lines: list[Line] = []
    title = ""
    warnings: list[str] = []
    pictures: list[int] = []
    for page, slide in enumerate(slides, 1):
        if slide.element.get("show") in {"0", "false"}:
            warnings.append(f"隐藏的第 {page} 页未读取。 A hidden slide was left out.")
            continue
        heading, body = _slide(slide)
        texts = [text for text in (heading, *body) if text]
        if not texts and any(shape.shape_type == _PICTURE for shape in walk(slide.shapes)):
            pictures.append(page)
        if lines and texts:
            lines.append(Line(""))
        lines += [on_page(text, page) for text in texts]
        title = title or heading or (texts[0] if texts and len(texts[0]) <= 60 else "")
        if len(lines) > _MAX_LINES:
            warnings.append(f"第 {page} 页以后未读取。 Slides beyond this one were left out.")
            break
    if pictures:
        warnings.append(
            f"第 {'、'.join(map(str, pictures))} 页只有图片，未识别。 Slides with pictures only were left out."
        )
    return lines, title, warnings


_PICTURE = 13  # MSO_SHAPE_TYPE.PICTURE


def _slide(slide: Slide) -> tuple[str, list[str]]:
    shape = slide.shapes.title
    heading = _HAN_BREAK.sub("", shape.text_frame.text) if shape is not None and shape.has_text_frame else ""
    lines: list[str] = []
    for item in walk(slide.shapes):
        if shape is None or item.shape_id != shape.shape_id:
            lines += shape_lines(item)
    return " ".join(heading.split()), [*lines, *_notes(slide)]


def _notes(slide: Slide) -> Iterator[str]:
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    parts = [" ".join(part.split()) for part in (frame.text if frame is not None else "").splitlines()]
    for at, part in enumerate(part for part in parts if part):
        yield part if at else f"备注：{part}"
