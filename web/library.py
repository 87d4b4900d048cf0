"""`/v1/documents`: the documents, finding them, and correcting what is known of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from retrieval.models import PolicyDocument
from web.api import PROBLEMS
from web.catalog import find
from web.document_schemas import DocumentEdit, DocumentList, DocumentQuery, DocumentSummary, IngestRequest
from web.idempotency import Once
from web.intake import IngestFunction, Progress, TakeIn, add_ingest, add_upload
from web.look import seen_by
from web.schemas import Problem
from web.token import REFUSED, Guard, guard

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

__all__ = ["IngestFunction", "IngestRequest", "Progress", "TakeIn", "library_router"]
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No such document."}}


def library_router(
    assistant: Assistant, ingest: IngestFunction | None, token: str, take_in: TakeIn | None = None
) -> APIRouter:
    """The routes that read documents; with a token also those that change them, and those that take them in where
    `ingest` and `take_in` are given.
    """
    router = APIRouter(tags=["documents"])

    @router.get("/v1/documents", responses=PROBLEMS, summary="List documents / 文件列表", operation_id="listDocuments")
    def list_documents(asked: Annotated[DocumentQuery, Query()], request: Request) -> DocumentList:
        """The documents that match, without their texts, in the order of their ids."""
        found = find(seen_by(assistant, request).records, asked.sought, asked.limit, asked.after, date.today())
        data = [DocumentSummary.of(document) for document in found.documents]
        return DocumentList(data=data, has_more=found.has_more, next=found.following, total=found.total)

    @router.get(
        "/v1/documents/{document_id:path}",
        responses={**PROBLEMS, **NOT_FOUND},
        summary="One document / 单个文件",
        operation_id="getDocument",
    )
    def get_document(document_id: str, request: Request) -> PolicyDocument:
        """Everything known of a document as it stands today, with its canonical text, to which all offsets point."""
        return seen_by(assistant, request).records.document(document_id).on(date.today())

    check = guard("ingest")
    once = Once(assistant.records.receipts, assistant.prompts)
    if ingest is not None:
        add_upload(router, assistant, ingest, check, once)
    if take_in is not None:
        add_ingest(router, take_in, check, once)
    if token:
        _add_changes(router, assistant, check)
    return router


def _add_changes(router: APIRouter, assistant: Assistant, check: Guard) -> None:
    guarded: dict[str, Any] = {
        "dependencies": [Depends(check)],
        "responses": {**REFUSED, **PROBLEMS, **NOT_FOUND},
    }

    @router.patch(
        "/v1/documents/{document_id:path}",
        summary="Correct a document / 修订信息",
        operation_id="editDocument",
        **guarded,
    )
    def edit_document(document_id: str, body: DocumentEdit) -> PolicyDocument:
        """Sets fields above what was read; null takes the edit back. Passages are found by the new values at once,
        and taking the document in again keeps them.
        """
        if body.changes:
            assistant.library.edit(document_id, body.changes)
        return assistant.records.document(document_id).on(date.today())

    @router.delete(
        "/v1/documents/{document_id:path}",
        status_code=204,
        summary="Take a document out / 移除文件",
        operation_id="removeDocument",
        **guarded,
    )
    def remove_document(document_id: str) -> None:
        """Removes the document with its passages, versions and edits. The file it came from is not touched."""
        assistant.library.remove(document_id)
