"""Questions of our own, written for this project by a language model that had read the documents.

Three to four in ten ask for something near that their document does not tell. `official`: about documents of the State Council
and reports of provincial governments, which are no part of the project (answers are given as places in their texts).
`notices` and `papers`: about invented documents, which are; the former of cities and counties, the latter of every kind.
`laws`: the pairs of `contrasts.py` about statutes, whose texts are no part of the project either (`statutes.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.train_reader.examples import Paragraph, Question
from tools.train_reader.sets import Set

_FOLDER = Path(__file__).parent / "written"
OFFICIAL_QUESTIONS = _FOLDER / "official_questions.jsonl"
NOTICES, NOTICES_QUESTIONS = _FOLDER / "notices.jsonl", _FOLDER / "notices_questions.jsonl"
PAPERS, PAPERS_QUESTIONS = _FOLDER / "papers.jsonl", _FOLDER / "papers_questions.jsonl"
CONTRASTS = _FOLDER / "contrasts.jsonl"  # pairs about documents of all three, see `contrasts.py`
_LAW = "law-"
_UNSEEN_LAWS = frozenset({"law-专利法", "law-妇女权益保障法", "law-未成年人保护法", "law-行政处罚法"})
_HELD_OUT = {"official": 8, "notices": 4, "papers": 8}  # of so many documents one, with all of its questions


def official(corpus: Path) -> Set:
    """The documents of `corpus` and the questions about them."""
    return _read("official", corpus, OFFICIAL_QUESTIONS)


def notices(corpus: Path = NOTICES) -> Set:
    """The invented notices and the questions about them."""
    return _read("notices", corpus, NOTICES_QUESTIONS)


def papers(corpus: Path = PAPERS) -> Set:
    """The invented documents of every kind and the questions about them."""
    return _read("papers", corpus, PAPERS_QUESTIONS)


def laws(corpus: Path) -> Set:
    """The statutes and both questions of each pair about them; four laws held out."""
    texts = [json.loads(line) for line in corpus.open(encoding="utf-8")]
    paragraphs = {row["id"]: Paragraph(row["id"], row["title"], row["text"]) for row in texts}
    rows = [row for row in map(json.loads, CONTRASTS.open(encoding="utf-8")) if row["doc"].startswith(_LAW)]
    asked = [{"doc": r["doc"], "question": r["question"], "answers": [r["answer"]]} for r in rows]
    near = [{"doc": r["doc"], "question": r["near"], "answers": []} for r in rows]
    questions = [_question("laws", row, paragraphs) for row in (*asked, *near)]
    return Set(
        "laws",
        paragraphs,
        tuple(q for q in questions if q.gold[0] not in _UNSEEN_LAWS),
        tuple(q for q in questions if q.gold[0] in _UNSEEN_LAWS),
    )


def _read(name: str, corpus: Path, written: Path) -> Set:
    """Documents and questions; whole documents held out."""
    rows = [json.loads(line) for line in corpus.open(encoding="utf-8")]
    paragraphs = {row["id"]: Paragraph(row["id"], row["title"], row["text"]) for row in rows}
    questions = [_question(name, json.loads(line), paragraphs) for line in written.open(encoding="utf-8")]
    out = {key for key in paragraphs if _digest(key) % _HELD_OUT[name] == 0}
    return Set(
        name,
        paragraphs,
        tuple(q for q in questions if q.gold[0] not in out),
        tuple(q for q in questions if q.gold[0] in out),
    )


def _question(name: str, row: dict[str, Any], paragraphs: Mapping[str, Paragraph]) -> Question:
    """A row as a question; an answer is its own words, or the place where they stand."""
    text = paragraphs[row["doc"]].text
    answers = tuple(said if isinstance(said, str) else text[slice(*said)] for said in row["answers"])
    key = f"{name}-{_digest(row['question']):x}"[: len(name) + 13]
    return Question(key, row["question"], (row["doc"],), answers, "span" if answers else "unanswerable")


def _digest(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)
