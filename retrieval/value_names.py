"""The asked telephone number or person inside a sentence."""

from __future__ import annotations

import re

from retrieval.characters import fold
from retrieval.tokens import tagged
from retrieval.value import Value

_PHONE = re.compile(
    r"(?<![\d.])(?:[(]0\d{2,3}[)]\s?|0\d{2,3}\s?[—–-]{1,2}\s?)?\d{7,11}(?:\s?转\s?\d+)?(?![\d.%亿万元个户人吨亩项家])"
    r"|(?<!\d)(?:12\d{3}|95\d{3}|1[01]\d|400-?\d{3}-?\d{4})(?![\d.%亿万元个户人吨亩项家年月])"
)
_TITLES = "书记|局长|主任|市长|县长|区长|省长|部长|厅长|处长|科长|院长|校长|主席|会长|秘书长|组长|镇长|乡长|所长|站长|董事长|总经理|经理|司长|署长|行长|委员|代表|负责人|联系人"
_TITLE = re.compile(_TITLES)
# The hundred commonest surnames (公安部 name report, 2020): the tagger also calls other words names.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_JOINS = re.compile(r"[:：、,，\s]*(?:是|为|由)?")
_NAMED_AS = re.compile(r"([\u4e00-\u9fff]{2,4})(?:同志)?(?:任|担任|为|是)[^,，。;；]{0,12}$")


def find_phone(sentence: str, question: str) -> Value | None:
    """The telephone number of a sentence; several side by side are one answer."""
    found = list(_PHONE.finditer(fold(sentence)))
    if not found:
        return None
    first, last = found[0], found[-1]
    if last.end() - first.start() <= 60:
        return Value(sentence[first.start() : last.end()], first.start(), last.end(), 1.0)
    return Value(sentence[first.start() : first.end()], first.start(), first.end(), 1.0)


def find_person(sentence: str, question: str) -> Value | None:
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
        if tag == "nr" and 2 <= len(word) <= 4 and word[0] in SURNAMES:
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
