"""An asked value where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """What was asked for, at `start:end` of its sentence. `fit` says how well its label suits, 0…1.

    `clear` is False where another amount of the sentence suits about as well: then the sentence must speak for itself.
    """

    text: str
    start: int
    end: int
    fit: float
    clear: bool = True
