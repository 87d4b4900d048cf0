"""text → chunks: at the document's own structure first, then at sentences.

A chunk is a run of paragraphs of one section, about `TARGET` characters long. An article (第X条) of a statute
begins a chunk of its own, and its headings (编, 章, 节) go into the chunk's section path. A table's rows make chunks of
their own that know where its head stands; no row is cut, unless it is longer than any chunk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.structure import Outline, Paragraph, contents_of, outlined, shared_path
from retrieval.models import Chunk, PolicyDocument
from retrieval.sentences import Span, sentences, trim
from retrieval.table_parts import Region
from retrieval.tables import find_tables

TARGET = 350
LONGEST = 520
_COMMA = re.compile(r"[，,、：:| ]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a run of a table's rows, and whether it must begin a chunk; `head` is the table's."""

    paragraph: Paragraph
    head: Span | None = None

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.paragraph.span

    @property
    def heads(self) -> bool:
        """Whether it is a heading, which stays with what follows it."""
        return self.paragraph.starts and self.paragraph.article is None

    @property
    def size(self) -> int:
        """Its length in characters."""
        return self.span.end - self.span.start


def chunk(document: PolicyDocument) -> list[Chunk]:
    """The chunks of a document, in order. Together they hold all its text but white space."""
    return [_chunk(document, ordinal, blocks) for ordinal, blocks in enumerate(_groups(_blocks(document)))]


def _chunk(document: PolicyDocument, ordinal: int, blocks: Sequence[Block]) -> Chunk:
    start, end, head = blocks[0].span.start, blocks[-1].span.end, blocks[-1].head
    return Chunk(
        id=f"{document.id}:{document.content_hash[:8]}:{ordinal}",
        document_id=document.id,
        ordinal=ordinal,
        start=start,
        end=end,
        text=document.text[start:end],
        section=" / ".join(shared_path([block.paragraph for block in blocks])),
        article_no=blocks[-1].paragraph.article,
        head_start=head.start if head else None,
        head_end=head.end if head else None,
    )


def _blocks(document: PolicyDocument) -> Iterator[Block]:
    text = document.text
    outline, contents = Outline(document.title), contents_of(text)
    at = 0
    for table in find_tables(text):
        yield from _written(text, at, table.head.start, outline, contents)
        yield from _tabled(text, table, outline)
        at = table.rows[-1].end
    yield from _written(text, at, len(text), outline, contents)


def _written(text: str, start: int, end: int, outline: Outline, contents: range) -> Iterator[Block]:
    """What stands between tables: paragraphs, long ones in parts."""
    for paragraph in outlined(text, start, end, outline, contents):
        for i, part in enumerate(split_long(text, paragraph.span)):
            yield Block(replace(paragraph, span=part, starts=i == 0 and paragraph.starts))


def _tabled(text: str, table: Region, outline: Outline) -> Iterator[Block]:
    """A table in runs of rows of about the target length, the first with the head before it where both fit."""

    def block(start: int, end: int, head: Span | None) -> Block:
        return Block(Paragraph(Span(start, end), outline.names, outline.article, False), head)

    start, end = table.head.start, table.head.end
    if end - start > TARGET:
        yield from (block(part.start, part.end, None) for part in split_long(text, table.head))
        start = table.rows[0].start
    for row in table.rows:
        if end > start and row.end - start > TARGET + 60 and end > table.head.end:
            yield block(start, end, table.head)
            start = row.start
        if row.end - start > 2 * LONGEST - TARGET:  # no cell of such a row would be found by its words
            yield from (block(part.start, part.end, None) for part in split_long(text, Span(start, row.end)))
            start = row.end
        end = row.end
    if end > start:
        yield block(trim(text, start, end).start, end, table.head)


def _groups(blocks: Iterator[Block]) -> Iterator[list[Block]]:
    """Blocks put together to chunks of about the target length; headings stay with what follows them."""
    held: list[Block] = []
    size = 0
    for block in blocks:
        if block.head:
            yield from _before_table(held, size, block)
            held, size = [], 0
            continue
        full = size + block.size > LONGEST or size >= TARGET
        article = held[-1].paragraph.article if held else None
        parted = block.paragraph.article is not None or size >= TARGET // 3 or article is not None
        if held and (full or (block.paragraph.starts and parted)):
            body, held = _apart(held)
            if body:
                yield body
                size = sum(b.size for b in held)
            elif size >= TARGET:  # a list of short lines, or a table of contents, that reads as headings
                yield held
                held, size = [], 0
        held.append(block)
        size += block.size
    if held:
        yield held


def _before_table(held: list[Block], size: int, block: Block) -> Iterator[list[Block]]:
    """What is held before rows of a table, then the rows; a few words before a table go with it."""
    if held and size + block.size > LONGEST + TARGET // 3:
        yield held
        held = []
    body, headings = _apart(held)
    if body and size >= TARGET // 3:
        yield body
        held = headings
    yield [*held, block]


def _apart(held: list[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks up to the last that is no heading, and the headings after it."""
    at = len(held)
    while at and held[at - 1].heads:
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
