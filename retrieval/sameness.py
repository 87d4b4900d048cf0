"""Whether two questions ask the same thing, so that the answer to one answers the other.

Vectors are no judge of it: 水稻补贴标准是多少 is nearer to 2019年水稻补贴标准是多少 and to 残疾人不可以免费坐公交吗 than
many a paraphrase is to its own. So every year, place, number and document must be the same, and every word that says
something must stand in both, in that word or in one that means the same; only the order, the question words and what
says nothing may differ. Where they do differ, vectors are asked as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from retrieval.characters import fold
from retrieval.numbers import quantities
from retrieval.query import Query
from retrieval.terms import GENERIC, QUESTION_WORDS, WHEN
from retrieval.verify_lexicon import SAME

_NEITHER = re.compile(r"(.)[不没]\1|是否|能否|可否")  # 能不能 denies nothing
_ASIDE = re.compile(
    r"请问|你好|您好|麻烦|谢谢|我想|想要|(?:想|要)?(?:知道|了解|咨询)一?下?|问一?下|[在去到上]哪(?:里|儿|个部门)?|"
    r"可以|一下|有关|关于|具体|进行|(?<=办)理|[的了吗呢啊呀吧嘛是能要有会请得]|我们?|[你您]们?"
)
_MEASURED = re.compile(r"(?:标准|金额|额度|比例|价格|费用|数额)$")  # 补贴标准是什么 asks for how much
_SAME = [
    (word, group.split()[0]) for group in (*SAME, "坐 乘坐", "领 领取") for word in group.split()[1:] if len(word) > 1
]
# Words by which it matters what stands before and what behind them.
_TURNS = re.compile(r"[给向从由被把比对往转迁调至和与跟或]")


def same_particulars(one: Query, other: Query) -> bool:
    """Whether two questions are of the same years, days, places, documents, articles and numbers."""
    return _particulars(one) == _particulars(other)


def asks_same(one: Query, other: Query, alike: Callable[[], bool]) -> bool:
    """Whether two questions ask the same thing; where their words differ, only if they are `alike` besides."""
    if not same_particulars(one, other) or not _same_kind(one, other):
        return False
    told = bool(one.facet) and one.facet == other.facet
    first, second = _rest(one, generic=not told), _rest(other, generic=not told)
    if first == second:
        return True
    return Counter(first) == Counter(second) and not _TURNS.search(first) and alike()


def _particulars(query: Query) -> tuple[object, ...]:
    return (
        query.years,
        sorted(query.days),
        [place.name for place in query.places] or [query.home],
        sorted(query.doc_nos),
        sorted(query.titles),
        query.articles,
        query.clauses,
        query.loose_numbers,
        query.series,
        query.past,
        query.wants,
        (query.comparison.operation, query.comparison.least) if query.comparison else None,
        _numbers(query.question),
    )


def _same_kind(one: Query, other: Query) -> bool:
    """Whether both want the same kind of answer. A facet that only one names is passed over where the kind is told."""
    if one.kind == other.kind:
        if _measures(one) != _measures(other):
            return False
        return one.facet == other.facet or (one.kind != "plain" and not (one.facet and other.facet))
    if "plain" not in (one.kind, other.kind) or one.facet != other.facet:
        return False
    measured = all(_MEASURED.search(_rest(query, generic=True)) for query in (one, other))
    return bool(one.facet) or (measured and "quantity" in (one.kind, other.kind))


def _measures(query: Query) -> list[str]:
    return sorted("money" if ask.measures == "pay" else ask.measures for ask in query.asks if ask.measures)


def _numbers(text: str) -> list[tuple[str, Decimal]]:
    bare = WHEN.sub(" ", fold(text))
    return sorted((found.measures, found.base) for found in quantities(bare))


def _rest(query: Query, *, generic: bool) -> str:
    """What a question says besides its years, its question words and what says nothing."""
    text = WHEN.sub(" ", fold(query.question))
    for quantity in reversed(quantities(text)):
        text = f"{text[: quantity.start]} {text[quantity.end :]}"
    for pattern in (_NEITHER, _ASIDE, QUESTION_WORDS):
        text = pattern.sub(" ", text)
    for word, instead in _SAME:
        text = text.replace(word, instead)
    if not generic:
        for word in GENERIC:
            text = text.replace(word, " ") if len(word) > 1 else text
    return re.sub(r"[\W_]+", "", text)
