"""The question sets that are measured: their corpora, their rows, and the half that may be tuned on.

The seed questions stand in tests/quality/seed.jsonl. The larger sets lie beside the project in ../shared/eval where
they are present; they are no part of it, but for our own questions about official documents and statutes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from retrieval.evaluation import read_rows
from retrieval.scoring import Row
from retrieval.settings import ROOT
from tests.quality.corpora import read_corpus
from tests.quality.derive import Derived
from tests.quality.derive_periods import wrong_periods
from tests.quality.derive_places import wrong_places
from tests.quality.derive_years import wrong_years
from tools.train_reader.examples import Question
from tools.train_reader.sets import Set, cjrc
from tools.train_reader.written import (
    CONTRASTS,
    NOTICES,
    NOTICES_QUESTIONS,
    OFFICIAL_QUESTIONS,
    PAPERS,
    PAPERS_QUESTIONS,
    laws,
    notices,
    official,
    papers,
)

HERE = Path(__file__).parent
SHARED = ROOT.parent / "shared" / "eval"
Half = Literal["tune", "report"]
HALVES: tuple[Half, ...] = ("tune", "report")


@dataclass(frozen=True)
class Suite:
    """A set of questions over a corpus; `reading` asks each of its own document alone. `most` rows are taken."""

    name: str
    corpus: Path
    questions: tuple[Path, ...]
    reading: bool = False
    most: int = 0
    learned: bool = False  # the reader learned from a part of its questions: those held out are asked
    ours: Callable[[Path], Set] | None = None  # the same of questions of our own, read with their corpus

    @property
    def present(self) -> bool:
        """Whether its files are there."""
        return all(path.exists() for path in (self.corpus, *self.questions))

    def rows(self) -> list[Row]:
        """Its questions, at most `most`; each with the documents that it is asked of where they are given."""
        if self.ours:
            return [_row(question) for question in self.ours(self.corpus).held_out]
        rows = [_read(row, self.reading) for path in self.questions for row in read_rows(path)]
        if self.learned:
            unseen = {question.id for question in cjrc(SHARED).held_out}
            rows = [row for row in rows if row["id"] in unseen]
        return sampled(rows, self.most or None)

    def derived(self) -> dict[str, Derived]:
        """The questions with another year and with another place that its answerable questions give."""
        return _derived(self)


SUITES = (
    Suite("seed", ROOT / "samples" / "jinan_natural_resources_2020-03-02.txt", (HERE / "seed.jsonl",)),
    Suite(
        "ncp",
        SHARED / "ncp" / "corpus.jsonl",
        (SHARED / "ncp" / "dev.jsonl", SHARED / "ncp" / "dev_unanswerable.jsonl"),
    ),
    Suite("official", SHARED.parent / "corpus" / "govdocs.jsonl", (OFFICIAL_QUESTIONS,), ours=official),
    Suite("notices", NOTICES, (NOTICES_QUESTIONS,), ours=notices),
    Suite("papers", PAPERS, (PAPERS_QUESTIONS,), ours=papers),
    Suite("laws", ROOT / "data" / "laws" / "corpus.jsonl", (CONTRASTS,), ours=laws),
    Suite("domainrag", SHARED / "domainrag" / "corpus.jsonl", (SHARED / "domainrag" / "dev.jsonl",)),
    Suite("cjrc", SHARED / "cjrc" / "corpus.jsonl.gz", (SHARED / "cjrc" / "dev.jsonl.gz",), reading=True, learned=True),
)


def half_of(row: Row) -> Half:
    """The half of a row, by its id; a derived row is in the half of the one that it was made from."""
    return HALVES[_digest(str(row.get("base", row["id"])))[0] % 2]


def sampled(rows: Sequence[Row], most: int | None) -> list[Row]:
    """At most so many rows, in order: those with the smallest digest of their id."""
    if most is None or len(rows) <= most:
        return list(rows)
    chosen = {id(row) for row in sorted(rows, key=lambda row: _digest(str(row["id"])))[:most]}
    return [row for row in rows if id(row) in chosen]


def _read(row: Row, reading: bool) -> Row:
    return row | {"within": row["gold_doc_ids"]} if reading else row


def _row(question: Question) -> Row:
    return {
        "id": question.id,
        "question": question.text,
        "answers": list(question.answers),
        "gold_doc_ids": list(question.gold),
        "answerable": bool(question.answers),
    }


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


@cache
def _derived(suite: Suite) -> dict[str, Derived]:
    corpus = read_corpus(suite.corpus)
    rows = [row for row in suite.rows() if row.get("answerable", True)]
    return {
        "wrong_year": wrong_years(rows, corpus),
        "wrong_period": wrong_periods(rows, corpus),
        "wrong_place": wrong_places(rows, corpus),
    }
