"""Taking documents in over HTTP: files that are sent (`POST /v1/documents`), and what stands at paths and addresses
that are named (`POST /v1/ingest`). Both answer with lines of JSON as they go."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from retrieval.errors import UsageError
from retrieval.sight import listed_groups
from web.api import PROBLEMS
from web.document_schemas import IngestRequest
from web.idempotency import PARAMETER, REPLAYED, Once, digest_of, digest_of_folder
from web.language import language_of
from web.problems import problem_of
from web.pump import Emit, Failure, pump
from web.schemas import Problem
from web.sse import HEADERS, PING_SECONDS
from web.token import REFUSED, Guard
from web.token import guard as scope_guard
from web.uploads import store

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

MOST_FILES = 20_000
Progress = Callable[[int, int], None]  # told how many documents of how many are done
# Takes in a folder, for the groups named alone, if any are; gives the report.
IngestFunction = Callable[[Path, Progress, Sequence[str]], dict[str, object]]
TakeIn = Callable[[IngestRequest, Progress], dict[str, object]]  # takes in what is named; gives the report
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "groups": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "groups that alone may see the documents, also apart by commas; "
                            "none: everyone, and documents known before keep theirs",
                        },
                    },
                    "required": ["files"],
                }
            }
        },
    },
    "parameters": [PARAMETER],
}
REPLY: dict[str, Any] = {
    "description": "Newline-delimited JSON: progress lines, then one `report`, or one `error` with a problem.",
    "content": {
        "application/x-ndjson": {
            "schema": {"type": "string"},
            "example": '{"progress":{"done":1,"total":2}}\n{"report":{"added":2,"failed":[]}}\n',
        }
    },
}
RUNNING: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "The same request still runs."}}
RESPONSES: dict[int | str, dict[str, Any]] = {200: REPLY, **REFUSED, **PROBLEMS, **RUNNING}


def add_upload(router: APIRouter, assistant: Assistant, ingest: IngestFunction, guard: Guard, once: Once) -> None:
    """The route that takes in the files it is sent; those with an Idempotency-Key `once`."""

    @router.post(
        "/v1/documents",
        response_model=None,
        response_class=StreamingResponse,
        responses=RESPONSES,
        openapi_extra=UPLOAD,
        summary="Add documents / 导入文件",
        operation_id="addDocuments",
    )
    async def add_documents(request: Request) -> StreamingResponse:
        """Takes in the files of a multipart form, for everyone or for `groups` alone, from the first moment on. A
        file's name may hold folders (`a/b.docx`).
        """
        # The key is checked before the body is read, so that a stranger cannot fill the disk.
        guard(request)
        # The folder is made before the form is read: the form's own temporary files end with the request.
        folder = tempfile.TemporaryDirectory(prefix="policyqa-")
        try:
            async with request.form(max_files=MOST_FILES) as form:
                files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
                groups = listed_groups(value for value in form.getlist("groups") if isinstance(value, str))
                count = await run_in_threadpool(store, files, Path(folder.name))
            if not count:
                say = assistant.prompts.say
                raise UsageError(say("pages.upload_empty", language_of(request)))
            digest = await run_in_threadpool(digest_of_folder, Path(folder.name))
            digest = digest_of(f"{digest} {','.join(groups)}") if groups else digest
            done = await run_in_threadpool(once.earlier, request, digest)
        except BaseException:
            folder.cleanup()
            raise

        if done is not None:
            folder.cleanup()
            return _again(done)

        def work(progress: Progress) -> dict[str, object]:
            with folder:
                return ingest(Path(folder.name), progress, groups)

        return _report(request, once.noted(request, digest, work))


def add_ingest(router: APIRouter, take_in: TakeIn, guard: Guard, once: Once) -> None:
    """The route that takes in what stands at paths of this machine and at web addresses."""
    may_read = scope_guard("admin")  # who names paths can read every file that the server can

    @router.post(
        "/v1/ingest",
        response_model=None,
        response_class=StreamingResponse,
        responses=RESPONSES,
        dependencies=[Depends(guard)],
        openapi_extra={"parameters": [PARAMETER]},
        summary="Take in paths and addresses / 按路径或网址导入",
        operation_id="ingest",
    )
    async def ingest_named(body: IngestRequest, request: Request) -> StreamingResponse:
        """Takes in files and folders of the server's machine, and web pages: what the command line asks for while
        the server runs. With `sync` the library becomes equal to the folders. Paths need the scope `admin`.
        """
        if body.paths:
            may_read(request)
        digest = digest_of(body.model_dump_json())
        done = await run_in_threadpool(once.earlier, request, digest)
        if done is not None:
            return _again(done)
        return _report(request, once.noted(request, digest, lambda progress: take_in(body, progress)))


def _again(report: dict[str, Any]) -> StreamingResponse:
    """The report of what was done before under the same Idempotency-Key."""
    line = json.dumps({"report": report}, ensure_ascii=False) + "\n"
    return StreamingResponse(iter([line]), headers={**HEADERS, **REPLAYED}, media_type="application/x-ndjson")


def _report(request: Request, work: Callable[[Progress], dict[str, object]]) -> StreamingResponse:
    return StreamingResponse(_lines(request, work), headers=HEADERS, media_type="application/x-ndjson")


async def _lines(request: Request, work: Callable[[Progress], dict[str, object]]) -> AsyncIterator[str]:
    """Progress and report of one run. A caller who hangs up doesn't stop it: what is sent is taken in."""

    def told(emit: Emit[dict[str, object]]) -> None:
        def progress(done: int, total: int) -> None:
            emit({"progress": {"done": done, "total": total}})

        emit({"report": work(progress)})

    line: dict[str, object] = {"progress": {"done": 0, "total": 0}}
    async for item in pump(told, PING_SECONDS):
        if isinstance(item, Failure):
            line = {"error": problem_of(request, item.error)}
        elif item is not None:  # else the last line once more: it keeps idle proxies from hanging up
            line = item
        yield json.dumps(line, ensure_ascii=False, default=str) + "\n"
