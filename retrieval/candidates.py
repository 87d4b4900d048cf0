"""Statements → candidates: those that can answer a kind of question, with the values that they give."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retrieval.belief import doubted, likely, pointed_out
from retrieval.characters import fold
from retrieval.evidence import Statement, contains
from retrieval.headed import headed
from retrieval.passage_run import introduces, is_bare, is_numbered
from retrieval.period_fit import period_fits
from retrieval.sentences import Span
from retrieval.table_answers import Reading, is_prose, read_names, read_row
from retrieval.table_asks import label_fit
from retrieval.table_rows import TableRow, row_year
from retrieval.understand import Kind, Query
from retrieval.value_dates import is_year_alone
from retrieval.value_names import asked_agency, names_an_office
from retrieval.values import Value, find_values
from retrieval.years import StatementYear, statement_year

_VALUED: frozenset[Kind] = frozenset({"quantity", "date", "phone", "person"})
_TOUCHED = 0.1  # least share of the question's words in the very sentence that answers
_SAID = 0.2  # least share of the question's words in the very sentence of a value
_SAME_AGENCY = 0.5  # of an agency's name that is told: 历城区教育局 may be called 区教育局
_ASKS_PURPOSE = re.compile(r"目的|为[什何啥]|意义")
_PURPOSE = re.compile(
    r"(?:第一条\s*)?为(?:了|进一步|深入|全面|切实|认真|贯彻|落实|加强|规范|鼓励|促进|推进|推动|保[障护证]|支持|提[高升]|做好|[\u4e00-\u9fff]{2})"
)
# What leads into a whole document answers nothing that is asked of it, but why and by what right it was made.
_OPENS = re.compile(r"^各[^。]{2,80}[:：]$|如下[:：]?\s*$|制定本|特制定|现予?(?:印发|转发)")
_ASKS_WHY = re.compile(r"为[什何啥]|目的|原因|依据|根据|背景|意义|批准|同意|出台|制[定订]")
_NUMBER = re.compile(r"[\d一二两三四五六七八九十半]")
_VALUE_FIT = 0.4
_DEFINES = 0.6
_INTRODUCES = 0.3  # of the sentence that introduces a list, where a list is asked for
# Who sees to a thing (对接部门:区市场监督管理局) is no answer to what is asked about it.
_IN_CHARGE = re.compile(
    r"[（(【\[]?(?:(?:对接|责任|牵头|配合|主管|负责|承办)(?:部门|单位|科室|处室)|联系人)[:：][^）)】\]。]{0,60}[）)】\]]?[。；;，,]?"
)
# That a document ends another (《…》同时废止) answers only who asks for what holds.
_REPEALS = re.compile(r"[^。]*》[^，,。；;》]{0,30}(?:同时|即行|一并|予以|相应)(?:废止|失效)[。；;]?")
_ASKS_FORCE = re.compile(r"废止|失效|有效|作废|取[代消]|代替|替代|停止|[旧老原前]|还[在能用]|执行")
_ASKS_CHARGE = re.compile(
    r"谁|负责|牵头|对接|承办|主管|联系|咨询|[部单机科处][门位构室]|[哪找什么](?:个|家)?[局委办科处]"
)
_HEADED = (
    0.25  # what a heading for what is asked, right above, adds to the words that a statement shares with the question
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement with the values it gives, and how well it suits the kind of question."""

    statement: Statement
    values: tuple[Value, ...]
    score: float
    reading: Reading | None = None  # where the statement is a row of a table

    @property
    def valued(self) -> bool:
        """Whether it gives the asked values, and there is no doubt which of its sentence's they are."""
        return bool(self.values) and all(value.clear for value in self.values)

    @property
    def year(self) -> StatementYear:
        """The year of the value where there is one, else of the statement."""
        if self.reading and self.reading.values and self.statement.row:
            return row_year(self.statement.row, self.reading.values[0].column)
        if not self.values:
            return self.statement.year
        span = self.statement.span
        return statement_year(self.statement.hit.document, span, span.start + self.values[0].start)

    @property
    def year_fits(self) -> bool:
        """Whether the value, or the statement, is of an asked year."""
        if not self.values or not self.statement.asked:
            return self.statement.year_fits
        if self.reading:
            return not self.year.years.isdisjoint(self.statement.asked)
        return self.statement.timely(self.values[0].start)

    def period_fits(self, query: Query) -> bool:
        """Whether the value, or the statement, is of an asked part of a year."""
        heads = [value.head for value in self.reading.values] if self.reading else []
        return period_fits(query, self.statement, self.values[0].start if self.values else 0, heads)


def candidates(query: Query, found: Sequence[Statement]) -> list[Candidate]:
    """The statements that can answer this kind of question, best first, whatever their year and place."""
    rated = [rate(query, statement) for statement in found]
    return sorted((c for c in rated if c), key=lambda c: -c.score)


def rate(query: Query, statement: Statement) -> Candidate | None:
    """The statement as a candidate, or None where it lacks the asked value or is no statement at all."""
    if statement.row and (not is_prose(statement.row) or label_fit(query, statement.row)):
        return _rate_row(query, statement, statement.row)
    if query.kind in _VALUED:
        valued = _rate_values(query, statement)
        if valued or not _told_in_words(query, statement):
            return valued
    beside = statement.local < _TOUCHED and statement.coverage < 1  # 1 as a document asked for by number has
    below = headed(query, statement)
    if below:
        statement, beside = replace(statement, coverage=min(1.0, statement.coverage + _HEADED)), False
    beside = beside and not pointed_out(statement)
    opens = statement.lead and bool(_OPENS.search(statement.text)) and not _ASKS_WHY.search(query.question)
    if beside or opens or _is_heading(statement) or _is_of_other_use(query, statement):
        return None
    lists = query.kind == "list" and introduces(statement)
    defines = query.kind == "definition" and _defines(query, statement.text)
    if query.kind == "definition" and not defines and doubted(statement):
        return None  # a term that is only mentioned: 推开“四通四到”机制
    return Candidate(
        statement,
        (),
        statement.score + _DEFINES * (defines or _says_why(query, statement)) + _HEADED * below + _INTRODUCES * lists,
    )


def _told_in_words(query: Query, statement: Statement) -> bool:
    """Whether a statement without the asked value may yet tell it: who does something may be an office or a firm, which
    is no name; how much and when may stand in words that the reader points at (按4∶6分担, 20:30前).
    """
    if query.kind == "person":
        return not names_an_office(query.question)
    return query.kind in {"quantity", "date"} and pointed_out(statement) and bool(_NUMBER.search(statement.text))


def _rate_values(query: Query, statement: Statement) -> Candidate | None:
    """The statement with the asked values, or None where it lacks one."""
    if query.kind == "person" and not _of_the_agency(query, statement):
        return None
    if statement.local < _SAID and not (pointed_out(statement) or _under_label(query, statement)):
        return None
    values = find_values(
        query.kind, query.asks, statement.text, query.question, _timely(query, statement), _pointed(statement)
    )
    if not values or (query.kind == "date" and statement.lead and is_year_alone(values[0].text)):
        return None  # the year in a title says when nothing happens
    if query.kind == "phone" and _under_label(query, statement):
        statement = replace(statement, judgement=None)  # told by its heading alone, as a row is
    fit = sum(v.fit for v in values) / len(values)
    return Candidate(statement, tuple(values), statement.score + _VALUE_FIT * min(1.0, fit))


def _of_the_agency(query: Query, statement: Statement) -> bool:
    """Whether the agency that a question for the holder of an office names is told of at all: 局长 alone may be another's."""
    document = statement.hit.document
    around = f"{statement.text} {document.title} {document.issuer or ''} {statement.hit.chunk.section}"
    return contains(fold(asked_agency(query.question)), fold(around)) >= _SAME_AGENCY


def _timely(query: Query, statement: Statement) -> Callable[[int], bool]:
    """Whether what stands at an offset of the statement is of the asked time."""
    return lambda at: statement.timely(at) and period_fits(query, statement, at)


def _pointed(statement: Statement) -> Span | None:
    """Where in the statement's text the reader points."""
    at, start = statement.pointed, statement.span.start
    return Span(at.start - start, at.end - start) if at else None


def _under_label(query: Query, statement: Statement) -> bool:
    """Whether the heading above a line says what its number is (四、咨询电话; 二、发放标准, where the reader does not doubt)."""
    known = query.kind == "phone" or (query.kind == "quantity" and likely(statement))
    return known and headed(query, statement)


def _rate_row(query: Query, statement: Statement, row: TableRow) -> Candidate | None:
    """A table's row as a candidate: with the cells asked for, or as the first of a list of names."""
    reading = read_row(query, row)
    if reading is None and (reading := read_names(query, row)):
        statement = replace(statement, span=Span(row.table.rows[0].span.start, row.table.rows[-1].span.end))
    if reading is None:
        return None
    start = statement.span.start
    values = tuple(Value(v.text, v.start - start, v.end - start, reading.fit) for v in reading.values)
    return Candidate(statement, values, statement.score + _VALUE_FIT * reading.fit, reading)


def _is_heading(statement: Statement) -> bool:
    text = statement.text
    if text == statement.hit.document.title:
        return True
    return is_bare(text) and not is_numbered(text)  # a numbered heading answers with what follows it


def _is_of_other_use(query: Query, statement: Statement) -> bool:
    """Whether a statement only says who sees to a thing, or what it repeals, where nobody asked for that."""
    if _REPEALS.fullmatch(statement.text.strip()):
        return not _ASKS_FORCE.search(query.question)
    asked = query.kind in _VALUED or query.kind == "address" or _ASKS_CHARGE.search(query.question)
    return not asked and bool(_IN_CHARGE.fullmatch(statement.text.strip()))


def _says_why(query: Query, statement: Statement) -> bool:
    """Whether a statement opens a document with why it was made, and that is asked."""
    return bool(_ASKS_PURPOSE.search(query.question)) and bool(_PURPOSE.match(statement.text))


def _defines(query: Query, text: str) -> bool:
    """Whether the sentence says what an asked term is (“2”是…, …是指…), or stands for (橙色表示…)."""
    folded = fold(text)
    names = [term.text for term in query.terms if term.name] or [term.text for term in query.terms]
    if any(re.search(rf"{re.escape(term.text)}[”\"’]?(?:则|就)?(?:表示|代表)", folded) for term in query.terms):
        return True
    return any(
        re.search(rf"[“\"‘]?{re.escape(name)}[”\"’]?\s?(?:是指|是|指|即|为|,是指|:)", folded) for name in names[-2:]
    )
