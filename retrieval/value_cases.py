"""Amounts told case by case in the items of a list: all of them answer where the question names none of the cases.

（一）80至89周岁的，每人每月发放100元；（二）90至99周岁的，每人每月发放200元: one of them alone would mislead who asks 高龄津贴标准.
"""

from __future__ import annotations

import re

from retrieval.ages import ages_in, asks_of_an_age
from retrieval.candidates import Candidate
from retrieval.cases import asked_cases
from retrieval.characters import bigrams, fold
from retrieval.passage_run import siblings
from retrieval.query import Query
from retrieval.sentences import Span
from retrieval.value_fit import told_apart
from retrieval.values import find_values

_ALIKE = 0.4  # least share of the pairs of characters, numbers aside, that items for several cases have in common
_NUMBERS = re.compile(r"[\d一二三四五六七八九十.%]+")


def all_cases(query: Query, chosen: Candidate) -> list[Span]:
    """The items that tell the amount for one case each, the chosen one among them; [] where it is told for one alone, or
    the question names a case.
    """
    statement = chosen.statement
    if query.kind != "quantity" or not chosen.values or chosen.reading or _names_a_case(query):
        return []
    text = statement.hit.document.text
    own = _words(statement.text)
    items = [s for s in siblings(statement) if _alike(own, _words(s.of(text))) and _tells(query, s.of(text))]
    return items if len(items) > 1 and statement.span in items and not _told_apart(query, text, items) else []


def _names_a_case(query: Query) -> bool:
    measures = frozenset(ask.measures for ask in query.asks)
    question = query.question
    return bool(ages_in(question)) or asks_of_an_age(question) or bool(asked_cases(question, measures))


def _tells(query: Query, item: str) -> bool:
    return bool(find_values(query.kind, query.asks, item, query.question))


def _told_apart(query: Query, text: str, items: list[Span]) -> bool:
    """Whether the question has words of some of the items that not all of them have."""
    return any(told_apart([bigrams(fold(item.of(text))) for item in items], bigrams(fold(query.question))))


def _words(item: str) -> set[str]:
    return bigrams(_NUMBERS.sub("", fold(item)))


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= _ALIKE * max(1, len(one | other))
