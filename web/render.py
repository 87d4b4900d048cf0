"""An answer as one line of HTML for the chat.

The chat passes messages through a Markdown reader, which leaves a block of HTML alone up to the
next blank line; so a message is one block on one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prompts import Language
from retrieval.labels import label_of
from retrieval.models import Answer, Citation
from web.copied import copied
from web.templating import Pages


@dataclass(frozen=True)
class Segment:
    """A part of an answer's text, and the citations whose marks stand behind it."""

    text: str
    citations: tuple[Citation, ...]


def rows(text: str, citations: Iterable[Citation]) -> list[list[Segment]]:
    """The lines of `text`, each cut where a citation's mark stands.

    A mark stands at the end of what the citation supports, and of every line within; one whose
    citation has no place in the text stands at the very end.
    """
    cited = list(citations)
    found: list[list[Segment]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        marks: dict[int, list[Citation]] = {}
        for citation in cited:
            place = _place(citation, start, end, len(text))
            if place is not None:
                marks.setdefault(place, []).append(citation)
        found.append(_cut(text, start, end, marks))
        start = end + 1
    return found


def _place(citation: Citation, start: int, end: int, length: int) -> int | None:
    """Where the mark stands in the line from `start` to `end`, None where it has none there."""
    placed = 0 < citation.answer_end <= length
    if not placed:
        return end if end == length else None
    covers = citation.answer_start < end <= citation.answer_end
    return end if covers and start < end else citation.answer_end if start < citation.answer_end < end else None


def _cut(text: str, start: int, end: int, marks: dict[int, list[Citation]]) -> list[Segment]:
    pieces: list[Segment] = []
    for stop in sorted({*marks, end}):
        pieces.append(Segment(text[start:stop], tuple(marks.get(stop, ()))))
        start = stop
    return pieces


def value_first(answer: Answer) -> bool:
    """Whether an answer puts a value before its sentences, which is then shown large; a sentence is none."""
    first, several, _ = answer.text.partition("\n")
    return answer.outcome == "answered" and bool(several) and first.strip()[-1:] not in "。；;：:"


class Messages:
    """The messages of the chat in one language."""

    def __init__(self, pages: Pages, language: Language) -> None:
        self.pages = pages
        self.language = language

    def say(self, key: str, **values: object) -> str:
        """A sentence of the pages."""
        return self.pages.prompts.say(f"pages.{key}", self.language, **values)

    def question(self, text: str) -> str:
        """What the person asked."""
        return self._message("question", text)

    def waiting(self, hits: int | None = None) -> str:
        """What is being done before any text is there."""
        return self._message("waiting", note=self.say("thinking") if hits is None else self.say("reading", count=hits))

    def draft(self, text: str) -> str:
        """Text that may still change."""
        return self._message("draft", text, self.say("writing"))

    def retracted(self) -> str:
        """What stands in place of text that did not pass the check."""
        return self._message("draft", note=self.say("retracted"))

    def stopped(self) -> str:
        """What stands in place of an answer that the person stopped."""
        return self._message("notice", note=self.say("stopped"))

    def failure(self, text: str, hint: str = "") -> str:
        """A failure, in one message."""
        return self._message("failure", text, hint)

    def answer(self, answer: Answer, answer_id: str = "", kept_to: Sequence[str] = (), *, shared: bool = False) -> str:
        """A finished answer with its sources, or a refusal with what is known instead.

        `kept_to` are its filters in words; `shared` says that it has a page of its own.
        """
        nearest = answer.nearest
        prompts = self.pages.prompts
        return one_line(
            self.pages.render(
                "answer.html",
                self.language,
                answer=answer,
                label=self._label(answer),
                rows=rows(answer.text, answer.citations),
                value_first=value_first(answer),
                nearest=bool(nearest.years or nearest.places or nearest.titles),
                made=answer.label or label_of(answer, prompts, self.language),
                kept_to=kept_to,
                answer_id=answer_id if shared else "",
                copied=copied(answer, prompts, self.language, answer_id if shared else ""),
            )
        )

    def _label(self, answer: Answer) -> str:
        if answer.outcome == "refused":
            return self.say(f"refused_{answer.reason or 'not_found'}")
        if answer.outcome == "answered":
            return ""
        return self.say(f"outcome_{answer.outcome}")

    def _message(self, kind: str, text: str = "", note: str = "") -> str:
        return one_line(self.pages.render("message.html", self.language, kind=kind, text=text, note=note))


def one_line(html: str) -> str:
    """`html` without line breaks in its source, so that a Markdown reader leaves it alone."""
    return re.sub(r"\s*[\r\n]\s*", " ", html).strip()
