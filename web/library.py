"""`/v1/documents`: the documents, and taking in new ones."""

from __future__ import annotations

import hmac
import json
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from retrieval.errors import UsageError
from retrieval.models import PolicyDocument
from web.api import PROBLEMS
from web.language import language_of
from web.problems import TokenError, problem_of
from web.pump import Emit, Failure, pump
from web.schemas import DocumentList, DocumentSummary, Problem
from web.sse import HEADERS, PING_SECONDS
from web.uploads import store

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

MOST_FILES = 20_000
Progress = Callable[[int, int], None]
IngestFunction = Callable[[Path, Progress], dict[str, object]]
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No such document."}}
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            }
        },
    },
    "security": [{"bearer": []}],
}
UPLOAD_REPLY: dict[str, Any] = {
    "description": "Newline-delimited JSON: progress lines, then one `report`, or one `error` with a problem.",
    "content": {
        "application/x-ndjson": {
            "schema": {"type": "string"},
            "example": '{"progress":{"done":1,"total":2}}\n{"report":{"added":2,"failed":[]}}\n',
        }
    },
}


def library_router(assistant: Assistant, ingest: IngestFunction | None, token: str) -> APIRouter:
    """The routes that read documents, and the one that takes them in where `ingest` is given."""
    router = APIRouter(tags=["documents"])

    @router.get("/v1/documents", responses=PROBLEMS, summary="List documents / 文件列表", operation_id="listDocuments")
    def list_documents(
        limit: Annotated[int, Query(ge=1, le=200, description="documents in a page")] = 50,
        after: Annotated[str | None, Query(description="`next` of the page before")] = None,
    ) -> DocumentList:
        """The documents without their texts, in the order of their ids."""
        documents, has_more = assistant.records.page(limit, after)
        last = documents[-1].id if documents and has_more else None
        return DocumentList(data=[DocumentSummary.of(d) for d in documents], has_more=has_more, next=last)

    @router.get(
        "/v1/documents/{document_id:path}",
        responses={**PROBLEMS, **NOT_FOUND},
        summary="One document / 单个文件",
        operation_id="getDocument",
    )
    def get_document(document_id: str) -> PolicyDocument:
        """Everything known of a document, with its canonical text, to which all offsets point."""
        return assistant.records.document(document_id)

    if ingest is not None:
        _add_upload(router, assistant, ingest, token)
    return router


def _add_upload(router: APIRouter, assistant: Assistant, ingest: IngestFunction, token: str) -> None:
    @router.post(
        "/v1/documents",
        response_model=None,
        responses={
            200: UPLOAD_REPLY,
            401: {"model": Problem, "description": "No or a wrong token."},
            **PROBLEMS,
        },
        openapi_extra=UPLOAD,
        summary="Add documents / 导入文件",
        operation_id="addDocuments",
    )
    async def add_documents(request: Request) -> StreamingResponse:
        """Takes in the files of a multipart form. A file's name may hold folders (`a/b.docx`)."""
        # The token is checked before the body is read, so that a stranger cannot fill the disk.
        if not _allowed(request, token):
            raise TokenError("")
        # The folder is made before the form is read: the form's own temporary files end with the request.
        folder = tempfile.TemporaryDirectory(prefix="policyqa-")
        try:
            async with request.form(max_files=MOST_FILES) as form:
                files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
                count = await run_in_threadpool(store, files, Path(folder.name))
            if not count:
                say = assistant.prompts.say
                raise UsageError(say("pages.upload_empty", language_of(request)))
        except BaseException:
            folder.cleanup()
            raise
        return StreamingResponse(_lines(request, folder, ingest), headers=HEADERS, media_type="application/x-ndjson")


async def _lines(
    request: Request, folder: tempfile.TemporaryDirectory[str], ingest: IngestFunction
) -> AsyncIterator[str]:
    """Progress and report of one run. A caller who hangs up doesn't stop it: what is sent is taken in."""

    def work(emit: Emit[dict[str, object]]) -> None:
        def progress(done: int, total: int) -> None:
            emit({"progress": {"done": done, "total": total}})

        with folder:
            emit({"report": ingest(Path(folder.name), progress)})

    line: dict[str, object] = {"progress": {"done": 0, "total": 0}}
    async for item in pump(work, PING_SECONDS):
        if isinstance(item, Failure):
            line = {"error": problem_of(request, item.error)}
        elif item is not None:  # else the last line once more: it keeps idle proxies from hanging up
            line = item
        yield json.dumps(line, ensure_ascii=False, default=str) + "\n"


def _allowed(request: Request, token: str) -> bool:
    """Whether the request carries `token`. An empty token lets nobody in."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return bool(token) and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())
