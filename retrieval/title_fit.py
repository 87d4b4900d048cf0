"""Whether a document is one that a question names by 《title》, or names it itself."""

from __future__ import annotations

from functools import lru_cache

from retrieval.characters import bigrams, squeeze
from retrieval.models import PolicyDocument
from retrieval.query import Query

_SHORT = 4  # characters below which a title (《通知》) names nothing
_LIKE = 0.8  # least share of the pairs of characters of an asked title in the title that it means
_KEPT = 256  # texts kept bare: the documents of one question


def title_fits(query: Query, document: PolicyDocument) -> bool:
    """Whether the document has an asked title or has it in its text; what others say, the asked one need not."""
    asked = [bare for title in asked_titles(query) if len(bare := squeeze(title)) >= _SHORT]
    return not asked or any(_has(document, title) for title in asked)


def asked_titles(query: Query) -> tuple[str, ...]:
    """The titles that the question sets in 《》; rules that it only calls by name (民法典第三条) are not among them."""
    return query.titles if "《" in query.question else ()


def _has(document: PolicyDocument, title: str) -> bool:
    own = _bare(document.title)
    pairs = bigrams(title)
    return title in own or len(pairs & bigrams(own)) >= _LIKE * len(pairs) or title in _bare(document.text)


@lru_cache(_KEPT)
def _bare(text: str) -> str:
    return squeeze(text)
