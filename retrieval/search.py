"""Query → hits: exact routes, vectors and keywords together, filtered before the best are taken.

The two scores are standardised over the candidates and added; reciprocal rank fusion lost to this sum by
8 points of first-hit rate on Chinese notices (CHANGELOG, 0.1.0). A document asked for by number or
title comes first, one that does not name the asked place is moved down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

import numpy as np
from sqlalchemy import ColumnElement, and_, or_, true

from retrieval.in_force import ENDED, asks_for, stands
from retrieval.library import Library
from retrieval.models import Chunk, Filters, Hit, PolicyDocument
from retrieval.place_fit import narrowest
from retrieval.places import means
from retrieval.short_names import other_names
from retrieval.tokens import search_tokens
from retrieval.understand import Query

_CANDIDATES = 60
_REPLACED = -3.0  # a document that another took the place of answers only where no other does as well
_ENDED_ALONE = -1.0  # one that holds no more, with none in its place
_DENSE_SHARE = 0.6
_SCORED = 5000  # chunks whose keyword score is asked for; those further down count as 0
_SAMPLE = 400  # chunks over which scores are standardised; all of them where there are fewer
_PLACE_OTHER = -1.5  # for a document that does not name the asked place
_NAMESAKES = 3  # documents that a 《title》 may fit and still name them
_RECENT, _HALF = 1.0, 2.0  # what the newest document gains, and the years in which that halves
_NAMED = 10.0  # a document asked for by number or title comes first


def search(library: Library, query: Query, limit: int = 20) -> list[Hit]:
    """The best chunks for a query, best first, at most `limit`; scores are comparable within one call only."""
    allowed = _allowed(library, query)
    if allowed == []:
        return []
    text = query.question
    vector = library.embedder.encode_query(text)
    tokens = search_tokens(" ".join([text, *_full_names(library, query)]))
    dense = library.index.nearest(vector, _CANDIDATES, allowed)
    keyword = library.index.keywords.search(tokens, _SCORED, allowed)
    named = _named_chunks(library, query, allowed)
    ids = list(dict.fromkeys([*dense, *islice(keyword, _CANDIDATES), *named]))
    if not ids:
        return []
    sample = library.sample(_SAMPLE)
    if not sample:
        return []  # the first documents are in the index but not visible yet
    stored = library.records.vectors([key for key in ids if key not in dense])
    dense |= {key: float(value @ vector) for key, value in stored.items()}
    score = _DENSE_SHARE * _standard(dense, ids, np.stack(list(sample.values())) @ vector)
    score += (1 - _DENSE_SHARE) * _standard(keyword, ids, np.array([keyword.get(key, 0.0) for key in sample]))
    chunks = library.records.chunks(ids)
    stored_documents = library.records.documents(list({chunk.document_id for chunk in chunks.values()}))
    documents = {key: document.on(query.today) for key, document in stored_documents.items()}
    hits = [
        Hit(chunks[key], documents[chunks[key].document_id], float(s), dense.get(key, 0.0), keyword.get(key, 0.0))
        for key, s in zip(ids, score, strict=True)
        if key in chunks  # the index may hold chunks that are not visible yet, or no longer
    ]
    ranked = sorted((_adjusted(hit, query, named) for hit in hits), key=lambda h: (-h.score, h.chunk.id))
    return _once(ranked)[:limit]


def _full_names(library: Library, query: Query) -> list[str]:
    """Other names of what the question calls by one that no passage has. (Of one that some have, they would outweigh the
    rest of the question.)
    """
    named = [term.text for term in query.terms if other_names(term.text)]
    tokens = {name: search_tokens(name) for name in named}
    stand = library.index.keywords.frequency({token for some in tokens.values() for token in some})
    return [full for name in named if not all(stand[token] for token in tokens[name]) for full in other_names(name)]


def _once(ranked: Sequence[Hit]) -> list[Hit]:
    """The hits without those of a document whose twin, the same notice from elsewhere, comes before them."""
    shown: dict[str, str] = {}
    return [
        hit
        for hit in ranked
        if shown.setdefault(hit.document.twin_of or hit.document.id, hit.document.id) == hit.document.id
    ]


def _standard(scores: Mapping[str, float], ids: Sequence[str], sample: np.ndarray) -> np.ndarray:
    """The scores of `ids` in standard deviations above the mean of a sample of all chunks."""
    spread = float(sample.std())
    values = np.array([scores.get(key, 0.0) for key in ids])
    return (values - sample.mean()) / spread if spread > 0 else np.zeros(len(ids))


def _allowed(library: Library, query: Query) -> list[str] | None:
    """The documents that may be seen and that the filters and an asked 文号 leave, None where all are."""
    filters, columns = query.filters, library.records.columns()
    wanted: list[ColumnElement[bool]] = []
    if filters == Filters() and not query.doc_nos and not library.records.hides():
        return None
    if query.doc_nos:
        wanted.append(columns.doc_no.in_(query.doc_nos))
    if filters.document_ids:
        wanted.append(columns.id.in_(filters.document_ids))
    if filters.doc_no:
        wanted.append(columns.doc_no == filters.doc_no)
    if filters.issuer:
        wanted.append(columns.issuer.contains(filters.issuer, autoescape=True))
    if filters.status:
        wanted.append(or_(*(stands(columns, status, query.today) for status in filters.status)))
    if filters.year:
        first, last = date(filters.year, 1, 1), date(filters.year, 12, 31)
        dated = (columns.issued_on.between(first, last), columns.published_on.between(first, last))
        wanted.append(or_(columns.period == filters.year, *dated))
    return library.records.select_ids(and_(true(), *wanted))


def _named_chunks(library: Library, query: Query, allowed: Sequence[str] | None) -> list[str]:
    """The chunks of documents that the question names by 文号 or by 《title》, the asked articles first."""
    ids = [key for number in query.doc_nos for key in library.records.matching(doc_no=number)]
    columns = library.records.columns()
    for loose in query.loose_numbers:
        like = f"{loose.agency}%{loose.year or ''}%〕{loose.number}号"
        numbered = library.records.select_ids(columns.doc_no.like(like))
        ids += numbered if len(numbered) <= _NAMESAKES else []
    for title in query.titles:
        titled = library.records.select_ids(columns.title.contains(title, autoescape=True))
        ids += titled if len(titled) <= _NAMESAKES else []  # 《若干措施》 names nothing
    chunks: list[Chunk] = []
    for key in dict.fromkeys(ids):
        if allowed is None or key in allowed:
            chunks += library.records.chunks_of(key)
    if query.articles:
        asked = [c for c in chunks if c.article_no in query.articles]
        chunks = asked or chunks
    return [c.id for c in chunks[: 4 * _CANDIDATES]]


def _adjusted(hit: Hit, query: Query, named: Sequence[str]) -> Hit:
    score = hit.score + (_NAMED if hit.chunk.id in named else 0.0)
    document = hit.document
    for place in narrowest(query.places):
        if not any(means(text, place) for text in (document.title, document.issuer or "", document.text)):
            score += _PLACE_OTHER
    if query.articles and hit.chunk.article_no in query.articles:
        score += 1.0
    if document.status in ENDED and not asks_for(query, document):
        score += _REPLACED if document.replaced_by else _ENDED_ALONE
    return replace(hit, score=score + _recent(query, document))


def _recent(query: Query, document: PolicyDocument) -> float:
    """What a document gains by being recent where the question names no year: all of it on its own day, half of it
    after `_HALF` years, nothing before its day.
    """
    if document.day is None or query.years or query.past or document.day > query.today:
        return 0.0
    years: float = (query.today - document.day).days / 365.25
    return _RECENT * float(0.5 ** (years / _HALF))
