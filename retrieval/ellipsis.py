"""那2020年呢, 面积呢, 历城区呢, 晚稻呢: the last question asked again with one thing changed."""

from __future__ import annotations

import re

from retrieval.characters import fold
from retrieval.numbers import UNITS
from retrieval.places import place_spans, places_in
from retrieval.topics import ASKING, belongs, matter_of

_UNIT = "|".join(map(re.escape, UNITS))
_ASKED_YEAR = re.compile(
    r"(?:(?:19|20)\d\d|[一二][九零][零一二三四五六七八九]{2})年度?|去年|今年|大?前年|上一?年|明年|本年|(?:近|前)[一二三四五六七八九十两\d]+年"
)
_MATTER = re.compile(r"的?(?:情况|数据|数字|结果|话)$")
_ASKED_AMOUNT = re.compile(rf"(?:是|有|为|达到?|共)?(?:多少|几)(?:{_UNIT})?[\u4e00-\u9fff]{{0,2}}$")
# 2024年修了多少公里农村公路
_ASKED_OF = re.compile(rf"(?:多少|几)(?:{_UNIT})?的?[\u4e00-\u9fff]{{2,12}}$")
_FOLLOW_UP = re.compile(
    r"^(?:换成|如果是|要是|若是|改成|至于|说到)?(?P<what>[^,?。]{1,16}?)(?:的?呢|(?P<how>怎么样呢?|如何呢?))$"
)
_ALONE = re.compile(r"^(?:(?:19|20)\d\d年度?|去年|今年|大?前年|上一?年|明年)(?:的)?$")
_ASKED_MEASURE = re.compile(r"总?(?:面积|金额|数量|宗数|长度|人数|比例|规模|总数|总额)$")
_COUNTED = re.compile(
    r"[\d一二三四五六七八九十百千万]+(?P<unit>周?岁|亩|元|万元|人|年级|级|套|类|档|层|公里|平方米)(?:以[上下内外])?的?$"
)
# Words by which benefits and documents are named: 失业保险呢 is another matter, 二套房呢 a part of the last.
_MATTERS = re.compile(
    r"(?:补贴|补助|津贴|贷款|保险|低保|救助|奖励|基金|奖学金|金|证|税|费|办法|条例|规定|通知|政策|法)$"
)
_WHY = re.compile(r"^(?:这?是?为什么|为啥|为何|什么原因|原因)(?:呢|呀|啊)?$")
_MORE = re.compile(
    r"^(?:还有(?:呢|吗|别的吗|其他的?吗|哪些)|具体(?:呢|一点|说说|点)|详细(?:说说|一点|点|呢)|展开(?:说说|讲讲)|继续|然后呢|再具体(?:点|一点|些))$"
)
_ASKED_LIKE = (
    (re.compile(r"(?:期限|时限|有效期|周期|年限)$"), "是多久"),
    (re.compile(r"(?:时间|日期)$"), "是什么时候"),
    (
        re.compile(r"(?:率|比例|占比|比重|数量|人数|面积|金额|总额|额度|费用|总数|宗数|规模|价格|电话|热线|学费)$"),
        "是多少",
    ),
    (re.compile(r"(?:长|书记|主任|负责人|联系人)$"), "是谁"),
    (re.compile(r"(?:地点|地址|窗口)$"), "在哪里"),
)


def completed_ellipsis(text: str, last: str) -> str | None:
    """The whole question that a bare folded follow-up ending in 呢, or a lone year or place, stands for; else None."""
    if _MORE.match(text):
        return last
    if _WHY.match(text):
        matter = ASKING.sub("", fold(last).rstrip("?。 "))
        return f"{matter.rstrip('的是')}的原因是什么"
    match = _FOLLOW_UP.match(text)
    what = match["what"] if match else text if _ALONE.match(text) or _is_place(text) else None
    if match and match["how"] and not (_ALONE.match(match["what"]) or _is_place(match["what"])):
        return None  # 天气怎么样 asks anew
    return _exchanged(_MATTER.sub("", what), last) if what else None


def _is_place(text: str) -> bool:
    spans = place_spans(text)
    return bool(spans) and spans[0][1] == 0 and spans[-1][2] == len(text)


def _exchanged(what: str, whole: str) -> str:
    """The last question with its year, place or subject exchanged for those in `what`, or asked for a part of it."""
    whole = whole.rstrip()
    last = fold(whole).rstrip("?。 ")
    mark = whole[len(last) :]
    year = _ASKED_YEAR.search(what)
    if year:
        last = _ASKED_YEAR.sub(year.group(), last, count=1) if _ASKED_YEAR.search(last) else year.group() + last
        what = what.replace(year.group(), "", 1).strip("的")
    place, known = places_in(what), places_in(last)
    if place:
        written = next(name for name in place[0].names if name in what)
        spelling = next((name for name in known[0].names if name in last), "") if known else ""
        last = last.replace(spelling, written, 1) if spelling else written + last
        what = what.replace(written, "", 1).strip("的")
    if not what:
        return last + mark
    return _asked_of(what, last, mark)


def _asked_of(what: str, last: str, mark: str) -> str:
    """The last question about `what`: a part of its matter, a sibling of it, or another matter altogether."""
    if sibling := _sibling(what, last):
        return last.replace(sibling, what, 1) + mark
    amount = _ASKED_AMOUNT.search(last)
    if amount and (_ASKED_MEASURE.search(what) or (belongs(what) and _measured(what))):
        return f"{_ASKED_MEASURE.sub('', last[: amount.start()])}{what}多少"
    matter = matter_of(last)
    if amount and matter and _COUNTED.fullmatch(what):  # 90岁以上呢 after 2024年高龄津贴多少
        return f"{matter}{what.rstrip('的')}多少"
    if amount and not _MATTERS.search(what) and (lead := _lead(last)):
        return f"{lead}{what}多少"
    if not amount and _ASKED_OF.search(last) and not (belongs(what) or _MATTERS.search(what)):
        return f"{_lead(last)}{what}多少"
    if belongs(what) and matter:
        ask = next((ask for pattern, ask in _ASKED_LIKE if pattern.search(what)), "是什么")
        return f"{matter}的{what}{ask}"
    if matter and last.startswith(matter) and len(last) > len(matter):
        kept = "" if _MATTERS.search(what) else matter
        return f"{kept}{what}{last[len(matter) :]}{mark}"
    return f"{matter}{what}{mark}" if matter else f"{last} {what}"


def _lead(last: str) -> str:
    """The year and the place with which a question begins; "" where it begins with neither."""
    year = re.match(rf"(?:{_ASKED_YEAR.pattern})?", last)
    end = year.end() if year else 0
    for _, start, stop in place_spans(last):
        if start == end:
            end = stop
    return last[:end]


def _measured(what: str) -> bool:
    return any(ask == "是多少" and pattern.search(what) for pattern, ask in _ASKED_LIKE) or len(what) <= 4


def _sibling(what: str, last: str) -> str:
    """The word of the last question that ends like `what` and differs before: 早稻 for 晚稻; "" where there is none."""
    counted = _COUNTED.search(what)
    if counted:  # 90岁的呢 after 80岁以上的老人
        same = re.search(rf"[\d一二三四五六七八九十百千万—~至-]+{counted['unit']}(?:以[上下内外])?的?", last)
        return same.group() if same else ""
    for size in (2, 1):
        tail = what[-size:]
        if len(what) <= size or tail not in last:
            continue
        at = last.index(tail) + size
        start = max(0, at - len(what))
        return last[start:at] if last[start:at] != what and at - start == len(what) else ""
    return ""
