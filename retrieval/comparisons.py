"""Asked comparisons: 2019年比2018年多多少 → a question for each year, and what is reckoned of the answers.

The things compared are years, places, or two subjects that end alike (早稻, 晚稻). Each gets the question as it
would be asked of it alone, so that each answer is found, checked and cited by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from retrieval.compared import SPAN_END, Item, places_of, prepared, years_of, years_of_span
from retrieval.comparison_words import Asked, asked_in, tidied
from retrieval.contrasts import contrast_in
from retrieval.query import Comparison, Side

_MOST = 6  # things that one question compares
_AND = re.compile(r"\s?(?:[多少高低大小]?还是|、|,|和|与|及|跟|同|以及|或者?|vs\.?)\s?")
_THAN = re.compile(r"(?P<matter>[^,?]{0,24}?)(?:比|较|相比于?|是|为|相当于|相对于?|对比|(?P<with>和|与|跟|同))\s?")
_WITH = re.compile(r"(?:同期|度)?(?:相比|比较|对比|相差|比|差)")
_BEFORE = re.compile(r"(?:与|和|同|跟|较|比|相比|相较于?|比起|对比)$")
_BEFORE_END = re.compile(r"(?:相比|比较|相较)?\s?[,，]?\s?")
_FROM = re.compile(r"(?:从|由|自)$")
_UNTIL = re.compile(r"\s?(?:到|至)\s?")
_YEAR_ON_YEAR = re.compile(r"同比|(?:比|较)(?:上一?年|去年|前一年|上年度)(?:同期)?")
_SHARE = re.compile(
    r"^(?P<part>[^,?]{2,30}?)占(?P<whole>[^,?]{2,20}?)的?(?:比例|比重|百分比|百分之(?:几|多少)|多少|几成)(?:是|为|有)?(?:多少|多大)?[?]?$"
)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The things compared, and the question without them: what stands before, and behind."""

    items: tuple[Item, ...]
    before: str
    after: str


def comparison_in(question: str, today: date) -> Comparison | None:
    """The calculation that `question` asks for, with a complete question for each side; None where it asks for none."""
    if contrast := contrast_in(question, today):
        return contrast
    text = prepared(question)
    if share := _SHARE.match(text):
        return _share(share, text, today)
    for items in (years_of(text, today), places_of(text)):
        for pair in (_spoken_after(text, items), _listed(text, items), _than(text, items)):
            asked = asked_in(pair.before + "\0" + pair.after) if pair else None
            if pair and asked and (made := _made(pair, asked)):
                return made
    return _year_on_year(text, today) or _over_span(text, today) or _subjects(text)


def _listed(text: str, items: Sequence[Item]) -> _Pair | None:
    """甲和乙…: two or more things joined by 和, 与, 、."""
    for first in range(len(items) - 1):
        last = first
        while last + 1 < len(items) and _AND.fullmatch(text, items[last].end, items[last + 1].start):
            last += 1
        until = _UNTIL.fullmatch(text, items[first].end, items[first + 1].start)
        if last == first and until and _FROM.search(text[: items[first].start]):
            before = _FROM.sub("", text[: items[first].start])
            return _Pair((items[first + 1], items[first]), before, text[items[first + 1].end :])
        if last > first:
            chosen = tuple(items[first : last + 1])
            return _Pair(chosen, text[: items[first].start], text[items[last].end :])
    return None


def _than(text: str, items: Sequence[Item]) -> _Pair | None:
    """甲…比乙…: what stands between belongs to both."""
    for first, second in zip(items, items[1:], strict=False):
        joint = _THAN.fullmatch(text, first.end, second.start)
        if joint and (not joint["with"] or _WITH.match(text, second.end)):
            return _Pair((first, second), text[: first.start], joint["matter"] + text[second.end :])
    return None


def _spoken_after(text: str, items: Sequence[Item]) -> _Pair | None:
    """与乙相比,甲…: the second is said first."""
    for first, second in zip(items, items[1:], strict=False):
        before = _BEFORE.search(text[: first.start])
        if before and _BEFORE_END.fullmatch(text, first.end, second.start):
            return _Pair((second, first), text[: before.start()], text[second.end :])
    return None


def _made(pair: _Pair, asked: Asked) -> Comparison | None:
    """The comparison with a question for each side, or None where nothing is said to be compared."""
    before, _, after = tidied(asked.left).partition("\0")
    after = tidied(after).removeprefix("的") if not before else tidied(after)
    matter = re.sub(r"多少|几|\W", "", before + after)
    if not matter or len(pair.items) > _MOST or (len(pair.items) > 2 and asked.operation not in {"sum", "greater"}):
        return None
    tail = "" if re.search(r"多少|几", before + after) else "多少"
    items = pair.items
    if asked.operation in {"difference", "growth"} and all(i.order for i in items):
        items = tuple(sorted(items, key=lambda i: -i.order)) if _is_list(pair) else items
    sides = tuple(Side(item.text, f"{before}{item.text}{after}{tail}") for item in items)
    return Comparison(asked.operation, sides, asked.least) if len({s.name for s in sides}) == len(sides) else None


def _is_list(pair: _Pair) -> bool:
    """Whether the things stand in the order of the text and side by side, so that their order says nothing."""
    first, second = pair.items[:2]
    return 0 <= second.start - first.end <= 2


def _over_span(text: str, today: date) -> Comparison | None:
    """2018年至2020年共…, 近三年哪年多: over every year of the span."""
    items = tuple(years_of_span(text, today))
    if not items:
        return None
    ending = SPAN_END.match(text, items[0].end)
    before, after = text[: items[0].start], text[ending.end() if ending else items[0].end :]
    asked = asked_in(f"{before}\0{after}")
    if not asked or asked.operation not in {"sum", "greater"}:
        return None
    return _made(_Pair(items, before, after), asked)


def _year_on_year(text: str, today: date) -> Comparison | None:
    """2019年同比增长多少, 2019年的增长率: with the year before."""
    items = years_of(text, today)
    years = {item.order for item in items}
    compared = _YEAR_ON_YEAR.search(text)
    if len(years) != 1 or len(items) != 1:
        return None
    item = items[0]
    words = _YEAR_ON_YEAR.sub("", text[: item.start]) + "\0" + _YEAR_ON_YEAR.sub("", text[item.end :])
    asked = asked_in(words)
    if not asked or asked.operation not in ({"growth", "difference"} if compared else {"growth"}):
        return None
    before_it = replace(item, text=item.text.replace(str(item.order), str(item.order - 1), 1), order=item.order - 1)
    return _made(_Pair((replace(item, end=item.start), before_it), "", ""), asked)


_SUBJECTS_THAN = re.compile(r"^(?P<a>[^,?]{2,24}?)(?:比|较)(?P<b>[^,?]{2,16})$")
_SUBJECTS_AND = re.compile(r"^(?P<a>[^,?、]{2,16}?)(?:和|与|跟)(?P<b>[^,?]{2,24})$")


def _subjects(text: str) -> Comparison | None:
    """早稻补贴比晚稻多多少: two subjects that end alike, what follows the one asked of the other as well."""
    asked = asked_in(text)
    if not asked:
        return None
    head, tail = asked.left[: asked.at], asked.left[asked.at :]
    lead = re.match(r"(?:(?:19|20)\d\d年度?)?", head)
    before = lead.group() if lead else ""
    head = tidied(head[len(before) :]) if "相" in head else head[len(before) :]
    than, listed = _SUBJECTS_THAN.match(head), _SUBJECTS_AND.match(head)
    if asked.operation in {"difference", "growth", "ratio"} and than:
        sides = _told(than["a"], than["b"])
    elif asked.operation in {"difference", "sum", "greater"} and listed:
        sides = _told_listed(listed["a"], listed["b"])
    else:
        return None
    tail = tail if re.search(r"多少|几", tail) else f"{tail}多少"
    made = tuple(Side(name, f"{before}{whole}{tail}") for name, whole in sides)
    return Comparison(asked.operation, made, asked.least) if made else None


def _told(a: str, b: str) -> tuple[tuple[str, str], ...]:
    """早稻每亩补贴, 晚稻 → each with 每亩补贴; () where the two do not end alike."""
    if a[-2:] == b[-2:]:
        return ((a, a), (b, b))
    at = a.rfind(b[-1])
    if at < 1:
        return ()
    return ((a[: at + 1], a), (b, b + a[at + 1 :]))


def _told_listed(a: str, b: str) -> tuple[tuple[str, str], ...]:
    """早稻, 晚稻每亩补贴 → each with 每亩补贴; () where the two do not end alike."""
    at = b.find(a[-1])
    if at < 1:
        return ()
    return ((a, a + b[at + 1 :]), (b[: at + 1], b))


def _share(match: re.Match[str], text: str, today: date) -> Comparison | None:
    """甲占乙的比例: both in the year and place with which 甲 begins."""
    part, whole = match["part"], match["whole"]
    leading = [*years_of(part, today), *places_of(part)]
    lead = max((i.end for i in leading if not part[: i.start].strip("在于") or i.start < 8), default=0)
    said = [*years_of(whole, today), *places_of(whole)]
    prefix = "" if said else part[:lead]
    if not part[lead:].strip("的"):
        return None
    sides = (Side(part[lead:].lstrip("的"), f"{part}多少"), Side(whole, f"{prefix}{whole}多少"))
    return Comparison("share", sides)
