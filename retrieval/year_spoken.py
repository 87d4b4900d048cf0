"""The years by which a text says when something is: not those that name a thing, or that something is compared with."""

from __future__ import annotations

import re
from datetime import date

from retrieval.characters import fold
from retrieval.year_words import NAMES, Mention, mentions

_DIGITS = "一二三四五六七八九十"
_COMPARED = re.compile(r"(?:比|较|与|同|相比于|相对|[高低多少]于|超过?)(?:于|之)?\s?$")
_COMPARED_AFTER = re.compile(r"度?[末底]?(?:的?基础上|同期|相比|相较|水平|的\s?\d+(?:\.\d+)?\s?倍)|末")
# 相当于2019年的80% compares; 由2015年的80%提高到2020年的100% tells each year's own share.
_SHARE_OF = re.compile(r"(?:达到?|为|是|等于|相当于|恢复[到至]|只有|仅有|占)(?:了|到)?\s?$")
_SHARE_AFTER = re.compile(r"度?的\s?\d+(?:\.\d+)?\s?%")
_REVIEWED = re.compile(
    r"(?<![十百\d第])(?P<n>[一二两三四五六七八九十])年来|这(?P<this>[一两三五])年(?!级)|过去的(?P<past>[二两三四五六七八九十])年"
    r"|(?:今后|未来)(?P<ahead>[三五])年"
)
_FIRST_HALF = 6  # reports of the first months look back at the years before their own


def spoken(text: str, day: date | None) -> list[Mention]:
    """The mentions of `text` that say when, not what: titles and comparisons left out."""
    names = [m.span() for m in NAMES.finditer(text)]
    said = sorted((*mentions(text, day), *reviewed(text, day)), key=lambda m: m.start)
    return [m for m in said if not any(a <= m.start < b for a, b in names) and not _compared(text, m)]


def _compared(text: str, mention: Mention) -> bool:
    """Whether a year is what something else is compared with: 比2019年, 是2019年的3倍."""
    before = text[max(0, mention.start - 4) : mention.start]
    if _COMPARED.search(before) or _COMPARED_AFTER.match(text, mention.end):
        return True
    return bool(_SHARE_OF.search(before) and _SHARE_AFTER.match(text, mention.end))


def reviewed(text: str, day: date | None) -> list[Mention]:
    """The years that a document of a day means by 一年来, 这五年, 过去的三年, 今后五年."""
    if day is None:
        return []
    after = day.year if day.month <= _FIRST_HALF else day.year + 1  # the first year that is still to come
    found = []
    for match in _REVIEWED.finditer(fold(text)):
        number = next(group for group in match.groups() if group)
        n = _DIGITS.index(number.replace("两", "二")) + 1
        first = after if match["ahead"] else after - n
        found.append(Mention(frozenset(range(first, first + n)), match.start(), match.end()))
    return found
