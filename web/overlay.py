"""Where cited characters stand on a page of the original, as rectangles in percent of the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.marks import within
from retrieval.models import Box, Mark
from web.highlight import Span

# A box higher than this many widths of a character holds more than one line: what part of it a few of its characters
# take cannot be told. Lines of portrait and landscape pages lie below it.
_ONE_LINE = 1.9
_MARGIN = 0.0012  # of the page, around what is marked


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on a page: its upper left corner and size, in percent of the page."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Quote:
    """What one citation marks: its characters, and the page on which they begin, None where that is not known."""

    number: int
    text: str
    page: int | None


def quotes(text: str, spans: Sequence[Span], marks: Sequence[Mark]) -> list[Quote]:
    """The cited passages of a text, with their pages."""
    found = []
    for number, span in enumerate(spans, 1):
        pages = [mark.page for mark in within(marks, span.start, span.end)]
        found.append(Quote(number, text[span.start : span.end], pages[0] if pages else None))
    return found


def first_page(spans: Sequence[Span], marks: Sequence[Mark]) -> int | None:
    """The page on which the first citation with a box begins."""
    boxed = (mark.page for span in spans for mark in within(marks, span.start, span.end) if mark.box)
    return next(boxed, None)


def rects(text: str, spans: Sequence[Span], marks: Sequence[Mark], page: int) -> list[Rect]:
    """The rectangles that the cited characters take on a page, in the order of the text."""
    return [
        _rect(box)
        for span in spans
        for mark in within(marks, span.start, span.end)
        if mark.page == page
        for box in _covered(text, mark, span)
    ]


def _covered(text: str, mark: Mark, span: Span) -> Iterator[Box]:
    """The part of a mark's box that the characters of a span take: in a single line their share of its width."""
    if mark.box is None:
        return
    left, top, right, bottom = mark.box
    whole = _ems(text[mark.start : mark.end])
    em = (right - left) / whole if whole else 0.0
    if em and bottom - top <= _ONE_LINE * em:
        start, end = max(span.start, mark.start), min(span.end, mark.end)
        left, right = left + em * _ems(text[mark.start : start]), right - em * _ems(text[end : mark.end])
    yield left, top, right, bottom


def _ems(text: str) -> float:
    """The width of a text in full-width characters; others count half of one."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def _rect(box: Box) -> Rect:
    left, top = max(0.0, box[0] - _MARGIN), max(0.0, box[1] - _MARGIN)
    right, bottom = min(1.0, box[2] + _MARGIN), min(1.0, box[3] + _MARGIN)
    return Rect(100 * left, 100 * top, 100 * (right - left), 100 * (bottom - top))
