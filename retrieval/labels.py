"""The label of an answer: who wrote it, as rules for generated content ask every answer to say, wherever it goes."""

from __future__ import annotations

from typing import Literal

from prompts import Language, Prompts
from retrieval.models import Answer, Event, Filters, Label


def written_by(mode: str, outcome: str) -> Literal["faq", "llm", "extract", "search"]:
    """Who wrote an answer: the office, a model, or rules, which quote or only searched."""
    if mode == "faq":
        return "faq"
    if mode == "llm":
        return "llm"
    return "extract" if outcome in {"answered", "conflict"} else "search"


def label_of(answer: Answer, prompts: Prompts, language: Language) -> Label:
    """The label in a language. What is refused or asked back is no model's writing either."""
    wrote = written_by(answer.mode, answer.outcome)
    return Label(text=prompts.say(f"replies.label_{wrote}", language), generated=wrote == "llm")


def finished(done: Event, filters: Filters | None, prompts: Prompts, language: Language) -> Event:
    """The last event of an answer with its label, and with what alone was searched."""
    answer = Answer.model_validate(done.data)
    named = answer.model_copy(update={"label": label_of(answer, prompts, language), "filters": filters or Filters()})
    return Event("done", named.model_dump(mode="json"))
