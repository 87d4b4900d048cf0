"""Question → the answer that an operator has written for it, where there is one that still holds.

It is given only to the same question (see `sameness`), only from documents that are what they were when the operator
chose their sentences, that the one who asks may see, and that the asked filters leave.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from retrieval.characters import squeeze
from retrieval.cite import placed, viewer_url
from retrieval.embedder import Embedder
from retrieval.errors import QuestionError
from retrieval.faq_store import FaqEntry, place_of, state_of
from retrieval.models import Answer, Citation, Filters, PolicyDocument
from retrieval.query import Query
from retrieval.records import Records
from retrieval.sameness import asks_same
from retrieval.sentences import Span

Understood = Callable[[str, date], Query]  # a question as asked on a day
Visible = Callable[[PolicyDocument], bool]  # whether the one who asks may see a document
_ALIKE = 0.95  # cosine of two questions of which one is a paraphrase of the other
_NEAR = 0.4  # share of characters in common below which two questions are not compared


def everyone(_: PolicyDocument) -> bool:
    """Lets everyone see every document."""
    return True


@dataclass(frozen=True, slots=True)
class _Variant:
    """One question of an entry, its characters, and the day from which its 去年 counts."""

    entry: FaqEntry
    question: str
    bare: frozenset[str]
    day: date


class Faq:
    """Finds the entry for a question. Safe to use from several threads."""

    def __init__(self, records: Records, embedder: Embedder, understood: Understood) -> None:
        self._records = records
        self._embedder = embedder
        self._understood = understood
        self._lock = threading.Lock()
        self._stamp: tuple[object, ...] = ()
        self._variants: list[_Variant] = []
        self._queries: dict[tuple[str, date], Query] = {}

    def answer(self, query: Query, visible: Visible = everyone) -> Answer | None:
        """The answer for a question; None where there is none that may be given."""
        for entry in self.entries_for(query):
            documents = self._records.documents([cited.document_id for cited in entry.citations])
            if state_of(entry, documents, query.today) != "live":
                continue
            if all(fits(found, query.filters) and visible(found) for found in documents.values()):
                return self._answered(query, entry, documents)
        return None

    def entries_for(self, query: Query) -> list[FaqEntry]:
        """The entries that are about a question, whether they may be given or not, the latest first."""
        bare = [frozenset(squeeze(text)) for text in {query.question, query.original}]
        found: dict[str, FaqEntry] = {}
        for variant in self._current():
            near = variant.entry.id not in found and any(_near(one, variant.bare) for one in bare)
            if near and self._same(query, variant):
                found[variant.entry.id] = variant.entry
        return list(found.values())

    def _same(self, query: Query, variant: _Variant) -> bool:
        other = self._query(variant)
        if other is None:
            return False

        def alike() -> bool:
            vectors = [self._embedder.encode_query(one.question) for one in (query, other)]
            return float(vectors[0] @ vectors[1]) >= _ALIKE

        return asks_same(query, other, alike)

    def _current(self) -> Sequence[_Variant]:
        stamp = self._records.faq.stamp()
        with self._lock:
            if stamp != self._stamp:
                entries = self._records.faq.listed()
                self._variants = [
                    _Variant(entry, question, frozenset(squeeze(question)), entry.changed_at.date())
                    for entry in entries
                    for question in entry.questions
                ]
                known = {(variant.question, variant.day) for variant in self._variants}
                self._queries = {key: query for key, query in self._queries.items() if key in known}
                self._stamp = stamp
            return self._variants

    def _query(self, variant: _Variant) -> Query | None:
        """The question of a variant as understood; None where the settings now forbid it for its length."""
        key = variant.question, variant.day
        if key not in self._queries:
            try:
                self._queries[key] = self._understood(*key)
            except QuestionError:
                return None
        return self._queries[key]

    def _answered(self, query: Query, entry: FaqEntry, documents: Mapping[str, PolicyDocument]) -> Answer:
        citations = []
        for n, cited in enumerate(entry.citations, 1):
            document = documents[cited.document_id].on(query.today)
            start = place_of(cited, document)
            assert start is not None  # as `state_of` has made sure
            citations.append(_citation(n, document, cited.quote, start, len(entry.answer), self._records))
        return Answer(
            question=query.original,
            understood=query.question,
            text=entry.answer,
            citations=placed(citations, self._records.ledger),
            outcome="answered",
            mode="faq",
        )


def fits(document: PolicyDocument, filters: Filters) -> bool:
    """Whether `filters` leave a document."""
    days = (document.issued_on, document.published_on)
    return (
        (not filters.document_ids or document.id in filters.document_ids)
        and (not filters.doc_no or document.doc_no == filters.doc_no)
        and (not filters.issuer or filters.issuer in (document.issuer or ""))
        and (not filters.status or document.status in filters.status)
        and (not filters.year or document.period == filters.year or any(d and d.year == filters.year for d in days))
    )


def _near(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _NEAR * max(len(one), len(other), 1)


def _citation(n: int, document: PolicyDocument, quote: str, start: int, length: int, records: Records) -> Citation:
    end = start + len(quote)
    chunk = next((c for c in records.chunks_of(document.id) if c.start <= start < c.end), None)
    return Citation(
        n=n,
        document_id=document.id,
        chunk_id=chunk.id if chunk else f"{document.id}#0",
        title=document.title,
        doc_no=document.doc_no,
        issuer=document.issuer,
        published_on=document.published_on or document.issued_on,
        status=document.status,
        url=viewer_url(document.id, Span(start, end)),
        page=chunk.page if chunk else None,
        section=(chunk.section or None) if chunk else None,
        quote=quote,
        quote_start=start,
        quote_end=end,
        answer_start=0,
        answer_end=length,
        score=1.0,
    )
