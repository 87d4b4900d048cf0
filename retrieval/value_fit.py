"""How well each of a sentence's quantities suits what is asked: by its label, its limit, and what is said of it besides.

A label is the words right before and behind a number, within its clause. Weights are against a label that is all of the
question's words; they were chosen on the questions that the reader learns from (tools/train_reader/written).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.ages import age_fits, ages_in, asks_of_an_age
from retrieval.amounts import Amount
from retrieval.cases import asked_cases, names_case
from retrieval.characters import bigrams, fold
from retrieval.numbers import Quantity
from retrieval.sentences import Span
from retrieval.short_names import other_names, short_spans

_WHO = (("国家", "中央"), ("自己", "个人"), ("自己", "自付"), ("自己", "自行"))
_CLAUSE = re.compile(r"[,，;；。:：、]")
_ASIDE = re.compile(r"\([^()]*\)")  # 高考成绩(不含加分)占85%
_LABEL = 16  # characters before a number that may be its label
_LEAD = 0.3  # weight of the clauses before its own, back to the quantity before
_APART = 0.5
_POINTED = 0.75
_SAID = 0.5
_ALIKE = 2  # pairs of characters that like labels share (每亩补贴)
_LIMITS = {
    "most": re.compile(r"最[多高大长晚迟]|顶多|封顶|顶格|上限|至多|不超过"),
    "least": re.compile(r"最[少低小短]|至少|起码|下限"),
}
_OF_LIMIT = {
    "most": re.compile(r"最[高多大长]|不超过|封顶|上限|限额"),
    "least": re.compile(r"最[低少小短]|不低于|不少于|至少"),
}
_WHOLE, _OF_WHOLE = (
    re.compile(r"总|一共|共[有建计达]|合计|累计|现在|目前|现有"),
    re.compile(r"总|共|累计|合计|达到?$|已"),
)
_NEW, _OF_NEW = re.compile(r"新|增|加|多了"), re.compile(r"新[增建开登设发认]|净增|增加")
_CHANGE = re.compile(r"(?:涨|增|长|降|跌|加|升|提高|减少?|[多少快])(?:了|幅)?(?:是|为)?(?:多少|几|百分之几)")
_OF_CHANGE = re.compile(r"(?:增长|下降|上升|上涨|提高|增加|减少|降低|回落|缩减|压减|压缩|高|低|快|慢|增|降)(?:了|约)?$")
_CONDITION = re.compile(r"[^,，。;；、\d]{0,6}?的(?![标比额]|补)")
_MILESTONE = re.compile(r"[^,，。;；]{0,2}(?:台阶|大关|关口)")


@dataclass(frozen=True)
class Suits:
    """What tells the quantities of one sentence apart, for one question."""

    question: str
    sentence: str
    pointed: Span | None

    def scores(self, fitting: Sequence[Quantity], said: Sequence[Amount]) -> list[float]:
        """How well each fitting quantity suits, `said` being the amounts that they belong to.

        Where the question has all that tells one of several like labels, a reader that points at another counts for nothing.
        """
        labels = [self._label(quantity) for quantity in fitting]
        told = told_apart(labels, self._wanted)
        named = max(told) == 1 and len(labels[0].intersection(*labels[1:])) >= _ALIKE
        return [
            fit
            + _APART * told[at]
            + _POINTED * (self.is_pointed_at(fitting[at]) and (told[at] == 1 or not named))
            + _SAID * self._told_of(fitting[at], said[at])
            for at, fit in enumerate(self.fits(fitting))
        ]

    def untold(self, fitting: Sequence[Quantity], said: Sequence[Amount]) -> bool:
        """Whether nothing in the question tells quantities with like labels apart: of 早稻每亩补贴80元, 晚稻每亩补贴60元,
        which is 水稻补贴? A reader that points at one of them guesses.
        """
        labels = [self._label(quantity) for quantity in fitting]
        told = told_apart(labels, self._wanted)
        best = [at for at, share in enumerate(told) if share == max(told)]
        alike = frozenset[str].intersection(*(frozenset(labels[at]) for at in best))
        besides = {self._told_of(fitting[at], said[at]) for at in best}
        return len(best) > 1 and len(alike) >= _ALIKE and len(besides) == 1

    def fits(self, fitting: Sequence[Quantity]) -> list[float]:
        """How much of each one's label the question has; the words before a quantity belong to it, not to the next."""
        return [self.label_fit(q, floor) for q, floor in zip(fitting, _floors(fitting), strict=True)]

    def cased(self, fitting: Sequence[Quantity], measures: str) -> list[bool]:
        """Whether the words before each name the size, the class or the age that the question does."""
        cases, aged = (
            asked_cases(self.question, frozenset([measures])),
            measures != "岁" and asks_of_an_age(self.question),
        )
        before = [self.sentence[floor : q.start] for q, floor in zip(fitting, _floors(fitting), strict=True)]
        return [
            names_case(cases, text) or (aged and bool(ages_in(text)) and age_fits(self.question, text))
            for text in before
        ]

    def label_fit(self, quantity: Quantity, start: int) -> float:
        """The share of the label's pairs of characters that the question has; the label ends at the number.

        Clauses between `start` and the number's own count less.
        """
        near, wanted = self._label(quantity), self._wanted
        clauses = _CLAUSE.split(self.sentence[start : quantity.start])
        shared = len(near & wanted) / max(1, min(len(near), len(wanted)))
        lead = bigrams(fold("".join(clauses[:-1]))[-30:])
        return shared + _LEAD * len(lead & wanted) / max(1, len(lead))

    @cached_property
    def _wanted(self) -> set[str]:
        """The pairs of characters of the question, and of how documents write its words."""
        asked = fold(self.question)
        named = [asked[start:end] for start, end in short_spans(asked)]
        written = [name for short in named for name in other_names(short)]
        written += [name for said, name in _WHO if said in asked]
        return bigrams(asked).union(*map(bigrams, written))

    def _label(self, quantity: Quantity) -> set[str]:
        """The pairs of characters of the words right before and behind a number, within its clause."""
        after = _CLAUSE.split(fold(self.sentence[quantity.end : quantity.end + 6]))[0]
        return bigrams(self._before(quantity)) | bigrams(after)

    def _before(self, quantity: Quantity) -> str:
        return _CLAUSE.split(_ASIDE.sub("", fold(self.sentence[: quantity.start])))[-1][-_LABEL:]

    def is_pointed_at(self, quantity: Quantity) -> bool:
        """Whether the reader points at it."""
        return self.pointed is not None and quantity.start < self.pointed.end and self.pointed.start < quantity.end

    def _told_of(self, quantity: Quantity, amount: Amount) -> int:
        """What else speaks for a quantity, less what speaks against it: a limit, a whole, a change that is asked for."""
        question, before, clause = self.question, self._before(quantity), self._clause(quantity)
        points = sum(
            bool(asks.search(question)) and (limit in amount.limit or bool(_OF_LIMIT[limit].search(clause)))
            for limit, asks in _LIMITS.items()
        )
        points += bool(_WHOLE.search(question) and _OF_WHOLE.search(before))
        points -= bool(_OF_NEW.search(before) and not _NEW.search(question))
        points += bool(_CHANGE.search(question) and _OF_CHANGE.search(before))
        points -= bool(_CONDITION.match(self.sentence, amount.end))
        return points - bool(_MILESTONE.match(self.sentence, quantity.end))

    def _clause(self, quantity: Quantity) -> str:
        end = _CLAUSE.search(self.sentence, quantity.end)
        return self._before(quantity) + self.sentence[quantity.start : end.start() if end else len(self.sentence)]


def _floors(fitting: Sequence[Quantity]) -> list[int]:
    """Where the quantity before each of them ends."""
    ends = [0, *(q.end for q in fitting)]
    return [max(end for end in ends if end <= q.start) for q in fitting]


def told_apart(labels: Sequence[set[str]], wanted: set[str]) -> list[float]:
    """How much of what the question has of their differences each label has: of 早稻每亩补贴 and 晚稻每亩补贴, 早稻 counts."""
    told, shared = frozenset[str]().union(*labels), labels[0].intersection(*labels[1:])
    telling = (told - shared) & wanted
    return [len(label & telling) / max(1, len(telling)) for label in labels]
