"""Amounts told case by case in the items of a list, or in the like sentences of a paragraph: all of them answer where the question names none of the cases.

（一）80至89周岁的，每人每月发放100元；（二）90至99周岁的，每人每月发放200元: one of them alone would mislead who asks 高龄津贴标准.
"""

from __future__ import annotations

import re

from retrieval.ages import ages_in, asks_of_an_age
from retrieval.candidates import Candidate
from retrieval.cases import asked_cases
from retrieval.characters import bigrams, fold
from retrieval.numbers import quantities
from retrieval.passage_run import siblings
from retrieval.query import Query
from retrieval.sentences import Span, paragraph, sentences
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
    beside = siblings(statement) or _clauses(text, statement.span)
    items = [s for s in beside if _alike(own, _words(s.of(text))) and _tells(query, s.of(text))]
    return items if len(items) > 1 and statement.span in items and not _told_apart(query, text, items) else []


def _clauses(text: str, span: Span) -> list[Span]:
    """The sentences of a paragraph, cut at semicolons."""
    line = paragraph(text, span.start)
    return sentences(text, line.start, line.end)


def _names_a_case(query: Query) -> bool:
    measures = frozenset(ask.measures for ask in query.asks)
    question = query.question
    return bool(ages_in(question)) or asks_of_an_age(question) or bool(asked_cases(question, measures))


def _tells(query: Query, item: str) -> bool:
    return bool(find_values(query.kind, query.asks, item, query.question))


def _told_apart(query: Query, text: str, items: list[Span]) -> bool:
    """Whether the question has words, or an amount (签三年), of some of the items that not all of them have: the 20 of
    2024年 is no word of 200元.
    """
    said = [fold(item.of(text)) for item in items]
    amounts = [quantity.text for quantity in quantities(fold(query.question))]
    if any(0 < sum(amount in one for one in said) < len(said) for amount in amounts):
        return True
    return any(told_apart([bigrams(one) for one in said], _words(query.question)))


def _words(item: str) -> set[str]:
    return bigrams(_NUMBERS.sub("", fold(item)))


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= _ALIKE * max(1, len(one | other))
