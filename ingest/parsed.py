"""What a reader gives: the lines of a document, where each stands in the original, and the fields that it names.

A paragraph is one line; a table's row is one line with its cells joined by ` | ` (`row`), merged cells repeated
in every row and column that they cover, so that each row can be read alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.models import Box, Mark

__all__ = [
    "HIDDEN_NOTE",
    "Box",
    "Line",
    "Mark",
    "Parsed",
    "Reader",
    "Workspace",
    "assemble",
    "clean",
    "on_page",
    "row",
    "visible",
]

CELLS = " | "
HIDDEN_NOTE = "有隐藏文字，未收入。 Hidden text was left out."
_BLANKS = " \t\u3000\xa0\r\n"
# Halves of surrogate pairs and control characters: no database takes all of them.
# Soft hyphens, zero-width and bidirectional characters, tags: nobody sees them, and words are hidden in them.
_UNSEEN = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]|(?<![\u0600-\u18af])[\u200c\u200d]"
)
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


def visible(text: str) -> str:
    """`text` without characters that take no place: zero-width ones, and those that turn the direction of writing.

    Joiners stay where a script needs them (Arabic, Mongolian, those of India).
    """
    return _UNSEEN.sub("", text)


def clean(text: str) -> str:
    """`text` with a replacement character for each that cannot be stored; same length."""
    return _BAD.sub("\ufffd", text)


def _seen(line: Line) -> Line:
    """A line without what nobody sees in it, its marks moved along."""
    text = visible(line.text)
    if len(text) == len(line.text):
        return line
    gone = [found.start() for found in _UNSEEN.finditer(line.text)]
    marks = (
        Mark(m.start - bisect_left(gone, m.start), m.end - bisect_left(gone, m.end), m.page, m.box) for m in line.marks
    )
    return Line(text, tuple(marks))


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
        line = _seen(line)
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
