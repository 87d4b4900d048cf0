"""Which documents a question means that asks about one: by 文号, by 《title》, or in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from retrieval.characters import bigrams, squeeze
from retrieval.document_questions import Asked
from retrieval.evidence import Statement
from retrieval.models import PolicyDocument
from retrieval.named_by_words import fitting
from retrieval.records import Records
from retrieval.schema import mentions
from retrieval.titles import family
from retrieval.understand import Query

_MOST = 6  # documents that a name may fit and still name them
_LIKE = 0.99  # least share of a plain name's pairs of characters in the title it means


def named_documents(
    query: Query, asked: Asked, found: Sequence[Statement], records: Records
) -> tuple[PolicyDocument, ...]:
    """The documents that the question may mean, as they stand on its day, newest first; () where none is known.

    Of several versions, all are given; of a notice from several sources, one.
    """
    ids = _ids(query, asked, found, records)
    documents = [document.on(query.today) for document in records.documents(ids).values() if not document.twin_of]
    if query.years and not query.doc_nos:
        dated = [d for d in documents if {str(year) for year in query.years} & _years(d)]
        documents = dated or documents
    return tuple(sorted(documents, key=lambda d: (str(d.day or ""), d.id), reverse=True))


def named_only(query: Query, records: Records) -> tuple[PolicyDocument, ...]:
    """The documents that say of one which the library lacks that it ended or changed, newest first."""
    said = [mentions.c.doc_no.in_(query.doc_nos)] if query.doc_nos else []
    if families := [family(title) for title in query.titles]:
        said.append(mentions.c.family.in_(families))
    if not said:
        return ()
    ids = records.select_ids(Records.columns().id.in_(sa.select(mentions.c.document_id).where(sa.or_(*said))))
    documents = (document.on(query.today) for document in records.documents(ids).values())
    return tuple(sorted(documents, key=lambda d: str(d.day or ""), reverse=True))


def _ids(query: Query, asked: Asked, found: Sequence[Statement], records: Records) -> list[str]:
    columns = records.columns()
    if query.doc_nos:
        return records.select_ids(columns.doc_no.in_(query.doc_nos))
    if query.titles:
        title = query.titles[0]
        exact = records.select_ids(columns.family == family(title))
        return exact or _few(records.select_ids(columns.title.contains(title, autoescape=True)))
    name = asked.name
    exact = records.select_ids(columns.family == family(name))
    within = exact or _few(records.select_ids(columns.title.contains(name, autoescape=True)))
    documents = [statement.hit.document for statement in found]
    alike = within or _few(_alike(name, documents))
    return alike or (_few(fitting(name, documents, query.today)) if asked.matter == "validity" else [])


def _few(ids: list[str]) -> list[str]:
    return ids if len(ids) <= _MOST else []  # 《若干措施》 names nothing


def _alike(name: str, documents: Iterable[PolicyDocument]) -> list[str]:
    """The documents whose title has all that the name says, if not in one piece (虚构市的停车办法)."""
    pairs = bigrams(squeeze(name).replace("的", ""))
    return list(
        dict.fromkeys(d.id for d in documents if _share(pairs, bigrams(squeeze(d.title).replace("的", ""))) >= _LIKE)
    )


def _share(pairs: set[str], known: set[str]) -> float:
    return len(pairs & known) / max(1, len(pairs))


def _years(document: PolicyDocument) -> set[str]:
    found = {str(document.day.year)} if document.day else set()
    return found | {str(document.period)} if document.period else found
