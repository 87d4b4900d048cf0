"""How long each step of an answer took."""

from __future__ import annotations

import time


class Clock:
    """Milliseconds by step; each step ends with a `lap` that names it."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        """Ends a step; a step that is named again takes the sum."""
        now = time.perf_counter()
        self.laps[name] = round(self.laps.get(name, 0.0) + (now - self._last) * 1000, 2)
        self._last = now

    def total(self) -> dict[str, float]:
        """The steps, and `total` since the beginning."""
        return self.laps | {"total": round((time.perf_counter() - self._start) * 1000, 2)}
