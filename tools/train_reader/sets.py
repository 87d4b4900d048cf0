"""The sets that the reader learns from, read from a folder like the one that README.md describes."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.train_reader.examples import Paragraph, Question

HELD_OUT = 0.1  # share of CJRC's judgments and DRCD's articles that nothing is learned from
HELD_OUT_STARD = 0.25


@dataclass(frozen=True, slots=True)
class Set:
    """Paragraphs by id, the questions to learn from and those held out."""

    name: str
    paragraphs: dict[str, Paragraph]
    learned: tuple[Question, ...]
    held_out: tuple[Question, ...]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def _split(name: str, paragraphs: dict[str, Paragraph], questions: list[tuple[str, Question]], share: float) -> Set:
    """Questions with their groups (an article, a judgment), whole groups held out."""
    groups = sorted({group for group, _ in questions})
    random.Random(5).shuffle(groups)
    out = set(groups[: int(len(groups) * share)])
    learned = tuple(q for group, q in questions if group not in out)
    return Set(name, paragraphs, learned, tuple(q for group, q in questions if group in out))


def drcd(folder: Path) -> Set:
    """DRCD (CC BY-SA 3.0), turned from traditional into simplified writing; grouped by article."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    paragraphs = {
        row["id"]: Paragraph(row["id"], convert(row["title"]), convert(row["text"]))
        for row in _rows(folder / "drcd" / "corpus.jsonl.gz")
    }
    questions = [
        (
            paragraphs[row["gold_doc_ids"][0]].title,
            Question(
                row["id"],
                convert(row["question"]),
                tuple(row["gold_doc_ids"]),
                tuple(convert(answer) for answer in row["answers"]),
            ),
        )
        for row in _rows(folder / "drcd" / "queries.jsonl.gz")
    ]
    return _split("drcd", paragraphs, questions, HELD_OUT)


def cjrc(folder: Path) -> Set:
    """CJRC: questions about one judgment each; words, yes or no, or no answer; grouped by judgment."""
    paragraphs = {
        row["id"]: Paragraph(row["id"], row["title"], row["text"]) for row in _rows(folder / "cjrc" / "corpus.jsonl.gz")
    }
    questions = [
        (
            row["gold_doc_ids"][0],
            Question(
                row["id"],
                row["question"],
                tuple(row["gold_doc_ids"]),
                tuple(row["answers"]) if row["type"] == "span" else (),
                row["type"],
                row["answers"][0] == "YES" if row["type"] == "yesno" else None,
            ),
        )
        for row in _rows(folder / "cjrc" / "dev.jsonl.gz")
    ]
    return _split("cjrc", paragraphs, questions, HELD_OUT)


def stard(folder: Path) -> Set:
    """STARD (MIT): questions of lay people and the articles of statutes that answer them."""
    paragraphs = {
        row["id"]: Paragraph(row["id"], row["title"], row["text"])
        for row in _rows(folder / "stard" / "corpus.jsonl.gz")
    }
    questions = [
        (row["id"], Question(row["id"], row["question"], tuple(row["gold_doc_ids"]), kind="relevance"))
        for row in _rows(folder / "stard" / "train.jsonl.gz")
    ]
    return _split("stard", paragraphs, questions, HELD_OUT_STARD)
