"""Figures against those that are expected, set by set and half by half, each with its tolerance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.quality.measure import Figures, Measured
from tests.quality.sets import Half

Expected = dict[str, list[float]]  # by figure: its value and how much worse it may be
LOWER_IS_BETTER = frozenset(
    {"wrongly_refused", "asked_back", "answer_characters", "calibration_error", "ms_p50", "ms_p95"}
)
WATCHED = (
    "document_in_1 notice_in_1 document_in_5 document_in_10 mrr answered_right character_f1 wrongly_refused "
    "citation_supports refused wrong_year_refused"
).split()
_LEAST = 0.01  # tolerance of a large set
_QUESTIONS = 1.5  # questions of a small set that may fall out otherwise


def compare(found: Mapping[str, float], expected: Mapping[str, list[float]]) -> list[str]:
    """A line for each figure that is worse than expected by more than its tolerance, or is missing."""
    worse = []
    for name, (value, tolerance) in expected.items():
        if name not in found:
            worse.append(f"{name}: missing (expected {value})")
            continue
        difference = found[name] - value if name in LOWER_IS_BETTER else value - found[name]
        if difference > tolerance + 1e-9:
            worse.append(f"{name}: {found[name]} (expected {value} ± {tolerance})")
    return worse


def read_expected(path: Path) -> dict[str, dict[Half, Expected]]:
    """The expected figures by set and half."""
    kept: dict[str, dict[Half, Expected]] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def worse_than(measured: Measured, expected: Mapping[str, Mapping[Half, Expected]]) -> list[str]:
    """The lines of `compare` for both halves of a set, each naming its half."""
    known = expected.get(measured.name, {})
    halves = measured.halves()
    return [
        f"{measured.name} [{half}] {line}"
        for half in halves
        if half in known
        for line in compare(halves[half], known[half])
    ]


def as_expected(found: Figures) -> Expected:
    """The figures as they are now, with a tolerance of one hundredth or one and a half questions; none where all is right."""
    tolerance = round(max(_LEAST, _QUESTIONS / found["questions"]), 3)
    best = {name: 0.0 if name in LOWER_IS_BETTER else 1.0 for name in WATCHED}
    return {
        name: [found[name], 0.0 if found[name] == best[name] and found["questions"] < 30 else tolerance]
        for name in WATCHED
        if name in found
    }


def write_expected(path: Path, expected: Mapping[str, Mapping[Half, Expected]]) -> None:
    """Writes expected figures, one figure a line."""
    lines = ["{"]
    for i, (name, halves) in enumerate(expected.items()):
        lines.append(f"  {json.dumps(name)}: {{")
        for j, (half, values) in enumerate(halves.items()):
            told = ",\n".join(f"      {json.dumps(figure)}: {json.dumps(value)}" for figure, value in values.items())
            lines.append(f"    {json.dumps(half)}: {{\n{told}\n    }}" + ("," if j < len(halves) - 1 else ""))
        lines.append("  }" + ("," if i < len(expected) - 1 else ""))
    path.write_text("\n".join([*lines, "}"]) + "\n", encoding="utf-8")
