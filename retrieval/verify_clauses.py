"""A sentence taken apart for comparison: its clauses, the words of content in them, and its facts (amounts and dates).

A fact belongs to the words that it can be read with: those of its own clause, of clauses before it back to one that has
a fact of the same kind with words of its own, and of clauses behind it that have no fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.amounts import Amount, amounts
from retrieval.characters import fold
from retrieval.tokens import tagged
from retrieval.verify_dates import days
from retrieval.verify_lexicon import is_content, is_measure
from retrieval.verify_parts import Clause, Fact, Word

__all__ = ["Clause", "Fact", "Parsed", "Word"]

_STRONG, _WEAK = "；;。！？!?\n|", "，,：:（）()"
_LISTED = "、"
_GRADE = re.compile(
    r"第[一二三四五六七八九十\d]{1,3}[档类级批期名位轮届次组季]?|[一二三四五六七八九十\d]{1,3}号(?:线|楼|院|门|井|桥|库|路)|二(?:套|组|队|区|线|期|期|所|间)(?=[\u4e00-\u9fff])|(?<![\d.第百千万亿])[一二三四五六七八九十甲乙丙丁a-e\d](?:等(?!候|待|于|级以)|[级类档期型星](?!别|似|间|限|望))"
)
_NUMBERED = frozenset("级 类 档 期 型 星 等".split())
_SPAN = re.compile(r"(?:起)?(?:至|到|[—–~-]{1,2})?")
_SECOND = re.compile(r"二[\u4e00-\u9fff]{1,2}")  # 二套 is a second one, two are 两套
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LIST_LABEL = 24  # most characters between the mark of a list and the next fact in it
_CHANGES = frozenset("调整 变更 变化 增长 增加 减少 提高 下降 上升 降低 投入 投资 补贴 补助 奖励".split())
_PART = re.compile(r"\s*(?:\(|（)?其中")


@dataclass(frozen=True)
class Parsed:
    """A text with its clauses, facts and words."""

    text: str

    @cached_property
    def folded(self) -> str:
        """The text with full-width forms made alike; offsets hold in both."""
        return fold(self.text)

    @cached_property
    def facts(self) -> list[Fact]:
        """The dates and amounts in order; years alone and grades (二等) are none."""
        found_days = days(self.text)
        found = [Fact(day.start, day.end, "date", day=day) for day in found_days if day.month]
        for amount in amounts(self.text):
            inside = any(day.start <= amount.low.start < day.end for day in found_days)
            unit = (amount.high or amount.low).unit
            graded = _SECOND.fullmatch(amount.text) or (
                unit in _NUMBERED and abs(amount.low.value) <= 10 and amount.high is None
            )
            if not inside and not graded and not _is_year(amount):
                found.append(Fact(amount.start, amount.end, _measure(amount), amount=amount))
        return sorted(found, key=lambda fact: fact.start)

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses in order; a list of facts (早稻150元、晚稻120元) has one for each."""
        made, start, strong = [], 0, True
        for at, mark in enumerate(self.folded):
            splits = mark in _STRONG or (mark in _WEAK and not self._labels(at)) or self._parts_facts(at, start)
            if splits and not any(fact.start <= at < fact.end for fact in self.facts):
                made.append(Clause(start, at, strong))
                start, strong = at + 1, mark in _STRONG
        made.append(Clause(start, len(self.text), strong))
        return [clause for clause in made if self.text[clause.start : clause.end].strip()]

    def _labels(self, at: int) -> bool:
        """Whether a colon stands right before a fact, so that what is before it says what the fact is (热线：12345)."""
        return self.folded[at] == ":" and any(
            fact.amount and fact.start > at and not self.folded[at + 1 : fact.start].strip() for fact in self.facts
        )

    def _parts_facts(self, at: int, start: int) -> bool:
        """Whether a 、 stands between two facts, the second of which has words of its own."""
        if self.folded[at] != _LISTED:
            return False
        before = [fact for fact in self.facts if start <= fact.start < at]
        after = next((fact for fact in self.facts if fact.start > at), None)
        if not before or not after or after.start - at > _LIST_LABEL:
            return False
        first = after.amount.low.start if after.amount else after.start
        return bool(_HAN.search(self.folded, at + 1, first))

    @cached_property
    def words(self) -> list[Word]:
        """The words of content in order, grades among them, those of facts left out."""
        found, at = [], 0
        grades = [m.span() for m in _GRADE.finditer(self.folded)]
        taken = [(fact.start, fact.end) for fact in self.facts] + grades
        for text, tag in tagged(self.text):
            start, end = at + text.startswith("由"), at + len(text)  # 由县 is no word
            at, text = end, text.removeprefix("由")
            if is_content(text, tag) and not any(start < b and a < end for a, b in taken):
                found.append(Word(text, tag, start, end))
        found += [Word(self.folded[a:b], "grade", a, b) for a, b in grades]
        found += list(self._in_facts())
        return sorted(found, key=lambda word: word.start)

    def _in_facts(self) -> Iterator[Word]:
        """The words of content that an amount takes in: 补贴 in 每亩补贴150元."""
        for fact in self.facts:
            if fact.amount and fact.amount.low.start > fact.start:
                at = fact.start
                for text, tag in tagged(self.text[fact.start : fact.amount.low.start]):
                    if is_content(text, tag) and len(text) > 1 and not text.startswith("最"):
                        yield Word(text, tag, at, at + len(text))
                    at += len(text)

    def clause_at(self, at: int) -> int:
        """The number of the clause in which offset `at` stands."""
        return max((i for i, clause in enumerate(self.clauses) if clause.start <= at), default=0)

    def words_in(self, start: int, end: int) -> list[Word]:
        """The words of content in `text[start:end]`."""
        return [word for word in self.words if start <= word.start < end]

    def facts_in(self, clause: Clause) -> list[Fact]:
        """The facts of a clause."""
        return [fact for fact in self.facts if clause.start <= fact.start < clause.end]

    def segment(self, fact: Fact) -> tuple[int, int]:
        """The part of its clause that is a fact's own: between other facts of its kind, else all of it."""
        clause = self.clauses[self.clause_at(fact.start)]
        others = [o for o in self.facts_in(clause) if o.measure == fact.measure and not self._one_period(o, fact)]
        before = [other.end for other in others if other.end <= fact.start]
        after = [other.start for other in others if other.start >= fact.end]
        return (before[-1] if before else clause.start), (fact.end if after else clause.end)

    def _one_period(self, one: Fact, other: Fact) -> bool:
        """Whether two days are the beginning and the end of one period."""
        first, last = sorted((one, other), key=lambda fact: fact.start)
        return bool(one.day and _SPAN.fullmatch(self.folded[first.end : last.start].strip()))

    def is_part(self, fact: Fact) -> bool:
        """Whether a fact is told as a part of one before it (其中耕地20亩)."""
        return bool(_PART.match(self.folded, self.segment(fact)[0]))

    def reach(self, fact: Fact) -> list[tuple[int, int]]:
        """The parts of the text whose words a fact can be read with, its own segment first."""
        at = self.clause_at(fact.start)
        own = self.segment(fact)
        spans = [own]
        if own[0] > self.clauses[at].start and not self._things(*own):  # 由8%提高到10%
            spans.append((self.clauses[at].start, own[0]))
        spans += self._back(at, fact)
        spans += [(c.start, c.end) for c in self._forth(at)]
        return spans

    def _back(self, at: int, fact: Fact) -> Iterator[tuple[int, int]]:
        """The clauses before clause `at` that a fact can be read with, and the frame that its sentence opens with."""
        here = at
        while here > 0 and not self.clauses[here].strong:
            here -= 1
            clause = self.clauses[here]
            if any(other.measure == fact.measure for other in self.facts_in(clause)):
                yield from self._shared(clause, fact)
                break
            yield clause.start, clause.end
        if here > 0 or self.clauses[at].strong:
            yield from ((c.start, c.end) for c in self.frame(here))

    def _shared(self, clause: Clause, fact: Fact) -> Iterator[tuple[int, int]]:
        """What a fact shares with the clause before it that has one of its kind: all of it where it is a part of that
        one or names no thing of its own (2018年投入资金1亿元，2019年投入2亿元), and the doer where it goes on with its
        deed or its thing (用于道路1亿元，用于绿化2亿元).
        """
        own = self.words_in(*self.segment(fact))
        if self.is_part(fact) or not self._things(*self.segment(fact)):
            yield clause.start, clause.end
            return
        before = self.words_in(clause.start, clause.end)
        goes_on = own and (own[0].is_verb or any(own[0].text == word.text for word in before))
        first_verb = next((word.start for word in before if word.is_verb), clause.start)
        if goes_on and first_verb > clause.start:
            yield clause.start, first_verb
        yield from _elided(own, before, clause)

    def _things(self, start: int, end: int) -> list[Word]:
        """The words of a part that name things, other than what is counted."""
        words = self.words_in(start, end)
        return [w for w in words if not w.is_verb and w.text not in _CHANGES and not is_measure(w.text)]

    def frame(self, last: int) -> Iterator[Clause]:
        """The clauses that open the text up to clause `last`, before any that has a fact or ends a sentence."""
        for i, clause in enumerate(self.clauses[: last + 1]):
            if self.facts_in(clause) or (i and clause.strong):
                return
            if (
                i + 1 < len(self.clauses)
                and self.clauses[i + 1].strong
                and self.folded[clause.end : clause.end + 1] in "。；;"
            ):
                return
            yield clause

    def _forth(self, at: int) -> Iterator[Clause]:
        """The clauses behind clause `at` up to the next that has a fact or begins anew."""
        for clause in self.clauses[at + 1 :]:
            if clause.strong or self.facts_in(clause):
                return
            yield clause

    def text_of(self, spans: Iterable[tuple[int, int]]) -> str:
        """The folded text of several parts, apart by marks."""
        return "\n".join(self.folded[start:end] for start, end in spans)


def _elided(own: Sequence[Word], before: Sequence[Word], clause: Clause) -> Iterator[tuple[int, int]]:
    """What a short clause leaves out of the one before it: what follows a thing that both name (首套住房首付20%，二套住房
    30%), or what precedes the thing that its only one stands for (门票旺季80元，淡季50元).
    """
    for word in before:
        same = next((o for o in own if not o.is_verb and word.text.startswith(o.text)), None)
        if same:
            yield word.start + len(same.text), clause.end
            return
    if len(own) == 1 and not own[0].is_verb:
        for word in before:
            if word.text[-1] == own[0].text[-1]:
                yield clause.start, word.start
                return


def _is_year(amount: Amount) -> bool:
    return amount.low.unit == "年" and amount.high is None and 1900 <= amount.low.value <= 2100


def _measure(amount: Amount) -> str:
    return (amount.high or amount.low).measures or "number"
