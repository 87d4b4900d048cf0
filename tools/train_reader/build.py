"""Sets → examples: windows with and without the answer, near passages that have none, questions that have none."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from retrieval.sentences import Span, sentences
from tools.train_reader.examples import (
    Example,
    Paragraph,
    Question,
    answer_span,
    nearest_sentence,
    seen,
    within,
    without,
)
from tools.train_reader.negatives import Neighbours
from tools.train_reader.sets import Set
from tools.train_reader.unanswerable import nouns, other_matter, other_place, other_year

SHORTEST, LONGEST = 130, 260  # characters of a window, drawn anew for each example
NEAR = 30  # how far down the near passages are drawn from
_TITLELESS = 0.15
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Builder:
    """Makes the examples of one set; the same seed gives the same ones."""

    set: Set
    neighbours: Neighbours
    pool: Sequence[str]
    chance: random.Random

    @classmethod
    def of(cls, given: Set, folder: Path, seed: int) -> Builder:
        """The builder of a set, with its keyword index in `folder`."""
        pool = nouns([q.text for q in given.learned])
        return cls(given, Neighbours(given.name, given.paragraphs, folder), pool, random.Random(seed))

    def groups(self, questions: Sequence[Question]) -> Iterator[list[Example]]:
        """The examples of each question: those of one list differ in the passage alone and are ranked together."""
        for question in questions:
            if question.kind == "relevance":
                yield self._ranked(question)
                continue
            paragraph = self.set.paragraphs[question.gold[0]]
            answer = answer_span(question, paragraph)
            if answer is None:
                yield [self._unlocated(question, paragraph)]
                continue
            yield self._located(question, paragraph, answer)
            if made := self._made(question, paragraph, answer):
                yield [made]

    def _example(self, question: Question, paragraph: Paragraph, around: Span, **known: object) -> Example:
        """The example of a window; a `span` in the paragraph becomes one in the window."""
        shown = seen(paragraph.text, around, self.chance.randint(SHORTEST, LONGEST))
        answer = known.pop("span", None)
        span = within(answer, shown) if isinstance(answer, Span) else None
        values = {"relevant": None, "answerable": None, **known}
        title = "" if self.chance.random() < _TITLELESS else paragraph.title
        return Example(question.id, question.text, title, shown.of(paragraph.text), span=span, **values)  # type: ignore[arg-type]

    def _located(self, question: Question, paragraph: Paragraph, answer: Span) -> list[Example]:
        group = [self._example(question, paragraph, answer, relevant=True, answerable=True, span=answer)]
        if self.chance.random() < 0.35 and (far := self._elsewhere(question, paragraph, answer)):
            group.append(self._example(question, paragraph, far, relevant=False, answerable=False))
        elif self.chance.random() < 0.25 and (rest := without(paragraph.text, answer, question.answers)):
            cut = Paragraph(paragraph.id, paragraph.title, rest)
            near = Span(min(answer.start, len(rest) - 1), min(answer.start + 1, len(rest)))
            group.append(self._example(question, cut, near, relevant=False, answerable=False))
        if self.set.name == "drcd" and self.chance.random() < 0.7:
            group += self._near(question, 2)
        return group

    def _near(self, question: Question, count: int) -> list[Example]:
        """Passages that search finds near the question and that lack its answers."""
        keys = self.neighbours.hard(question, NEAR)
        keys = [k for k in keys if not any(a in self.set.paragraphs[k].text for a in question.answers)]
        found = [self.set.paragraphs[key] for key in nearer(keys, count, 0.2, self.chance)]
        return [
            self._example(question, p, nearest_sentence(question.text, p.text), relevant=False, answerable=False)
            for p in found
        ]

    def _ranked(self, question: Question) -> list[Example]:
        own = [self.set.paragraphs[key] for key in question.gold if key in self.set.paragraphs][:3]
        first = [self._example(question, p, nearest_sentence(question.text, p.text), relevant=True) for p in own]
        return [*first, *self._near(question, 4)]

    def _unlocated(self, question: Question, paragraph: Paragraph) -> Example:
        """A question with yes or no for an answer, or with none, and the window that it is most like."""
        around = nearest_sentence(question.text, paragraph.text)
        answerable = question.kind != "unanswerable"
        return self._example(question, paragraph, around, answerable=answerable, yes=question.yes)

    def _elsewhere(self, question: Question, paragraph: Paragraph, answer: Span) -> Span | None:
        """A place of the same paragraph too far from the answer to be seen with it."""
        far = [s for s in sentences(paragraph.text) if s.end < answer.start - LONGEST or s.start > answer.end + LONGEST]
        free = [
            s
            for s in far
            if not any(a in seen(paragraph.text, s, LONGEST).of(paragraph.text) for a in question.answers)
        ]
        return self.chance.choice(free) if free else None

    def _made(self, question: Question, paragraph: Paragraph, answer: Span) -> Example | None:
        """The question about another year, place or matter, with the passage that answers the true one."""
        roll = self.chance.random()
        whole = f"{paragraph.title} {paragraph.text}"
        changed = None
        if roll < 0.5:
            changed = other_year(question.text, whole, self.chance) or other_place(question.text, whole, self.chance)
        if changed is None and roll < 0.3:
            changed = other_matter(question.text, whole, self.pool, self.chance)
        if changed is None:
            return None
        made = Question(f"{question.id}-made", changed, question.gold)
        return self._example(made, paragraph, answer, answerable=False)


def nearer(found: Sequence[_Found], count: int, rate: float, chance: random.Random) -> list[_Found]:
    """At most `count` of what was found, the first ones more often the higher the `rate`: they are what is shown."""
    places = sorted({min(int(chance.expovariate(rate)), len(found) - 1) for _ in range(count)}) if found else []
    return [found[i] for i in places]


def collected(sets: Sequence[Set], folder: Path, seed: int, held_out: bool = False) -> list[list[Example]]:
    """The groups of all sets, shuffled."""
    groups: list[list[Example]] = []
    for given in sets:
        builder = Builder.of(given, folder, seed)
        groups += [g for g in builder.groups(given.held_out if held_out else given.learned) if g]
    random.Random(seed).shuffle(groups)
    return groups
