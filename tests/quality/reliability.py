"""Whether the chances shown beside citations hold: of the answers said to be right with some chance, how many are.

The chance of an answer is the score of its first citation. Calibration error: the mean gap between chance and share of
right answers over bins of equal width, weighed by their size (ECE, Guo et al. 2017, arXiv 1706.04599).
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.scoring import ANSWERED, Row, contained

BINS = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same chance: how many, their mean chance, and the share that was right."""

    answers: int
    chance: float
    right: float


def bins(pairs: Iterable[tuple[Row, Row]]) -> list[Bin]:
    """The answers given to questions, by chance, lowest first; one to a question that has none is wrong."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for row, result in pairs:
        if result["outcome"] in ANSWERED and result["citations"]:
            chance = float(result["citations"][0]["score"])
            right = bool(row.get("answerable", True)) and contained(row, result)
            held[min(BINS - 1, int(chance * BINS))].append((chance, right))
    return [
        Bin(len(one), round(statistics.fmean(c for c, _ in one), 3), round(statistics.fmean(r for _, r in one), 3))
        for one in held
        if one
    ]


def calibration_error(found: Sequence[Bin]) -> float:
    """The mean gap between chance and share right, weighed by the answers of each bin; 0 where there are none."""
    total = sum(one.answers for one in found)
    return round(sum(one.answers * abs(one.chance - one.right) for one in found) / total, 4) if total else 0.0
