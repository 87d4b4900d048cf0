"""An answer in the shapes of OpenAI's chat completions, whole or in chunks.

Its sources stand twice: as `annotations`, which are OpenAI's own, and in `context.citations` with everything known of
them. Cautions come after the text, for programs that show nothing but that.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from prompts import Language, Prompts
from retrieval.models import Event
from web.problems import openai_error, problem_of
from web.pump import Failure
from web.sse import PING, Items

_CONTEXT = (
    *("question", "understood", "outcome", "reason", "warnings", "choices", "nearest", "mode", "unsupported"),
    *("filters", "label"),
)


def completion(answer: dict[str, Any], model: str, base: str) -> dict[str, Any]:
    """The whole reply to a question; `base` is the server's own address, for links."""
    message = {
        "role": "assistant",
        "content": answer["text"] + afterword(answer),
        "refusal": None,
        "annotations": url_citations(answer, base),
        "context": context(answer, base),
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**_head(answer["id"], "chat.completion", model), "choices": [choice], "usage": usage(answer)}


def url_citations(answer: dict[str, Any], base: str, shift: int = 0) -> list[dict[str, Any]]:
    """The citations as OpenAI writes them; the text of the answer begins at the `shift`-th character."""
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "url": base + cited["url"],
                "title": cited["title"],
                "start_index": shift + cited["answer_start"],
                "end_index": shift + cited["answer_end"],
            },
        }
        for cited in answer["citations"]
    ]


def context(answer: dict[str, Any], base: str) -> dict[str, Any]:
    """What OpenAI's message has no place for: the citations in full, and how the answer came about."""
    cited = [{**c, "url": base + c["url"], "content": c["quote"]} for c in answer["citations"]]
    return {"citations": cited, **{name: answer[name] for name in _CONTEXT}}


def afterword(answer: dict[str, Any]) -> str:
    """The cautions of an answer and the questions that it offers, as lines after its text."""
    lines = [f"（{warning}）" for warning in answer["warnings"]] + [f"· {choice}" for choice in answer["choices"]]
    return "\n\n" + "\n".join(lines) if lines else ""


def usage(answer: dict[str, Any]) -> dict[str, int]:
    """OpenAI's usage. Tokens are not counted: most answers take no language model."""
    counted = answer["usage"]
    prompt, reply = (int(counted.get(name, 0)) for name in ("prompt_tokens", "completion_tokens"))
    return {"prompt_tokens": prompt, "completion_tokens": reply, "total_tokens": prompt + reply}


@dataclass
class Chunks:
    """The chunks of one streamed reply."""

    model: str
    base: str
    with_usage: bool
    prompts: Prompts
    language: Language
    answer_id: str = ""
    sent: str = ""
    start: int = 0  # where the text of the answer begins in what was sent
    created: int = field(default_factory=lambda: int(time.time()))

    def of(self, event: Event) -> Iterator[str]:
        """What an event adds to the stream."""
        if event.type == "meta":
            self.answer_id = event.data["id"]
            yield self._chunk({"role": "assistant", "content": "", "refusal": None})
        elif event.type == "delta":
            yield self._said(event.data["text"])
        elif event.type == "retract":
            yield self._taken_back()
        elif event.type == "done":
            yield from self._end(event.data)

    def _taken_back(self) -> str:
        """A stream can't be unsaid: what follows counts, and says so."""
        said = self._said(f"\n\n{self.prompts.say('pages.retracted', self.language)}\n\n")
        self.start = len(self.sent)
        return said

    def _end(self, answer: dict[str, Any]) -> Iterator[str]:
        if not answer["text"].startswith(self.sent[self.start :]):
            yield self._taken_back()
        rest = answer["text"][len(self.sent) - self.start :] + afterword(answer)
        if rest:
            yield self._said(rest)
        cited = url_citations(answer, self.base, self.start)
        yield self._chunk({"annotations": cited, "context": context(answer, self.base)})
        yield self._chunk({}, "stop")
        if self.with_usage:
            yield _data({**self._own_head(), "choices": [], "usage": usage(answer)})
        yield "data: [DONE]\n\n"

    def _said(self, text: str) -> str:
        self.sent += text
        return self._chunk({"content": text})

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _data({**self._own_head(), "choices": [choice]})

    def _own_head(self) -> dict[str, Any]:
        return {**_head(self.answer_id, "chat.completion.chunk", self.model), "created": self.created}


async def chunked(request: Request, items: Items, chunks: Chunks) -> AsyncIterator[str]:
    """The body of a streamed reply, with a comment line for each silence."""
    async with aclosing(items):
        async for item in items:
            if item is None:
                yield PING
            elif isinstance(item, Failure):
                yield _data(openai_error(problem_of(request, item.error)))
            else:
                for chunk in chunks.of(item):
                    yield chunk


def _head(answer_id: str, kind: str, model: str) -> dict[str, Any]:
    return {"id": answer_id, "object": kind, "created": int(time.time()), "model": model}


def _data(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
