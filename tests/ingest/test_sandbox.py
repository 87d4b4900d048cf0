"""Children that read: what they give comes back whole; what harms them harms nothing else."""

from __future__ import annotations

import io
import os
import signal
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.load import Loaded
from ingest.reading import read_all
from ingest.sandbox import Sandbox
from retrieval.errors import IngestError
from tests.conftest import parsed

TEXT = (
    "虚构市人民政府关于加强湿地保护的通知\n虚政发〔2021〕7号\n《旧办法》（虚政发〔2015〕3号）同时废止。\n"
    + "湿地面积120亩。" * 20
)


def item(name: str = "a.txt", data: bytes = TEXT.encode()) -> Loaded:
    return Loaded(f"id-{name}", name, name, data)


def crash(room: str, limits: Limits, pipe: Connection) -> None:
    os.abort()


def eat(room: str, limits: Limits, pipe: Connection) -> None:
    """Takes more memory than it may."""
    from ingest.limits import confine

    confine(limits)
    Path(room, "kept").write_text(str(len(bytearray(limits.heavy_mb << 20))))


def spin(room: str, limits: Limits, pipe: Connection) -> None:
    """Uses more processor time than it may."""
    from ingest.limits import confine

    confine(replace(limits, seconds=0))
    while True:
        pass


def hang(room: str, limits: Limits, pipe: Connection) -> None:
    """Waits for a process of its own that never ends."""
    os.setsid()
    child = os.fork()
    if child == 0:
        time.sleep(600)
        os._exit(0)
    Path(room, "grandchild").write_text(str(child))
    time.sleep(600)


def linger(room: str, limits: Limits, pipe: Connection) -> None:
    """Asks for more time, and needs it."""
    pipe.send(30.0)
    time.sleep(limits.seconds + 0.5)
    Path(room, "done").write_text("")


def test_what_is_read_in_a_child_is_what_is_read_here() -> None:
    loaded = replace(item(), fields={"索引号": "0001/2021-00007"})
    (outcome,) = Sandbox(Limits()).read([loaded])
    here = parsed(loaded)
    assert outcome.intake is not None
    assert (outcome.problem, outcome.parts) == (None, ())
    assert outcome.intake.document == here.document
    assert outcome.intake.document.index_no == "0001/2021-00007"
    assert list(outcome.intake.chunks) == list(here.chunks)
    assert list(outcome.intake.mentions) == list(here.mentions) != []
    assert list(outcome.intake.signature) == list(here.signature) != []
    assert outcome.intake.original == loaded.data


@pytest.mark.parametrize("target", [crash, eat, spin])
def test_a_child_that_dies_gives_a_reason(target: Callable[..., None], tmp_path: Path) -> None:
    limits = Limits(memory_mb=512, heavy_mb=1024)
    reason = Sandbox(limits)._run(tmp_path, target, str(tmp_path))
    assert isinstance(reason, IngestError)
    assert reason.message
    assert reason.hint
    assert not (tmp_path / "kept").exists()


def alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    return False


def test_a_child_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    reason = Sandbox(Limits(seconds=2))._run(tmp_path, hang, str(tmp_path))
    assert isinstance(reason, IngestError)
    grandchild = int((tmp_path / "grandchild").read_text())
    for _ in range(100):
        if not alive(grandchild):
            break
        time.sleep(0.05)
    else:
        os.kill(grandchild, signal.SIGKILL)
        pytest.fail("a process was left behind")


def test_a_child_that_asks_for_more_time_gets_it(tmp_path: Path) -> None:
    assert Sandbox(Limits(seconds=1))._run(tmp_path, linger, str(tmp_path)) is None
    assert (tmp_path / "done").exists()
    assert Sandbox(Limits(seconds=1, most_seconds=1))._run(tmp_path, linger, str(tmp_path)) is not None


def test_one_bad_row_of_many_fails_alone() -> None:
    rows = [replace(item(f"r{n}", f"第{n}号内容，湿地面积{n}亩。".encode()), row=True) for n in range(5)]
    rows[2] = replace(rows[2], data="。。。".encode())
    outcomes = list(read_all(rows, Sandbox(Limits()), 2))
    assert [o.loaded.id for o in outcomes] == [r.id for r in rows]
    assert [o.problem is None for o in outcomes] == [True, True, False, True, True]


def test_rows_after_one_that_is_too_much_are_read() -> None:
    limits = Limits(output_mb=1)  # the third item's text does not fit into what the child may write
    rows = [replace(item(f"r{n}", b"x" if n != 2 else "湿地面积".encode() * 200_000), row=True) for n in range(4)]
    rows = [replace(r, data=r.data if r.data != b"x" else f"第{r.id}号内容。".encode()) for r in rows]
    outcomes = Sandbox(limits).read(rows)
    assert [o.problem is None for o in outcomes] == [True, True, False, True]
    assert all(o.intake for o in outcomes if not o.problem)


def test_a_closed_sandbox_reads_nothing_more() -> None:
    sandbox = Sandbox(Limits())
    sandbox.close()
    (outcome,) = sandbox.read([item()])
    assert outcome.problem is not None


def test_an_archive_without_files_fails_with_its_reason() -> None:
    packed = io.BytesIO()
    zipfile.ZipFile(packed, "w").close()
    (outcome,) = Sandbox(Limits()).read([item("a.zip", packed.getvalue())])
    assert outcome.problem is not None
    assert outcome.problem.hint


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_archives_within_archives_are_read_three_deep() -> None:
    data = packed({"深.txt": TEXT.encode()})
    for level in range(3):
        data = packed({f"{level}.zip": data, f"{level}.txt": f"第{level}层，湿地面积{level + 1}亩。".encode()})
    outcomes = list(read_all([item("a.zip", data)], Sandbox(Limits()), 1))
    names = [Path(o.loaded.name).name for o in outcomes]
    assert names == ["a.zip", "2.zip", "1.zip", "0.zip", "0.txt", "1.txt", "2.txt"]
    (deep,) = [o for o in outcomes if o.problem]
    assert Path(deep.loaded.name).name == "0.zip"
    assert "3" in deep.problem.message if deep.problem else False


def test_what_archives_hold_together_is_bounded() -> None:
    inner = packed({"a.txt": TEXT.encode() * 50})
    data = packed({"1.zip": inner, "2.zip": inner, "3.txt": TEXT.encode()})
    room = len(TEXT.encode()) * 80
    outcomes = list(read_all([item("a.zip", data)], Sandbox(Limits()), 1, room))
    assert [(Path(o.loaded.name).name, o.problem is None) for o in outcomes] == [
        *(("a.zip", True), ("1.zip", True), ("a.txt", True), ("2.zip", False), ("3.txt", True))
    ]
