"""The chat page: Gradio Blocks in one language, over `Assistant.ask`."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from prompts import Language
from retrieval.answer_log import Asker
from retrieval.errors import PolicyQAError
from retrieval.models import Answer, Event, Turn
from web.asked import Asked
from web.pump import Failure, drain, pump
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
Update = tuple[Any, ...]


class Chat:
    """One language's chat: what happens on the page's events, apart from how the page is laid out."""

    def __init__(self, assistant: Assistant, pages: Pages, language: Language, asked: Asked) -> None:
        self.assistant = assistant
        self.asked = asked
        self.language = language
        self.messages = Messages(pages, language)
        self.hero = one_line(pages.render("hero.html", language))

    def say(self, key: str) -> str:
        """A sentence of the page."""
        return self.messages.say(key)

    def examples(self) -> list[str]:
        """Questions to begin with; none where the documents can't be read yet."""
        try:
            found: list[str] = self.assistant.examples(EXAMPLES)
        except PolicyQAError:
            return []
        return found

    async def ask(
        self,
        question: str,
        shown: list[Message],
        turns: list[Turn],
        stop: asyncio.Event,
        asker: Asker = VISITOR,
    ) -> AsyncGenerator[Update, None]:
        """The conversation as it grows while `question` is answered: messages, turns, questions to choose from.

        `shown` are the messages on the page, `turns` what was said before. Once `stop` is set, text
        that is not checked yet is taken back. What is answered is kept as `asker`'s.
        """
        shown = [*shown, _message("user", self.messages.question(question)), _message("assistant", "")]
        choices: list[str] = []
        yield self._show(shown, self.messages.waiting()), turns, choices
        answering = _asked(self.assistant, question, turns[-REMEMBERED:], self.language)
        events = self.asked.numbered(answering, asker)
        text, drawn = "", 0.0
        async with aclosing(pump(drain(events), TICK)) as items:
            async for item in items:
                if stop.is_set():
                    yield self._show(shown, self.messages.stopped()), turns, choices
                    return
                if isinstance(item, Failure):
                    yield self._show(shown, self._failure(item.error)), turns, choices
                elif item is not None:
                    text = _grown(text, item)
                    now = time.monotonic()
                    if item.type == "delta" and now - drawn < REDRAW:
                        continue
                    drawn = now
                    if item.type == "done":
                        turns = [*turns, Turn(question=question, answers=(item.data["text"],))]
                        choices = list(item.data["choices"])[:CHOICES]
                    if html := self._step(item, text):
                        yield self._show(shown, html), turns, choices

    def _show(self, shown: list[Message], html: str) -> list[Message]:
        return [*shown[:-1], _message("assistant", html)]

    def _step(self, event: Event, text: str) -> str:
        """What the last message shows after `event`; empty where nothing changes."""
        match event.type:
            case "sources":
                return self.messages.waiting(len(event.data["hits"]))
            case "delta":
                return self.messages.draft(text)
            case "retract":
                return self.messages.retracted()
            case "done":
                return self.messages.answer(Answer.model_validate(event.data))
            case "error":
                return self.messages.failure(str(event.data.get("detail", "")), str(event.data.get("hint", "")))
            case _:
                return ""

    def _failure(self, error: BaseException) -> str:
        if isinstance(error, PolicyQAError):
            return self.messages.failure(error.message, error.hint)
        log.error("an answer in the chat failed", exc_info=error)
        return self.messages.failure(self.say("failed_busy"))


def _asked(assistant: Assistant, question: str, turns: list[Turn], language: Language) -> Generator[Event, None, None]:
    """The events of one question, asked only when the first is wanted: in the thread that waits for it."""
    yield from assistant.ask(question, history=turns, language=language)


def build(assistant: Assistant, pages: Pages, language: Language, asked: Asked) -> gr.Blocks:
    """The chat page in `language`."""
    from web.layout import lay_out

    return lay_out(Chat(assistant, pages, language, asked))


def _message(role: str, html: str) -> Message:
    return {"role": role, "content": html}


def _grown(text: str, event: Event) -> str:
    """The text shown after `event`: each delta adds to it, a retraction empties it."""
    if event.type == "retract":
        return ""
    return text + str(event.data["text"]) if event.type == "delta" else text
