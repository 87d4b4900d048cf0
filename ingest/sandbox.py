"""Reads documents in child processes with limits, so that no file can harm the run: a bomb, a hang or a crash
fails that file alone, with its reason.

The children are forked from a clean server process that has the parsers loaded, and killed as a group.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from typing import Any

from ingest.limits import Limits
from ingest.load import Loaded, identify
from ingest.worker import SAID, draw, enter, work
from retrieval.errors import IngestError
from retrieval.models import Chunk, Intake, Mark, Mention, PolicyDocument

# Loaded once, in the server process; those that are not installed are passed over.
_PRELOADED = [
    "__main__", "ingest.worker", "trafilatura", "selectolax.lexbor", "lxml.etree", "pptx", "pypdfium2", "python_calamine",
    "datasketch",
]  # fmt: skip
_LAST_WORDS = 160  # characters of what a crashed parser said last
_BEGIN = 60.0  # seconds that a child gets to begin: the server process loads the parsers before the first
_GRACE = 5.0  # seconds that a killed process gets to be gone


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: a document, the files found in it, or the reason of its failure; and what it cost."""

    loaded: Loaded
    intake: Intake | None = None
    parts: tuple[Loaded, ...] = ()
    problem: IngestError | None = None
    seconds: float = 0.0
    peak_mb: int = 0


class Sandbox:
    """Child processes for reading. Safe to use from several threads: each call has a child of its own."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOADED)
        self._lock = Lock()
        self._running: set[BaseProcess] = set()
        self._closed = False

    def read(self, items: Sequence[Loaded]) -> list[Outcome]:
        """The outcome of each item, in order. Where a child that reads several fails, each is read by itself."""
        ready = [item for item in items if item.problem is None]
        found = dict(zip(map(id, ready), self._read(ready), strict=True)) if ready else {}
        return [found.get(id(item)) or Outcome(item, problem=item.problem) for item in items]

    def _read(self, items: Sequence[Loaded]) -> list[Outcome]:
        with _room() as room:
            _write_job(room, items)
            reason = self._run(room, work, str(room))
            outcomes = _outcomes(room, items)
        if reason is None:
            reason = IngestError("解析程序没有给出结果。 The parser gave no result.", "请检查文件。 Check the file.")
        if len(items) == 1:
            return outcomes or [Outcome(items[0], problem=reason)]
        return outcomes + [outcome for item in items[len(outcomes) :] for outcome in self._read([item])]

    def draw(self, data: bytes, form: str, page: int, width: int) -> bytes:
        """The PNG of a page (from 1) of an original of this format, `width` pixels wide. Raises IngestError."""
        with _room() as room:
            original, picture = room / "original", room / "page.png"
            original.write_bytes(data)
            reason = self._run(room, draw, str(original), str(picture), form, page, width)
            if reason is None and picture.exists():
                return picture.read_bytes()
            said = room / "page.problem"
            if said.exists():
                reason = IngestError(*json.loads(said.read_text(encoding="utf-8")))
        raise reason or IngestError(
            "页面无法显示。 The page cannot be drawn.", "请下载原件查看。 Download the original."
        )

    def _run(self, room: Path, target: Callable[..., None], *arguments: object) -> IngestError | None:
        """Runs `target` in a child that works in `room`; the reason for which it was ended, where it was."""
        ours, theirs = self._context.Pipe(duplex=False)
        child = self._context.Process(target=enter, args=(theirs, target, *arguments, self.limits), daemon=True)
        with self._lock:
            if self._closed:
                return IngestError("已停止。 The run was stopped.", "请重新运行。 Run it again.")
            child.start()
            self._running.add(child)
        theirs.close()
        try:
            return _watched(child, ours, self.limits, room)
        finally:
            with self._lock:
                self._running.discard(child)
            _end(child)
            ours.close()

    def close(self) -> None:
        """Ends the children that are running; nothing is read any more."""
        with self._lock:
            self._closed = True
            for child in self._running:
                _kill(child)


def _watched(child: BaseProcess, pipe: Connection, limits: Limits, room: Path) -> IngestError | None:
    wait([child.sentinel, pipe], timeout=_BEGIN)
    start = time.monotonic()
    allowed = limits.seconds
    open_ends: list[Any] = [child.sentinel, pipe]
    while True:
        left = min(allowed, limits.most_seconds) - (time.monotonic() - start)
        ready = wait(open_ends, timeout=max(0.0, left))
        if child.sentinel in ready:
            child.join(_GRACE)
            return _reason(child.exitcode or 0, room)
        if not ready:
            return IngestError(
                f"{min(allowed, limits.most_seconds):.0f} 秒内没有读完。 It was not read in time.",
                "请拆分文件，或调高 POLICYQA_PARSE_SECONDS。 Split it, or raise POLICYQA_PARSE_SECONDS.",
            )
        try:
            allowed += float(pipe.recv())
        except (EOFError, OSError, ValueError, TypeError):
            open_ends.remove(pipe)


def _reason(code: int, room: Path) -> IngestError | None:
    if code == 0:
        return None
    if -code == signal.SIGXCPU:
        return IngestError("读取用时过长。 Reading it takes too long.", "请拆分文件。 Split the file.")
    if -code == signal.SIGXFSZ:
        return IngestError("读出的内容太大。 What it holds is too large.", "请拆分文件。 Split the file.")
    said = (room / SAID).read_text(encoding="utf-8", errors="replace").strip() if (room / SAID).exists() else ""
    last = said.rsplit("\n", 1)[-1][:_LAST_WORDS]
    return IngestError(
        f"解析程序异常退出（{code}{'：' if last else ''}{last}），文件可能已损坏或有意构造。"
        " The parser crashed; the file may be damaged.",
        "请用原软件重新保存后再试。 Save it anew with the program that made it.",
    )


def _end(child: BaseProcess) -> None:
    """Kills the child and whatever it has started."""
    _kill(child)
    child.join(_GRACE)


def _kill(child: BaseProcess) -> None:
    if child.pid:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    if child.is_alive():
        child.kill()


@contextmanager
def _room() -> Iterator[Path]:
    room = Path(tempfile.mkdtemp(prefix="policyqa-read-"))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _write_job(room: Path, items: Sequence[Loaded]) -> None:
    job = []
    for number, item in enumerate(items):
        (room / f"{number}.data").write_bytes(item.data)
        known = {name: getattr(item, name) for name in ("id", "source", "name", "title", "row")}
        day = item.day.isoformat() if item.day else None
        job.append(known | {"day": day, "fields": dict(item.fields), "doubts": list(item.doubts)})
    (room / "job.json").write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")


def _outcomes(room: Path, items: Sequence[Loaded]) -> list[Outcome]:
    """The outcomes that were written, in the order of `items`; fewer where the child was ended."""
    outcomes: list[Outcome] = []
    for number, item in enumerate(items):
        try:
            found = json.loads((room / f"{number}.result").read_text(encoding="utf-8", errors="replace"))
        except (OSError, ValueError):  # not written, or cut short
            break
        outcomes.append(_outcome(room, item, number, found))
    return outcomes


def _outcome(room: Path, item: Loaded, number: int, found: dict[str, Any]) -> Outcome:
    parts = [
        _part(item, name, (room / f"{number}-{at}.part").read_bytes()) for at, name in enumerate(found.get("parts", ()))
    ]
    problem = IngestError(*found["problem"]) if "problem" in found else None
    intake = _intake(found["intake"]) if "intake" in found else None
    if intake and not item.row:
        intake = replace(intake, original=item.data)
    return Outcome(item, intake, tuple(parts), problem, *found["cost"])


def _part(whole: Loaded, name: str, data: bytes) -> Loaded:
    source = f"{whole.source}/{name}"
    return Loaded(identify(source), source, name.rsplit("/", 1)[-1], data)


def _intake(found: dict[str, Any]) -> Intake:
    return Intake(
        PolicyDocument.model_validate(found["document"]),
        [Chunk(*values) for values in found["chunks"]],
        [Mark(start, end, page, tuple(box) if box else None) for start, end, page, box in found["marks"]],
        [Mention(*values) for values in found["mentions"]],
        found["signature"],
    )
