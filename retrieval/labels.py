"""The label of an answer: who wrote it, as rules for generated content ask every answer to say, wherever it goes."""

from __future__ import annotations

from prompts import Language, Prompts
from retrieval.models import Answer, Event, Filters, Label


def label_of(answer: Answer, prompts: Prompts, language: Language) -> Label:
    """The label in a language. What is refused or asked back is no model's writing either."""
    if answer.mode == "faq":
        return Label(text=prompts.say("replies.label_faq", language), generated=False)
    if answer.mode == "llm":
        return Label(text=prompts.say("replies.label_llm", language), generated=True)
    quoted = answer.outcome in {"answered", "conflict"}
    return Label(
        text=prompts.say("replies.label_extract" if quoted else "replies.label_search", language), generated=False
    )


def finished(done: Event, filters: Filters | None, prompts: Prompts, language: Language) -> Event:
    """The last event of an answer with its label, and with what alone was searched."""
    answer = Answer.model_validate(done.data)
    named = answer.model_copy(update={"label": label_of(answer, prompts, language), "filters": filters or Filters()})
    return Event("done", named.model_dump(mode="json"))
