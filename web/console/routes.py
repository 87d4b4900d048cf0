"""The console's plain pages: signing in and out, and the exports of what was asked and of the sensitive words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from web.access import visitor
from web.budgets import Budgets
from web.console.entry import Entry
from web.console.sought import sought_in
from web.language import language_of
from web.log_export import Form as ExportForm
from web.log_export import exported
from web.templating import Pages
from web.word_lists import written_list

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

TYPES: dict[ExportForm, str] = {"csv": "text/csv; charset=utf-8", "md": "text/markdown; charset=utf-8"}
Word = Annotated[str, Query(max_length=200)]


def console_router(assistant: Assistant, pages: Pages, entry: Entry, budgets: Budgets) -> APIRouter:
    """The routes beside the Gradio app."""
    router = APIRouter(include_in_schema=False, prefix="/admin")
    sign_on = bool(assistant.settings.oidc_issuer and assistant.settings.admin_group)

    @router.get("/sign-in")
    def sign_in_page(request: Request) -> Response:
        if entry.operator(request) is not None:
            return RedirectResponse("/admin/", 303)
        headers = {"Cache-Control": "no-store"}
        return pages.reply(request, "console_sign_in.html", headers=headers, wrong=False, sign_on=sign_on)

    @router.post("/sign-in")
    def sign_in(request: Request, key: Annotated[str, Form(max_length=200)] = "") -> Response:
        entry.refuse_foreign(request)
        budgets.spend(visitor(request).accounts)
        reply = RedirectResponse("/admin/", 303)
        name = entry.sign_in(key.strip(), request, reply)
        if name is None:
            return pages.reply(request, "console_sign_in.html", status=401, wrong=True, sign_on=sign_on)
        assistant.records.audit.add(name, "signed_in", "")
        return reply

    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        entry.refuse_foreign(request)
        away = "/sign-out" if sign_on and entry.signed_in(request) else "/admin/sign-in"
        reply = RedirectResponse(away, 303)
        entry.sign_out(reply)
        return reply

    _add_exports(router, assistant, entry)
    return router


def _add_exports(router: APIRouter, assistant: Assistant, entry: Entry) -> None:
    @router.get("/log.{form}")
    async def export(
        request: Request, form: ExportForm, text: Word = "", who: Word = "", outcome: Word = "", channel: Word = "",
        since: Word = "", until: Word = "",
    ) -> Response:  # fmt: skip
        operator = await run_in_threadpool(entry.required, request)
        sought = sought_in(text, who, outcome, channel, since, until)
        await run_in_threadpool(assistant.records.audit.add, operator, "log_exported", form)
        base = str(request.base_url).rstrip("/")
        told = exported(assistant.records, sought, form, assistant.prompts, language_of(request), base)
        headers = {"Content-Disposition": f'attachment; filename="policyqa-log.{form}"', "Cache-Control": "no-store"}
        return StreamingResponse(_encoded(told), headers=headers, media_type=TYPES[form])

    @router.get("/words.csv")
    def export_words(request: Request) -> Response:
        operator = entry.required(request)
        listed = assistant.records.words.listed()
        assistant.records.audit.add(operator, "words_exported", str(len(listed)))
        headers = {"Content-Disposition": 'attachment; filename="policyqa-words.csv"', "Cache-Control": "no-store"}
        return Response(written_list(listed).encode(), headers=headers, media_type=TYPES["csv"])


def _encoded(pieces: Iterator[str]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece.encode()
