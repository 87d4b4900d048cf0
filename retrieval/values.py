"""The asked value inside a sentence: a quantity with its unit, a date, a person, a telephone number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.amounts import Amount, after_each, amount_at, amounts
from retrieval.cases import asked_cases, names_case
from retrieval.characters import bigrams, fold
from retrieval.numbers import COUNTERS, DURATIONS, Quantity
from retrieval.period_words import periods_in
from retrieval.understand import Ask, Kind
from retrieval.value import Value
from retrieval.value_dates import find_date
from retrieval.value_names import find_person, find_phone
from retrieval.value_rows import value_row

__all__ = ["Value", "find_values"]

_CLAUSE = re.compile(r"[,，;；。:：、]")
_ASIDE = re.compile(r"\([^()]*\)")  # 高考成绩(不含加分)占85%
_LABEL = 16  # characters before a number that may be its label
_APART = 0.5
_LIKELY = 0.3  # least share of a label that a value with another counter must have
_FROM = re.compile(r"[由从](?:原来?的?)?[^,，。;；]{0,12}$")
_CHANGED = re.compile(
    r"[^,，。;；]{0,4}?(?:提高|上调|增加|调整|调增|降低|下调|降|减少|扩大|缩短|延长|提升|增长|上升|下降)[到至为]"
)
_FORMERLY = re.compile(r"原|之前|以前|过去|调整前|提高前|旧")
_PEOPLE = frozenset("人 名 位 人次 口".split())
_YEAR_NUMBER = re.compile(r"(?:19|20)\d\d")


def find_values(
    kind: Kind,
    asks: Sequence[Ask],
    sentence: str,
    question: str,
    timely: Callable[[int], bool] = lambda at: True,
) -> list[Value]:
    """The value for each ask (one for kinds other than quantity), or [] where one of them is missing.

    Quantities at offsets for which `timely` holds (those of an asked year) go before others.
    """
    if kind == "quantity":
        found = [_quantity(ask, sentence, question, timely) for ask in asks]
        return [value for value in found if value] if all(found) else []
    finders = {"date": find_date, "phone": find_phone, "person": find_person}
    value = finders[kind](sentence, question) if kind in finders else None
    return [value] if value else []


def _quantity(ask: Ask, sentence: str, question: str, timely: Callable[[int], bool]) -> Value | None:
    """The amount of the asked measure and year whose label (the words before it) shares most with the question.

    It keeps its limit, both its ends and what it is for each of; of a row of amounts that the question does not tell
    apart (一等奖5万元、二等奖3万元) all are the value.
    """
    wanted = bigrams(fold(ask.label)) | bigrams(fold(question))
    said = amounts(sentence)
    known = [q for q in map(_whole, said) if not _is_date_part(q, sentence)]
    if not _FORMERLY.search(question):
        known = [q for q in known if not _is_former(q, sentence)]
    fitting = [q for q in known if _measures(q, ask.measures)]
    if not fitting and ask.measures in COUNTERS:  # 多少类 may be told as 三种: another counter, if its label fits
        fitting = [q for q in known if _counts_like(ask.measures, q) and _label_fit(q, sentence, wanted, 0) >= _LIKELY]
    if not fitting:
        return None
    ends = [0, *(q.end for q in fitting)]  # the words before a value of the kind belong to it, not to the next
    fits = {q: _label_fit(q, sentence, wanted, max(end for end in ends if end <= q.start)) for q in fitting}
    told = _told_apart([_label(q, sentence) for q in fitting], wanted)
    cases = asked_cases(question, frozenset([ask.measures]))
    cased = [names_case(cases, sentence[ends[i] : q.start]) for i, q in enumerate(fitting)]

    def rank(at: int) -> tuple[bool, bool, float, int]:
        quantity = fitting[at]
        return timely(quantity.start), cased[at], fits[quantity] + _APART * told[at], -quantity.start

    ranked = fitting[max(range(len(fitting)), key=rank)]
    start, end = value_row(sentence, [amount_at(said, q) for q in fitting], amount_at(said, ranked), question)
    if start == amount_at(said, ranked).start:
        start = after_each(sentence, start, ranked.start, question)
    return Value(sentence[start:end], start, end, fits[ranked])


def _is_former(quantity: Quantity, sentence: str) -> bool:
    """Whether an amount is what another takes the place of: 由760元提高到800元."""
    return bool(_FROM.search(sentence[: quantity.start]) and _CHANGED.match(sentence, quantity.end))


def _whole(amount: Amount) -> Quantity:
    """An amount as one quantity, from the first digit of a range to its last unit."""
    last = amount.high or amount.low
    return replace(amount.low, unit=last.unit, end=last.end, text=amount.text)


def _told_apart(labels: Sequence[set[str]], wanted: set[str]) -> list[float]:
    """How much of what the question has of their differences each label has: of 早稻每亩补贴 and 晚稻每亩补贴, 早稻 counts."""
    told, shared = frozenset[str]().union(*labels), labels[0].intersection(*labels[1:])
    telling = (told - shared) & wanted
    return [len(label & telling) / max(1, len(telling)) for label in labels]


def _measures(quantity: Quantity, asked: str) -> bool:
    if asked == "duration":
        return quantity.unit in DURATIONS and not (quantity.unit == "年" and 1900 <= quantity.value <= 2100)
    if asked == "points":  # 增长几个点 may be told in %
        return quantity.measures in {"points", "share"}
    if asked:
        return quantity.measures == asked
    return bool(quantity.unit) or quantity.value >= 10


def _counts_like(counter: str, quantity: Quantity) -> bool:
    """Whether a quantity may be of what is asked for with another counter: 几家 are no 人, whereas 个 counts all."""
    alike = counter == "个" or (counter in _PEOPLE) == (quantity.unit in _PEOPLE)
    return alike and quantity.unit in COUNTERS


def _is_date_part(quantity: Quantity, sentence: str) -> bool:
    if any(time.start <= quantity.start < time.end for time in periods_in(sentence)):
        return True
    text = fold(sentence[quantity.start : quantity.end])
    after = sentence[quantity.end : quantity.end + 1]
    if quantity.unit in {"年", "日", "月"} and (
        _YEAR_NUMBER.match(text) or (quantity.unit == "日" and sentence[quantity.start - 1 : quantity.start] == "月")
    ):
        return True
    return not quantity.unit and (after in "月年号〕]" if after else False)


def _label_fit(quantity: Quantity, sentence: str, wanted: set[str], start: int) -> float:
    """The share of the label's pairs of characters that the question has; the label ends at the number.

    Clauses between `start` and the number's own count less.
    """
    near = _label(quantity, sentence)
    clauses = _CLAUSE.split(sentence[start : quantity.start])
    shared = len(near & wanted) / max(1, min(len(near), len(wanted)))
    lead = bigrams(fold("".join(clauses[:-1]))[-30:])
    return shared + 0.3 * len(lead & wanted) / max(1, len(lead))


def _label(quantity: Quantity, sentence: str) -> set[str]:
    """The pairs of characters of the words right before and behind a number, within its clause."""
    bare = _ASIDE.sub("", fold(sentence[: quantity.start]))
    before = _CLAUSE.split(bare)[-1][-_LABEL:]
    after = _CLAUSE.split(fold(sentence[quantity.end : quantity.end + 6]))[0]
    return bigrams(before) | bigrams(after)
