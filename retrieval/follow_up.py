"""A follow-up question made whole from the conversation before it, by rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.characters import fold
from retrieval.models import Turn
from retrieval.numbers import UNITS
from retrieval.places import places_in

_UNIT = "|".join(map(re.escape, UNITS))
_ASKED_YEAR = re.compile(r"(?:(?:19|20)\d\d|[一二][九零][零一二三四五六七八九]{2})年度?|去年|今年|前年|上年|明年")
_MATTER = re.compile(r"的?(?:情况|数据|数字|结果)$")
_ASKED_AMOUNT = re.compile(rf"(?:是|有|为|达到?|共)?(?:多少|几)(?:{_UNIT})?[\u4e00-\u9fff]{{0,2}}$")
_FOLLOW_UP = re.compile(r"^(?:那么?|那|再问|还有)?(?P<what>[^,?。]{1,14}?)(?:的?呢|呢)[?]?$")
_ASKED_MEASURE = re.compile(r"总?(?:面积|金额|数量|宗数|长度|人数|比例|规模|总数|总额)$")


def complete_question(question: str, history: Sequence[Turn]) -> str:
    """A follow-up such as 那2020年呢 or 面积呢 made whole from the last question; others unchanged."""
    match = _FOLLOW_UP.match(fold(question))
    if not match or not history:
        return question
    whole = history[-1].question.rstrip()
    last = fold(whole).rstrip("?。 ")
    mark = whole[len(last) :]
    what = _MATTER.sub("", match["what"])
    year = _ASKED_YEAR.search(what)
    if year:
        last = _ASKED_YEAR.sub(year.group(), last, count=1) if _ASKED_YEAR.search(last) else year.group() + last
        what = what.replace(year.group(), "", 1).strip("的")
    place, known = places_in(what), places_in(last)
    if place and known:
        spelling = next(name for name in known[0].names if name in last)
        written = next(name for name in place[0].names if name in what)
        last, what = last.replace(spelling, written, 1), what.replace(written, "", 1).strip("的")
    if not what:
        return last + mark
    amount = _ASKED_AMOUNT.search(last)
    return f"{_ASKED_MEASURE.sub('', last[: amount.start()])}{what}多少" if amount else f"{last} {what}"
