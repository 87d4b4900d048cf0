"""`/a/{id}`: one answer by itself, to be shown to others and printed, and whether what it cites still stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from retrieval.errors import NotFound
from retrieval.guard import masked
from retrieval.labels import label_of
from retrieval.models import Answer, Citation, PolicyDocument, Status
from retrieval.records import Records
from retrieval.sensitive import place_of
from web.asked import Asked
from web.choices import in_words
from web.copied import copied
from web.language import language_of
from web.links import Viewer, viewer_url
from web.look import Look
from web.render import rows, value_first
from web.templating import Pages

Fate = Literal["stands", "changed", "removed"]
# Whoever has the address may read; nobody is led to it, and it is asked for anew each time.
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@dataclass(frozen=True, slots=True)
class Source:
    """A citation, and what became of its sentence: `url` shows it where it stands, in an earlier version if need be."""

    citation: Citation
    fate: Fate
    url: str
    status: Status  # of the document today
    reason: str = ""
    replaced_by: tuple[str, str] | None = None  # id and title

    @property
    def sound(self) -> bool:
        """Whether nothing has changed since the answer was given."""
        return self.fate == "stands" and self.status == self.citation.status


def shared_router(look: Look, pages: Pages, asked: Asked) -> APIRouter:
    """The route of single answers."""
    router = APIRouter(include_in_schema=False)

    @router.get("/a/{answer_id}")
    def answer_page(request: Request, answer_id: str) -> HTMLResponse:
        language, prompts = language_of(request), pages.prompts
        kept = asked.get(answer_id)
        records = look.of(request).records
        if kept is None or kept.answer is None or not look.may_read(request, kept):
            raise NotFound(
                prompts.say("pages.shared_unknown", language), prompts.say("pages.shared_unknown_hint", language)
            )
        answer = Answer.model_validate(masked(kept.answer, records.words.load()))  # words may have come since
        sources = [source_of(citation, records, date.today()) for citation in answer.citations]
        return pages.reply(
            request,
            "shared.html",
            headers=HEADERS,
            answer=answer,
            rows=rows(answer.text, answer.citations),
            value_first=value_first(answer),
            label=answer.label or label_of(answer, prompts, language),
            sources=sources,
            sound=all(source.sound for source in sources),
            kept_to=in_words(answer.filters, records, prompts, language),
            given_on=kept.asked_at.replace(tzinfo=UTC).astimezone().date(),
            today=date.today(),
            copied=copied(answer, prompts, language, answer_id),
            address=str(request.url.replace(query="", fragment="")),
        )

    return router


def source_of(citation: Citation, records: Records, today: date) -> Source:
    """What became of a cited sentence until today."""
    document = records.documents([citation.document_id]).get(citation.document_id)
    if document is None:
        return Source(citation, "removed", "", citation.status)
    now = document.on(today)
    known: dict[str, Any] = {
        "status": now.status,
        "reason": now.status_reason or "",
        "replaced_by": _newer(now, records),
    }
    place = place_of(citation.quote, document.text, citation.quote_start)
    if place >= 0:
        url = viewer_url(document.id, place, place + len(citation.quote))
        return Source(citation, "stands", url, **known)
    return Source(citation, "changed", _earlier(document, citation, records), **known)


def _earlier(document: PolicyDocument, citation: Citation, records: Records) -> str:
    """The viewer of the latest earlier version that has the sentence, else of the document as it is."""
    for version in sorted(records.ledger.versions(document.id), key=lambda kept: -kept.version):
        text = records.ledger.version(document.id, version.version).text
        place = place_of(citation.quote, text, citation.quote_start)
        if place >= 0:
            cites = (f"{place}-{place + len(citation.quote)}",)
            return Viewer(document.id, cites).url(version=version.version)
    return Viewer(document.id).url()


def _newer(document: PolicyDocument, records: Records) -> tuple[str, str] | None:
    if not document.replaced_by:
        return None
    found: Mapping[str, PolicyDocument] = records.documents([document.replaced_by])
    if document.replaced_by not in found:
        return None
    return document.replaced_by, records.words.load().mask(found[document.replaced_by].title)
