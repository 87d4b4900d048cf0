"""Pages for people beside the chat: the source viewer, the list of documents, what a problem means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from retrieval.errors import NotFound
from web.highlight import paragraphs, parse_cites
from web.language import html_lang, language_of
from web.templating import Pages

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

PAGE = 50


def viewer_router(assistant: Assistant, pages: Pages) -> APIRouter:
    """The routes of the pages, drawn by `pages`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/documents")
    def document_list(request: Request, after: Annotated[str | None, Query()] = None) -> HTMLResponse:
        documents, has_more = assistant.records.page(PAGE, after)
        following = documents[-1].id if documents and has_more else ""
        return pages.reply(
            request,
            "documents.html",
            documents=documents,
            following=following,
            first=after is None,
            total=assistant.records.count(),
        )

    @router.get("/documents/{document_id:path}")
    def document_page(
        request: Request, document_id: str, cite: Annotated[list[str] | None, Query()] = None
    ) -> HTMLResponse:
        document = assistant.records.document(document_id)
        spans, bad = parse_cites(cite or [], len(document.text))
        return pages.reply(
            request,
            "document.html",
            document=document,
            paragraphs=paragraphs(document.text, spans),
            spans=spans,
            bad_cite=bad,
            text_lang=html_lang("zh" if document.language.startswith("zh") else "en"),
        )

    @router.get("/problems/{code}")
    def problem_page(request: Request, code: str) -> HTMLResponse:
        """What a problem type means. The address is part of the API: it stays."""
        if f"pages.problem_{code}" not in pages.prompts.sentences["zh"]:
            raise NotFound(pages.prompts.say("pages.problem_not_found_about", language_of(request)))
        return pages.reply(request, "about_problem.html", code=code)

    return router
