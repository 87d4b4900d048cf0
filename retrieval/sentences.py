"""Sentences of Chinese policy text, by offset."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLOSERS = '”’」』）)》】"'
# A sentence ends at a full stop and its like, at a line's end, at a wide gap (pages that lost their
# line breaks keep 　　 before a paragraph), and before an item of a running list (一是 … 二是 …).
_END = re.compile(
    rf"(?:[。！？!?；;]+[{_CLOSERS}]*)"
    r"|(?<=[a-z]{3}[.?!]) (?=[A-Z])|(?<=\d{4}\.) (?=[A-Z])"  # English; No. 5 and Mr. Li go on
    r"|\n+"
    r"|[ \t\u3000\xa0\u2002\u2003]{2,}"
    r"|(?<=[：:。；]) (?=\S)"
    r"|(?<=[，,：:、；;。”）)])[ \u3000]?(?=(?:[一二三四五六七八九十]{1,2}是(?!否)|其[一二三四五]是|[（(][一二三四五六七八九十]{1,3}[）)]))"
)
_RUN_IN = re.compile(r"\s*[^，,。；;：:？！\s]{8,60} (?=[\u4e00-\u9fff\d“《][^\n]{10})")
_BREAK = re.compile(r"\n|[ \t\u3000\xa0\u2002\u2003]{2,}")
_REACH = 4000  # characters that a paragraph extends at most to either side
_BAR = " | "  # between the cells of a table's row
_BLANK = " \t\u3000\xa0\u2002\u2003\r\n"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`text[start:end]` of some text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of the span."""
        return text[self.start : self.end]


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of `text[start:end]`, in order, trimmed of white space, none empty.

    A table's row (`甲 | 12；其中乙 3 | 0.5`) is one sentence.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    at = start
    while (bar := text.find(_BAR, at, end)) >= 0:
        row = max(at, text.rfind("\n", at, bar) + 1)
        stop = text.find("\n", bar, end)
        stop = end if stop < 0 else stop
        _cut(spans, text, at, row)
        spans.append(trim(text, row, stop))
        at = stop
    _cut(spans, text, at, end)
    return spans


def _cut(spans: list[Span], text: str, at: int, end: int) -> None:
    """Adds the sentences of `text[at:end]`, which holds no row of a table."""
    for match in _END.finditer(text, at, end):
        if match.end() > at:
            _append(spans, text, at, match.end())
            at = match.end()
    _append(spans, text, at, end)


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    """Adds `text[start:end]`, a heading run into it by a single space apart from what follows."""
    heading = _RUN_IN.match(text, start, end)
    if heading:
        spans.append(trim(text, start, heading.end()))
        start = heading.end()
    span = trim(text, start, end)
    if span.end > span.start:
        spans.append(span)


def trim(text: str, start: int, end: int) -> Span:
    """`text[start:end]` without white space at its ends."""
    while start < end and text[start] in _BLANK:
        start += 1
    while end > start and text[end - 1] in _BLANK:
        end -= 1
    return Span(start, end)


def paragraph(text: str, at: int) -> Span:
    """The paragraph of `text` in which offset `at` stands: a line, or the part of one between wide gaps."""
    start = max((m.end() for m in _BREAK.finditer(text, max(0, at - _REACH), at)), default=max(0, at - _REACH))
    following = _BREAK.search(text, at, min(len(text), at + _REACH))
    return trim(text, start, following.start() if following else min(len(text), at + _REACH))
