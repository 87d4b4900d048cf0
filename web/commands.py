"""What the command line does to documents: in this process, or through the server that owns the data folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ingest.command import Order, carry_out
from retrieval.errors import DataLocked, UsageError
from retrieval.library import Library, open_library
from retrieval.models import PolicyDocument
from retrieval.settings import Settings
from web import client
from web.catalog import Sought, find
from web.document_schemas import EDITABLE, DocumentEdit
from web.progress import progress_bar


def ingest_once(order: Order, settings: Settings, *, quiet: bool) -> dict[str, Any]:
    """The report of an order, with a progress bar unless `quiet`."""
    with progress_bar(quiet=quiet) as tell:
        try:
            with _opened(settings) as library:
                return carry_out(order, library, settings, tell).as_dict()
        except DataLocked as lock:
            if not lock.url:
                raise
            request = {
                "paths": [str(path.resolve()) for path in order.paths],
                "urls": list(order.urls),
                "sync": order.sync,
                "depth": order.depth,
                "limit": order.limit,
                "base": str(Path.cwd()),
                "groups": list(order.groups),
            }
            return client.ingest_through(lock, request, tell)


def find_documents(settings: Settings, query: str) -> list[PolicyDocument]:
    """The documents, without their texts, whose title, number or issuer holds `query`."""
    try:
        with _opened(settings) as library:
            found: list[PolicyDocument] = []
            following: str | None = ""
            while following is not None:
                page = find(library.records, Sought(q=query), 500, following or None, date.today())
                found, following = found + page.documents, page.following
            return found
    except DataLocked as lock:
        if not lock.url:
            raise
        return [PolicyDocument.model_validate({"text": "", **row}) for row in client.list_documents(lock, query)]


def edit_document(settings: Settings, document_id: str, changes: Sequence[str]) -> PolicyDocument:
    """The document after `FIELD=VALUE` changes; an empty value takes an edit back. Raises UsageError, NotFound."""
    values: dict[str, str | None] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals or name not in EDITABLE:
            raise UsageError(
                f"{change!r} 不是 字段=值。 Not FIELD=VALUE.", f"可改的字段 / fields: {' '.join(EDITABLE)}。"
            )
        values[name] = value or None
    checked = _checked(values)
    try:
        with _opened(settings) as library:
            library.edit(document_id, checked)
            return library.records.document(document_id)
    except DataLocked as lock:
        if not lock.url:
            raise
        return PolicyDocument.model_validate(client.edit_through(lock, document_id, values))


def _checked(values: dict[str, str | None]) -> dict[str, Any]:
    """The fields as they are stored. Raises UsageError where a field cannot have its value."""
    try:
        return DocumentEdit.model_validate(values).changes
    except ValidationError as error:
        bad = "; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors())
        raise UsageError(f"值不能用：{bad}。 A value cannot be used.", "日期应如 2020-03-10。") from error


def remove_document(settings: Settings, document_id: str) -> None:
    """Takes a document out. Raises NotFound."""
    try:
        with _opened(settings) as library:
            library.remove(document_id)
    except DataLocked as lock:
        if not lock.url:
            raise
        client.remove_through(lock, document_id)


def server_token(settings: Settings) -> str:
    """The token of the running server. Raises UsageError where none runs."""
    try:
        with _opened(settings):
            pass
    except DataLocked as lock:
        if lock.token and lock.url:
            return lock.token
        raise
    raise UsageError("没有服务在运行。 No server is running.", "请先运行 python app.py serve。 Start it first.")


@contextmanager
def _opened(settings: Settings) -> Iterator[Library]:
    library = open_library(settings)
    try:
        yield library
    finally:
        library.close()
