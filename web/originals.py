"""`/originals`: the files that documents were read from. `/pages`: pictures of their pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from retrieval.errors import NotFound
from retrieval.models import PolicyDocument
from web.api import PROBLEMS
from web.library import NOT_FOUND
from web.look import Look
from web.pictures import NARROWEST, PICTURED, WIDEST, PictureFunction, Pictures
from web.uploads import safe_path

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}$")
_ENDLESS = {"image": "", "wordxml": ".xml"}  # formats that are no file's ending
FILE = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
PICTURE = {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}
# A file of anyone's making is given to the disk, and never shown as a page of ours.
HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-cache"}


def originals_router(assistant: Assistant, picture: PictureFunction | None, look: Look) -> APIRouter:
    """The routes that give originals, and pictures of their pages where `picture` draws them."""
    router = APIRouter(tags=["documents"])

    @router.get(
        "/originals/{document_id:path}",
        response_class=Response,
        responses={**PROBLEMS, **NOT_FOUND, 200: FILE},
        summary="The original file / 下载原件",
        operation_id="getOriginal",
    )
    def get_original(
        request: Request,
        document_id: str,
        version: Annotated[int | None, Query(description="an earlier version")] = None,
    ) -> Response:
        """The file that a document was read from, byte for byte, where it is kept."""
        records = look.of(request).records
        document = records.ledger.version(document_id, version) if version else records.document(document_id)
        data = assistant.library.originals.read(original_of(document))
        name = file_name(document)
        plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name)
        given = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"  # RFC 6266, RFC 8187
        return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": given, **HEADERS})

    if picture is not None:
        _add_pages(router, assistant, Pictures(picture), look)
    return router


def _add_pages(router: APIRouter, assistant: Assistant, pictures: Pictures, look: Look) -> None:
    @router.get(
        "/pages/{document_id:path}",
        response_class=Response,
        responses={**PROBLEMS, **NOT_FOUND, 200: PICTURE, 304: {"description": "The caller has it."}},
        summary="A page as a picture / 页面图像",
        operation_id="getPage",
    )
    async def get_page(
        request: Request,
        document_id: str,
        page: Annotated[int, Query(ge=1, description="from 1")] = 1,
        width: Annotated[int, Query(ge=NARROWEST, le=WIDEST, description="pixels")] = 1200,
    ) -> Response:
        """A page of the original of a PDF or a picture, as the reader saw it: places in it are shares of this."""
        document = await run_in_threadpool(lambda: look.of(request).records.document(document_id))
        if not has_pages(document) or page > document.pages:
            raise NotFound(f"没有第 {page} 页的图像。 There is no picture of this page.", "请看文件的文本。")
        key = original_of(document)
        tag = f'"{key[:32]}-{page}-{width}"'
        headers = {**HEADERS, "ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        png = await pictures.get(assistant.library.originals.read, key, document.format, page, width)
        return Response(png, media_type="image/png", headers=headers)


def has_pages(document: PolicyDocument) -> bool:
    """Whether the pages of a document's original can be drawn."""
    return bool(document.original) and document.pages > 0 and document.format in PICTURED


def original_of(document: PolicyDocument) -> str:
    """The key of a document's original. Raises NotFound where none is kept."""
    if not document.original:
        raise NotFound("没有保存这份文件的原件。 The original was not kept.", "请查看文本，或到来源处查看。")
    return document.original


def file_name(document: PolicyDocument) -> str:
    """The name under which an original is given: the last part of its source, with an ending."""
    source = document.source
    if source.startswith(("http://", "https://")):
        source = unquote(urlsplit(source).path)
    last = source.replace("\\", "/").rstrip("/").rpartition("/")[2] or document.title
    name = safe_path(last).name
    return name if _SUFFIX.search(name) else name + _ENDLESS.get(document.format, f".{document.format}")
