"""The asked telephone number or person inside a sentence."""

from __future__ import annotations

import re

from retrieval.characters import bigrams, fold
from retrieval.tokens import tagged
from retrieval.value import Value

_PHONE = re.compile(
    r"(?<![\d.])(?:[(]0\d{2,3}[)]\s?|0\d{2,3}\s?[—–-]{1,2}\s?)?\d{7,11}(?:\s?转\s?\d+)?(?![\d.%亿万元个户人吨亩项家])"
    r"|(?<!\d)(?:12\d{3}|95\d{3}|1[01]\d|400-?\d{3}-?\d{4})(?![\d.%亿万元个户人吨亩项家年月])"
)
_TITLES = "书记|局长|主任|市长|县长|区长|省长|部长|厅长|处长|科长|院长|校长|主席|会长|秘书长|组长|镇长|乡长|所长|站长|董事长|总经理|经理|司长|署长|行长|委员|代表|负责人|联系人"
_TITLE = re.compile(_TITLES)
_ASKING = re.compile(r"^.*(?:谁是|哪位是|请问|是谁|的)")
_DOES = re.compile(r"[由归]谁|谁来")
# The hundred commonest surnames (公安部 name report, 2020): the tagger also calls other words names.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_DOUBLE = frozenset("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 司徒".split())
_AGENCY = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:局|院|委|厅|办|会|公司|大学|学校|中心|政府|系|所|银行|集团)(?:党委|党组|党总支)?$"
)
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_MARK = re.compile(r"[,，、;；。:：]")
_HONOUR = re.compile(r"[、,，][\u4e00-\u9fff]{2,3}(?:学者|教授|院士|研究员|主任|书记|委员|专家)")
_SIDE_BY_SIDE, _LABEL, _OF_AGENCY = 60, 14, 0.4
_JOINS = re.compile(r"[:：、,，\s]*(?:是|为|由)?")
_NAMED_AS = re.compile(r"([\u4e00-\u9fff]{2,4})(?:同志)?(?:任|担任|为|是)[^,，。;；]{0,12}$")


def find_phone(sentence: str, question: str) -> Value | None:
    """The telephone number of a sentence; several side by side are one answer, of several apart the one whose label
    shares most with the question.
    """
    folded = fold(sentence)
    found = list(_PHONE.finditer(folded))
    if not found:
        return None
    first, last = found[0], found[-1]
    if last.end() - first.start() > _SIDE_BY_SIDE:
        wanted = bigrams(fold(question))
        labels = [bigrams(folded[max(0, m.start() - _LABEL) : m.start()]) for m in found]
        best = max(range(len(found)), key=lambda i: (len(labels[i] & wanted), -i))
        first = last = found[best]
    return Value(sentence[first.start() : last.end()], first.start(), last.end(), 1.0)


def names_an_office(question: str) -> bool:
    """Whether 谁 asks for the holder of an office (局长是谁), not for who does or bears something (组长由谁担任)."""
    return bool(_TITLE.search(question)) and not _DOES.search(question)


def asked_agency(question: str) -> str:
    """The agency whose office a question asks for (教育局 in 区教育局局长是谁); "" where it names none."""
    title = _TITLE.search(question)
    found = _AGENCY.search(question[: title.start()].removesuffix("的")) if title else None
    return _ASKING.sub("", found[0]).lstrip("省市县区我本") if found else ""


def find_person(sentence: str, question: str) -> Value | None:
    """The name beside the office that the question names (局长张世东, 张世东任局长), in the agency that it names.

    Lists of members set names and offices of two characters apart: 主 任：尤 权.
    """
    blanks = {at for match in _SPACED.finditer(sentence) for at in range(match.end(1), match.start(2))}
    kept = [at for at in range(len(sentence)) if at not in blanks]
    value = _person("".join(sentence[at] for at in kept), question)
    if value is None:
        return None
    start, end = kept[value.start], kept[value.end - 1] + 1
    return Value(sentence[start:end], start, end, value.fit)


def _person(sentence: str, question: str) -> Value | None:
    asked = {match.group() for match in _TITLE.finditer(question)}
    if not asked:
        return _likeliest_name(sentence, question)
    deputy = any(f"副{title}" in question for title in asked)
    agency = asked_agency(question)
    wanted = bigrams(question)
    found: list[tuple[float, Value]] = []
    for match in _TITLE.finditer(sentence):
        if match.group() not in asked or (sentence[match.start() - 1 : match.start()] == "副") != deputy:
            continue
        own = _AGENCY.search(_MARK.split(sentence[: match.start()])[-1].removesuffix("的"))
        pairs = bigrams(own[0][-_LABEL:]) if own else set()
        fit = len(pairs & wanted) / max(1, len(pairs))
        value = _beside(sentence, match)
        if value and not (agency and own and fit < _OF_AGENCY):
            found.append((fit, value))
    return max(found, key=lambda each: each[0])[1] if found else None


def _beside(sentence: str, title: re.Match[str]) -> Value | None:
    """The name behind an office, further offices or honours between them, or before it."""
    joined = _JOINS.match(sentence, title.end())
    start = joined.end() if joined else title.end()
    if name := _name_in(sentence[start : start + 4]):
        return Value(name, start, start + len(name), 1.0)
    before = _NAMED_AS.search(sentence, 0, title.start())
    if before and (name := _name_in(before[1])):
        return Value(name, before.start(1), before.start(1) + len(name), 1.0)
    behind = _HONOUR.match(sentence, title.end())
    if behind and (name := _name_in(sentence[behind.end() : behind.end() + 4])) and name[0] in SURNAMES:
        return Value(name, behind.end(), behind.end() + len(name), 0.9)
    return None


def _likeliest_name(sentence: str, question: str) -> Value | None:
    """The name before which the question's words stand, else the first."""
    at, found, wanted = 0, [], bigrams(question)
    for word, tag in tagged(sentence):
        if tag == "nr" and 2 <= len(word) <= 3 + (word[:2] in _DOUBLE) and (word[0] in SURNAMES or word[:2] in _DOUBLE):
            near = bigrams(_MARK.split(sentence[:at])[-1][-_LABEL:])
            found.append((len(near & wanted), -at, Value(sentence[at : at + len(word)], at, at + len(word), 0.5)))
        at += len(word)
    return max(found, key=lambda each: each[:2])[2] if found else None


def _name_in(text: str) -> str:
    """The person's name that `text` begins with, by the tagger; "" where there is none."""
    longest = 4 if text[:2] in _DOUBLE else 3
    for size in range(longest, 1, -1):
        words = tagged(text[:size])
        if len(words) == 1 and words[0][1].startswith("nr") and len(text[:size]) == size:
            return text[:size]
    first = tagged(text)
    if first and first[0][1].startswith("nr"):
        name = first[0][0]
        if len(name) == 1 and len(first) > 1:
            name += first[1][0]
        return name if 2 <= len(name) <= longest else ""
    return ""
