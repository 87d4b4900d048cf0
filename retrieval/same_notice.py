"""Whether two texts are the same notice, each with what its site puts around it.

Two copies of a notice differ before its first clause ends and after its last: a title, a line with 文号 or issuer, a
date, a source, buttons. Whatever differs between, be it one character, makes two notices: a revision, a template that
another place filled in, last year's, an excerpt. So do clauses of its own around it (an introduction to what is passed
on, a collection that holds it), a word in the place of another, and numbers or names of which each has some that the
other lacks.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from retrieval.characters import bigrams, fold, squeeze

_RUN = 5
_LONGEST = 300_000  # characters beyond which only texts that are equal are the same
_SHORTEST = 40  # characters below which two texts are alike by chance
_HEAD = 240  # characters at the beginning that may be a site's
_TAIL = 200  # characters after the last clause; more is a list or a table
_CONTAINED = 0.9  # share of the runs of the shorter that stand in the longer
_RATIO = 0.5  # of the runs of the shorter to those of the longer
_WORD = 4  # characters
_TITLES_ALIKE = 0.6  # share of the pairs of characters of a title that stand in the other's title or first lines
# Characters that a conversion from traditional script leaves or makes in one copy and not in the other.
_VARIANTS = str.maketrans(
    "後馀於乾徵鍾裡裏麼彙佔佈週併託準製複衝鬆穀範幾嚮", "后余于干征钟里里么汇占布周并托准制复冲松谷范几向"
)
_MARKS = str.maketrans({"%": "百分", "‰": "千分", "≤": "至多", "≥": "至少"})
_STOP = re.compile(r"[,;。]|[!?.](?![a-z\d/=&])")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*0?(\d{1,2})\s*[-/.月]\s*0?(\d{1,2})(?!\d)日?")
# 一、 (2) 3. before words: some sites number the items, others leave that to the page.
_LIST_MARK = re.compile(r"(?<![\w.])(?:\(\d{1,2}\)|\d{1,2}\s?[、.)])\s*(?=[^\W\d])")
_OF_NUMBERS = frozenset("0123456789年月日号")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_NUMBER = re.compile(r"\d+年\d+月\d+日|\d+(?:点\d+)?[年号]?|[零一二三四五六七八九十百]+(?=[年月日号])")
_NAME = re.compile(
    r"[\u4e00-\u9fff]{1,20}?(?:自治区|[省市县区州旗镇乡村部局委厅院校办署]|政府|大学|中学|小学|公司|集团|中心|银行|协会|委员会|指挥部|领导小组)"
)
# What a site says of its page: when, how often it was read; from whom it has it, and who put it there.
_COUNTED = re.compile(
    r"(?:发布|发表|更新|录入|上传)(?:时间|日期)\s?:?\s?\d+年\d+月\d+日(?:\s*\d+:\d+(?::\d+)?)?|"
    r"(?:浏览|阅读|点击)(?:次数|量|数)?\s?:?\s?\d+\s?次?"
)
_HANDED_ON = re.compile(r"(?:来源|编辑|作者)[\u4e00-\u9fff]{2,20}?(?:网站|网|报|社|政府|局|委|厅|部|办公室)")


@dataclass(frozen=True)
class Notice:
    """A document as it is compared."""

    title: str
    whole: str  # its text as it was read
    doc_no: str | None = None
    issued_on: date | None = None

    @cached_property
    def _written(self) -> str:
        return _COUNTED.sub(" ", _LIST_MARK.sub("", _plain(self.whole)))

    @cached_property
    def text(self) -> str:
        """The text without white space, punctuation and the numbers of its items."""
        return squeeze(self._written)

    @cached_property
    def head(self) -> int:
        """How many characters stand before its first clause ends; 0 where none does."""
        return self._edges[0]

    @cached_property
    def tail(self) -> int:
        """How many characters stand after its last clause; 0 where there is none."""
        return self._edges[1]

    @cached_property
    def _edges(self) -> tuple[int, int]:
        clauses = _STOP.split(self._written)
        return (len(squeeze(clauses[0])), len(squeeze(clauses[-1]))) if len(clauses) > 1 else (0, 0)

    @cached_property
    def runs(self) -> set[str]:
        """Its runs of characters; none where it is too short to tell."""
        return runs_of(self.text)

    @cached_property
    def around(self) -> str:
        """Title, first and last lines."""
        return f"{squeeze(_plain(self.title))} {self.text[:_HEAD]} {self.text[-_TAIL:]}"

    @cached_property
    def numbers(self) -> set[str]:
        """The numbers of its title and its text, days whole."""
        return set(_NUMBER.findall(f"{self.around} {self.text}"))


@dataclass(frozen=True)
class _Own:
    """A stretch of a text whose runs the other lacks.

    `start` and `end` bound the characters that are its own; where there are none, it lacks what the other has there.
    """

    start: int
    end: int
    between: tuple[str, str]  # the characters next to it on either side; none at an end of the text
    shown: str  # with the characters on either side by which it is told, its numbers whole
    before: int  # how many of those shown stand before it


def runs_of(text: str) -> set[str]:
    """The runs of characters of a squeezed text; none where it is too short to tell."""
    return {text[i : i + _RUN] for i in range(len(text) - _RUN + 1)} if len(text) >= _SHORTEST else set()


def same_notice(one: Notice, other: Notice) -> bool:
    """Whether two documents are one notice; the same whichever comes first."""
    if any(a and b and a != b for a, b in ((one.doc_no, other.doc_no), (one.issued_on, other.issued_on))):
        return False
    if not _titles_agree(one, other):
        return False
    if max(len(one.text), len(other.text)) > _LONGEST:
        return one.text == other.text
    fewer, more = sorted((len(one.runs), len(other.runs)))
    if not fewer or fewer < _RATIO * more or len(one.runs & other.runs) < _CONTAINED * fewer:
        return False
    own, others = _own(one, other), _own(other, one)
    if not all(_outside(stretch, one) for stretch in own) or not all(_outside(stretch, other) for stretch in others):
        return False
    return not _reworded(own, others) and not (_say_more(own, other) and _say_more(others, one))


def _plain(text: str) -> str:
    """Folded `text` with days and characters in one spelling, and nothing that changes a number lost when squeezed."""
    folded = _DAY.sub(r"\1年\2月\3日", fold(html.unescape(text)).translate(_VARIANTS))
    return _POINT.sub("点", folded).translate(_MARKS)


def _titles_agree(one: Notice, other: Notice) -> bool:
    """Whether either title stands, for the most part, in the other's lines, and they tell of nothing different."""
    first, second = _plain(one.title), _plain(other.title)
    if _ends_alike(squeeze(first), squeeze(second)) or not (_stands(first, other) or _stands(second, one)):
        return False
    return not (_unsaid(first, other) and _unsaid(second, one))


def _ends_alike(first: str, second: str) -> bool:
    """Whether two titles end in the same words and say before these, each, what the other does not."""
    before = _in_common(first, second)
    rest, others = first[before:][::-1], second[before:][::-1]
    after = _in_common(rest, others)
    return after >= _WORD and after < min(len(rest), len(others))


def _in_common(first: str, second: str) -> int:
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _stands(title: str, notice: Notice) -> bool:
    pairs = bigrams(squeeze(title))
    return len(pairs & bigrams(notice.around)) >= _TITLES_ALIKE * len(pairs)


def _unsaid(said: str, notice: Notice, before: int = 0) -> bool:
    """Whether a number stands in `said`, or a name in it after so many characters, that the notice has nowhere."""
    if not notice.numbers.issuperset(_NUMBER.findall(said)):
        return True
    names = (said[max(m.start(), before) : m.end()] for m in _NAME.finditer(said) if m.end() > before)
    return any(name not in notice.text and name not in notice.around for name in names)


def _own(one: Notice, other: Notice) -> list[_Own]:
    """The stretches of `one` that `other` lacks."""
    spans: list[tuple[int, int]] = []
    for i in range(len(one.text) - _RUN + 1):
        if one.text[i : i + _RUN] not in other.runs:
            joined = spans.pop()[0] if spans and i <= spans[-1][1] else i
            spans.append((joined, i + _RUN))
    return [_stretch(one.text, start, end) for start, end in spans]


def _stretch(text: str, start: int, end: int) -> _Own:
    first = start + _RUN - 1 if start else 0
    last = end - _RUN + 1 if end < len(text) else end
    between = text[start:first], text[last:end]
    while start and text[start - 1] in _OF_NUMBERS:
        start -= 1
    while end < len(text) and text[end] in _OF_NUMBERS:
        end += 1
    return _Own(first, last, between, text[start:end], first - start)


def _outside(stretch: _Own, notice: Notice) -> bool:
    """Whether a stretch ends before the first clause does, or begins after the last, in short lines."""
    before = stretch.end < min(_HEAD, notice.head)
    return before or (notice.tail <= _TAIL and stretch.start >= len(notice.text) - notice.tail)


def _reworded(own: Sequence[_Own], others: Sequence[_Own]) -> bool:
    """Whether something stands in the place of something else: within a line, or one word at the beginning."""
    places: dict[tuple[str, str], int] = {}
    for stretch in own:
        if stretch.start < stretch.end:
            places[stretch.between] = stretch.end - stretch.start
    for stretch in others:
        length, before = stretch.end - stretch.start, places.get(stretch.between, 0)
        if length > 0 and before and stretch.between[1] and (stretch.between[0] or max(length, before) <= _WORD):
            return True
    return False


def _say_more(stretches: Sequence[_Own], other: Notice) -> bool:
    """Whether stretches hold a number or a name that the other notice lacks."""
    return any(_unsaid(_unhanded(own.shown), other, own.before) for own in stretches if own.start < own.end)


def _unhanded(shown: str) -> str:
    """`shown` with a gap of the same length where a site names its source."""
    return _HANDED_ON.sub(lambda m: " " * len(m[0]), shown)
