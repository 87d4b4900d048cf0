"""The years that a text names: 2019年, 二〇一九年, 2018—2020年, “十三五”, 去年, 近三年."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from retrieval.characters import fold

_HANZI_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")}
_DIGIT = r"[\d零一二三四五六七八九]"
_YEAR = re.compile(
    rf"(?P<a>(?:19|20)\d\d|[一二][九零]{_DIGIT}{{2}})\s?(?:年度?)?\s?(?:[—–~至到/-]{{1,2}})\s?(?P<b>(?:19|20)\d\d)\s?学?年"
    r"|(?P<list>(?:(?:19|20)\d\d\s?(?:年度?)?\s?[、,和及与]\s?)+(?:19|20)\d\d)\s?年"
    rf"|(?P<one>(?:19|20)\d\d|[一二][九零]{_DIGIT}{{2}})\s?年"
    r"|(?P<iso>(?:19|20)\d\d)(?=[-/.]\d{1,2}[-/.]\d{1,2})"
    r"|“?(?P<plan>十[一二三四五六])五”?(?=规划|时期|期间|以来|末|收官|开局|[^\d]|$)"
)
_RELATIVE = re.compile(
    r"(?P<span>近|过去|最近|前)(?P<n>[一二两三四五六七八九十]|\d{1,2})年(?!级)"
    r"|(?P<word>去年|上一?年度?|大?前年|今年|本年度?|当年|明年|来年|下一年|后年)(?!级)"
    r"|(?<![数多])(?P<both>过去的一年)"
)
_SHIFT = {
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "上年度": -1,
    "上一年度": -1,
    "前年": -2,
    "大前年": -3,
    "今年": 0,
    "本年": 0,
}
_SHIFT |= {"本年度": 0, "当年": 0, "明年": 1, "来年": 1, "下一年": 1, "后年": 2}
# A year that only names a thing, or that something is compared with, is not the year of the statement.
NAMES = re.compile(
    r"《[^》]*》|[〔\[【(（](?:19|20)\d\d[〕\]】)）]|(?:19|20)\d\d\s?年\s?第\s?\d+\s?号"
    r"|(?:19|20)\d\d\s?年(?:\d{1,2}月(?:\d{1,2}日)?)?(?=修[订正改]|版|印发|颁布|制定)"
)
_SINCE = re.compile(r"以来|起至今|至今")


@dataclass(frozen=True, slots=True)
class Mention:
    """Years named at `start:end` of a text."""

    years: frozenset[int]
    start: int
    end: int


def mentions(text: str, today: date | None) -> list[Mention]:
    """The years named in `text`, in order; relative words count from `today` (skipped where None)."""
    folded = fold(text)
    found = [Mention(_absolute(m), m.start(), m.end()) for m in _YEAR.finditer(folded)]
    if today is not None:
        found += [Mention(_relative(m, today.year), m.start(), m.end()) for m in _RELATIVE.finditer(folded)]
        found = [_open_ended(m, folded, today.year) for m in found]
    return sorted((m for m in found if m.years), key=lambda m: m.start)


def _open_ended(mention: Mention, folded: str, now: int) -> Mention:
    """2018年以来 is every year from 2018 to now; “十四五”以来 ends with its last."""
    first = min(mention.years, default=now)
    if len(mention.years) > 1:
        now = min(now, max(mention.years))
    if not _SINCE.match(folded, mention.end) or not 0 <= now - first <= 50:
        return mention
    return Mention(frozenset(range(first, now + 1)), mention.start, mention.end)


def _absolute(match: re.Match[str]) -> frozenset[int]:
    if plan := match["plan"]:
        first = 2006 + 5 * "一二三四五六".index(plan[1])  # 十一五 began in 2006
        return frozenset(range(first, first + 5))
    if match["list"]:
        return frozenset(map(int, re.findall(r"\d{4}", match["list"])))
    if match["a"]:
        first, last = _year(match["a"]), _year(match["b"])
        return frozenset(range(first, last + 1)) if 0 <= last - first <= 30 else frozenset((first, last))
    return frozenset((_year(match["one"] or match["iso"]),))


def _year(text: str) -> int:
    return int("".join(_HANZI_DIGITS.get(c, c) for c in text))


def _relative(match: re.Match[str], year: int) -> frozenset[int]:
    if match["both"]:
        return frozenset((year - 1,))
    if match["span"]:
        n = int(match["n"]) if match["n"].isdigit() else "零一二三四五六七八九十".index(match["n"].replace("两", "二"))
        return frozenset(range(year - n, year)) if n else frozenset()
    return frozenset((year + _SHIFT[match["word"]],))
