"""The nouns of a question as understood: what `understand` gives to search, reading and answering."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from retrieval.models import Filters
from retrieval.period_words import Period
from retrieval.places import Place

Kind = Literal["quantity", "date", "person", "phone", "address", "definition", "list", "yesno", "how", "plain"]
Wants = Literal["plan", "result", "any"]
Operation = Literal["difference", "growth", "ratio", "share", "sum", "greater", "contrast"]
# The part of a procedure, or of a rule, that is asked for; "" where none is.
Facet = Literal[
    "", "steps", "materials", "conditions", "time_limit", "fees", "place", "channel", "basis", "reason", "count"
]


@dataclass(frozen=True, slots=True)
class Ask:
    """One asked value: what it measures ("area", "money", "duration", a counter, "pay" for what is paid or granted in
    money or as a share, or "" for any), the words before it, and the unit that is asked in, "" where none is said.
    """

    measures: str
    label: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question; `weight` is below 1 for words that say little (政策, 措施)."""

    text: str
    weight: float
    name: bool = False  # a proper name, a code, a quoted term: it must stand in the evidence


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared: by which words it differs from the others, and the question for it alone."""

    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """An asked calculation over the answers to `sides`.

    difference: first − second; growth: (first − second) ÷ second; ratio: first ÷ second; share: first ÷ second,
    as a percentage; sum: of all; greater: which side has more (or less, where `least`);
    contrast: nothing is calculated, what each side says is set beside the other.
    """

    operation: Operation
    sides: tuple[Side, ...]
    least: bool = False  # 少多少, 减少百分之几, 哪年少: the question supposes or wants the smaller


@dataclass(frozen=True, slots=True)
class LooseNumber:
    """A 文号 given in part, as people say it: 3号文, 济政发3号, 2020年3号文."""

    agency: str  # 机关代字, "" where it was not said
    year: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood. `question` is complete: a follow-up is filled in from the history.

    Of an English question it is the Chinese wording by which documents are read, and `original` what was typed.
    """

    question: str
    original: str
    kind: Kind
    years: tuple[int, ...] = ()
    days: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()  # the parts of a year that are asked for
    places: tuple[Place, ...] = ()
    doc_nos: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    terms: tuple[Term, ...] = ()
    wants: Wants = "any"
    filters: Filters = field(default_factory=Filters)
    today: date = date.max  # the day of the question
    home: str = ""  # the office's own place, from which documents are that name none
    past: bool = False  # whether it asks for what no longer holds
    comparison: Comparison | None = None
    series: tuple[str, ...] = ()  # one question a year, where each year of a span is asked for
    facet: Facet = ""
    clauses: tuple[str, ...] = ()  # 第二款, 第三项 of the asked article
    loose_numbers: tuple[LooseNumber, ...] = ()
    language: Literal["zh", "en"] = "zh"  # in which it was typed
