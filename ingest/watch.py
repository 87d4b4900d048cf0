"""Folders watched: each time that something below them changes, and is quiet again, they are taken in anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

QUIET_MS = 1600  # a file that is still being copied changes more often than this


def watch(folders: Sequence[Path], take_in: Callable[[], object], step_ms: int = 200) -> None:
    """Calls `take_in` after each change below the folders, until the process is interrupted."""
    from watchfiles import DefaultFilter
    from watchfiles import watch as changes

    for _ in changes(
        *folders, watch_filter=DefaultFilter(), debounce=QUIET_MS, step=step_ms, raise_interrupt=True, recursive=True
    ):
        take_in()
