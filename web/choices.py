"""What the filters of the chat offer, and the filters of a question in words.

The page of filters shows what the documents have: years, issuers, how they stand, and documents by a part of their name.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError

from prompts import Language, Prompts
from retrieval.models import Filters
from retrieval.records import Records
from web.catalog import STATUSES, Sought, find
from web.look import Look
from web.templating import WORDS

SHOWN = 8  # documents or issuers offered for what was typed
MOST = 5000  # documents of which years and issuers are counted
MOST_DOCUMENTS = 20  # documents that one question may be kept to
LONGEST = 20_000  # characters of filters as the page sends them


def choices_router(look: Look) -> APIRouter:
    """The route for the page's filters; like the page it is open to whoever may see the documents."""
    router = APIRouter(include_in_schema=False)

    @router.get("/choices")
    def choices(request: Request) -> dict[str, Any]:
        """The years of documents, the newest first, and how many stand in each way."""
        documents = find(look.of(request).records, Sought(), MOST, None, date.today()).documents
        years = {year for d in documents for year in (d.day.year if d.day else None, d.period) if year}
        counted = Counter(document.status for document in documents)
        return {"years": sorted(years, reverse=True), "statuses": [s for s in STATUSES if counted[s]]}

    @router.get("/choices/issuers")
    def issuers(request: Request, q: Annotated[str, Query(max_length=100)] = "") -> dict[str, Any]:
        """Issuers that have `q` in their name, those of most documents first."""
        documents = find(look.of(request).records, Sought(issuer=q.strip()), MOST, None, date.today()).documents
        named = Counter(name for d in documents for name in (d.issuer or "").split("、") if name and q.strip() in name)
        return {"data": [{"value": name, "text": name, "note": str(n)} for name, n in named.most_common(SHOWN)]}

    @router.get("/choices/documents")
    def documents(request: Request, q: Annotated[str, Query(max_length=100)] = "") -> dict[str, Any]:
        """Documents by title, 文号 or issuer."""
        found = find(look.of(request).records, Sought(q=q.strip()), SHOWN, None, date.today()).documents
        return {
            "data": [
                {"value": d.id, "text": d.title, "note": " · ".join(str(p) for p in (d.doc_no, d.day) if p)}
                for d in found
            ]
        }

    return router


def read_filters(text: str) -> Filters:
    """The filters that the page sends as JSON. Those that cannot be are none."""
    try:
        found = Filters.model_validate_json(text) if text and len(text) <= LONGEST else Filters()
    except ValidationError:
        return Filters()
    return found.model_copy(update={"document_ids": found.document_ids[:MOST_DOCUMENTS]})


def in_words(filters: Filters, records: Records, prompts: Prompts, language: Language) -> list[str]:
    """What the filters keep to, each in words for people, sensitive ones masked."""
    mask = records.words.load().mask
    words = [prompts.say("pages.year", language, year=filters.year)] if filters.year else []
    words += [mask(value) for value in (filters.issuer, filters.doc_no) if value]
    words += [prompts.say(f"pages.{WORDS[status]}", language) for status in filters.status]
    titles = records.documents(filters.document_ids) if filters.document_ids else {}
    return words + [f"《{mask(titles[key].title)}》" if key in titles else key for key in filters.document_ids]
