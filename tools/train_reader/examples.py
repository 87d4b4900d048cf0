"""What the reader learns from: a question, a passage, and what of it is known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.sentences import Span, sentences
from retrieval.tokens import search_tokens
from retrieval.window import window


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A titled text of a set."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a set, with the paragraphs that answer it and the words that do, as far as they are known."""

    id: str
    text: str
    gold: tuple[str, ...]
    answers: tuple[str, ...] = ()
    kind: str = "span"  # span · yesno · unanswerable · relevance
    yes: bool | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A question with a passage. What is None isn't known and teaches nothing; `group` is the question's."""

    group: str
    question: str
    title: str
    passage: str
    relevant: bool | None
    answerable: bool | None
    span: tuple[int, int] | None = None  # of the answer in `passage`
    yes: bool | None = None


def answer_span(question: Question, paragraph: Paragraph) -> Span | None:
    """Where the answer stands: of several places the one whose sentence shares most with the question."""
    asked = set(search_tokens(question.text))
    best: tuple[float, Span] | None = None
    for answer in question.answers:
        at = paragraph.text.find(answer) if answer else -1
        while at >= 0:
            around = paragraph.text[max(0, at - 60) : at + len(answer) + 60]
            score = len(asked & set(search_tokens(around))) + 0.1 * (answer == question.answers[0])
            if best is None or score > best[0]:
                best = (score, Span(at, at + len(answer)))
            at = paragraph.text.find(answer, at + 1)
    return best[1] if best else None


def nearest_sentence(question: str, text: str) -> Span:
    """The sentence of a text that shares most with a question, as search would choose it."""
    asked = set(search_tokens(question))

    def shared(span: Span) -> float:
        words = set(search_tokens(span.of(text)))
        return len(asked & words) / math.sqrt(len(words) + 20)

    return max(sentences(text) or [Span(0, len(text))], key=shared)


def seen(text: str, around: Span, longest: int) -> Span:
    """The window around a place of a whole text."""
    return window(text, around, 0, len(text), longest)


def within(answer: Span, shown: Span) -> tuple[int, int]:
    """Where an answer stands in the window `shown`, cut at its end; both are places of the same text."""
    return answer.start - shown.start, min(answer.end, shown.end) - shown.start


def without(text: str, answer: Span, others: Sequence[str]) -> str | None:
    """The text without the sentence of the answer, or None where that leaves nothing, or the answer elsewhere."""
    found = next((s for s in sentences(text) if s.start <= answer.start < s.end), None)
    if found is None:
        return None
    rest = text[: found.start] + text[found.end :]
    return None if len(rest) < 60 or any(other in rest for other in others if other) else rest
