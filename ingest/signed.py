"""落款: who signed a document and on which day, from the lines under its text or, for an order, at its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ingest.dates import dates, first_date
from retrieval.characters import fold
from retrieval.places import gazetteer

AGENCY = (
    r"政府|委员会|办公厅|办公室|人大|常委会|法院|检察院|党委|总局|管理局|局|厅|部|署|院|银行|指挥部|领导小组|中心|协会|学校|大学|"
    r"扶贫办|网信办|文明办|信访办|侨办|台办|军委|联合会|总工会|公司|集团|支队|总队|研究所|[省市县区州旗纪工教计经建体科]委|改革委|健康委|建设委|管理委|监督委|民委|国资委"
)
AGENCY_LINE = re.compile(rf"[\u4e00-\u9fff（）()、\s]{{2,80}}(?:{AGENCY})(?:[(（](?:代章|章|盖章)[)）])?")
_DATE_LINE = re.compile(
    r"^[^\S\n]*(?:(?:19|20)\d\d|[一二][〇○零九0０OoΟο]..)\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日\s*$", re.M
)
_PERSON = re.compile(
    r"(?:总理|主席|委员长|省长|市长|州长|县长|区长|旗长|部长|主任|局长|署长|行长|厅长|院长|检察长|会长)[ \u3000]*[\u4e00-\u9fff]{1,2}[ \u3000]*[\u4e00-\u9fff]{1,2}"
)
_ORDER = re.compile(r"^\s*(?P<agency>[\u4e00-\u9fff\s]{2,40}?)\s*令\s*(?:\n|[(（]?第|$)", re.M)
_ENTITY = re.compile(r"&[a-z]{1,5};?")  # what is left of a page's entities (&bsp;)
# 题注: how rules came to be, in parentheses under their title.
_NOTE = re.compile(r"^[ \t]*[(（](?P<said>(?:19|20)\d\d年[^()（）]{0,12}月[^()（）]{8,1500})[)）]", re.M)
_MADE = re.compile(r"通过|公布|发布|批准|修订|修正|施行")
_MAKERS = (
    ("全国人民代表大会常务委员会", re.compile(r"全国人民代表大会常务委员会第[^ \u3000《]{1,12}次会议")),
    ("全国人民代表大会", re.compile(r"全国人民代表大会第[^ \u3000《]{1,12}次会议")),
    ("国务院", re.compile(r"国务院(?:令|第|发布|公布|批准)")),
)
_LOCAL_MAKER = re.compile(
    r"(?:日|^|\s)(?P<place>[\u4e00-\u9fff]{2,12}?[省市县区州盟旗])第[^ \u3000《]{1,4}届人民代表大会(?P<standing>常务委员会)?"
)
# At the end of a text that lost its line breaks: the names, the day, and at most a note or what a page adds.
_FLAT = re.compile(
    r"(?:^|(?<=[^\u4e00-\u9fff、 \u3000])(?<!来源:))(?P<names>[\u4e00-\u9fff、()\s]{0,90})(?<=[\s。!?])"
    r"(?P<day>(?:(?:19|20)\d\d|[一二][〇零0]..)\s*年\s*[^\s。]{1,3}\s*月\s*[^\s。]{1,3}\s*日)(?:\s[^。]{0,60}|[(【\[][^。]{0,60})?$"
)
_SEAL = re.compile(r"[(（](?:代章|章|盖章)[)）]$")
_NATIONAL = ("国务院", "国家", "中国", "中共", "中央", "全国", "最高人民", "共青团", "中华")
# An agency's name that tells no place (人力资源社会保障部办公厅), and is no piece of a name or sentence.
_BARE = re.compile(r"(?!领导|工作|办公|防控|疫情|应急|应对|联防|[及请由向报各对将应在可本我该与和])\S{3,14}")
_BODY = re.compile(r"(?:指挥部|小组|办公室|委员会|中心)$")  # may be the rest of a name that broke off
_HEAD = 1500
_TAIL = 600


def signature(text: str) -> tuple[date | None, str]:
    """The day of the signature and the agencies that signed, joint ones apart by 、; None and "" where missing.

    The first date line with a signature above it counts, because attachments may follow; else the last one near
    the end of the text, which nobody signed.
    """
    folded = _ENTITY.sub(lambda m: " " * len(m.group()), fold(text))
    line = None
    for line in _DATE_LINE.finditer(folded):
        if signed := _signed(folded, line.start()):
            return first_date(line.group()), signed
        if line.start() < _HEAD and _by_person(folded, line.start()):
            order = _ORDER.search(folded[: line.start()])
            return first_date(line.group()), _plain(order["agency"]) if order else ""
    if line and line.start() >= len(text) - _TAIL:
        return first_date(line.group()), ""
    return _signed_flat(folded[-_TAIL:].rstrip()) if line is None else (None, "")


def _signed_flat(end: str) -> tuple[date | None, str]:
    """The day and the agencies at the end of a text without line breaks: ….特此通知。虚构市财政局 2020年2月5日"""
    found = _FLAT.search(end)
    if found is None:
        return None, ""
    names = _names(found["names"].split())
    bare = not found["names"].strip()
    return (first_date(found["day"]), "、".join(names)) if names or bare else (None, "")


def _names(pieces: Sequence[str]) -> list[str]:
    """The agencies with which the pieces of text end, names in pieces put together; [] where they end otherwise."""
    if len(pieces) > 1 and all(len(piece) == 1 for piece in pieces):  # 财 政 部
        pieces = ["".join(pieces)]
    names: list[str] = []
    begun = ""
    for piece in pieces:
        if begun and (_told(piece) or (_whole(piece) and not _BODY.search(piece))):  # what came before was no name
            names, begun = [], ""
        begun += _SEAL.sub("", piece)
        if _whole(begun):
            names.append(begun)
            begun = ""
        elif not _told(begun):
            names, begun = [], ""
    return [] if begun else names


def _whole(name: str) -> bool:
    """Whether a name is an agency's, complete."""
    agency = AGENCY_LINE.fullmatch(name) is not None or name.endswith("监会")
    return agency and (_told(name) or _BARE.fullmatch(name) is not None)


def _told(name: str) -> bool:
    """Whether a name begins with a place or a body of the state."""
    return name.startswith(_NATIONAL) or gazetteer().pattern.match(name) is not None


def made(text: str) -> tuple[date | None, str]:
    """When rules took their present form and who made them first, by the note under their title; None and ""."""
    note = _NOTE.search(fold(text[:_HEAD]))
    if note is None or not _MADE.search(note["said"]):
        return None, ""
    told = re.sub(r"[《〈<].*?[》〉>]", " ", note["said"])
    days = [day for day, _, _ in dates(told)]
    makers = [(match.start(), name) for name, pattern in _MAKERS if (match := pattern.search(told))]
    makers += [
        (match.start(), f"{match['place']}人民代表大会{match['standing'] or ''}")
        for match in _LOCAL_MAKER.finditer(told)
    ]
    return max(days, default=None), min(makers)[1] if makers else ""


def order_issuer(head: str) -> str:
    """The agency whose order a text is, by the line at its head: 虚构市人民政府令; "" where it is none."""
    order = _ORDER.match(fold(head).lstrip())
    return _plain(order["agency"]) if order else ""


def joint(names: str) -> str:
    """Agencies apart by blanks or line breaks, told apart by 、; one that is only letter-spaced put together."""
    parts = [part for part in re.split(r"[\s\u3000、]+", names.strip()) if part]
    if not any(len(part) > 1 for part in parts):
        return "".join(parts)
    merged: list[str] = []
    for part in parts:  # 虚 构 市 财政局 is one agency in pieces: a piece that ends as no agency does goes on
        if merged and not re.search(rf"(?:{AGENCY}|[\u4e00-\u9fff]委)$", merged[-1]):
            merged[-1] += part
        else:
            merged.append(part)
    return "、".join(merged)


def _signed(text: str, end: int) -> str:
    """The agencies in the lines right above offset `end`."""
    signed: list[str] = []
    for line in reversed(text[max(0, end - 300) : end].split("\n")):
        bare = line.strip()
        if bare and not AGENCY_LINE.fullmatch(bare):
            break
        if bare:
            signed.insert(0, _SEAL.sub("", bare))
    return joint("\n".join(signed))


def _by_person(text: str, end: int) -> bool:
    lines = [line.strip() for line in text[max(0, end - 80) : end].split("\n") if line.strip()]
    return bool(lines) and bool(_PERSON.fullmatch(lines[-1]))


def _plain(agency: str) -> str:
    """国务院 for 中华人民共和国国务院, as it names itself elsewhere."""
    bare = re.sub(r"\s+", "", agency)
    return re.sub(r"^中华人民共和国(?=国务院|主席)", "", bare)
