"""One process owns a data folder. A second is told who does, and how to reach its server."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import DataError, DataLocked


@dataclass
class Owner:
    """The lock on a data folder, held until `release`; `token` lets this user's other processes in."""

    folder: Path
    lock: FileLock
    token: str

    def announce(self, url: str) -> None:
        """Writes where this process serves, so that `ingest` and `ask` can go through it."""
        note = self.folder / "owner.json"
        handle = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"pid": os.getpid(), "url": url, "token": self.token}, file)

    def release(self) -> None:
        """Gives the folder free. Safe to call twice."""
        if self.lock.is_locked:
            (self.folder / "owner.json").unlink(missing_ok=True)
            self.lock.release()


def own(folder: Path) -> Owner:
    """Takes the data folder for this process, making it where it is missing.

    Raises DataLocked where another process has it, DataError where it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "owner.lock")
        lock.acquire(timeout=0)
        owner = Owner(folder, lock, secrets.token_urlsafe(24))
        owner.announce("")
    except Timeout:
        raise _locked(folder) from None
    except OSError as error:
        raise DataError(
            f"数据目录 {folder} 不可用：{error.strerror}。 The data folder cannot be used.",
            "请检查权限，或用 --data 另选目录。 Check its permissions or choose another with --data.",
        ) from error
    return owner


def _locked(folder: Path) -> DataLocked:
    try:
        note = json.loads((folder / "owner.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        note = None
    note = note if isinstance(note, dict) else {}
    url, pid = str(note.get("url", "")), note.get("pid", "?")
    at = f"，服务地址 {url}" if url else ""
    return DataLocked(
        f"数据目录 {folder} 正由进程 {pid} 使用{at}。 The data folder is in use by process {pid}.",
        "请先停止该进程，或用 --data 另选目录。 Stop that process, or choose another folder with --data.",
        url=url,
        token=str(note.get("token", "")),
    )
