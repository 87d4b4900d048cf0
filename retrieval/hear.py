"""What is done with a question before it is understood: orders in it are left out, and some questions are declined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.models import Turn
from retrieval.off_topic import off_topic
from retrieval.safety import Harm, unsafe
from retrieval.screen import asked_only, asked_turns

Declined = Harm | Literal["off_topic", "instruction"]


@dataclass(frozen=True, slots=True)
class Heard:
    """A question without orders to the reader, and the turns before it; `declined` is why it is not searched for."""

    question: str
    history: Sequence[Turn]
    declined: Declined | None = None


def hear(question: str, history: Sequence[Turn]) -> Heard:
    """What of a question and its history is taken as asked. An order that asks for nothing is declined."""
    asked = asked_only(question)
    declined: Declined | None = unsafe(question)
    if declined is None and off_topic(asked or question):
        declined = "off_topic"
    if declined is None and not asked:
        declined = "instruction" if question.strip() else None
    return Heard(asked or question, asked_turns(history), declined)
