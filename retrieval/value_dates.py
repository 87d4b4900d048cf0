"""The asked date inside a sentence, from its year to the hour, with its end where it is a period."""

from __future__ import annotations

import re

from retrieval.characters import bigrams, fold
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
_ASKS_HOUR = re.compile(r"几点(?!建议)|什么钟点|几时")
_TIME = r"(?:上午|中午|下午|晚上?|早上?|凌晨|夜间)?\s?(?:\d{1,2}:\d{2}|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[时点](?!名|建议|要求)(?:半|\d{1,2}分|整)?)"
_CLOCK = re.compile(rf"{_TIME}(?:\s?(?:至|到|[—–~-]{{1,2}})\s?(?:次日)?{_TIME})?(?:前|后|起|以前|之前)?")
_DATELINE = re.compile(r"\s?[电讯]")
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
_ASKS_DAY, _YEAR_ALONE = re.compile(r"哪一?[天日月]|几[号月日]|哪个月"), re.compile(rf"\s?{_YEAR}[前底初]?$")


def is_year_alone(date: str) -> bool:
    """Whether a date says a year and nothing finer."""
    return bool(_YEAR_ALONE.match(fold(date)))


def _hours(sentence: str) -> Value | None:
    """The first time of day, or span of hours."""
    match = _CLOCK.search(fold(sentence))
    return Value(sentence[match.start() : match.end()], match.start(), match.end(), 0.5) if match else None


def find_date(sentence: str, question: str) -> Value | None:
    """The date whose surroundings share most with the question, dates that the question itself names left out."""
    if _ASKS_HOUR.search(question):
        return _hours(sentence)
    wanted = bigrams(fold(question))
    asked = {m.group() for m in DATE.finditer(fold(question))}
    folded = fold(sentence)
    found = [m for m in DATE.finditer(folded) if m.group() not in asked and not _DATELINE.match(folded, m.end())]
    if _ASKS_DAY.search(question):
        found = [m for m in found if not is_year_alone(m.group())]
    if not found:
        return None

    def fit(match: re.Match[str]) -> float:
        around = bigrams(folded[max(0, match.start() - 16) : match.start()]) | bigrams(
            folded[match.end() : match.end() + 16]
        )
        shared = len(around & wanted) / max(1, min(len(around), len(wanted)))
        return shared + _SIDE * any(
            asks.search(question)
            and (
                before.search(folded, 0, match.start())
                or after.search(match.group())
                or after.match(folded, match.end())
            )
            for asks, before, after in _SIDES
        )

    best = max(found, key=lambda m: (fit(m), -m.start()))
    start = best.start() + len(best.group()) - len(best.group().lstrip())
    return Value(sentence[start : best.end()], start, best.end(), fit(best))
