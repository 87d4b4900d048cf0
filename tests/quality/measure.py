"""Asking the questions of a suite, and what is kept of it: one line a question, and the figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from ingest.pipeline import ingest
from retrieval.assistant import Assistant
from retrieval.evaluation import evaluate, figures
from retrieval.models import Reason
from retrieval.scoring import Row, contained
from retrieval.settings import load_settings
from tests.quality.folders import prepared
from tests.quality.reliability import bins, calibration_error
from tests.quality.sets import HALVES, Half, Suite, half_of, sampled

Mode = Literal["extract", "llm"]
Figures = dict[str, float]


@dataclass
class Measured:
    """A set of questions with the results of one mode, pair by pair."""

    name: str
    mode: Mode
    rows: list[Row]
    results: list[Row]
    passed_over: Counter[str] = field(default_factory=Counter)

    @property
    def pairs(self) -> list[tuple[Row, Row]]:
        """Each question with its result."""
        return list(zip(self.rows, self.results, strict=True))

    def of(self, half: Half | None = None, kind: str | None = None) -> Measured:
        """The part of one half, and of one kind of question."""
        kept = [
            (row, result)
            for row, result in self.pairs
            if half in (None, half_of(row)) and kind in (None, row.get("type"))
        ]
        return Measured(self.name, self.mode, [row for row, _ in kept], [r for _, r in kept], self.passed_over)

    def figures(self) -> Figures:
        """The figures over all of it."""
        return figures(self.rows, self.results) | self._of_chances() | self._of_changes()

    def _of_chances(self) -> Figures:
        """How far the chances shown are from the shares that hold, where anything was answered."""
        found = bins(self.pairs)
        return {"calibration_error": calibration_error(found)} if found else {}

    def _of_changes(self) -> Figures:
        """Of derived questions, the share of the refusals that name the right reason, where the change has one of its own."""
        derived = ((row, r) for row, r in self.pairs if row.get("changed") and row["why"] in get_args(Reason))
        refused = [(row, r) for row, r in derived if r["outcome"] == "refused"]
        right = sum(row["why"] == result["reason"] for row, result in refused)
        return {"reason_right": round(right / len(refused), 4)} if refused else {}

    def halves(self) -> dict[Half, Figures]:
        """The figures of each half that has questions."""
        parts = {half: self.of(half) for half in HALVES}
        return {half: part.figures() for half, part in parts.items() if part.rows}

    def kinds(self) -> dict[str, Measured]:
        """The parts by kind of question, where the rows tell it and there are several."""
        kinds = list(dict.fromkeys(str(row["type"]) for row in self.rows if row.get("type")))
        return {kind: self.of(kind=kind) for kind in kinds} if len(kinds) > 1 else {}


def good(row: Row, result: Row) -> bool:
    """Whether a question was answered right, or refused where it must be."""
    return contained(row, result) if row.get("answerable", True) else result["outcome"] == "refused"


@dataclass(frozen=True)
class Wish:
    """What of a suite is to be measured: its own questions, the derived ones, in which modes, at most how many a set."""

    plain: bool = True
    derived: bool = True
    modes: tuple[Mode, ...] = ("extract",)
    limit: int | None = None


def sets_of(suite: Suite, wish: Wish) -> Iterator[tuple[str, list[Row], Counter[str]]]:
    """The sets of a suite by name, with the questions passed over by each rule of derivation."""
    if wish.plain:
        yield suite.name, sampled(suite.rows(), wish.limit), Counter()
    if wish.derived:
        for change, made in suite.derived().items():
            if made.rows:
                yield f"{suite.name}.{change}", sampled(made.rows, wish.limit), made.passed_over


def measure(
    suite: Suite, wish: Wish, cache: Path, tell: Callable[[str, int, int], None] | None = None
) -> Iterator[Measured]:
    """The sets of a suite with their results, mode by mode; `tell` learns the set, how many are asked, of how many."""
    with prepared(suite.name, suite.corpus, cache) as data:
        assistant = Assistant.from_settings(load_settings(data=data))
        try:
            for name, rows, passed_over in sets_of(suite, wish):
                for mode in wish.modes:
                    results = list(evaluate(assistant, rows, mode, _told(tell, f"{name} {mode}", len(rows))))
                    yield Measured(name, mode, rows, results, passed_over)
        finally:
            assistant.close()


def _told(tell: Callable[[str, int, int], None] | None, name: str, total: int) -> Callable[[int], None] | None:
    return (lambda done: tell(name, done, total)) if tell else None


def run(suite: Suite, data: Path) -> tuple[list[Row], list[Row], Figures]:
    """The questions of a suite, their results, and the figures; the corpus is taken into the data folder anew."""
    rows = suite.rows()
    assistant = Assistant.from_settings(load_settings(data=data))
    try:
        ingest([suite.corpus], assistant.library)
        results = list(evaluate(assistant, rows, "extract"))
    finally:
        assistant.close()
    return rows, results, figures(rows, results)


def save(measured: Measured, folder: Path) -> None:
    """Writes all results to `<set>.<mode>.jsonl`, the failures to `….failed.jsonl` beside it."""
    lines: list[dict[str, Any]] = [{"row": row, "result": result} for row, result in measured.pairs]
    failed = [line for line in lines if not good(line["row"], line["result"])]
    head = {"set": measured.name, "mode": measured.mode, "passed_over": measured.passed_over}
    name = f"{measured.name}.{measured.mode}"
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{name}.jsonl", [head, *lines])
    _write(folder / f"{name}.failed.jsonl", failed)


def _write(path: Path, lines: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def saved(folder: Path) -> list[Measured]:
    """What `save` wrote into a folder, in the order of the sets' names, extract before llm."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        if path.name.endswith(".failed.jsonl"):
            continue
        head, *lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
        rows, results = [line["row"] for line in lines], [line["result"] for line in lines]
        found.append(Measured(head["set"], head["mode"], rows, results, Counter(head["passed_over"])))
    return found
