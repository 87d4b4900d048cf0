"""The asked value inside a sentence: a quantity with its unit, a date, a person, a telephone number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.amounts import Amount, after_each, amount_at, amounts
from retrieval.asks import PAYS
from retrieval.characters import fold
from retrieval.numbers import COUNTERS, DURATIONS, Quantity, quantities
from retrieval.period_words import periods_in
from retrieval.sentences import Span
from retrieval.understand import Ask, Kind
from retrieval.value import Value
from retrieval.value_dates import find_date
from retrieval.value_fit import Suits
from retrieval.value_names import find_person, find_phone
from retrieval.value_rows import asks_for_each, value_row

__all__ = ["Value", "find_values"]

_APART = 0.05  # by how much the next must suit less for a value to be clear
_LIKELY = 0.3  # least share of a label that a value with another counter must have
_FROM = re.compile(r"[由从](?:原来?的?)?[^,，。;；]{0,20}$")
_CHANGED = re.compile(r"[^,，。;；、]{0,16}?[\u4e00-\u9fff][到至为][^,，。;；、]{0,4}\d")  # 由66户整合至12户
_FORMERLY = re.compile(r"原|之前|以前|过去|调整前|提高前|旧")
_LENGTHS = {
    "分钟": 0,
    "小时": 1,
    "个小时": 1,
    "天": 2,
    "日": 2,
    "工作日": 2,
    "个工作日": 2,
    "周": 2,
    "月": 3,
    "个月": 3,
    "年": 4,
}
# How several pay one thing is told as a ratio: 市、区按4∶6分担.
_SHARED = frozenset(["money", "pay", "share"])
_RATIO = re.compile(
    r"(?<![\d:：∶.])\d{1,2}(?:\.\d)?(?:[:：∶]\d{1,2}(?:\.\d)?){1,4}(?![\d:：∶])(?=[的比]|分担|负担|承担|分摊|分成|筹集)"
)
_VOTE = re.compile(r"[^,，。;；]{0,12}(?:同意|通过|赞成|表决)")  # a share of those who agree is not paid
_PEOPLE = frozenset("人 名 位 人次 口".split())
_YEAR_NUMBER = re.compile(r"(?:19|20)\d\d")


def find_values(
    kind: Kind,
    asks: Sequence[Ask],
    sentence: str,
    question: str,
    timely: Callable[[int], bool] = lambda at: True,
    pointed: Span | None = None,
) -> list[Value]:
    """The value for each ask (one for kinds other than quantity), or [] where one of them is missing.

    Quantities at offsets for which `timely` holds (those of an asked year) go before others. `pointed` is where in the
    sentence the answer stands by the reader's word.
    """
    if kind == "quantity":
        found = [_quantity(ask, sentence, question, timely, pointed) for ask in asks]
        return [value for value in found if value] if all(found) else []
    if kind == "date":
        value = find_date(sentence, question, pointed)
    else:
        finders = {"phone": find_phone, "person": find_person}
        value = finders[kind](sentence, question) if kind in finders else None
    return [value] if value else []


def _quantity(
    ask: Ask, sentence: str, question: str, timely: Callable[[int], bool], pointed: Span | None
) -> Value | None:
    """The amount of the asked measure and year whose label (the words before it) shares most with the question.

    It keeps its limit, both its ends and what it is for each of; of a row of amounts that the question does not tell
    apart (一等奖5万元、二等奖3万元) all are the value.
    """
    if ask.measures in _SHARED and asks_for_each(question) and (ratio := _RATIO.search(sentence)):
        return Value(ratio.group(), ratio.start(), ratio.end(), 1.0)
    said = amounts(sentence)
    known = [q for q in map(_whole, said) if not _is_date_part(q, sentence)]
    if not _FORMERLY.search(question):
        known = [q for q in known if not _is_former(q, sentence)]
    suits = Suits(f"{ask.label} {question}", sentence, pointed)
    fitting = [q for q in known if _measures(q, ask)]
    if not fitting and ask.measures == "money" and not ask.unit:  # 补多少钱 may be told as a share, or in dollars
        fitting = [q for q in known if _measures(q, replace(ask, measures="pay"))]
        fitting = [q for q in fitting if not _VOTE.match(sentence, q.end)]
    if not fitting and ask.measures in COUNTERS:  # 多少类 may be told as 三种: another counter, if its label fits
        fitting = [q for q in known if _counts_like(ask.measures, q) and suits.label_fit(q, 0) >= _LIKELY]
    if not fitting:
        return None
    asked = quantities(question)  # what the question tells itself is no answer to it: 20家园区里有多少家企业
    fitting = [q for q in fitting if not any(q.same_as(other) for other in asked)] or fitting
    of = [amount_at(said, quantity) for quantity in fitting]
    scores, cased = suits.scores(fitting, of), suits.cased(fitting, ask.measures)
    best = max(range(len(fitting)), key=lambda i: (timely(fitting[i].start), cased[i], scores[i], -i))
    start, end = value_row(sentence, of, of[best], question)
    others = [score for amount, score in zip(of, scores, strict=True) if not start <= amount.start < end]
    clear = cased[best] or all(scores[best] - score > _APART for score in others)
    clear &= not (others and (asks_for_each(question) or (not cased[best] and suits.untold(fitting, of))))
    if start == of[best].start:
        start = after_each(sentence, start, fitting[best].start, question)
    return Value(sentence[start:end], start, end, suits.fits(fitting)[best], clear)


def _is_former(quantity: Quantity, sentence: str) -> bool:
    """Whether an amount is what another takes the place of: 由760元提高到800元."""
    return bool(_FROM.search(sentence[: quantity.start]) and _CHANGED.match(sentence, quantity.end))


def _whole(amount: Amount) -> Quantity:
    """An amount as one quantity, from the first digit of a range to its last unit."""
    last = amount.high or amount.low
    return replace(amount.low, unit=last.unit, end=last.end, text=amount.text)


def _measures(quantity: Quantity, ask: Ask) -> bool:
    """Whether a quantity is of what is asked for; where nothing is said of that, any but a 一张 or 一次."""
    asked = ask.measures
    if asked == "duration":
        calendar = quantity.unit == "年" and 1900 <= quantity.value <= 2100
        return quantity.unit in DURATIONS and not calendar and _as_long(quantity.unit, ask.unit)
    if asked == "pay":
        return quantity.measures in PAYS
    if asked == "points":  # 增长几个点 may be told in %
        return quantity.measures in {"points", "share"}
    if asked:
        return quantity.measures == asked
    return (bool(quantity.unit) and not quantity.text.startswith("一")) or quantity.value >= 10


def _as_long(unit: str, asked: str) -> bool:
    """Whether a duration may be told in a unit where another is asked for: 几年 in 个月, never in 工作日."""
    return asked not in _LENGTHS or abs(_LENGTHS[unit] - _LENGTHS[asked]) <= 1


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
