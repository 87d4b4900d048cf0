"""`make quality`: answers to known questions against expected figures with their tolerance.

The seed questions stand in tests/quality/seed.jsonl. The larger sets lie beside the project in ../shared/eval where
they are present; they are no part of it, and a set that is absent is named and passed over.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ingest.pipeline import ingest
from retrieval.assistant import Assistant
from retrieval.evaluation import Row, evaluate, figures, read_rows
from retrieval.settings import ROOT, load_settings

HERE = Path(__file__).parent
SHARED = ROOT.parent / "shared" / "eval"


@dataclass(frozen=True)
class Suite:
    """A set of questions over a corpus."""

    name: str
    corpus: Path
    questions: tuple[Path, ...]


SUITES = (
    Suite("seed", ROOT / "samples" / "jinan_natural_resources_2020-03-02.txt", (HERE / "seed.jsonl",)),
    Suite(
        "ncp",
        SHARED / "ncp" / "corpus.jsonl",
        (SHARED / "ncp" / "dev.jsonl", SHARED / "ncp" / "dev_unanswerable.jsonl"),
    ),
    Suite("domainrag", SHARED / "domainrag" / "corpus.jsonl", (SHARED / "domainrag" / "dev.jsonl",)),
)


def run(suite: Suite, data: Path) -> tuple[list[Row], list[Row], dict[str, float]]:
    """The questions of a suite, their results, and the figures."""
    rows = [row for path in suite.questions for row in read_rows(path)]
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
        lower_is_better = name in {"wrongly_refused"}
        difference = found[name] - value if lower_is_better else value - found[name]
        if difference > tolerance + 1e-9:
            worse.append(f"{name}: {found[name]} (expected {value} ± {tolerance})")
    return worse


def main() -> int:
    """Runs every suite that is present; 1 where a figure is worse than expected."""
    expected = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
    bad = 0
    for suite in SUITES:
        if not all(path.exists() for path in (suite.corpus, *suite.questions)):
            sys.stdout.write(f"{suite.name}: not here, passed over\n")
            continue
        with tempfile.TemporaryDirectory() as folder:
            _, _, found = run(suite, Path(folder))
        sys.stdout.write(f"{suite.name}: {json.dumps(found, ensure_ascii=False)}\n")
        worse = compare(found, expected[suite.name])
        sys.stdout.write("".join(f"  WORSE {line}\n" for line in worse))
        bad += len(worse)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
