"""Sentences that a line's end cuts in two: pages and plain texts whose lines were wrapped at a width."""

from __future__ import annotations

import re

from retrieval.sentences import Span

_ENDS = re.compile(r"[。！？!?；;：:…”’》」』）)】|]\s*$")
_BEGINS = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、是]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、)）](?!\d)|第[零一二三四五六七八九十百\d]+[条章节编]|[①-⑩●■#*•-]|$)"
)
_INDENT = re.compile(r"[ \t\u3000\xa0]{2,}\S")
_INNER = re.compile(r"[，,。；、：]")
_FULL = 28
_WIDTH, _LONGEST = 12, 6  # characters of a line that may be wrapped; lines of a sentence


def whole_sentence(text: str, span: Span) -> Span:
    """The span widened over line ends within a sentence, to where the sentence begins and ends; else as it is."""
    start, end = span.start, span.end
    for _ in range(_LONGEST):
        if not _goes_on(text, end):
            break
        following = re.compile(r"[^\n]*?[。！？!?；;]|[^\n]*").match(text, end + 1)
        end = following.end() if following else end
    for _ in range(_LONGEST):
        line = text.rfind("\n", 0, start)
        if line < 0 or text[line + 1 : start].strip() or not _goes_on(text, line):
            break
        above = text[text.rfind("\n", 0, line) + 1 : line]
        cut = max((m.end() for m in re.finditer(r"[。！？!?；;][”’」』）)]?", above)), default=0)
        start = line - len(above) + cut
        if cut:
            break
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


def _goes_on(text: str, at: int) -> bool:
    """Whether the line that ends at `at` goes on in the next: it is no short one, ends nothing, and no item follows."""
    if text[at : at + 1] != "\n":
        return False
    line = text[text.rfind("\n", 0, at) + 1 : at]
    stop = text.find("\n", at + 1)
    following = text[at + 1 : stop if stop >= 0 else len(text)]
    return (
        len(line.strip()) >= _WIDTH
        and not _ENDS.search(line)
        and (len(line.strip()) >= _FULL or bool(_INNER.search(line)))  # a short line without a mark is a heading
        and not _BEGINS.match(following)
        and not (_BEGINS.match(line) and not re.search(r"[，,。；]", line))
        and not _INDENT.match(following)
    )
