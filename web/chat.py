"""The chat page: Gradio Blocks in one language, over `Assistant.ask`."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from fastapi import Request

from prompts import Language
from retrieval.answer_log import Asker
from retrieval.errors import PolicyQAError
from retrieval.models import Answer, Event, Filters, Turn
from web.asked import Asked
from web.choices import in_words
from web.look import Look
from web.pump import Failure, drain, pump
from web.remembered import Remembered, memo, read_back
from web.render import Messages, one_line
from web.templating import Pages

if TYPE_CHECKING:
    import gradio as gr

    from retrieval.assistant import Assistant

EXAMPLES = 4
CHOICES = 6  # questions offered where it is not clear which is meant
REMEMBERED = 6  # earlier turns sent with a question
PARALLEL = 8  # answers written at once; more wait in the queue
WAITING = 64
TICK = 0.25  # seconds after which a pressed stop is seen at the latest
VISITOR = Asker("chat")
REDRAW = 0.06  # seconds between two pictures of growing text

log = logging.getLogger("policyqa.web")
Message = dict[str, Any]


@dataclass(frozen=True)
class Talk:
    """A conversation as the page shows it: its messages, what was said, and what the last answer leaves to do."""

    shown: list[Message] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    answer: Answer | None = None  # the last one, once it is whole
    memo: str = ""  # the last turn, for the browser to keep

    @property
    def choices(self) -> list[str]:
        """Questions of which one may be meant."""
        return list(self.answer.choices)[:CHOICES] if self.answer else []

    @property
    def hindered(self) -> bool:
        """Whether there was no answer, and filters may be why."""
        return self.answer is not None and self.answer.outcome == "refused" and self.answer.filters != Filters()


class Chat:
    """One language's chat: what happens on the page's events, apart from how the page is laid out."""

    def __init__(self, assistant: Assistant, pages: Pages, language: Language, asked: Asked, look: Look) -> None:
        self.assistant = assistant
        self.look = look
        self.asked = asked
        self.language = language
        self.messages = Messages(pages, language)
        self.hero = one_line(pages.render("hero.html", language))

    def say(self, key: str) -> str:
        """A sentence of the page."""
        return self.messages.say(key)

    def of(self, request: Request) -> Chat:
        """The chat as the one who makes a request may see it."""
        made = copy(self)
        made.assistant = self.look.of(request)
        return made

    def examples(self) -> list[str]:
        """Questions to begin with; none where the documents can't be read yet."""
        try:
            found: list[str] = self.assistant.examples(EXAMPLES)
        except PolicyQAError:
            return []
        return found

    async def ask(
        self, question: str, before: Talk, stop: asyncio.Event, asker: Asker = VISITOR, filters: Filters | None = None
    ) -> AsyncGenerator[Talk, None]:
        """The conversation as it grows while `question` is answered, from what is within `filters` alone.

        Once `stop` is set, text that is not checked yet is taken back. What is answered is kept as `asker`'s.
        """
        shown = [*before.shown, _message("user", self.messages.question(question)), _message("assistant", "")]
        talk = Talk(shown, before.turns)
        yield _showing(talk, self.messages.waiting())
        answering = _asked(self.assistant, question, talk.turns[-REMEMBERED:], self.language, filters)
        events = self.asked.numbered(answering, asker)
        text, drawn = "", 0.0
        async with aclosing(pump(drain(events), TICK)) as items:
            async for item in items:
                if stop.is_set():
                    yield _showing(talk, self.messages.stopped())
                    return
                if isinstance(item, Failure):
                    yield _showing(talk, self._failure(item.error))
                elif item is not None:
                    text = _grown(text, item)
                    now = time.monotonic()
                    if item.type == "delta" and now - drawn < REDRAW:
                        continue
                    drawn = now
                    if item.type == "done":
                        yield self._done(talk, question, item.data)
                    elif html := self._step(item, text):
                        yield _showing(talk, html)

    def follow_ups(self, talk: Talk, wanted: Callable[[], bool]) -> list[str]:
        """Questions that lead on from the last answer, as long as they are `wanted`."""
        if talk.answer is None:
            return []
        asked = [turn.question for turn in talk.turns]
        try:
            found: list[str] = self.assistant.follow_ups(talk.answer, asked, language=self.language, wanted=wanted)
        except PolicyQAError:
            return []
        return found

    def recall(self, kept: str) -> Talk | None:
        """The conversation that a browser kept; None where it cannot be read."""
        answers = read_back(kept)
        if not answers:
            return None
        shown = [
            message
            for one in answers
            for message in (
                _message("user", self.messages.question(one.answer.question)),
                _message("assistant", self._whole(one.answer, one.id)),
            )
        ]
        turns = [Turn(question=one.answer.question, answers=(one.answer.text,)) for one in answers]
        return Talk(shown, turns, answers[-1].answer)

    def _done(self, talk: Talk, question: str, data: dict[str, Any]) -> Talk:
        answer = Answer.model_validate(data)
        turns = [*talk.turns, Turn(question=question, answers=(answer.text,))]
        kept = memo(Remembered(str(data["id"]), answer.model_copy(update={"question": question})))
        return _showing(replace(talk, turns=turns, answer=answer, memo=kept), self._whole(answer, str(data["id"])))

    def _whole(self, answer: Answer, answer_id: str) -> str:
        kept_to = in_words(answer.filters, self.assistant.records, self.messages.pages.prompts, self.language)
        return self.messages.answer(answer, answer_id, kept_to, shared=self.assistant.settings.log == "on")

    def _step(self, event: Event, text: str) -> str:
        """What the last message shows after `event`; empty where nothing changes."""
        match event.type:
            case "sources":
                return self.messages.waiting(len(event.data["hits"]))
            case "delta":
                return self.messages.draft(text)
            case "retract":
                return self.messages.retracted()
            case "error":
                return self.messages.failure(str(event.data.get("detail", "")), str(event.data.get("hint", "")))
            case _:
                return ""

    def _failure(self, error: BaseException) -> str:
        if isinstance(error, PolicyQAError):
            return self.messages.failure(error.message, error.hint)
        log.error("an answer in the chat failed", exc_info=error)
        return self.messages.failure(self.say("failed_busy"))


def _asked(
    assistant: Assistant, question: str, turns: list[Turn], language: Language, filters: Filters | None
) -> Generator[Event, None, None]:
    """The events of one question, asked only when the first is wanted: in the thread that waits for it."""
    yield from assistant.ask(question, history=turns, language=language, filters=filters)


def build(assistant: Assistant, pages: Pages, language: Language, asked: Asked, look: Look) -> gr.Blocks:
    """The chat page in `language`."""
    from web.layout import lay_out

    return lay_out(Chat(assistant, pages, language, asked, look))


def _message(role: str, html: str) -> Message:
    return {"role": role, "content": html}


def _showing(talk: Talk, html: str) -> Talk:
    """The conversation with `html` for its last message."""
    return replace(talk, shown=[*talk.shown[:-1], _message("assistant", html)])


def _grown(text: str, event: Event) -> str:
    """The text shown after `event`: each delta adds to it, a retraction empties it."""
    if event.type == "retract":
        return ""
    return text + str(event.data["text"]) if event.type == "delta" else text
