"""Whether the right amount of a sentence is picked: of our own questions for amounts, those whose answer stands in one sentence.

    python -m tools.train_reader.picking DATA [--folder retrieval/weights]

Given the sentence that holds the answer, an amount is right where all that is picked lies in the answer's words. The
questions that the reader learns from are picked without it; those held out also with what it points at.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from retrieval.asks import asks_in
from retrieval.characters import fold
from retrieval.kinds import kind_of
from retrieval.reader import FOLDER, Passage, Reader
from retrieval.sentences import Span, sentences
from retrieval.values import find_values
from retrieval.window import window
from tools.train_reader.examples import Paragraph, Question
from tools.train_reader.sets import Set
from tools.train_reader.written import notices, official, papers

_LONGEST = 60  # characters of an answer that is an amount with few words around it


def told(given: Set, questions: tuple[Question, ...]) -> Iterator[tuple[Question, Paragraph, Span, Span]]:
    """The questions for amounts whose answer stands in one sentence of prose, with its document, sentence and place."""
    for question in questions:
        if not question.answers or kind_of(fold(question.text)) != "quantity":
            continue
        paragraph = given.paragraphs[question.gold[0]]
        answer, at = question.answers[0], paragraph.text.find(question.answers[0])
        place = Span(at, at + len(answer))
        if at < 0 or len(answer) > _LONGEST:
            continue
        own = next((s for s in sentences(paragraph.text) if s.start <= place.start and place.end <= s.end), None)
        if own and "|" not in own.of(paragraph.text):
            yield question, paragraph, own, place


def picked(question: Question, paragraph: Paragraph, own: Span, place: Span, reader: Reader | None) -> str:
    """Whether what is picked is right, wrong, or nothing."""
    pointed = None
    if reader:
        seen = window(paragraph.text, own, 0, len(paragraph.text))
        (found,) = reader.judge(question.text, [Passage(paragraph.title, seen.of(paragraph.text))])
        shift = seen.start - own.start
        pointed = Span(found.start + shift, found.end + shift) if found.end > found.start else None
    asks = asks_in(fold(question.text))
    values = find_values("quantity", asks, own.of(paragraph.text), question.text, pointed=pointed)
    start, end = place.start - own.start, place.end - own.start
    if not values:
        return "none"
    return "right" if all(v.start < end and v.end > start for v in values) else "wrong"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args()
    corpus = given.data / "official" / "corpus.jsonl"
    sets = [*([official(corpus)] if corpus.is_file() else []), notices(), papers()]
    reader = Reader(given.folder)
    for name, held_out, by in (("learned", False, None), ("held out", True, None), ("held out, read", True, reader)):
        found = Counter(
            picked(*each, by) for one in sets for each in told(one, one.held_out if held_out else one.learned)
        )
        print(name, json.dumps(dict(found)), flush=True)


if __name__ == "__main__":
    main()
