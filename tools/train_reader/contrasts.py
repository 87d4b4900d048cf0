"""Pairs of questions about one sentence, written like those of `written.py`: one that it answers, one that it only seems to.

Both ask for the same kind of thing in the same everyday way; the second is for another case, party, stage or measure, and
nothing in the document tells it. With the same passage before it the reader can only tell them apart by reading.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.reader import Passage
from retrieval.reread import unyeared
from retrieval.sentences import Span
from tools.train_reader.build import LONGEST, SHORTEST, nearer
from tools.train_reader.examples import Example, Paragraph, Question, answer_span, seen, within
from tools.train_reader.mined import labelled, shown
from tools.train_reader.sets import Set
from tools.train_reader.written import CONTRASTS

_OTHERS = 2  # drawn passages without an answer for each question, some of them twice
_NEARER = 0.4  # how much more often the first of them


@dataclass(frozen=True)
class Contrast:
    """A question with the place of its answer in `own`, and the one that nothing there answers."""

    own: Paragraph
    asked: Question
    near: Question
    answer: Span


def contrasts(given: Set, share: float, seed: int, rows: Path = CONTRASTS) -> list[Contrast]:
    """The pairs about the documents of a set that are learned from, or a share of them, drawn anew by another seed."""
    learned = {question.gold[0] for question in given.learned}
    read = [
        _contrast(given.paragraphs[row["doc"]], row, number)
        for number, row in enumerate(map(json.loads, rows.open(encoding="utf-8")))
        if row["doc"] in learned
    ]
    made = [pair for pair in read if pair]
    return random.Random(seed).sample(made, int(len(made) * share))


def _contrast(own: Paragraph, row: dict[str, object], number: int) -> Contrast | None:
    """A row as a pair; its answer is its words, or the place where they stand. None where the text lacks them."""
    said = row["answer"]
    words = said if isinstance(said, str) else own.text[slice(*said)]  # type: ignore[misc]
    asked = Question(f"contrast-{number}", str(row["question"]), (own.id,), (words,))
    near = Question(f"contrast-{number}-near", str(row["near"]), (own.id,), (), "unanswerable")
    place = answer_span(asked, own) if isinstance(said, str) else Span(*said)  # type: ignore[misc]
    return Contrast(own, asked, near, place) if place else None


def groups(given: Set, corpus: Path, work: Path, seed: int, share: float = 1.0) -> list[list[Example]]:
    """For each question of each pair the sentence's window, and of what the product shows some that don't answer."""
    chance = random.Random(seed)
    pairs = contrasts(given, share, seed)
    found = shown([question for pair in pairs for question in (pair.asked, pair.near)], corpus, work / given.name)
    return [group for pair in pairs for group in _examples(pair, found, chance)]


def _examples(pair: Contrast, found: dict[str, list[Passage]], chance: random.Random) -> Sequence[list[Example]]:
    around = seen(pair.own.text, pair.answer, chance.randint(SHORTEST, LONGEST))
    passage = Passage(pair.own.title, around.of(pair.own.text))
    asked, near = (unyeared(question.text, passage) for question in (pair.asked, pair.near))
    place = within(pair.answer, around)
    right = Example(pair.asked.id, asked, passage.title, passage.text, True, True, place)
    wrong = replace(right, group=pair.near.id, question=near, relevant=None, answerable=False, span=None)
    made = []
    for question, first in ((pair.asked, right), (pair.near, wrong)):
        others = [e for e in labelled(question, pair.own, found[question.id]) if not e.answerable]
        made.append([first, *nearer([e for e in others if e.passage != passage.text], _OTHERS, _NEARER, chance)])
    return made
