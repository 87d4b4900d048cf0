"""The turns of a conversation as a browser keeps them: the answers with their ids, and nothing else.

What comes back from a browser is checked like anything else that comes over the wire; addresses are made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field, ValidationError

from retrieval.models import Answer, Citation, Record
from web.links import viewer_url

MOST = 60  # turns of a conversation that is opened again
LONGEST = 900_000  # characters; more would not fit a request
_LEFT_OUT = {"unsupported", "usage", "timings"}


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer and its id."""

    id: str
    answer: Answer


class _Kept(Record):
    id: str = Field(max_length=64)
    answer: Answer


class _Conversation(Record):
    turns: tuple[_Kept, ...] = Field(max_length=MOST)


def memo(turn: Remembered) -> str:
    """One turn as JSON for the browser."""
    return _Kept(id=turn.id, answer=turn.answer).model_dump_json(exclude={"answer": _LEFT_OUT})


def read_back(text: str) -> list[Remembered]:
    """The turns of a conversation that a browser kept; [] where they cannot be read."""
    if not text or len(text) > LONGEST:
        return []
    try:
        found = _Conversation.model_validate_json(text)
    except ValidationError:
        return []
    return [Remembered(kept.id, _own_addresses(kept.answer)) for kept in found.turns]


def _own_addresses(answer: Answer) -> Answer:
    passages = _readdressed(answer.nearest.passages)
    nearest = answer.nearest.model_copy(update={"passages": passages})
    return answer.model_copy(update={"citations": _readdressed(answer.citations), "nearest": nearest})


def _readdressed(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    return tuple(
        cited.model_copy(update={"url": viewer_url(cited.document_id, cited.quote_start, cited.quote_end)})
        for cited in citations
    )
