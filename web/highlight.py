"""The text of a document in paragraphs, with the cited sentences marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

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
    table: bool = field(default=False, init=False)  # tells it from a table beside it


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


class Marker:
    """Cuts parts of a text where `spans` begin and end; each span gives its id to the first piece that it marks.

    The spans are in their order and do not overlap, as `parse_cites` gives them.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._named: set[int] = set()
        self._next = 0  # the first span that is not behind

    def pieces(self, part: str, offset: int) -> Iterator[Piece]:
        """The pieces of `part`, which starts at `offset` of the text. Parts are to come in their order."""
        while self._next < len(self._spans) and self._spans[self._next].end <= offset:
            self._next += 1
        position = 0
        for number in range(self._next, len(self._spans)):
            span = self._spans[number]
            start, end = max(span.start - offset, position), min(span.end - offset, len(part))
            if start >= end:
                break
            if start > position:
                yield Piece(part[position:start])
            name = "" if number in self._named else _name(number)
            self._named.add(number)
            yield Piece(part[start:end], marked=True, mark=name)
            position = end
        if position < len(part):
            yield Piece(part[position:])


def is_heading(line: str) -> bool:
    """Whether a line is a heading by how it is written."""
    return bool(_HEADING.fullmatch(line))


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def _name(number: int) -> str:
    return "cite" if number == 0 else f"cite-{number + 1}"
