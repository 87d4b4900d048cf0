"""Dates as policy documents write them."""

from __future__ import annotations

import re
from datetime import date

from retrieval.characters import fold

_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("○οΟo0", "0")  # as typed for 〇
_YEAR = r"(?:(?:19|20)\d\d|[一二][九零○οΟo0][零○οΟo0一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
DATE = re.compile(
    rf"(?P<y>{_YEAR})\s?年\s?(?P<m>{_MONTH})\s?月\s?(?P<d>{_DAY})\s?日"
    r"|(?P<iy>(?:19|20)\d\d)(?P<sep>[-/.])(?P<im>1[0-2]|0?[1-9])(?P=sep)(?P<id>3[01]|[12]\d|0?[1-9])(?!\d)"
)


def dates(text: str) -> list[tuple[date, int, int]]:
    """The full dates of `text` with the offsets at which they stand, in order; impossible ones are left out."""
    found = []
    for match in DATE.finditer(fold(text)):
        parts = (match["y"], match["m"], match["d"]) if match["y"] else (match["iy"], match["im"], match["id"])
        year = int("".join(_DIGITS.get(c, c) for c in parts[0]))
        try:
            found.append((date(year, _small(parts[1]), _small(parts[2])), match.start(), match.end()))
        except ValueError:
            continue
    return found


def first_date(text: str) -> date | None:
    """The first full date of `text`."""
    return next((day for day, _, _ in dates(text)), None)


def _small(text: str) -> int:
    """1 to 31 in digits or as 十二, 二十一, 三十."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(_DIGITS[text])
    return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)
