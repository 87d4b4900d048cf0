"""The asked date inside a sentence, from its year to the hour, with its end where it is a period."""

from __future__ import annotations

import re

from retrieval.characters import bigrams, fold
from retrieval.sentences import Span
from retrieval.value import Value

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?:19|20)\d\d|[一二][九零][零一二三四五六七八九]{2})\s?年"
_HOUR = r"(?:\s?(?:上午|中午|下午|晚上?|凌晨|零时|\d{1,2}[时点](?:\d{1,2}分|半)?|\d{1,2}:\d{2}))*"
_DAY = rf"(?:{_YEAR})?\s?{_N}\s?月\s?{_N}\s?[日号]{_HOUR}"
DATE = re.compile(
    rf"{_DAY}(?:\s?[—–~至到-]{{1,2}}\s?(?:(?:{_YEAR})?\s?(?:{_N}\s?月\s?)?{_N}\s?[日号]|\d{{1,2}}[时点]|\d{{1,2}}:\d{{2}}){_HOUR})?"
    r"(?:起|之?前(?![往来后])|以前|之后|以后)?"
    rf"|{_YEAR}\s?(?:\d{{1,2}}\s?月)?(?:\s?[—–~至到-]{{1,2}}\s?(?:{_YEAR})?\s?\d{{1,2}}\s?月)?(?:底|初|中旬|上旬|下旬|上半年|下半年|[一二三四]季度)?前?(?![\d级])"
    r"|\d{1,2}\s?月(?:份|底|初|中旬|上旬|下旬)|\d{1,2}[日号](?=起|前|至)"
)
_ASKS_HOUR = re.compile(r"几点(?!建议)|什么钟点")
_TIME = r"(?:上午|中午|下午|晚上?|早上?|凌晨|夜间)?\s?(?:\d{1,2}:\d{2}|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[时点](?!名|建议|要求)(?:半|\d{1,2}分|整)?)"
_CLOCK = re.compile(rf"{_TIME}(?:\s?(?:至|到|[—–~-]{{1,2}})\s?(?:次日)?{_TIME})?(?:前|后|起|以前|之前)?")
# 每周三、周六下午, 每月最后一个周六, 每月15日, 每年6月
_RECURRING = re.compile(
    r"每(?:个)?(?:周|星期|礼拜)[一二三四五六日天末](?:[、至到和及—~-]{1,2}(?:周|星期)?[一二三四五六日天末])*(?:上午|下午|晚上?)?(?:\d{1,2}[时点])?"
    rf"|每(?:个)?月(?:(?:第[一二三四五]个|最后一个|首个|末)(?:周|星期)[一二三四五六日天末]|{_N}\s?[日号](?:[、和至到—~-]{_N}\s?[日号])*)(?:前|起)?"
    rf"|每年{_N}\s?月(?:{_N}\s?[日号]|[底初份])?(?:\s?[至到—~-]{{1,2}}\s?{_N}\s?月(?:{_N}\s?[日号]|[底初份])?)?(?:前|起)?"
)
# Where no day is named: 自迁入满一年的次月起, 竣工后6个月内, 年内
_SO_MANY = r"(?:\d+|[一二两三四五六七八九十百]{1,4})"
_RELATIVE = re.compile(
    rf"自(?!(?:本[\u4e00-\u9fff]{{2,4}})?(?:印发|公布|发布|通过|颁布))[^,，。;；、]{{1,20}}?(?:之日|次日|次月|[\u4e00-\u9fff]日|当[月日天])起(?:满?{_SO_MANY}(?:个?工作)?[日天个月年]+内)?"
    rf"|[^,，。;；、]{{2,16}}?[后前]{_SO_MANY}(?:个?工作日|个月|[日天年])(?:内|以内)?(?:的\d{{1,2}}时)?|(?:今年|(?<![\d一二三四五六七八九十两几半])年)内|[上下]半年|(?<![\d一二三四五六七八九十两几半])年[底末初]前?"
)
_DATELINE = re.compile(r"\s?[电讯]")
# A question for a beginning or an end, and the words by which a date is one.
_SIDES = (
    (re.compile(r"开始|起始|启动|施行|实施|生效"), re.compile(r"(?:自|从)(?:每年)?$"), re.compile(r"起|开始|启动")),
    (
        re.compile(r"截[止至]|结束|到期|终止|最[晚迟]|为止|到(?:什么|哪|何|几)"),
        re.compile(r"(?:至|到|截止|截至|[—–~-])$"),
        re.compile(r"之?前|止|截[止至]|结束|到期|为止"),
    ),
)
_SIDE, _POINTED = 0.5, 0.75
_APART = 0.05  # by how much the next must suit less for a date to be clear
_ASKS_DAY, _YEAR_ALONE = re.compile(r"哪一?[天日月]|几[号月日]|哪个月"), re.compile(rf"\s?{_YEAR}[前底初]?$")


def is_year_alone(date: str) -> bool:
    """Whether a date says a year and nothing finer."""
    return bool(_YEAR_ALONE.match(fold(date)))


def find_date(sentence: str, question: str, pointed: Span | None = None) -> Value | None:
    """The date whose surroundings share most with the question, dates that the question itself names left out.

    Where an hour is asked for, it is one; where no day is named, what begins or ends a time (自次月起). `pointed` is where
    the answer stands by the reader's word.
    """
    folded = fold(sentence)
    found = _times(folded, question)
    if not found:
        return None
    wanted = bigrams(fold(question))

    def fit(match: re.Match[str]) -> float:
        around = bigrams(folded[max(0, match.start() - 16) : match.start()]) | bigrams(
            folded[match.end() : match.end() + 16]
        )
        shared = len(around & wanted) / max(1, min(len(around), len(wanted)))
        shared += _POINTED * (pointed is not None and match.start() < pointed.end and pointed.start < match.end())
        return shared + _SIDE * any(
            asks.search(question)
            and (
                before.search(folded, 0, match.start())
                or after.search(match.group())
                or after.match(folded, match.end())
            )
            for asks, before, after in _SIDES
        )

    fits = [fit(match) for match in found]
    at = max(range(len(found)), key=lambda i: (fits[i], -found[i].start()))
    best, others = found[at], [f for i, f in enumerate(fits) if i != at]
    start = best.start() + len(best.group()) - len(best.group().lstrip())
    clear = all(fits[at] - other > _APART for other in others) and not _other_side(folded, best, question)
    return Value(sentence[start : best.end()], start, best.end(), min(1.0, fits[at]), clear)


def _other_side(folded: str, date: re.Match[str], question: str) -> bool:
    """Whether a date begins what is asked to end: 有效期到什么时候, 自2024年1月1日起施行，有效期五年."""
    (_, _, begins), (ends, *_) = _SIDES
    return bool(ends.search(question)) and bool(begins.search(date.group()) or begins.match(folded, date.end()))


def _times(folded: str, question: str) -> list[re.Match[str]]:
    """The times of a sentence that may be what is asked for."""
    if _ASKS_HOUR.search(question):
        return list(_CLOCK.finditer(folded))
    asked = {match.group() for match in DATE.finditer(fold(question))}
    found = [m for m in DATE.finditer(folded) if m.group() not in asked and not _DATELINE.match(folded, m.end())]
    if _ASKS_DAY.search(question):
        found = [m for m in found if not is_year_alone(m.group())]
    if recurring := list(_RECURRING.finditer(folded)):
        found = [m for m in found if not any(r.start() <= m.start() < r.end() for r in recurring)] + recurring
    return found or list(_RELATIVE.finditer(folded))
