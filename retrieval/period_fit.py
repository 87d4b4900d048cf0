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

# 5月起, 6月30日前: rules name such days; 5月开工的项目 is known by its month.
_OPEN = re.compile(
    r"(?:份|底|末|初)?(?:[之以]?[前后]|起|开始|以来|(?:开工|招标|中标|签[订约]|印发|发布|出台|成立|举行|举办|召开)的)"
)
_CLAUSE = re.compile(r"[,，;；。]|其中")
_VALID = re.compile(r"[自从](?:20\d\d年)?$")
# What holds for as long as the rule does, though no month is named beside it.
_RULE = re.compile(
    r"每[人月年亩户天日次]|(?<!高)标准[为是按:：]|应当|不[得低高超]|[税费]率|比例[为是]|[上下]限|"
    r"给予[^,，。;；]{0,12}(?:补[贴助]|奖励)|一次性(?:补[贴助]|奖励|给予)|[减免]征|罚款"
)
_COMPARED = re.compile(r"(?:比|较|同比?|高于|低于|多于|少于)(?:去年|上年|20\d\d年)?同?$")
_BEFORE = 8


def period_fits(query: Query, statement: Statement, at: int, heads: Sequence[str] = ()) -> bool:
    """Whether what a statement tells is of an asked part of a year, where one is asked for.

    `at` is where the amount stands in the statement, 0 where none is known; of a row, `heads` are those of its columns.
    """
    asked = query.periods
    if not asked:
        return True
    document = statement.hit.document
    if query.kind == "quantity" and not any(_OPEN.match(query.question, p.end) for p in asked):
        told = next((some for some in _sources(statement, at, heads) if some), [])
        rule = bool(_RULE.search(statement.said))
        if not told:
            return rule or any(p.one_day and _dated(document, p) for p in asked)
        return any(_same(one, p, text, rule, _at_end(query, p)) for p in asked for one, text in told)
    return any(_dated(document, period) or _named(document.text, period) for period in asked)


def _sources(statement: Statement, at: int, heads: Sequence[str]) -> Iterator[list[tuple[Period, str]]]:
    """The parts of a year said in a statement and around it, each with the text in which it is said, from near to far."""
    document = statement.hit.document
    if statement.row:
        yield _said(" ".join([*heads, statement.text]))
        yield _said(statement.row.head_words)
    else:
        yield _around(statement.text, at)
        line = paragraph(document.text, statement.span.start)
        yield _last(document.text[line.start : statement.span.start])
    yield _last(statement.hit.chunk.section)
    yield _last(document.title)


def _around(text: str, at: int) -> list[tuple[Period, str]]:
    """The part of a year said last before an amount in its sentence, else those behind it in its own clause."""
    own = _said(text)
    before = [one.start for one, _ in own if one.start <= at]
    if before:
        return [(one, text) for one, _ in own if one.start == before[-1]]
    return [(one, text) for one, _ in own if not _CLAUSE.search(text, at, one.start)]


def _last(text: str) -> list[tuple[Period, str]]:
    """The part of a year that a text names last; both parts of one that goes on into the next year."""
    said = _said(text)
    return [(one, text) for one, _ in said if one.start == said[-1][0].start]


def _said(text: str) -> list[tuple[Period, str]]:
    """The parts of a year that a text tells of, without those that something is compared with."""
    found = (p for p in periods_in(text) if not _COMPARED.search(text[max(0, p.start - _BEFORE) : p.start]))
    return [(counted(text, p), text) for p in found]


def _at_end(query: Query, asked: Period) -> bool:
    return query.question[asked.end : asked.end + 1] in {"底", "末"}


def _same(told: Period, asked: Period, text: str, rule: bool, at_end: bool) -> bool:
    """Whether an amount told for one part of a year is that of another: the same, a day of it, or a rule that holds
    through it. `at_end`: what is asked for stands at the end of it.
    """
    if told.days == asked.days or (told.one_day and asked.holds(told)) or (at_end and told.last == asked.last):
        return True
    rule = rule or text[told.end - 1] in "日号" or bool(_VALID.search(text[max(0, told.start - _BEFORE) : told.start]))
    return rule and told.holds(asked)


def _named(text: str, asked: Period) -> bool:
    """Whether a text names the asked part, a part of it, or one that it lies in."""
    return any(told.holds(asked) or asked.holds(told) for told in periods_in(text))


def _dated(document: PolicyDocument, asked: Period) -> bool:
    """Whether the document is of the asked part of a year."""
    days: Sequence[date | None] = (document.issued_on, document.published_on, document.effective_on)
    return any(asked.first <= (day.month, day.day) <= asked.last for day in days if day)
