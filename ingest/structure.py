"""The lines of a document with the headings above them, as Chinese statutes and notices number them.

Levels: 编, 部分 and 附件 above 章 above 节, then 一、 above （一） above 1.; within an article (条) its paragraphs (款) and
items (项) are the article's own and no headings. Articles are numbered through the whole statute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.sentences import Span, trim

_NUMBER = "零一二三四五六七八九十百千0-9０-９"
# (level, pattern): a smaller level is a larger part of the document
_HEADINGS = (
    (1, re.compile(rf"第[{_NUMBER}]+(?:[编篇]|部分)")),
    (2, re.compile(rf"第[{_NUMBER}]+章")),
    (3, re.compile(rf"第[{_NUMBER}]+节")),
    (1, re.compile(r"附\s*则$")),
    (1, re.compile(r"附\s?[件表录]\s?[0-9一二三四五六七八九十]*\s?[：:]?$|附[件表]\s?[0-9一二三四五六七八九十]")),
    (4, re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")),
    (5, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
    (6, re.compile(r"专栏\s?[0-9一二三四五六七八九十]*")),
)
_ITEM = re.compile(r"\d{1,2}[.．、](?!\d)\s?\S")
_ITEM_LEVEL, _PLAIN = 7, 8  # an unnumbered heading ranks below numbered ones
_ARTICLE_ENDS = 4  # headings of a larger or this level end an article; （一） is an item of it
_MARKDOWN = re.compile(r"(#{1,6})\s+(.+)")
_ARTICLE = re.compile(rf"(第[{_NUMBER}]+条(?:之[一二三四五六七八九十]+)?)(?=[\s\u3000【：:]|$|[^\d的规款至、和及或第])")
_CLOSED = re.compile(r"[。；，,;：:、]$")
_GAP = re.compile(r"[ \t\u3000\xa0\u2002\u2003]{2,}")
_SPACED = re.compile(rf"(第[{_NUMBER}]+[编篇章节条]|)\s*([^。；，：]{{1,40}})")
_WIDE = re.compile(rf"第[{_NUMBER}]+[编篇章节条]|[总附]\s+则$")
_SPACES = re.compile(r"\s+")
_CONTENTS = re.compile(r"目\s*录")
_LEADER = re.compile(r"[\s.．…·]*\d*$")  # a dotted line and the page in a table of contents
_BODY = 40  # characters from which a paragraph is the text below a heading 1.
_LONGEST_CONTENTS, _LONGEST_HEADING = 300, 50  # paragraphs, characters


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, with the headings above it and the article it belongs to."""

    span: Span
    path: tuple[str, ...]
    article: str | None
    starts: bool  # whether it begins a section or an article


@dataclass(slots=True)
class Outline:
    """The headings that stand above the current line. Lines are told to it in the order of the document."""

    title: str
    path: dict[int, str] = field(default_factory=dict)
    article: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The headings from the largest part down."""
        return tuple(self.path[key] for key in sorted(self.path))

    def enter(self, line: str, following: str) -> bool:
        """Takes in the next line, and tells whether it begins a section or an article."""
        match = _ARTICLE.match(line.lstrip("#* "))
        level, name = _heading(line, following, self.title)
        if self.article and not match and _ARTICLE_ENDS < level < _PLAIN:
            level = 0
        if level:
            self.path = {key: value for key, value in self.path.items() if key < level} | {level: name}
            self.article = None
        if match:
            self.article = match[1]
        return bool(level or match or line == self.title)


def outlined(text: str, start: int, end: int, outline: Outline, contents: range) -> Iterator[Paragraph]:
    """The paragraphs of `text[start:end]`; those that begin within `contents` head nothing."""
    spans = list(paragraphs(text, start, end))
    for span, after in zip(spans, [*spans[1:], None], strict=False):
        listed = span.start in contents
        starts = not listed and outline.enter(span.of(text), after.of(text) if after else "")
        yield Paragraph(span, () if listed else outline.names, outline.article, starts)


def paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    """Lines; and within a line the parts between wide gaps, where a page lost its line breaks.

    A heading whose words are set wide (第一章　　总　　则) stays whole.
    """
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = trim(text, at, stop)
        short = line.end - line.start <= _LONGEST_HEADING
        whole = short and _WIDE.match(line.of(text)) and _SPACED.fullmatch(text, line.start, line.end)
        cuts = [at, *(() if whole else (m.end() for m in _GAP.finditer(text, at, stop))), stop]
        for first, last in zip(cuts, cuts[1:], strict=False):
            span = trim(text, first, last)
            if span.end > span.start:
                yield span
        at = stop + 1


def contents_of(text: str) -> range:
    """The offsets of a document's table of contents: from 目录 until its first entry comes again, or text follows."""
    found = re.search(r"(?m)^[ \t\u3000]*目[ \t\u3000]*录[ \t\u3000]*$", text[:20_000])
    if not found:
        return range(0)
    first, last = "", found.end()
    for n, span in enumerate(paragraphs(text, found.end(), len(text))):
        entry = _LEADER.sub("", span.of(text))
        level, _ = _heading(entry, "", "")
        if not level or entry == first or n >= _LONGEST_CONTENTS or _ARTICLE.match(entry):
            break
        first, last = first or entry, span.end
    return range(found.start(), last)


def _heading(line: str, following: str, title: str) -> tuple[int, str]:
    """The level and name of a heading line, or (0, "")."""
    if markdown := _MARKDOWN.match(line):
        return len(markdown[1]), markdown[2].strip()
    if len(line) > 60 or line == title or "|" in line:
        return 0, ""
    for level, pattern in _HEADINGS:
        if pattern.match(line) and not _CLOSED.search(line) and (level < 4 or len(line) <= 40):
            return level, _named(line)
    if _ITEM.match(line):
        heads = len(line) <= 30 and not _CLOSED.search(line) and len(following) > _BODY
        return (_ITEM_LEVEL, line) if heads and not _ITEM.match(following) else (0, "")
    if (
        len(line) <= 20
        and re.fullmatch(r"[\w“”‘’、（）()\s《》—-]+", line)
        and not re.search(r"\d{4}年|\d日|[一二]月", line)
    ):
        return _PLAIN, line
    return 0, ""


def _named(heading: str) -> str:
    """A heading with its words set close: 第一章 总则."""
    spaced = _SPACED.fullmatch(heading) if _WIDE.match(heading) else None
    return f"{spaced[1]} {_SPACES.sub('', spaced[2])}".strip() if spaced else heading


def shared_path(blocks: Sequence[Paragraph]) -> tuple[str, ...]:
    """The headings that stand above all of a chunk's text: a section that only part of it is in names none."""
    told = [block for block in blocks if not block.starts or block.article is not None] or blocks
    shared = []
    for names in zip(*(block.path for block in told), strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return tuple(shared)
