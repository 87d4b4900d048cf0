"""Our own questions with the passages that the product itself shows its reader for them, as examples.

What the product's search finds for a question is what the reader will have to tell apart: the passage that answers among
those beside it, or, of a question that its document does not answer, those alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ingest.pipeline import ingest
from prompts import load_prompts
from retrieval.assistant import Assistant
from retrieval.library import open_library
from retrieval.places import places_in
from retrieval.reader import Judgement, Passage
from retrieval.reread import unyeared
from retrieval.sentences import Span
from retrieval.settings import load_settings
from tools.train_reader.build import LONGEST, SHORTEST, nearer
from tools.train_reader.examples import Example, Paragraph, Question, answer_span, seen, within
from tools.train_reader.sets import Set
from tools.train_reader.unanswerable import nouns, other_matter, other_place, other_year

_WRONG = 4  # drawn passages without an answer for each question, some of them twice
_NEARER = 0.4  # how much more often the first of them
_CHANGED = 0.2  # share of the questions that are also asked of another year, place or matter
_PIECE = 8  # characters of an answer that make a passage tell a part of it


class _Listener:
    """A reader that judges nothing and keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[Passage] = []

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        self.shown += passages
        return [Judgement(0.0) for _ in passages]


def shown(questions: Sequence[Question], corpus: Path, data: Path) -> dict[str, list[Passage]]:
    """The passages that the product finds for each question in `corpus`, best first, by the question's id.

    The documents are taken in below `data`, where that isn't done yet.
    """
    settings = load_settings(data=data)
    library = open_library(settings)
    listener = _Listener()
    found = {}
    try:
        ingest([corpus], library)
        assistant = Assistant(settings, library, load_prompts(), None, listener)
        for question in questions:
            listener.shown = []
            assistant.answer(question.text, mode="extract")
            found[question.id] = listener.shown
    finally:
        library.close()
    return found


def labelled(question: Question, own: Paragraph, passages: Sequence[Passage]) -> list[Example]:
    """What is known of the passages shown for a question: those of which it isn't are left out.

    A passage of another document says nothing of a question that names a place; of one that names none it may well
    tell. One that tells a part of the answer, or the same words elsewhere, is no example either way.
    """
    answer = answer_span(question, own)
    placed = bool(places_in(question.text))
    made: list[Example] = []
    for passage in passages:
        plain = Example(question.id, question.text, passage.title, passage.text, False, False)
        at = own.text.find(passage.text)
        plain = replace(plain, question=unyeared(question.text, passage)) if at >= 0 else plain
        place = Span(at, at + len(passage.text))
        if at < 0:
            made += [plain] if placed else []
        elif answer is None:
            made.append(replace(plain, relevant=None))  # it may be on the matter
        elif place.start <= answer.start and answer.end <= place.end:
            made.append(replace(plain, relevant=True, answerable=True, span=within(answer, place)))
        elif not _tells(passage.text, place, question.answers, answer):
            made.append(plain)
    return made


def _tells(text: str, place: Span, answers: Sequence[str], answer: Span) -> bool:
    """Whether a passage without the whole answer has the same words, or a part of it."""
    if place.start < answer.end and answer.start < place.end:
        return True
    pieces = [a[i : i + _PIECE] for a in answers for i in range(0, max(1, len(a) - _PIECE + 1), _PIECE)]
    return any(piece in text for piece in pieces)


def groups(given: Set, corpus: Path, work: Path, seed: int) -> list[list[Example]]:
    """The examples of each question: what the product shows, and a window with the answer where that is not among it."""
    chance = random.Random(seed)
    found = shown(given.learned, corpus, work / given.name)
    pool = nouns([q.text for q in given.learned])
    made = []
    for question in given.learned:
        own = given.paragraphs[question.gold[0]]
        known = labelled(question, own, found[question.id])
        right = [e for e in known if e.answerable]
        wrong = [e for e in known if not e.answerable]
        answer = answer_span(question, own)
        if answer and not right:
            right = [_window(question, own, answer, chance)]
        made.append([*right, *nearer(wrong, _WRONG, _NEARER, chance)])
        if answer and (changed := _changed(question, own, pool, chance)):
            asked = replace(question, id=f"{question.id}-made", text=changed)
            other = replace(_window(asked, own, answer, chance), relevant=None, answerable=False, span=None)
            made.append([replace(other, question=changed)])  # with its year, which is not that of the document
    return [group for group in made if group]


def _window(question: Question, own: Paragraph, answer: Span, chance: random.Random) -> Example:
    """A part of the document with the answer, of a length drawn anew."""
    around = seen(own.text, answer, chance.randint(SHORTEST, LONGEST))
    passage = Passage(own.title, around.of(own.text))
    asked = unyeared(question.text, passage)
    return Example(question.id, asked, own.title, passage.text, True, True, within(answer, around))


def _changed(question: Question, own: Paragraph, pool: Sequence[str], chance: random.Random) -> str | None:
    """The question for another year, place or matter, of every fifth."""
    if chance.random() > _CHANGED:
        return None
    whole = f"{own.title} {own.text}"
    ways: list[Callable[[str, str], str | None]] = [
        partial(other_year, chance=chance),
        partial(other_place, chance=chance),
        partial(other_matter, pool=pool, chance=chance),
    ]
    chance.shuffle(ways)
    return next((made for way in ways if (made := way(question.text, whole))), None)
