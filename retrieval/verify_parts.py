"""The parts of a sentence that verification compares: words of content, facts and clauses, by offset."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.amounts import Amount
from retrieval.verify_dates import Day


@dataclass(frozen=True, slots=True)
class Word:
    """A word of content at `start:end` of the folded text; `tag` is jieba's."""

    text: str
    tag: str
    start: int
    end: int

    @property
    def is_verb(self) -> bool:
        """Whether it is an action rather than a thing."""
        return self.tag.startswith("v") and self.tag != "vn"


@dataclass(frozen=True, slots=True)
class Fact:
    """An amount or a date at `start:end`; `measure` is what facts of one kind have in common."""

    start: int
    end: int
    measure: str
    amount: Amount | None = None
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """`text[start:end]` between two marks; `strong` where a full stop or a semicolon stands before it."""

    start: int
    end: int
    strong: bool
