"""The text of a document in paragraphs, with the cited sentences marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_CITE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
# Lines that are headings by how they are written: 第一章…, 一、…, （一）… standing alone.
_HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零\d]+[编章节]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)\s*[^。；！？]{1,36}\s*"
)
_MOST = 50


@dataclass(frozen=True)
class Span:
    """Code points `start` to `end` of a text."""

    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A part of a paragraph; `mark` is the id of its mark, empty where it carries on or has none."""

    text: str
    marked: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One line of the text. Its pieces joined are the line, unchanged."""

    pieces: tuple[Piece, ...]
    heading: bool = False


def parse_cites(values: Iterable[str], length: int) -> tuple[list[Span], bool]:
    """The spans that `values` (`start-end`) name in a text of `length`, and whether any was unusable.

    Spans that touch are joined, so that marks never nest.
    """
    spans: list[Span] = []
    bad = False
    for value in list(values)[:_MOST]:
        match = _CITE.fullmatch(value)
        start, end = (int(match[1]), int(match[2])) if match else (0, 0)
        if start < end <= length:
            spans.append(Span(start, end))
        else:
            bad = True
    return _joined(spans), bad


def paragraphs(text: str, spans: list[Span]) -> list[Paragraph]:
    """The lines of `text` with `spans` marked; joined with line feeds they are `text` again."""
    found: list[Paragraph] = []
    names: set[int] = set()
    offset = 0
    for line in text.split("\n"):
        pieces = tuple(_pieces(line, offset, spans, names))
        found.append(Paragraph(pieces, heading=bool(_HEADING.fullmatch(line))))
        offset += len(line) + 1
    return found


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def _pieces(line: str, offset: int, spans: list[Span], names: set[int]) -> Iterator[Piece]:
    """The pieces of `line`, which starts at `offset`. `names` holds the spans that have an id already."""
    position = 0
    for number, span in enumerate(spans):
        start, end = max(span.start - offset, position), min(span.end - offset, len(line))
        if start >= end:
            continue
        if start > position:
            yield Piece(line[position:start])
        name = "" if number in names else _name(number)
        names.add(number)
        yield Piece(line[start:end], marked=True, mark=name)
        position = end
    if position < len(line):
        yield Piece(line[position:])


def _name(number: int) -> str:
    return "cite" if number == 0 else f"cite-{number + 1}"
