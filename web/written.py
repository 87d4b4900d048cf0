"""A file that a command writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from retrieval.errors import UsageError


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """The file, to be written as it is; made with its folder. Raises UsageError where it can't be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise UsageError(f"{path} 无法写入：{error.strerror}。 Cannot be written.") from error
