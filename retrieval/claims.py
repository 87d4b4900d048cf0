"""What an answer is made of before it is verified: claims, each with the sentences that carry it."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.evidence import Statement
from retrieval.sentences import Span
from retrieval.table_answers import CellValue

Source = tuple[Statement, Span]


@dataclass(frozen=True, slots=True)
class Claim:
    """A part of an answer with the sentences that carry it, the first of them foremost."""

    text: str
    sources: tuple[Source, ...]
    cells: tuple[CellValue, ...] = ()  # what it reads from a table's row, its first source


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before verification. `plan` tells that it states a plan where a result may be expected, `doubt` that
    it quotes a table's row which has lost its empty cells, so that the column of its values is not known.
    """

    claims: tuple[Claim, ...]
    plan: bool = False
    doubt: bool = False
