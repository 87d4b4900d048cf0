"""`Idempotency-Key`: a caller who isn't sure that a request arrived sends it again, and it is done once.

The same key with the same content gives the report of the first time; while that still runs, 409; with another
content, 422. Keys count for each caller by itself, for a day, also over a restart. What failed may be tried again.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import Request

from prompts import Prompts
from retrieval.errors import PolicyQAError
from retrieval.receipts import Receipt, Receipts
from web.access import caller_of

HEADER = "Idempotency-Key"
REPLAYED = {"Idempotency-Replayed": "true"}
PARAMETER: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "your own name for this request; sent again within a day, it is done once",
}
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
Progress = Callable[[int, int], None]
Work = Callable[[Progress], dict[str, object]]


class KeyReused(PolicyQAError):
    """The key was used for another content, or is none."""

    code = "idempotency_key_reused"
    status = 422


class StillRunning(PolicyQAError):
    """The first request with this key is still being worked on."""

    code = "still_running"
    status = 409


class Once:
    """Has the work of requests with a key done once."""

    def __init__(self, receipts: Receipts, prompts: Prompts) -> None:
        self._receipts = receipts
        self._prompts = prompts
        self._running: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def earlier(self, request: Request, digest: str) -> dict[str, Any] | None:
        """The report of the same request, done before. Reads the database. Raises KeyReused, StillRunning."""
        name = self._name(request)
        if name is None:
            return None
        if name in self._running:
            raise StillRunning("")
        found = self._receipts.find(*name)
        if found is not None and found.digest != digest:
            raise KeyReused("")
        return found.report if found else None

    def noted(self, request: Request, digest: str, work: Work) -> Work:
        """`work` that keeps its report under the request's key, and isn't begun while another with that key runs."""
        name = self._name(request)
        if name is None:
            return work

        def doing(progress: Progress) -> dict[str, object]:
            with self._lock:
                if name in self._running:
                    raise StillRunning("")
                self._running.add(name)
            try:
                report = work(progress)
                plain = json.loads(json.dumps(report, default=str))
                self._receipts.keep(*name, Receipt(digest, plain))
                return report
            finally:
                self._running.discard(name)

        return doing

    def _name(self, request: Request) -> tuple[str, str] | None:
        key = request.headers.get(HEADER)
        if key is None:
            return None
        if not _KEY.fullmatch(key):
            raise KeyReused(self._prompts.say("pages.idempotency_key_bad"))
        return caller_of(request).name, key


def digest_of(text: str) -> str:
    """The digest of a request's body."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_folder(folder: Path) -> str:
    """The digest of all files below a folder, with their names."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            part = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{part}\0".encode())
    return whole.hexdigest()
