"""The child process: reads the documents of one job in a folder of its own, and leaves what it found there.

The folder holds `job.json` (a list of items), and one file `N.data` for each item. The child writes `N.result` for
each item as soon as it is read, the files that it unpacked as `N-M.part`, and what it complains of to `said`.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

from ingest.limits import Limits, confine, peak_mb, widen
from ingest.load import Loaded
from ingest.parse import kind_of, parse
from ingest.parsed import Workspace
from ingest.readers import unpacker
from retrieval.errors import IngestError
from retrieval.models import Intake

SAID = "said"


def enter(pipe: Connection, target: Callable[..., None], *arguments: object) -> None:
    """Says that the child has begun, from where its time counts, and runs `target`."""
    pipe.send(0.0)
    target(*arguments, pipe)


def work(folder: str, limits: Limits, pipe: Connection) -> None:
    """Does the job in `folder`, confined; asks for more time through `pipe`."""
    room = Path(folder)
    _begin(limits, room)

    def more_time(seconds: float) -> None:
        widen(seconds)
        pipe.send(seconds)

    items = json.loads((room / "job.json").read_text(encoding="utf-8"))
    for number, item in enumerate(items):
        scratch = room / f"{number}.scratch"
        scratch.mkdir()
        start = time.monotonic()
        found = _take(_loaded(item, room / f"{number}.data"), Workspace(scratch, more_time), room, number)
        found["cost"] = [round(time.monotonic() - start, 3), peak_mb()]
        _write(room / f"{number}.result", found)


def draw(original: str, picture: str, form: str, page: int, width: int, limits: Limits, pipe: Connection) -> None:
    """Draws a page of the file `original` to the file `picture`, or leaves the problem beside it."""
    from ingest.formats.picture import page_picture

    _begin(limits, Path(picture).parent)
    try:
        Path(picture).write_bytes(page_picture(Path(original).read_bytes(), cast("Any", form), page, width))
    except IngestError as error:
        said = json.dumps([error.message, error.hint], ensure_ascii=False)
        Path(picture).with_suffix(".problem").write_text(said, encoding="utf-8")


def _begin(limits: Limits, room: Path) -> None:
    os.setsid()  # a group of its own, so that all it starts can be killed with it
    said = os.open(room / SAID, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(said, 1)  # what parsers print is for the one who looks into a failure, not for the terminal
    os.dup2(said, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.alarm(int(limits.most_seconds) + 5)  # should the parent be gone
    os.nice(5)
    confine(limits)


def _write(path: Path, found: dict[str, Any]) -> None:
    """Writes what became of an item; where it is larger than a file may be, that is what became of it."""
    try:
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    except OSError:
        problem = ["读出的内容太大。 What it holds is too large.", "请拆分文件。 Split the file."]
        small = {"problem": problem, "cost": found["cost"]}
        path.write_text(json.dumps(small, ensure_ascii=False), encoding="utf-8")


def _loaded(item: dict[str, Any], path: Path) -> Loaded:
    day = date.fromisoformat(item["day"]) if item["day"] else None
    return Loaded(
        item["id"],
        item["source"],
        item["name"],
        path.read_bytes(),
        item["title"],
        day,
        item["row"],
        item["fields"],
        doubts=tuple(item["doubts"]),
    )


def _take(loaded: Loaded, workspace: Workspace, room: Path, number: int) -> dict[str, Any]:
    """What became of one item, ready for JSON: an intake, parts, a problem, or several of these."""
    found: dict[str, Any] = {}
    try:
        kind = kind_of(loaded)
        if unpack := unpacker(kind):
            found["parts"] = []
            for at, (name, data) in enumerate(unpack(loaded.data)):
                (room / f"{number}-{at}.part").write_bytes(data)
                found["parts"].append(name)
        if kind == "zip" and not found["parts"]:
            raise IngestError("压缩包里没有文件。 There are no files in the archive.", "请检查文件。 Check the file.")
        if kind != "zip":
            found["intake"] = as_json(parse(loaded, kind, workspace))
    except IngestError as error:
        found["problem"] = [error.message, error.hint]
    except MemoryError:
        found["problem"] = ["读取时内存超限。 Reading it takes too much memory.", "请拆分文件。 Split the file."]
    except RecursionError:
        found["problem"] = ["内容嵌套太深。 It is nested too deep.", "请另存后再试。 Save it anew and try again."]
    return found


def as_json(intake: Intake) -> dict[str, Any]:
    """An intake without its original, ready for JSON."""
    return {
        "document": intake.document.model_dump(mode="json"),
        "chunks": [[getattr(c, name) for name in c.__dataclass_fields__] for c in intake.chunks],
        "marks": [[m.start, m.end, m.page, m.box] for m in intake.marks],
        "mentions": [[m.change, m.start, m.end, m.doc_no, m.title] for m in intake.mentions],
        "signature": list(intake.signature),
    }
