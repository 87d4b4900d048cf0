"""The sentences that belong to an answer beside the one that was found: the items of a list, what follows a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from retrieval.evidence import Statement
from retrieval.place_fit import elsewhere
from retrieval.query import Facet, Query
from retrieval.sentences import Span, paragraph, sentences

# Characters of a quoted answer of several sentences: in one paragraph, across paragraphs, of a printed reply.
_IN_LINE, _ACROSS, _REPLY = 400, 150, 500
_LISTED: frozenset[Facet] = frozenset({"steps", "materials", "conditions"})  # what is told item by item
_ASKS = re.compile(r"[？?][”」』]?$")
_RUN_ON = re.compile(r"[：:]\s*(?:[（(][1一][)）]|①|1[.、．]|一是)")  # its first item stands in the sentence itself
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
_RUNNING = _NO_MARK - 1
_FIRST = re.compile(r"[（(]?(?:一|1)(?:是|[）)、.．])|其一|①|第一[，,]")

_PART = re.compile(r"第[零一二三四五六七八九十百千\d]+[条章节编](?=[\s\u3000【：:]|[^\d的规款至、和及或第])")
_IS_PART = -1  # the mark of an article or chapter, which is larger than any item's
_LIST, _ARTICLE_LIST = 900, 1500  # characters of a quoted list; of one in an article, whose items belong together


def is_bare(text: str) -> bool:
    """Whether a line is short and unpunctuated: a heading, a signature, a date line."""
    return len(text) <= 24 and not re.search(r"[。；，,;：:！？]", text)


def is_numbered(text: str) -> bool:
    """Whether a short line is numbered, and so answers with what follows it."""
    return bool(_NUMBERED.match(text))


def is_question(text: str) -> bool:
    """Whether a sentence asks, as those of printed questions and answers do: the reply follows it."""
    return bool(_ASKS.search(text))


def run(query: Query, statement: Statement) -> list[Span]:
    """The statement's sentence and those that belong to its answer: the reply to a printed question, its sibling
    items where it is an item of a list, the items that it introduces, or the rest of what it says, up to a readable
    length. What follows about another place than the asked ones does not belong to it.
    """
    document, own = statement.hit.document, statement.span
    spans = _belonging(query, statement)
    return [s for s in spans if s == own or not elsewhere(s.of(document.text), document, query.places)]


def siblings(statement: Statement) -> list[Span]:
    """The items of the list that a statement is an item of, in order; [] where it is none."""
    text, span, chunk = statement.hit.document.text, statement.span, statement.hit.chunk
    mark = _mark(statement.text)
    if not _IS_PART < mark < _NO_MARK:
        return []
    around = sentences(text, max(0, chunk.start - _LIST), min(len(text), chunk.end + _LIST))
    if span not in around:
        return []
    return [s for s in _items(text, around, around.index(span), mark, _LIST) if _mark(s.of(text)) == mark]


def introduces(statement: Statement) -> bool:
    """Whether a sentence ends in a colon and the items of a list follow it."""
    text, end = statement.hit.document.text, statement.span.end
    after = text[end : end + _IN_LINE].lstrip()
    return statement.text.endswith(("：", ":")) and _IS_PART < _mark(after) < _NO_MARK


def _belonging(query: Query, statement: Statement) -> list[Span]:
    document, chunk = statement.hit.document, statement.hit.chunk
    text, span = document.text, statement.span
    asks = is_question(statement.text)
    if query.kind in {"definition", "address", "yesno"} and not (asks or _leads(statement.text)):
        return [span] if query.kind == "yesno" else [span, *_rest(text, span)]
    longest = _ARTICLE_LIST if chunk.article_no else _LIST
    around = sentences(text, max(0, chunk.start - _LIST), min(len(text), chunk.end + longest))
    at = next((i for i, other in enumerate(around) if other == span), None)
    if at is None:
        return [span, *sentences(text, span.end, min(len(text), chunk.end))][:2]
    own, after = _mark(statement.text), around[at + 1 :]
    if asks:
        return _reply(text, after) or [span, *_asked_on(text, span, after)]
    first = _mark(after[0].of(text)) if after else _NO_MARK
    begins = bool(after) and bool(_FIRST.match(after[0].of(text)))
    if _leads(statement.text) or begins:
        if _IS_PART < first < _NO_MARK and (own < first or own == _NO_MARK):
            return [span, *_items(text, after, 0, first, longest)]
    elif (query.kind == "list" or query.facet in _LISTED) and _IS_PART < own < _NO_MARK:
        return _items(text, around, at, own, longest)
    return _continued(text, around, at)


def _leads(text: str) -> bool:
    return bool(_INTRO.search(text) or _NUMBERED.match(text) or _RUN_ON.search(text))


def _reply(text: str, after: Sequence[Span]) -> list[Span]:
    """The sentences that reply to a question: up to the next question or heading."""
    ends = next((i for i, s in enumerate(after) if is_question(s.of(text)) or (i and is_bare(s.of(text)))), len(after))
    return [s for s in after[:ends] if s.end - after[0].start <= _REPLY]


def _asked_on(text: str, span: Span, after: Sequence[Span]) -> list[Span]:
    """The questions that follow a question in its paragraph, as where a text lists them."""
    line = paragraph(text, span.start)
    return list(takewhile(lambda s: s.end <= line.end and is_question(s.of(text)), after))


def _continued(text: str, around: Sequence[Span], at: int) -> list[Span]:
    """A sentence with the parts before it that end in a semicolon, and what follows it, in its paragraph foremost."""
    span, after = around[at], around[at + 1 :]
    line, first = paragraph(text, span.start), at
    if _mark(span.of(text)) == _NO_MARK:
        while first > 0 and _goes_on(text, around[first - 1], line) and span.end - around[first - 1].start <= _IN_LINE:
            first -= 1
    ends = next((i for i, s in enumerate(after) if is_bare(s.of(text)) or _mark(s.of(text)) < _NO_MARK), len(after))
    start = around[first].start
    follow = (s for s in after[:ends] if s.end - start <= (_IN_LINE if s.end <= line.end else _ACROSS))
    return [*around[first : at + 1], *follow]


def _rest(text: str, span: Span) -> list[Span]:
    """The rest of a sentence that was cut at a semicolon: the other cases of a definition, the parts of an address."""
    line, found = paragraph(text, span.start), [span]
    for following in sentences(text, span.end, line.end):
        if not found[-1].of(text).endswith(("；", ";")) or following.end - span.start > _IN_LINE:
            break
        found.append(following)
    return found[1:]


def _goes_on(text: str, before: Span, line: Span) -> bool:
    """Whether what stands before in the paragraph is the same sentence, cut at a semicolon."""
    return before.start >= line.start and before.of(text).endswith(("；", ";"))


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
        if level < mark or (level == mark and _FIRST.match(following)):
            break
        if level == _NO_MARK and (is_bare(following) or _leaves(text, around[last], around[last + 1], mark)):
            break
        last += 1
    return list(around[first : last + 1])


def _leaves(text: str, last: Span, following: Span, mark: int) -> bool:
    """Whether a running list (一是 … 二是 …) ends before what follows, with its paragraph."""
    return mark == _RUNNING and following.start > paragraph(text, last.start).end
