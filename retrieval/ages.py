"""Whether a statement is for the age that a question names: 八十岁以上 is not answered by what holds for 九十岁以上."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.characters import fold
from retrieval.numbers import parse_number

_OLDEST = 200
_N = r"\d{1,3}|[一二三四五六七八九十百]{1,4}"
_AGE = re.compile(
    rf"(?P<under>不满|未满|不足|低于|不超过)?(?P<a>{_N})(?:周?岁)?(?P<open>\s?[(（](?:不含|含)[^)）]{{0,4}}[)）])?"
    rf"(?:\s?(?:至|到|[—–~-]{{1,2}})\s?(?P<b>{_N}))?(?P<more>多|来)?\s?周?岁(?P<bound>[^,，。;；]{{0,6}}?(?:以上|及以上|以下|以内))?"
)
# 我妈八十二了, 他今年七十多: people say ages without 岁 of somebody
_SPOKEN = re.compile(
    r"(?:妈|爸|爷爷|奶奶|[外公]公|[外婆]婆|姥[姥爷]|父亲|母亲|老人家?|老伴|我今年)[^,，。;；]{0,3}?"
    r"(?P<a>[1-9]\d|[二三四五六七八九]?十[一二三四五六七八九]?)(?P<more>多|来岁)?(?:出头)?(?:了|[,，]|$)"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Ages from `first` through `last`, in years."""

    first: int
    last: int


def ages_in(text: str) -> list[Span]:
    """The ages that a text names, in order: 80岁 is one, 80周岁以上 all from 80, 不满18周岁 all below."""
    found = []
    for match in _AGE.finditer(fold(text)):
        first, last = parse_number(match["a"]), parse_number(match["b"]) if match["b"] else None
        if first is None:
            continue
        age = int(first)
        bound = match["bound"] or ""
        if last is not None:
            found.append(Span(age, int(last)))
        elif match["more"]:
            found.append(Span(age, age + 9))
        elif match["under"]:
            found.append(Span(0, age if match["under"] == "不超过" else age - 1))
        elif bound.endswith("以上"):
            found.append(Span(age, _OLDEST))
        else:
            found.append(Span(0, age) if bound else Span(age, age))
    return found


def age_fits(question: str, statement: str) -> bool:
    """Whether a statement that names ages is for those of the question; where either names none, nothing is known."""
    asked, told = ages_in(question) or _spoken(question), ages_in(statement)
    if not asked or not told:
        return True
    return any(span.first <= age.first <= span.last for age in asked for span in told)


def asks_of_an_age(question: str) -> bool:
    """Whether a question names an age."""
    return bool(ages_in(question) or _spoken(question))


def _spoken(question: str) -> list[Span]:
    """The ages that a question tells of somebody without 岁."""
    found = []
    for match in _SPOKEN.finditer(fold(question)):
        age = int(parse_number(match["a"]) or 0)
        found.append(Span(age, age + (9 if match["more"] else 0)))
    return found
