"""Files from a multipart form, stored in a folder that they cannot leave."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import UploadFile

# Control characters, format characters that hide or reorder text, and what file systems reserve.
_BAD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_LONGEST_PART = 120
_DEEPEST = 8


def safe_path(name: str) -> Path:
    """The relative path that an uploaded file gets: never absolute, never upwards, never empty."""
    parts = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")
    kept = [clean for part in parts if (clean := _BAD.sub("", part).strip(" .") if part != "." else "")]
    return Path(*[_shorten(part) for part in kept[-_DEEPEST:]]) if kept else Path("file")


def store(files: Iterable[UploadFile], folder: Path) -> int:
    """Write `files` below `folder` under their safe names; how many there are.

    Two files with one name are both kept.
    """
    count = 0
    for file in files:
        with _target(folder, file.filename or "").open("xb") as out:
            shutil.copyfileobj(file.file, out)
        count += 1
    return count


def place(files: Iterable[tuple[str, Path]], folder: Path) -> int:
    """Move files, each with the name it was sent under, below `folder` as `store` does; how many there are."""
    count = 0
    for name, path in files:
        shutil.move(path, _target(folder, name))
        count += 1
    return count


def _target(folder: Path, name: str) -> Path:
    """Where a file of this name comes to stand below `folder`, which has room for it then."""
    target = _free(folder / safe_path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _shorten(part: str) -> str:
    stem, dot, suffix = part.rpartition(".")
    if not dot or len(suffix) > 10:
        return _fit(part, _LONGEST_PART)
    return f"{_fit(stem, _LONGEST_PART - len(suffix))}.{suffix}"


def _fit(text: str, room: int) -> str:
    """The longest beginning of `text` within `room` bytes; file systems count bytes."""
    return text.encode()[:room].decode(errors="ignore")


def _free(path: Path) -> Path:
    """`path`, numbered where it is taken, also where a parent is taken by a file."""
    number = 1
    candidate = path
    while candidate.exists() or any(parent.is_file() for parent in candidate.parents):
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
        if number > 2 and any(parent.is_file() for parent in candidate.parents):
            candidate = path.parent.with_name(f"{path.parent.name}-{number}") / path.name
    return candidate
