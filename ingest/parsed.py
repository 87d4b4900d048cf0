"""What a reader gives: the lines of a document, where each stands in the original, and the fields that it names.

A paragraph is one line; a table's row is one line with its cells joined by ` | ` (`row`), merged cells repeated
in every row and column that they cover, so that each row can be read alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.models import Box, Mark

__all__ = ["Box", "Line", "Mark", "Parsed", "Reader", "Workspace", "assemble", "clean", "on_page", "row"]

CELLS = " | "
_BLANKS = " \t\u3000\xa0\r\n"
# Halves of surrogate pairs and control characters: no database takes all of them.
_BAD = re.compile(r"[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, heading or table row; it holds no line feed. An empty one parts what stands around it."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document as its reader found it.

    `fields` are named by the words that the document itself uses (发文字号, 发布日期, 来源). `attachments` are
    names or addresses. `warnings` tell the reader's doubts in words for people (`第 3 页无法识别`).
    """

    lines: Sequence[Line]
    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    pages: int = 0  # 0 where the format has none
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a reader may use beside the bytes: an empty folder of its own, and a way to ask for more time."""

    scratch: Path
    more_time: Callable[[float], None]  # seconds of wall time on top of what the reader has


Reader = Callable[[bytes, Workspace], Parsed]


def on_page(text: str, page: int, box: Box | None = None) -> Line:
    """A line that stands on one page as a whole."""
    return Line(text, (Mark(0, len(text), page, box),) if text else ())


def row(cells: Iterable[object]) -> str:
    """The line of a table's row. Cells lose their line breaks and bars; empty cells at its end are left out."""
    clean = [" ".join(str(cell if cell is not None else "").replace("|", "｜").split()) for cell in cells]
    while clean and not clean[-1]:
        clean.pop()
    return re.sub(r" +", " ", CELLS.join(clean)).strip()


def clean(text: str) -> str:
    """`text` with a replacement character for each that cannot be stored; same length."""
    return _BAD.sub("\ufffd", text)


def assemble(lines: Iterable[Line]) -> tuple[str, tuple[Mark, ...]]:
    """The canonical text of lines, and their marks with offsets in it.

    Blanks at the end of a line go, and so do empty lines but for one between two others: everything else stays,
    because it will be cited.
    """
    parts: list[str] = []
    marks: list[Mark] = []
    at = 0
    gap = False
    for line in lines:
        text = clean(line.text).replace("\n", " ").rstrip(_BLANKS)
        if not text:
            gap = bool(parts)
            continue
        if gap:
            parts.append("")
            at += 1
            gap = False
        for mark in line.marks:
            start, end = min(mark.start, len(text)), min(mark.end, len(text))
            if end > start:
                marks.append(Mark(at + start, at + end, mark.page, mark.box))
        parts.append(text)
        at += len(text) + 1
    return "\n".join(parts), tuple(marks)
