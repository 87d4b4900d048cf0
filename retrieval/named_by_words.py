"""Which documents a question about validity means that names one in words of its own: 2019年的水稻补贴办法."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from retrieval.characters import fold
from retrieval.document_questions import KIND
from retrieval.models import PolicyDocument
from retrieval.terms import terms_of
from retrieval.titles import issued_title
from retrieval.verify_lexicon import says
from retrieval.years import asked_years, mentions

# What any document may be called; other kinds (办法, 通知) must stand in its title.
_ANY = frozenset(("政策", "文件", "规定", "措施", "制度"))
_WORDS, _LONG = 2, 4  # least words that tell one document from others; characters of one word that does alone


def fitting(name: str, documents: Iterable[PolicyDocument], today: date) -> list[str]:
    """The ids of the documents whose titles have every word of a name, are of its kind, and of the year in it.

    [] where the name says too little to tell one document from another.
    """
    kind = KIND.search(name)
    words = [term.text for term in terms_of(name[: kind.start()] if kind else name) if term.weight >= 1]
    if len(words) < _WORDS and not any(len(word) >= _LONG for word in words):
        return []
    years = set(asked_years(name, today))
    found = (d for d in documents if _is(d, kind.group() if kind else "", words, years))
    return list(dict.fromkeys(document.id for document in found))


def _is(document: PolicyDocument, kind: str, words: Sequence[str], years: set[int]) -> bool:
    title = fold(document.title)
    of_kind = bool(KIND.search(fold(issued_title(document.title)))) if kind in _ANY else kind in title
    own = {year for mention in mentions(title, None) for year in mention.years}
    own |= {document.day.year} if document.day else set()
    return of_kind and all(says(title, word) for word in words) and (not years or bool(years & own))
