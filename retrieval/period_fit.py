"""Whether a candidate is of the part of a year that a question asks for: the land of 2019 is not that of 2019年5月.

An asked amount must be told for that very part: by its sentence, else by what precedes it in the paragraph, the section or
the title. Anything else is asked of a document that names the part, or is of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from retrieval.evidence import Statement
from retrieval.models import PolicyDocument
from retrieval.period_words import Period, counted, periods_in
from retrieval.query import Query
from retrieval.sentences import paragraph

_OPEN = re.compile(r"(?:份|底|末|初)?(?:[之以]?[前后]|起|开始|以来)")  # 5月起, 6月30日前: rules name such days
_VALID = re.compile(r"[自从](?:20\d\d年)?$")
# What holds for as long as the rule does, though no month is named beside it.
_RULE = re.compile(
    r"每[人月年亩户天日次]|(?<!高)标准[为是按]|应当|不[得低高超]|[税费]率|比例[为是]|给予[^,，。;；]{0,12}(?:补[贴助]|奖励)|[减免]征|罚款"
)
_COMPARED = re.compile(r"(?:比|较|同比?|高于|低于|多于|少于)(?:去年|上年|20\d\d年)?同?$")
_BEFORE = 8


def period_fits(query: Query, statement: Statement, at: int | None, heads: Sequence[str] = ()) -> bool:
    """Whether what a statement tells is of an asked part of a year, where one is asked for.

    `at` is where the amount stands in the statement; of a row, `heads` are those of the amount's columns.
    """
    asked = query.periods
    if not asked:
        return True
    document = statement.hit.document
    if at is not None and query.kind == "quantity" and not any(_OPEN.match(query.question, p.end) for p in asked):
        told = told_periods(statement, at, heads)
        if not told:
            return bool(_RULE.search(statement.said)) or any(p.one_day and _dated(document, p) for p in asked)
        return any(_same(one, period, text) for period in asked for one, text in told)
    return any(_dated(document, period) or _named(document.text, period) for period in asked)


def told_periods(statement: Statement, at: int = 0, heads: Sequence[str] = ()) -> list[tuple[Period, str]]:
    """The parts of a year that an amount is of, each with the text in which it is said; [] if none is."""
    return next((some for some in _sources(statement, at, heads) if some), [])


def _sources(statement: Statement, at: int, heads: Sequence[str]) -> Iterator[list[tuple[Period, str]]]:
    """The parts of a year said in a statement and around it, from near to far."""
    document = statement.hit.document
    if statement.row:
        yield _said(" ".join([*heads, statement.text]))
        yield _said(statement.row.head_words)
    else:
        own = _said(statement.text)
        yield [one for one in own if one[0].start <= at][-1:] or own
        line = paragraph(document.text, statement.span.start)
        yield _said(document.text[line.start : statement.span.start])[-1:]
    yield _said(statement.hit.chunk.section)[-1:]
    yield _said(document.title)[-1:]


def _said(text: str) -> list[tuple[Period, str]]:
    """The parts of a year that a text tells of, without those that something is compared with."""
    found = (p for p in periods_in(text) if not _COMPARED.search(text[max(0, p.start - _BEFORE) : p.start]))
    return [(counted(text, p), text) for p in found]


def _same(told: Period, asked: Period, text: str) -> bool:
    """Whether an amount told for one part of a year is that of another: the same, a day of it, or a rule that holds
    through it.
    """
    if told.days == asked.days or (told.one_day and asked.holds(told)):
        return True
    rule = text[told.end - 1] in "日号" or _VALID.search(text[max(0, told.start - _BEFORE) : told.start])
    return bool(rule) and told.holds(asked)


def _named(text: str, asked: Period) -> bool:
    """Whether a text names the asked part, a part of it, or one that it lies in."""
    return any(told.holds(asked) or asked.holds(told) for told in periods_in(text))


def _dated(document: PolicyDocument, asked: Period) -> bool:
    """Whether the document is of the asked part of a year."""
    days: Sequence[date | None] = (document.issued_on, document.published_on, document.effective_on)
    return any(asked.first <= (day.month, day.day) <= asked.last for day in days if day)
