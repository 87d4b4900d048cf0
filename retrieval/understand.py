"""question → Query: what is asked, of which year, place and document, and in which words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from retrieval.articles import articles_in, clauses_in, loose_numbers, rules_named
from retrieval.asked_periods import asked_periods
from retrieval.asks import asks_in
from retrieval.characters import fold
from retrieval.comparisons import comparison_in
from retrieval.doc_numbers import doc_numbers
from retrieval.english import chinese_of, is_english
from retrieval.errors import QuestionError
from retrieval.follow_up import complete_question
from retrieval.kinds import asks_past, facet_of, kind_of, wants_of
from retrieval.models import Filters, Turn
from retrieval.places import asked_places
from retrieval.query import Ask, Comparison, Kind, Query, Side, Term, Wants
from retrieval.series import series_in
from retrieval.spoken import plain
from retrieval.terms import terms_of
from retrieval.typos import correct
from retrieval.years import asked_years

__all__ = ["Ask", "Comparison", "Kind", "Query", "Side", "Term", "Wants", "understand"]

_DAY = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?")
_BOOK = re.compile(r"《([^《》]{2,80})》")


def understand(
    question: str,
    history: Sequence[Turn],
    today: date,
    *,
    filters: Filters | None = None,
    longest: int = 1000,
    names: Mapping[str, str | None] | None = None,
    known: Callable[[str], int] | None = None,
) -> Query:
    """What `question` asks, follow-ups completed from `history`, relative years counted from `today`.

    `names` are names of the library's documents by their pinyin, by which an English question may call them.
    `known` says in how many passages a word stands: with it, mistyped words are put right (see `typos.correct`).

    Raises QuestionError where the question is empty, has no word, or is longer than `longest` characters.
    """
    original = _checked(question, longest)
    spoken = plain(chinese_of(original, names))
    spoken = correct(spoken, known) if known else spoken
    turns = [turn.model_copy(update={"question": chinese_of(turn.question, names)}) for turn in history]
    complete = complete_question(spoken, turns)
    folded = fold(complete)
    kind = kind_of(folded)
    titles = (*_BOOK.findall(complete), *rules_named(complete))
    numbers = tuple(doc_numbers(complete))
    return Query(
        question=complete,
        original=original,
        kind=kind,
        years=asked_years(complete, today),
        days=tuple(m.group().replace("号", "日") for m in _DAY.finditer(folded)),
        periods=asked_periods(complete, today),
        places=tuple(asked_places(complete)),
        doc_nos=numbers,
        articles=articles_in(complete),
        titles=titles,
        asks=asks_in(folded) if kind == "quantity" else (),
        terms=tuple(terms_of(complete)),
        wants=wants_of(folded),
        filters=filters or Filters(),
        today=today,
        past=asks_past(folded),
        comparison=comparison_in(complete, today),
        series=series_in(complete, today),
        facet=facet_of(folded),
        clauses=clauses_in(complete),
        loose_numbers=() if numbers else loose_numbers(complete),
        language="en" if is_english(original) else "zh",
    )


def _checked(question: str, longest: int) -> str:
    stripped = " ".join(question.split())
    if not stripped or not re.search(r"\w", stripped):
        raise QuestionError("问题是空的。 The question is empty.", "请输入一个问题。 Type a question.")
    if len(stripped) > longest:
        raise QuestionError(
            f"问题有 {len(stripped)} 个字，最多 {longest} 个。 The question is too long.",
            "请缩短问题，只问一件事。 Ask one thing in fewer words.",
        )
    return stripped
