"""Amounts side by side, each with a label of its own, that answer a question together: 一等奖5万元、二等奖3万元."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.amounts import Amount
from retrieval.characters import fold

_APART = re.compile(r"[,，;；、]|和|及|以及")
_ALL = re.compile(
    r"分别|各(?:自|是|为|[\u4e00-\u9fff]?多少|[\u4e00-\u9fff]?几|[^项级部地有位单类]{0,2}多少|[类级等档种]\w{0,6}多少)|每[一个]?[类级等档种]|不同"
)
_LEAD = re.compile(r"^(?:其中|包括|即|分别为?|对于?)")
_LABEL = 14  # most characters between two amounts of a row
_NUMERAL = re.compile(r"[一二三四五六七八九十甲乙丙丁ABCDabcd\d]")


def value_row(sentence: str, fitting: Sequence[Amount], chosen: Amount, question: str) -> tuple[int, int]:
    """Where the value is that a question asks for: the chosen amount, or the row of amounts that it belongs to where
    the question names none of their labels, or asks for each of them.
    """
    at = fitting.index(chosen)
    first = last = at
    while first > 0 and _beside(sentence, fitting[first - 1], fitting[first]):
        first -= 1
    while last + 1 < len(fitting) and _beside(sentence, fitting[last], fitting[last + 1]):
        last += 1
    row = fitting[first : last + 1]
    labels = [_label(sentence, amount, row[i - 1].end if i else 0) for i, amount in enumerate(row)]
    if len(row) < 2 or not _parallel(labels):
        return chosen.start, chosen.end
    asked = fold(question)
    named = sum(bool(own) and own in asked for own in _own(labels))
    if 0 < named < len(row) or (not named and not _ALL.search(question) and not _numbered(labels)):
        return chosen.start, chosen.end
    return row[0].start - len(labels[0]), row[-1].end


def asks_for_each(question: str) -> bool:
    """Whether a question asks for the amounts of several: 市里和区里各出多少."""
    return bool(_ALL.search(question))


def _beside(sentence: str, one: Amount, other: Amount) -> bool:
    between = sentence[one.end : other.start]
    return 0 < len(between) <= _LABEL and len(_APART.findall(between)) == 1 and one.per == other.per


def _label(sentence: str, amount: Amount, floor: int) -> str:
    """The words right before an amount, back to a mark or to the amount before it."""
    return _LEAD.sub("", fold(re.split(r"[,，;；、:：。(（]|和|及", sentence[floor : amount.start])[-1]))


def _parallel(labels: Sequence[str]) -> bool:
    """Whether labels are of one make: of the same length but for a character or two, and ending or beginning alike."""
    lengths = [len(label) for label in labels]
    if not all(labels) or len(set(labels)) < len(labels) or max(lengths) - min(lengths) > 2:
        return False
    return len({label[-1] for label in labels}) == 1 or len({label[0] for label in labels}) == 1


def _own(labels: Sequence[str]) -> list[str]:
    """What each label has that the others lack, its common beginning and end taken off."""
    shared = 0
    while shared < min(map(len, labels)) and len({label[shared] for label in labels}) == 1:
        shared += 1
    end = 0
    while end < min(map(len, labels)) - shared and len({label[-1 - end] for label in labels}) == 1:
        end += 1
    return [label[shared : len(label) - end] for label in labels]


def _numbered(labels: Sequence[str]) -> bool:
    """Whether the labels only count grades: 一等奖, 二等奖."""
    return all(_NUMERAL.fullmatch(own) for own in _own(labels))
