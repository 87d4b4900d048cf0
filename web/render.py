"""An answer as one line of HTML for the chat.

The chat passes messages through a Markdown reader, which leaves a block of HTML alone up to the
next blank line; so a message is one block on one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from prompts import Language
from retrieval.models import Answer, Citation
from web.templating import Pages


@dataclass(frozen=True)
class Segment:
    """A part of an answer's text, and the citations whose marks stand behind it."""

    text: str
    citations: tuple[Citation, ...]


def segments(text: str, citations: Iterable[Citation]) -> list[Segment]:
    """`text` cut at the end of what each citation supports; one without a place stands at the end."""
    marks: dict[int, list[Citation]] = {}
    for citation in citations:
        inside = 0 < citation.answer_end <= len(text)
        marks.setdefault(citation.answer_end if inside else len(text), []).append(citation)
    found: list[Segment] = []
    start = 0
    for end in sorted({*marks, len(text)}):
        found.append(Segment(text[start:end], tuple(marks.get(end, ()))))
        start = end
    return found


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
        return self._message(
            "waiting", note=self.say("thinking") if hits is None else self.say("reading", count=hits)
        )

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

    def answer(self, answer: Answer) -> str:
        """A finished answer with its sources, or a refusal with what is known instead."""
        nearest = answer.nearest
        return one_line(
            self.pages.render(
                "answer.html",
                self.language,
                answer=answer,
                label=self._label(answer),
                segments=segments(answer.text, answer.citations),
                nearest=bool(nearest.years or nearest.places or nearest.titles),
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
