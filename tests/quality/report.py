"""`make quality-report`: one page, complete in itself, with the figures against the goals and every failure by cause.

It shows what `make quality` and `make quality-llm` measured last; nothing on it loads from elsewhere, and it needs no
script: parts open and close, and the two languages and halves are chosen, by plain HTML and CSS.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tests.quality.corpora import read_corpus
from tests.quality.failures import Failure, failures
from tests.quality.measure import Measured, Mode, saved
from tests.quality.run import OUT
from tests.quality.sets import HALVES, HERE, SUITES, Half

_MOST = 60  # failures of one cause of a set that are shown
Words = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class Column:
    """A column of figures: one mode on one half."""

    mode: Mode
    half: Half
    values: Mapping[str, float]


@dataclass(frozen=True)
class Table:
    """The figures of a set, or of one kind of its questions: a row a figure, a column a mode and half."""

    name: str
    kind: str
    columns: tuple[Column, ...]

    @property
    def figures(self) -> list[str]:
        """The figures that any column has, in the order in which they are told."""
        return list(dict.fromkeys(name for column in self.columns for name in column.values))


@dataclass(frozen=True)
class Goal:
    """A figure that is to be reached, with what was measured on the reported half."""

    name: str
    figure: str
    limit: float
    lower: bool
    value: float
    mode: Mode

    @property
    def reached(self) -> bool:
        """Whether it is."""
        return self.value <= self.limit if self.lower else self.value >= self.limit


@dataclass(frozen=True)
class Group:
    """The failures of one cause, as many as are shown, and how many there are in each half."""

    cause: str
    shown: Sequence[Failure]
    halves: Mapping[Half, int]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(self.halves.values())

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


@dataclass(frozen=True)
class Part:
    """What one mode made of one set."""

    measured: Measured
    groups: Sequence[Group]


@dataclass(frozen=True)
class Run:
    """What was measured together: all questions in one mode, or the same questions in both."""

    key: str
    goals: Sequence[Goal]
    tables: Sequence[Table]
    kinds: Sequence[Table]
    parts: Sequence[Part]


def run_of(key: str, measured: Sequence[Measured], words: Mapping[str, Any], most: int = _MOST) -> Run:
    """The page's part for sets that were measured together."""
    names = list(dict.fromkeys(m.name for m in measured))
    tables = [_table(name, "", [m for m in measured if m.name == name]) for name in names]
    kinds = []
    for name in names:
        parts = [m.kinds() for m in measured if m.name == name]
        for kind in dict.fromkeys(kind for part in parts for kind in part):
            kinds.append(_table(name, kind, [part[kind] for part in parts if kind in part]))
    goals = [goal for m in measured for goal in _goals(m, words["goal"])]
    return Run(key, goals, tables, kinds, [Part(m, _groups(m, most)) for m in measured])


def _table(name: str, kind: str, measured: Sequence[Measured]) -> Table:
    columns = [Column(m.mode, half, found) for half in HALVES for m in measured if (found := m.halves().get(half))]
    return Table(name, kind, tuple(columns))


def _goals(measured: Measured, wanted: Sequence[Mapping[str, Any]]) -> Iterator[Goal]:
    found = measured.halves().get("report", {})
    for goal in wanted:
        suite, _, change = str(goal["set"]).partition(".")
        own, _, changed = measured.name.partition(".")
        figure = str(goal["figure"])
        if suite in ("*", own) and change == changed and figure in found:
            limit = float(goal.get("at_most", goal.get("at_least", 0)))
            yield Goal(measured.name, figure, limit, "at_most" in goal, found[figure], measured.mode)


def _groups(measured: Measured, most: int) -> list[Group]:
    return [
        Group(cause, some[:most], Counter(failure.half for failure in some))
        for cause, some in failures(measured).items()
    ]


@cache
def titles_of(name: str) -> Mapping[str, str]:
    """The titles of a suite's documents by id; none where its corpus is not here."""
    suite = next((suite for suite in SUITES if suite.name == name), None)
    if suite is None or not suite.corpus.exists():
        return {}
    return {key: text.title for key, text in read_corpus(suite.corpus).texts.items()}


def render(runs: Sequence[Run], words: Words, made: datetime) -> str:
    """The page."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def say(group: str, key: str, fill: object = "") -> Markup:
        zh, en = words[group].get(key, (key, key))
        return Markup('<span class="zh" lang="zh">{}</span><span class="en" lang="en">{}</span>').format(
            zh.replace("{}", str(fill)), en.replace("{}", str(fill))
        )

    def told(name: str) -> Markup:
        own, _, change = name.partition(".")
        return say("sets", own) + (Markup(" · ") + say("sets", change) if change else Markup(""))

    page = environment.get_template("report.html")
    return page.render(runs=runs, say=say, told=told, titles_of=titles_of, made=made, halves=HALVES)


def read_words() -> dict[str, Any]:
    """The words and goals of the page."""
    return tomllib.loads((HERE / "report.toml").read_text(encoding="utf-8"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the page over the last results; 1 where there are none."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.report", description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, default=OUT, help="folder with results (data/quality)")
    parser.add_argument("--out", type=Path, help="the page (report.html in that folder)")
    parser.add_argument("--most", type=int, default=_MOST, help="failures of one cause of a set that are shown")
    options = parser.parse_args(arguments)
    words = read_words()
    folders = (("main_run", options.folder), ("llm_run", options.folder / "llm"))
    runs = [run_of(key, measured, words, options.most) for key, folder in folders if (measured := saved(folder))]
    if not runs:
        sys.stderr.write("{}\n{}\n".format(*words["words"]["nothing"]))
        return 1
    out = options.out or options.folder / "report.html"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(render(runs, words, datetime.now()), encoding="utf-8")
    sys.stdout.write(f"{out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
