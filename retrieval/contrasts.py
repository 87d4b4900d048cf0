"""Questions for what two things have in common or not: 早稻和晚稻补贴有什么区别 → a question for each side.

The sides are documents, years, places or notions. Nothing is reckoned: what each says is quoted side by side.
"""

from __future__ import annotations

import re
from datetime import date

from retrieval.compared import Item, places_of, prepared, years_of
from retrieval.query import Comparison, Side

_THINGS = r"(?:异同|区别|不同|差别|差异|差距|不一样|相同|联系)(?:之处|点|的?地方)?"
_ASKED = re.compile(
    rf"(?:,|两者|二者|分别|各自|之间|相比|的|都|又|主要|具体|到底|究竟)*(?:有|存在)(?:什么|何|哪些|啥)(?:主要|具体|本质)?的?{_THINGS}$"
    rf"|(?:两者|二者|之间)*的?(?:主要)?{_THINGS}(?:是|有|在|体现在)?(?:什么|哪里|哪些|哪儿|何处)?(?:地方|方面)?$"
    r"|(?:有)?(?:哪里|哪儿|哪些地方|什么地方|怎么|如何)(?:的)?(?:不同|不一样)$"
)
_LEAD = re.compile(r"^(?:请问?)?(?:比较|对比)(?:一下)?")
_WHERE = re.compile(r"[,]?在(?P<matter>[^,在]{2,16}?)(?:上|方面|中)?$")
_AND = re.compile(r"\s?(?:和|与|及|跟|同|、|以及|vs\.?)\s?")
_BOOKS = re.compile(r"^(?P<a>《[^《》]+》)\s?(?:和|与|及|跟|同|、|以及)\s?(?P<b>《[^《》]+》)(?P<rest>.*)$")
_WORDS = re.compile(r"^(?P<a>[^,、]{2,24}?)(?:和|与|跟|同|以及)(?P<b>[^,、]{2,30})$")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,5}?[省市县区镇乡村]")
_BARE = 2  # characters at the end by which two notions are told to be of one kind


def contrast_in(question: str, today: date) -> Comparison | None:
    """The sides that a question contrasts in words, each with a question of its own; None where it contrasts none."""
    text = prepared(question)
    asked, lead = _ASKED.search(text), _LEAD.match(text)
    if not asked and not lead:
        return None
    rest = text[lead.end() if lead else 0 : asked.start() if asked else len(text)].strip(" ,的")
    if re.search(r"多少|几|哪|谁|多[大高长久]", rest):
        return None
    where = _WHERE.search(rest)
    matter = where["matter"] if where else ""
    rest = rest[: where.start()] if where else rest
    for items in (years_of(rest, today), places_of(rest)):
        if sides := _of_items(rest, items, matter):
            return Comparison("contrast", sides)
    sides = _of_books(rest, matter) or _of_words(rest, matter)
    return Comparison("contrast", sides) if sides else None


def _of_items(text: str, items: list[Item], matter: str) -> tuple[Side, ...]:
    """2019年和2020年的水稻补贴政策: what stands around two years or places belongs to both."""
    if len(items) != 2 or not _AND.fullmatch(text, items[0].end, items[1].start):
        return ()
    before, after = text[: items[0].start], text[items[1].end :].strip(" ,的")
    if not before + after + matter:
        return ()
    return tuple(Side(i.text, _asked(f"{before}{i.text}{after}", matter)) for i in items)


def _of_books(text: str, matter: str) -> tuple[Side, ...]:
    found = _BOOKS.match(text)
    if not found:
        return ()
    rest = found["rest"].strip(" ,的")
    return tuple(Side(name, _asked(name + (f"的{rest}" if rest else ""), matter)) for name in (found["a"], found["b"]))


def _of_words(text: str, matter: str) -> tuple[Side, ...]:
    """早稻和晚稻的补贴标准, 职工医保和居民医保: two notions, what only the second is followed by asked of both."""
    found = _WORDS.match(text)
    if not found:
        return ()
    a, b = found["a"].strip("的"), found["b"].strip("的")
    named, _, tail = b.partition("的")
    here = _PLACE.match(named)
    if here and _PLACE.fullmatch(a):  # a place that no list of places has
        named, tail = here.group(), named[here.end() :] + tail
    elif not tail and a[-_BARE:] != b[-_BARE:] and 0 < (at := b.find(a[-1])) < len(b) - 1:
        named, tail = b[: at + 1], b[at + 1 :]
    tail = "" if a.endswith(tail) else tail
    if a == named:
        return ()
    return tuple(Side(name, _asked(name + tail, matter)) for name in (a, named))


def _asked(name: str, matter: str) -> str:
    return f"{name}的{matter}是什么" if matter else f"{name}是什么"
