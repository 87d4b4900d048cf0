"""The asked value inside a sentence: a quantity with its unit, a date, a person, a telephone number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.characters import bigrams, fold
from retrieval.numbers import COUNTERS, DURATIONS, Quantity, quantities
from retrieval.tokens import tagged
from retrieval.understand import Ask, Kind

_DATE = re.compile(
    r"(?:(?:19|20)\d\d\s?年)?\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?月\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?[日号]"
    r"(?:\s?(?:上午|下午|晚|凌晨|零时|\d{1,2}时|\d{1,2}点)+)?(?:\s?[—–~至到-]+\s?(?:\d{1,2}月)?\d{1,2}[日号])?(?:起)?"
    r"|(?:19|20)\d\d\s?年(?:\s?\d{1,2}\s?月)?底?(?![\d级])"
    r"|\d{1,2}\s?月(?:份|底|初|中旬|上旬|下旬)|\d{1,2}[日号](?=起|前|至)"
)
_DATELINE = re.compile(r"\s?[电讯]")
_PHONE = re.compile(
    r"(?<![\d.])(?:[(]0\d{2,3}[)]\s?|0\d{2,3}\s?[—–-]{1,2}\s?)?\d{7,11}(?:\s?转\s?\d+)?(?![\d.%亿万元个户人吨亩项家])"
    r"|(?<!\d)(?:12\d{3}|95\d{3}|1[01]\d|400-?\d{3}-?\d{4})(?![\d.%亿万元个户人吨亩项家年月])"
)

_CLAUSE = re.compile(r"[,，;；。:：、]")
# A question for a beginning or an end, and the words by which a date is one.
_SIDES = (
    (re.compile(r"开始|起始|启动|施行|实施|生效"), re.compile(r"(?:自|从)(?:每年)?$"), re.compile(r"起|开始|启动")),
    (
        re.compile(r"截[止至]|结束|到期|终止|最[晚迟]|为止"),
        re.compile(r"(?:至|到|截止|截至|[—–~-])$"),
        re.compile(r"之?前|止|截[止至]|结束|到期|为止"),
    ),
)
_SIDE = 0.5
_APART = 0.5
_LIKELY = 0.3  # least share of a label that a value with another counter must have
_YEAR_NUMBER = re.compile(r"(?:19|20)\d\d")
_TITLES = "书记|局长|主任|市长|县长|区长|省长|部长|厅长|处长|科长|院长|校长|主席|会长|秘书长|组长|镇长|乡长|所长|站长|董事长|总经理|经理|司长|署长|行长|委员|代表|负责人|联系人"
_TITLE = re.compile(_TITLES)
# The hundred commonest surnames (公安部 name report, 2020): the tagger also calls other words names.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_JOINS = re.compile(r"[:：、,，\s]*(?:是|为|由)?")
_NAMED_AS = re.compile(r"([\u4e00-\u9fff]{2,4})(?:同志)?(?:任|担任|为|是)[^,，。;；]{0,12}$")


@dataclass(frozen=True, slots=True)
class Value:
    """What was asked for, at `start:end` of its sentence. `fit` says how well its label suits, 0…1."""

    text: str
    start: int
    end: int
    fit: float


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
    finders = {"date": _date, "phone": _phone, "person": _person}
    value = finders[kind](sentence, question) if kind in finders else None
    return [value] if value else []


def _quantity(ask: Ask, sentence: str, question: str, timely: Callable[[int], bool]) -> Value | None:
    """The number of the asked measure and year whose label (the words before it) shares most with the question."""
    wanted = bigrams(fold(ask.label)) | bigrams(fold(question))
    known = [q for q in quantities(sentence) if not _is_date_part(q, sentence)]
    fitting = [q for q in known if _measures(q, ask.measures)]
    if not fitting and ask.measures in COUNTERS:  # 多少类 may be told as 三种: another counter, if its label fits
        fitting = [q for q in known if q.unit in COUNTERS and _label_fit(q, sentence, wanted, 0) >= _LIKELY]
    if not fitting:
        return None
    ends = [0, *(q.end for q in fitting)]  # the words before a value of the kind belong to it, not to the next
    fits = {q: _label_fit(q, sentence, wanted, max(end for end in ends if end <= q.start)) for q in fitting}
    told = _told_apart([_label(q, sentence) for q in fitting], wanted)
    ranked = max(fitting, key=lambda q: (timely(q.start), fits[q] + _APART * told[fitting.index(q)], -q.start))
    return Value(ranked.text, ranked.start, ranked.end, fits[ranked])


def _told_apart(labels: Sequence[set[str]], wanted: set[str]) -> list[float]:
    """How much of what the question has of their differences each label has: of 早稻每亩补贴 and 晚稻每亩补贴, 早稻 counts."""
    told, shared = frozenset[str]().union(*labels), labels[0].intersection(*labels[1:])
    telling = (told - shared) & wanted
    return [len(label & telling) / max(1, len(telling)) for label in labels]


def _measures(quantity: Quantity, asked: str) -> bool:
    if asked == "duration":
        return quantity.unit in DURATIONS and not _YEAR_NUMBER.fullmatch(quantity.text.rstrip("年"))
    if asked:
        return quantity.measures == asked
    return bool(quantity.unit) or quantity.value >= 10


def _is_date_part(quantity: Quantity, sentence: str) -> bool:
    text = fold(quantity.text)
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
    before = fold(_CLAUSE.split(sentence[: quantity.start])[-1])[-12:]
    after = _CLAUSE.split(fold(sentence[quantity.end : quantity.end + 6]))[0]
    return bigrams(before) | bigrams(after)


def _date(sentence: str, question: str) -> Value | None:
    """The date whose surroundings share most with the question, dates that the question itself names left out."""
    wanted = bigrams(fold(question))
    asked = {m.group() for m in _DATE.finditer(fold(question))}
    folded = fold(sentence)
    found = [m for m in _DATE.finditer(folded) if m.group() not in asked and not _DATELINE.match(folded, m.end())]
    if not found:
        return None

    def fit(match: re.Match[str]) -> float:
        around = bigrams(folded[max(0, match.start() - 16) : match.start()]) | bigrams(
            folded[match.end() : match.end() + 16]
        )
        shared = len(around & wanted) / max(1, min(len(around), len(wanted)))
        return shared + _SIDE * any(
            asks.search(question) and (before.search(folded, 0, match.start()) or after.match(folded, match.end()))
            for asks, before, after in _SIDES
        )

    best = max(found, key=lambda m: (fit(m), -m.start()))
    return Value(sentence[best.start() : best.end()], best.start(), best.end(), fit(best))


def _phone(sentence: str, question: str) -> Value | None:
    found = list(_PHONE.finditer(fold(sentence)))
    if not found:
        return None
    first, last = found[0], found[-1]
    if last.end() - first.start() <= 60:  # several numbers side by side are one answer
        return Value(sentence[first.start() : last.end()], first.start(), last.end(), 1.0)
    return Value(sentence[first.start() : first.end()], first.start(), first.end(), 1.0)


def _person(sentence: str, question: str) -> Value | None:
    """The name beside the office that the question names (局长张世东, 张世东任局长)."""
    asked = {match.group() for match in _TITLE.finditer(question)}
    deputy = any(f"副{title}" in question for title in asked)
    for match in _TITLE.finditer(sentence):
        if asked and match.group() not in asked:
            continue
        if (sentence[match.start() - 1 : match.start()] == "副") != deputy:
            continue
        joined = _JOINS.match(sentence, match.end())
        start = joined.end() if joined else match.end()
        if name := _name_in(sentence[start : start + 4]):
            return Value(name, start, start + len(name), 1.0)
        before = _NAMED_AS.search(sentence, 0, match.start())
        if before and (name := _name_in(before[1])):
            return Value(name, before.start(1), before.start(1) + len(name), 1.0)
    return None if asked else _first_name(sentence)


def _first_name(sentence: str) -> Value | None:
    at = 0
    for word, tag in tagged(sentence):
        if tag == "nr" and 2 <= len(word) <= 4 and word[0] in _SURNAMES:
            return Value(sentence[at : at + len(word)], at, at + len(word), 0.5)
        at += len(word)
    return None


def _name_in(text: str) -> str:
    """The person's name that `text` begins with, by the tagger; "" where there is none."""
    for size in (4, 3, 2):
        words = tagged(text[:size])
        if len(words) == 1 and words[0][1].startswith("nr") and len(text[:size]) == size:
            return text[:size]
    first = tagged(text)
    if first and first[0][1].startswith("nr"):
        name = first[0][0]
        if len(name) == 1 and len(first) > 1:
            name += first[1][0]
        return name if 2 <= len(name) <= 4 else ""
    return ""
