"""A source of a claim as verification reads it: its whole sentence, its facts with their years, and what frames it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from retrieval.amounts import amounts
from retrieval.characters import fold
from retrieval.claims import Source
from retrieval.evidence import Statement
from retrieval.sentences import Span, paragraph, sentences
from retrieval.table_answers import value_of
from retrieval.table_rows import row_year
from retrieval.verify_clauses import Fact, Parsed
from retrieval.verify_dates import Day
from retrieval.years import StatementYear, statement_year

_YEAR_BEFORE = re.compile(r"((?:19|20)\d\d)年的?\s?$")
_LISTED = re.compile(r"[、和及与]|以及")


@dataclass(frozen=True)
class Told:
    """One sentence that is to carry a claim."""

    statement: Statement
    span: Span

    @cached_property
    def parsed(self) -> Parsed:
        """The sentence taken apart, its lines put together where it is no part of a table."""
        text = self.span.of(self.statement.hit.document.text)
        return Parsed(text if self.statement.row else text.replace("\n", ""))

    def place(self, at: int) -> int:
        """Where offset `at` of the sentence stands in the document."""
        start = self.span.start
        if self.statement.row:
            return start + at
        text = self.span.of(self.statement.hit.document.text)
        kept = [i for i, mark in enumerate(text) if mark != "\n"]
        return start + (kept[at] if at < len(kept) else len(text))

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table, read with the table's heads."""
        return bool(self.statement.row and self.span == self.statement.span)

    @cached_property
    def context(self) -> str:
        """What the sentence is read under, folded: the document's names, its section, a table's heads, and the sentence
        before it in its paragraph where that has no figures of its own.
        """
        document, chunk = self.statement.hit.document, self.statement.hit.chunk
        known = [document.title, document.issuer, document.region, document.doc_no, chunk.section, chunk.article_no]
        if self.statement.row:
            known.append(self.statement.row.head_words)
        line = paragraph(document.text, self.span.start)
        before = sentences(document.text, max(line.start, self.span.start - 300), self.span.start)
        if before and not Parsed(lead := before[-1].of(document.text)).facts:
            known.append(lead)
        return fold(" ".join(filter(None, known)))

    @cached_property
    def facts(self) -> list[Fact]:
        """The facts of the sentence; those of a table's row with the units that its heads state."""
        found = list(self.parsed.facts)
        row = self.statement.row
        if not row or not self.is_row:
            return found
        for cell in row.row.cells:
            if len(cell.columns) == 1 and row.unit(cell, cell.columns[0]):
                at = cell.start - self.span.start
                said = amounts(value_of(row, cell).text)
                found += [
                    Fact(at, cell.end - self.span.start, (a.high or a.low).measures, replace(a, start=at)) for a in said
                ]
        return found

    def year(self, fact: Fact) -> StatementYear:
        """The years of a fact; in a table's row, those of its column; after 分别, that of its place in the list."""
        at = self.place(fact.amount.low.start if fact.amount and not self.is_row else fact.start)
        row = self.statement.row
        if row and self.is_row:
            cell = next((c for c in row.row.cells if c.start <= at < c.end and len(c.columns) == 1), None)
            return row_year(row, cell.columns[0] if cell else None)
        found = statement_year(self.statement.hit.document, self.span, at)
        beside = year_before(self.parsed, fact)
        if beside and not self.is_row:
            return replace(found, years=frozenset((beside,)))
        item, _ = respective(self.parsed, fact)
        own = re.search(r"(?:19|20)\d\d", item)
        return replace(found, years=frozenset((int(own[0]),))) if own and len(found.years) > 1 else found

    def day_year(self, day: Day) -> frozenset[int]:
        """The years that a day may be of: its own, else those of its sentence."""
        return frozenset((day.year,)) if day.year else statement_year(self.statement.hit.document, self.span).years

    def head(self, fact: Fact) -> tuple[str, str]:
        """Of a row's fact, the head of its own column with the row's labels, and the heads of the others, folded."""
        row = self.statement.row
        at = self.span.start + fact.start
        if not row or not self.is_row:
            return "", ""
        own = [*row.labels]
        others: list[str] = []
        for cell in row.row.cells:
            if len(cell.columns) == 1:
                (own if cell.start <= at < cell.end else others).append(row.head_of(cell.columns[0]))
        return fold(" ".join(own)), fold(" ".join(others))


def told_of(sources: Sequence[Source]) -> list[Told]:
    """The sources of a claim for verification."""
    return [Told(statement, span) for statement, span in sources]


def respective(parsed: Parsed, fact: Fact) -> tuple[str, str]:
    """Of 早稻、晚稻分别补贴150元、120元, the item that a fact is of and the other items; "", "" where there is no list."""
    at = parsed.folded.rfind("分别", 0, fact.start)
    if at < 0 or any(mark in parsed.folded[at : fact.start] for mark in "。；;"):
        return "", ""
    listed = re.split(r"[,，;；。:：]", parsed.folded[:at])[-1]
    items = _LISTED.split(listed)
    facts = [f for f in parsed.facts if f.start > at and f.measure == fact.measure]
    if len(items) < 2 or len(items) != len(facts) or fact not in facts:
        return "", ""
    cores = [_core(item, first=i == 0, last=i == len(items) - 1) for i, item in enumerate(items)]
    own = facts.index(fact)
    return cores[own], " ".join(core for i, core in enumerate(cores) if i != own)


def _core(item: str, *, first: bool, last: bool) -> str:
    """The word of a list's item that is its own: the first item may hold what comes before the list, the last what
    comes behind it.
    """
    words = [word.text for word in Parsed(item).words]
    if not words:
        return item
    return words[-1] if first else words[0] if last else item


def year_before(parsed: Parsed, fact: Fact) -> int | None:
    """The year that stands right before a fact: 2020年的100%."""
    start = fact.amount.low.start if fact.amount else fact.start
    found = _YEAR_BEFORE.search(parsed.folded, max(0, start - 8), start)
    return int(found[1]) if found else None
