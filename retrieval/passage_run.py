"""The sentences that belong to an answer beside the one that was found: the items of a list, what follows a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.evidence import Statement
from retrieval.sentences import Span, sentences
from retrieval.understand import Kind

_LONGEST = 220  # characters of a quoted answer that runs over several sentences
_INTRO = re.compile(r"[：:]$|如下[：:。]?$|下列[^。]{0,10}$")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|\d{1,2}[.．、])[^，,；;]{2,30}[。：:]?$"
)
# The marks of list items, a larger part of a document before a smaller one.
_MARKS = tuple(
    map(
        re.compile,
        (
            r"[一二三四五六七八九十]{1,2}、",
            r"[（(][一二三四五六七八九十]{1,2}[）)]",
            r"\d{1,2}[.．、](?!\d)",
            r"[（(]\d{1,2}[）)]",
            r"[①-⑩]",
            r"(?:[一二三四五六七八九十]{1,2}是(?!否)|其[一二三四五]|第[一二三四五六七八九十][，,])",
        ),
    )
)
_NO_MARK = len(_MARKS)
_FIRST = re.compile(r"[（(]?(?:一|1)(?:是|[）)、.．])|其一|①|第一[，,]")

_PART = re.compile(r"第[零一二三四五六七八九十百千\d]+[条章节编](?=[\s\u3000【：:]|[^\d的规款至、和及或第])")
_IS_PART = -1  # the mark of an article or chapter, which is larger than any item's
_LIST, _ARTICLE_LIST = 500, 1500  # characters of a quoted list; of one in an article, whose items belong together


def is_bare(text: str) -> bool:
    """Whether a line is short and unpunctuated: a heading, a signature, a date line."""
    return len(text) <= 24 and not re.search(r"[。；，,;：:！？]", text)


def is_numbered(text: str) -> bool:
    """Whether a short line is numbered, and so answers with what follows it."""
    return bool(_NUMBERED.match(text))


def run(kind: Kind, statement: Statement) -> list[Span]:
    """The statement's sentence and those that belong to its answer: its sibling items where it is an item
    of a list, the items that it introduces, or the sentences after it, up to a readable length.
    """
    document, chunk = statement.hit.document, statement.hit.chunk
    text, span = document.text, statement.span
    if kind in {"definition", "address", "yesno"} and not _INTRO.search(statement.text):
        return [span]
    longest = _ARTICLE_LIST if chunk.article_no else _LIST
    around = sentences(text, max(0, chunk.start - _LIST), min(len(text), chunk.end + longest))
    at = next((i for i, other in enumerate(around) if other == span), None)
    if at is None:
        return [span, *sentences(text, span.end, min(len(text), chunk.end))][:2]
    own, after = _mark(statement.text), around[at + 1 :]
    if _leads(statement.text):
        first = _mark(after[0].of(text)) if after else _NO_MARK
        if _IS_PART < first < _NO_MARK and (own < first or own == _NO_MARK):
            return [span, *_items(text, after, 0, first, longest)]
    elif kind == "list" and _IS_PART < own < _NO_MARK:
        return _items(text, around, at, own, longest)
    ends = next((i for i, s in enumerate(after) if is_bare(s.of(text)) or _mark(s.of(text)) < _NO_MARK), len(after))
    return [span, *(other for other in after[:ends] if other.end - span.start <= _LONGEST)]


def _leads(text: str) -> bool:
    return bool(_INTRO.search(text) or _NUMBERED.match(text))


def _mark(text: str) -> int:
    """The place in `_MARKS` of the mark that a sentence begins with, `_NO_MARK` where it is no item."""
    if _PART.match(text):
        return _IS_PART
    return next((level for level, pattern in enumerate(_MARKS) if pattern.match(text)), _NO_MARK)


def _items(text: str, around: Sequence[Span], at: int, mark: int, longest: int) -> list[Span]:
    """The run of items with this mark around `around[at]`, each with its further sentences."""
    first = last = at
    while first > 0 and around[at].end - around[first - 1].start <= longest:
        first -= 1
    while _mark(around[first].of(text)) != mark:
        first += 1
    for i in range(first, at):  # a list that ended before begins anew with its first mark
        if _FIRST.match(around[i].of(text)) and _mark(around[i].of(text)) == mark:
            first = i
    while last + 1 < len(around) and around[last + 1].end - around[first].start <= longest:
        following = around[last + 1].of(text)
        level = _mark(following)
        if level < mark or (level == mark and _FIRST.match(following)) or (level == _NO_MARK and is_bare(following)):
            break
        last += 1
    return list(around[first : last + 1])
