"""`make quality`: answers to known questions against expected figures with their tolerance.

`--only ncp` measures one set, `--derived` only the questions with another year or place, `--plain` only the others;
the results and the failures are written as JSON lines to `--out` (data/quality), where the ingested corpora are kept
too. A set that is absent is named and passed over.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from ingest.pipeline import ingest
from retrieval.assistant import Assistant
from retrieval.evaluation import Row, contained, evaluate, figures
from retrieval.settings import ROOT, load_settings
from tests.quality.folders import prepared
from tests.quality.sets import HALVES, HERE, SUITES, Suite, in_half

__all__ = ["SUITES", "Suite", "compare", "run"]
OUT = ROOT / "data" / "quality"
_LOWER_IS_BETTER = {"wrongly_refused"}


def run(suite: Suite, data: Path) -> tuple[list[Row], list[Row], dict[str, float]]:
    """The questions of a suite, their results, and the figures; `data` is an empty folder."""
    rows = suite.rows()
    assistant = Assistant.from_settings(load_settings(data=data))
    try:
        ingest([suite.corpus], assistant.library)
        results = list(evaluate(assistant, rows, "extract"))
    finally:
        assistant.close()
    return rows, results, figures(rows, results)


def compare(found: dict[str, float], expected: dict[str, list[float]]) -> list[str]:
    """A line for each figure that is worse than expected by more than its tolerance."""
    worse = []
    for name, (value, tolerance) in expected.items():
        difference = found[name] - value if name in _LOWER_IS_BETTER else value - found[name]
        if difference > tolerance + 1e-9:
            worse.append(f"{name}: {found[name]} (expected {value} ± {tolerance})")
    return worse


def sets_of(suite: Suite, *, plain: bool, derived: bool) -> Iterator[tuple[str, list[Row], Counter[str]]]:
    """The sets of a suite by name, with the questions passed over by each rule of derivation."""
    if plain:
        yield suite.name, suite.rows(), Counter()
    if derived:
        for change, made in suite.derived().items():
            yield f"{suite.name}.{change}", made.rows, made.passed_over


def good(row: Row, result: Row) -> bool:
    """Whether a question was answered right, or refused where it must be."""
    return contained(row, result) if row.get("answerable", True) else result["outcome"] == "refused"


def measure(
    suite: Suite, options: argparse.Namespace, mode: Literal["extract", "llm"] = "extract"
) -> Iterator[tuple[str, list[Row], list[Row]]]:
    """The sets of a suite with their results, which are written to the folder for output as well."""
    with prepared(suite.name, suite.corpus, options.cache or options.out) as data:
        assistant = Assistant.from_settings(load_settings(data=data))
        try:
            for name, rows, passed_over in sets_of(suite, plain=not options.derived, derived=not options.plain):
                rows = rows[: options.limit]
                results = list(evaluate(assistant, rows, mode))
                _write(options.out / f"{name}.jsonl", rows, results)
                if passed_over:
                    _say(f"{name}: passed over {json.dumps(passed_over, ensure_ascii=False)}")
                yield name, rows, results
        finally:
            assistant.close()


def _write(path: Path, rows: Sequence[Row], results: Sequence[Row]) -> None:
    """All results to `path`, the failures beside it."""
    pairs = [{"row": row, "result": result} for row, result in zip(rows, results, strict=True)]
    failed = [pair for pair in pairs if not good(pair["row"], pair["result"])]
    for target, lines in ((path, pairs), (path.with_suffix(".failed.jsonl"), failed)):
        target.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in lines), encoding="utf-8")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs every suite that is present; 1 where a figure is worse than expected."""
    parser = argparse.ArgumentParser(prog="tests.quality.run", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=[suite.name for suite in SUITES])
    parser.add_argument("--derived", action="store_true")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    expected = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
    bad = 0
    for suite in SUITES:
        if options.only and suite.name not in options.only:
            continue
        if not suite.present:
            _say(f"{suite.name}: not here, passed over")
            continue
        for name, rows, results in measure(suite, options):
            for half in HALVES:
                at = in_half(rows, half)
                if at:
                    found = figures([rows[i] for i in at], [results[i] for i in at])
                    _say(f"{name} [{half}]: {json.dumps(found, ensure_ascii=False)}")
            bad += (
                0 if options.limit else sum(1 for line in compare_all(name, rows, results, expected) if not _say(line))
            )
    return 1 if bad else 0


def compare_all(
    name: str, rows: Sequence[Row], results: Sequence[Row], expected: dict[str, dict[str, list[float]]]
) -> list[str]:
    """The lines for the figures of a whole set that are worse than expected."""
    if name not in expected:
        return []
    return [f"  WORSE {line}" for line in compare(figures(rows, results), expected[name])]


if __name__ == "__main__":
    sys.exit(main())
