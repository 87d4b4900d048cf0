"""text → chunks: at the document's own structure first, then at sentences.

A chunk is a run of paragraphs of one section, about `TARGET` characters long. An article (第X条) of a statute
begins a chunk of its own, and its headings (编, 章, 节) go into the chunk's section path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.models import Chunk, PolicyDocument
from retrieval.sentences import Span, sentences, trim

TARGET = 350
LONGEST = 520
_NUMBER = "零一二三四五六七八九十百千0-9０-９"
# (level, pattern): a smaller level is a larger part of the document
_HEADINGS = (
    (1, re.compile(rf"第[{_NUMBER}]+[编篇]")),
    (2, re.compile(rf"第[{_NUMBER}]+章")),
    (3, re.compile(rf"第[{_NUMBER}]+节")),
    (1, re.compile(r"附\s?件\s?[0-9一二三四五六七八九十]*\s?[：:]?$|附件[0-9一二三四五六七八九十]")),
    (4, re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")),
    (5, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
)
_MARKDOWN = re.compile(r"(#{1,6})\s+(.+)")
_ARTICLE = re.compile(rf"(第[{_NUMBER}]+条(?:之[一二三四五六七八九十]+)?)(?=[\s\u3000【：:]|$|[^\d的规款至、和及或第])")
_CLOSED = re.compile(r"[。；，,;：:、]$")
_COMMA = re.compile(r"[，,、：:| ]")
_GAP = re.compile(r"[ \t\u3000\xa0]{2,}")
_PLAIN = 6  # an unnumbered heading ranks below numbered ones


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, with the headings above it and the article it belongs to."""

    span: Span
    path: tuple[str, ...]
    article: str | None
    starts: bool  # whether it must begin a chunk


def chunk(document: PolicyDocument) -> list[Chunk]:
    """The chunks of a document, in order. Together they hold all its text but white space."""
    return [
        Chunk(
            id=f"{document.id}:{document.content_hash[:8]}:{ordinal}",
            document_id=document.id,
            ordinal=ordinal,
            start=blocks[0].span.start,
            end=blocks[-1].span.end,
            text=document.text[blocks[0].span.start : blocks[-1].span.end],
            section=" / ".join(_shared_path(blocks)),
            article_no=blocks[-1].article,
        )
        for ordinal, blocks in enumerate(_groups(_blocks(document)))
    ]


def _shared_path(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The headings that stand above all of a chunk's text: a section that only part of it is in names none."""
    told = [block for block in blocks if not block.starts or block.article is not None] or blocks
    shared = []
    for names in zip(*(block.path for block in told), strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return tuple(shared)


def _blocks(document: PolicyDocument) -> Iterator[Block]:
    text = document.text
    path: dict[int, str] = {}
    article: str | None = None
    for span in _paragraphs(text):
        line = span.of(text)
        level, name = _heading(line, document.title)
        if level:
            path = {key: value for key, value in path.items() if key < level} | {level: name}
            article = None
        match = _ARTICLE.match(line.lstrip("#* "))
        if match:
            article = match[1]
        names = tuple(path[key] for key in sorted(path))
        for i, part in enumerate(split_long(text, span)):
            yield Block(part, names, article, i == 0 and bool(level or match or line == document.title))


def _paragraphs(text: str) -> Iterator[Span]:
    """Lines; and within a line the parts between wide gaps, where a page lost its line breaks."""
    at = 0
    for line in text.split("\n"):
        cuts = [at, *(at + m.end() for m in _GAP.finditer(line)), at + len(line)]
        for start, end in zip(cuts, cuts[1:], strict=False):
            span = trim(text, start, end)
            if span.end > span.start:
                yield span
        at += len(line) + 1


def _heading(line: str, title: str) -> tuple[int, str]:
    """The level and name of a heading line, or (0, "")."""
    if markdown := _MARKDOWN.match(line):
        return len(markdown[1]), markdown[2].strip()
    if len(line) > 60 or line == title or "|" in line:
        return 0, ""
    for level, pattern in _HEADINGS:
        if pattern.match(line) and not _CLOSED.search(line) and (level < 4 or len(line) <= 40):
            return level, line
    if (
        len(line) <= 20
        and re.fullmatch(r"[\w“”‘’、（）()\s《》—-]+", line)
        and not re.search(r"\d{4}年|\d日|[一二]月", line)
    ):
        return _PLAIN, line
    return 0, ""


def _groups(blocks: Iterator[Block]) -> Iterator[list[Block]]:
    """Blocks put together to chunks of about the target length; headings stay with what follows them."""
    held: list[Block] = []
    for block in blocks:
        size = sum(b.span.end - b.span.start for b in held)
        full = size + block.span.end - block.span.start > LONGEST or size >= TARGET
        parted = block.article is not None or size >= TARGET // 3 or (held and held[-1].article is not None)
        if held and (full or (block.starts and parted)):
            body, held = _apart(held)
            if body:
                yield body
            elif size >= TARGET:  # a list of short lines, or a table of contents, that reads as headings
                yield held
                held = []
        held.append(block)
    if held:
        yield held


def _apart(held: list[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks up to the last that is no heading, and the headings after it."""
    at = len(held)
    while at and held[at - 1].starts and held[at - 1].article is None:
        at -= 1
    return held[:at], held[at:]


def split_long(text: str, span: Span) -> list[Span]:
    """`span` cut at sentences into parts of about the target length; whole where it is short enough."""
    if span.end - span.start <= LONGEST:
        return [span]
    parts: list[Span] = []
    start, end = span.start, span.start
    for sentence in (part for s in sentences(text, span.start, span.end) for part in _pieces(text, s)):
        if end > start and sentence.end - start > TARGET + 60:
            parts.append(trim(text, start, end))
            start = sentence.start
        end = sentence.end
    parts.append(trim(text, start, span.end))
    return [part for part in parts if part.end > part.start]


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    """A sentence; where it is longer than any chunk, cut at commas, else wherever it must be."""
    start = sentence.start
    while sentence.end - start > LONGEST:
        commas = list(_COMMA.finditer(text, start + TARGET // 2, start + TARGET))
        cut = commas[-1].end() if commas else start + TARGET
        yield Span(start, cut)
        start = cut
    yield Span(start, sentence.end)
