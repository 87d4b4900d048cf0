"""Pages for people beside the chat: the source viewer, the list of documents, corrections, what a problem means."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from retrieval.errors import NotFound
from web.access import named_bot
from web.catalog import FORMATS, STATUSES, find, read_sought
from web.document_view import look as shown
from web.document_view import read_asked
from web.edit_view import entries
from web.language import html_lang, language_of
from web.look import Look
from web.templating import Pages

PAGE = 50


def viewer_router(look: Look, pages: Pages, *, pictured: bool = False, editable: bool = False) -> APIRouter:
    """The routes of the pages, drawn by `pages`. `pictured`: pages of originals can be drawn; `editable`: documents
    can be changed over HTTP.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/documents")
    def document_list(request: Request, after: Annotated[str | None, Query()] = None) -> HTMLResponse:
        sought = read_sought(request.query_params)
        records = look.of(request).records
        found = find(records, sought, PAGE, after, date.today())
        return pages.reply(
            request,
            "documents.html",
            listing=found,
            sought=sought,
            first=after is None,
            bot=named_bot(request),
            twins=records.ledger.twins([document.id for document in found.documents]),
            statuses=STATUSES,
            formats=FORMATS,
        )

    @router.get("/documents/{document_id:path}")
    def document_page(request: Request, document_id: str) -> HTMLResponse:
        view = shown(
            look.of(request).records,
            document_id,
            read_asked(request.query_params, named_bot(request)),
            pictured=pictured,
            today=date.today(),
        )
        return pages.reply(
            request,
            "document.html",
            view=view,
            document=view.document,
            editable=editable,
            text_lang=html_lang("zh" if view.document.language.startswith("zh") else "en"),
        )

    _add_others(router, look, pages, editable)
    return router


def _add_others(router: APIRouter, look: Look, pages: Pages, editable: bool) -> None:
    @router.get("/edit")
    def edit_page(request: Request, document_id: Annotated[str, Query(alias="id")] = "") -> HTMLResponse:
        if not editable:
            raise NotFound("没有开放修订。 Documents cannot be corrected here.", "请用 python app.py serve 启动服务。")
        records = look.of(request).records
        document = records.document(document_id)
        return pages.reply(
            request, "edit.html", document=document, entries=entries(records, document), statuses=STATUSES
        )

    @router.get("/problems/{code}")
    def problem_page(request: Request, code: str) -> HTMLResponse:
        """What a problem type means. The address is part of the API: it stays."""
        if f"pages.problem_{code}" not in pages.prompts.sentences["zh"]:
            raise NotFound(pages.prompts.say("pages.problem_not_found_about", language_of(request)))
        return pages.reply(request, "about_problem.html", code=code)
