"""`make quality`: answers to known questions against expected figures with their tolerance.

Each set is measured in two halves, split by the questions' ids: `tune`, on which rules may be tuned, and `report`,
which is what is reported. Results and failures are written as JSON lines to --out, where the ingested corpora are kept
too. A set that is absent is named and passed over.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from retrieval.settings import ROOT, load_settings
from tests.quality.compare import as_expected, compare, read_expected, worse_than, write_expected
from tests.quality.measure import Measured, Wish, measure, run, save
from tests.quality.reliability import bins
from tests.quality.sets import HERE, SUITES, Suite

__all__ = ["HERE", "SUITES", "Suite", "compare", "main", "run"]
OUT = ROOT / "data" / "quality"
EXPECTED = HERE / "expected.json"
_BRIEF = ("questions", "answered_right", "parts_found", "wrongly_refused", "refused")  # of each kind of question
_NO_MODEL = """\
没有设置大模型，所以不能比较两种方式。请设置 LLM_BASE_URL 和 LLM_MODEL（例如先运行 make llm），再运行 make quality-llm。
No language model is set, so the two modes cannot be compared. Set LLM_BASE_URL and LLM_MODEL (for one on this machine
see `make llm`), then run make quality-llm again. A slow model needs fewer questions: make quality-llm LIMIT=20.
"""


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    made = argparse.ArgumentParser(prog="python -m tests.quality.run", description=__doc__)
    made.add_argument("--only", nargs="*", choices=[suite.name for suite in SUITES], help="these sets alone")
    made.add_argument("--derived", action="store_true", help="only the questions with another year or place")
    made.add_argument("--plain", action="store_true", help="only the questions as they are")
    made.add_argument("--llm", action="store_true", help="both modes, side by side; needs LLM_BASE_URL and LLM_MODEL")
    made.add_argument("--limit", type=int, help="at most so many questions of each set, chosen by their ids")
    made.add_argument("--out", type=Path, help="folder for results (data/quality, with --llm data/quality/llm)")
    made.add_argument("--cache", type=Path, default=OUT, help="folder for ingested corpora (data/quality)")
    made.add_argument("--accept", action="store_true", help="write the figures as those expected from now on")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs every suite that is present; 1 where a figure is worse than expected, 2 where no model is set."""
    options = parser().parse_args(arguments)
    if options.llm and not load_settings().uses_llm:
        sys.stderr.write(_NO_MODEL)
        return 2
    out = options.out or (OUT / "llm" if options.llm else OUT)
    wish = Wish(
        not options.derived, not options.plain, ("extract", "llm") if options.llm else ("extract",), options.limit
    )
    expected = read_expected(EXPECTED)
    worse: list[str] = []
    for suite in SUITES:
        if options.only and suite.name not in options.only:
            continue
        if not suite.present:
            _say(f"{suite.name}: 不在这里，略过 / not here, passed over")
            continue
        for measured in measure(suite, wish, options.cache, _progress if sys.stderr.isatty() else None):
            save(measured, out)
            _show(measured)
            if measured.mode == "extract" and not options.limit:
                worse += worse_than(measured, expected)
                expected[measured.name] = {half: as_expected(found) for half, found in measured.halves().items()}
    if options.accept:
        write_expected(EXPECTED, expected)
        return 0
    for line in worse:
        _say(f"WORSE {line}")
    return 1 if worse else 0


def _show(measured: Measured) -> None:
    """Prints the figures of both halves, then those by kind of question."""
    if measured.passed_over:
        _say(f"{measured.name}: passed over {json.dumps(measured.passed_over, ensure_ascii=False)}")
    for half, found in measured.halves().items():
        _say(f"{measured.name} {measured.mode} [{half}]: {json.dumps(found, ensure_ascii=False)}")
        told = ", ".join(f"{one.chance} {one.right} ({one.answers})" for one in bins(measured.of(half).pairs))
        _say(f"    chance, share right (answers): {told}")
    for kind, part in measured.kinds().items():
        for half, found in part.halves().items():
            short = {key: found[key] for key in _BRIEF if key in found}
            _say(f"    {kind} [{half}]: {json.dumps(short)}")


def _progress(name: str, done: int, total: int) -> None:
    sys.stderr.write(f"\r{name}: {done}/{total} " + ("\n" if done == total else ""))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
