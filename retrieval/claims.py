"""What an answer is made of before it is verified: claims, each with the sentences that carry it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from retrieval.evidence import Statement
from retrieval.sentences import Span
from retrieval.table_answers import CellValue

Source = tuple[Statement, Span]
Operation = Literal["difference", "sum", "ratio", "growth", "share"]


@dataclass(frozen=True, slots=True)
class Operand:
    """A value that is calculated with: `text` stands at `start:end` of its source's document, or is the text of the
    table's cell there with the unit that its head gives it.

    `year` is the year that it is said to be of, `label` what the answer calls it (2019年, 早稻); the words of a
    label that is no year must belong to the value in its sentence.
    """

    text: str
    source: Source
    start: int
    end: int
    year: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """An operation on values of the documents, in order, with its result: `retrieval.calculation.calculate` makes it.

    difference: first − second; growth: (first − second) ÷ second, in %; ratio: first ÷ second; share: the same
    in %; sum: of all.
    `result` is the value with its unit as shown (350亩); `exact` tells that nothing was rounded.
    """

    operation: Operation
    operands: tuple[Operand, ...]
    value: Decimal
    unit: str
    result: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """A part of an answer with the sentences that carry it, the first of them foremost.

    `calculation` is how its figure was computed, where it stands in no document; `notes` are the conversions that the
    text shows, where it uses other units than its sources (210公顷 = 3150亩（1公顷=15亩）). `replies` is the question to
    which its text says no more than yes or no (可以), where it is such a lead: its sources must say so too.
    """

    text: str
    sources: tuple[Source, ...]
    cells: tuple[CellValue, ...] = ()  # what it reads from a table's row, its first source
    calculation: Calculation | None = None
    notes: tuple[str, ...] = ()
    replies: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before verification. `plan` tells that it states a plan where a result may be expected, `doubt` that
    it quotes a table's row which has lost its empty cells, so that the column of its values is not known.
    """

    claims: tuple[Claim, ...]
    plan: bool = False
    doubt: bool = False
