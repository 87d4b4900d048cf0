"""What a document says about itself: 文号, 发文机关, dates, the year it reports on. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from ingest.dates import DATE, dates, first_date
from ingest.signed import AGENCY, AGENCY_LINE, joint, made, order_issuer, signature
from ingest.terms import effective_on, expires_on
from retrieval.characters import fold
from retrieval.doc_numbers import doc_numbers
from retrieval.models import Status
from retrieval.places import gazetteer, places_in


class Metadata(TypedDict):
    """The fields of a PolicyDocument that are read from its text."""

    doc_no: str | None
    index_no: str | None
    issuer: str | None
    region: str | None
    topic: str | None
    issued_on: date | None
    published_on: date | None
    effective_on: date | None
    expires_on: date | None
    period: int | None
    status: Status
    status_reason: str | None


_LABELS = {
    "doc_no": ("发文字号", "文号", "公文字号", "文件编号"),
    "index_no": ("索引号", "信息索引号", "公开索引号"),
    "issuer": ("发文机关", "发布机构", "发文单位", "发布单位", "制定机关", "公布机关"),
    "source": ("信息来源", "来源", "稿件来源"),
    "issued_on": ("成文日期", "发文日期", "公布日期", "生成日期"),
    "published_on": ("发布日期", "发布时间", "更新时间", "发稿时间", "公开日期", "日期"),
    "effective_on": ("施行日期", "生效日期", "实施日期"),
    "expires_on": ("失效日期", "废止日期", "有效期至"),
    "topic": ("主题分类", "主题", "体裁分类"),
    "status": ("时效性", "有效性", "效力状态", "时效状态"),
}
_ISSUER_TITLE = re.compile(
    rf"^(?P<issuer>[\u4e00-\u9fff、\s]{{2,80}}?(?:{AGENCY}))(?=关于|对|转发|印发|公告|通告|令|决定)"
)
_INDEX = re.compile(r"[0-9A-Za-z/\-_.·() （）〔〕\u4e00-\u9fff]{4,60}")
_ORDER_HEAD = re.compile(
    r"(?P<agency>[\u4e00-\u9fff \u3000]{2,40}?令)\s*\n?\s*[（(]?\s*第\s*(?P<number>\d{1,5})\s*号"
)  # its number stands in a line of its own
_REPORT_YEAR = re.compile(r"((?:19|20)\d\d)年?度?[^。，]{0,16}?(?:总结|报告|完成情况|工作情况|统计公报|决算|回顾|年鉴)")
_YEAR_OF = re.compile(r"(?<![—–~～至-])((?:19|20)\d\d)年?度(?!假)")
_STATUS_WORDS: tuple[tuple[str, Status], ...] = (
    ("废止", "废止"),
    ("失效", "失效"),
    ("修订", "修订"),
    ("修改", "修订"),
    ("有效", "有效"),
)


def read_metadata(title: str, text: str, fields: Mapping[str, str], day: date | None) -> Metadata:
    """The metadata of a document with this title and text, and with the fields that its page names.

    `day` is the date that its source gives it; it counts as the day of publication.
    """
    head = text[:1500]
    labelled = {name: _labelled(head, labels, fields) for name, labels in _LABELS.items()}
    signed, signers = signature(text)
    formed, makers = made(text)
    issued = first_date(labelled["issued_on"]) or max(filter(None, (formed, signed)), default=None) or _beside(head)
    published = first_date(labelled["published_on"]) or day
    effective = first_date(labelled["effective_on"]) or effective_on(text, issued or published)
    expires = first_date(labelled["expires_on"]) or expires_on(text, effective)
    status, reason = _status(title, labelled["status"])
    if status == "未知" and expires:
        status, reason = "有效", f"有效期至{expires.year}年{expires.month}月{expires.day}日"
    issuer = _agencies(labelled["issuer"], fields) or makers or signers or _titled_issuer(title) or order_issuer(head)
    return Metadata(
        doc_no=_doc_no(labelled["doc_no"], head),
        index_no=(_INDEX.fullmatch(labelled["index_no"]) and labelled["index_no"]) or None,
        issuer=issuer or None,
        region=_region(title, issuer, labelled["source"]),
        topic=labelled["topic"] or None,
        issued_on=issued,
        published_on=published,
        effective_on=effective,
        expires_on=expires,
        period=_period(title, text, issued or published),
        status=status,
        status_reason=reason,
    )


def _labelled(head: str, labels: tuple[str, ...], fields: Mapping[str, str]) -> str:
    for label in labels:
        if fields.get(label):
            return fields[label].strip()
        spaced = r"[ \u3000]*".join(label)
        match = re.search(
            rf"(?:^|[\s|\[【]){spaced}[ \u3000]*[：:|][ \u3000|]*\n?[ \u3000]*(?P<value>[^\n|]*?)(?=\s{{2,}}|[ \u3000]\S{{1,6}}[：:]|\n|\||$)",
            head,
        )
        if match and match["value"].strip() and not match["value"].rstrip().endswith(("：", ":")):
            return match["value"].strip(" \u3000[]【】")
    return ""


def _doc_no(labelled: str, head: str) -> str | None:
    found = doc_numbers(labelled)
    if found:
        return found[0]
    if (order := _ORDER_HEAD.match(head.lstrip())) and len(order["agency"]) > 2:
        agency = re.sub(r"^中华人民共和国(?=国务院|主席)", "", re.sub(r"\s+", "", order["agency"]))
        return f"{agency}第{int(order['number'])}号"
    for line in head.split("\n")[:25]:
        bare = DATE.sub("", fold(line)).strip(" \t\u3000（）()")
        numbers = doc_numbers(bare)
        if len(numbers) == 1 and len(bare) <= len(numbers[0]) + 8:  # a line of its own, not a reference in the text
            return numbers[0]
    return None


def _beside(head: str) -> date | None:
    """The day that stands beside the number in a line of their own (（虚政发〔2018〕22号 2018年9月10日）)."""
    for line in head.split("\n")[:25]:
        numbers = doc_numbers(line)
        if len(numbers) == 1 and (day := first_date(line)) and len(line.strip()) <= len(numbers[0]) + 20:
            return day
    return None


def _agencies(labelled: str, fields: Mapping[str, str]) -> str:
    """The labelled issuers; a label that stands only in the text must be followed by an agency's name."""
    names = joint(labelled)
    given = any(labelled == fields.get(label, "").strip() for label in _LABELS["issuer"])
    return names if given or AGENCY_LINE.fullmatch(names) else ""


def _titled_issuer(title: str) -> str:
    """The agencies that a title begins with: 虚构市人民政府关于…."""
    match = _ISSUER_TITLE.match(title)
    return joint(match["issuer"]) if match else ""


def _region(title: str, issuer: str, source: str) -> str | None:
    known = gazetteer().places
    places = [place for text in (issuer, title, source) for place in places_in(text) if place.name in known]
    return places[0].name if places else None


def _status(title: str, labelled: str) -> tuple[Status, str | None]:
    for word, status in _STATUS_WORDS:
        if word in labelled and f"未{word}" not in labelled:
            return status, f"页面标注：{labelled}"
    stamped = re.search(r"[（(\[【](?:已|全文)?(废止|失效)[^）)\]】]{0,6}[）)\]】]", title)
    if stamped:
        return ("废止" if stamped[1] == "废止" else "失效"), f"标题标注：{stamped.group()}"
    return "未知", None


def _period(title: str, text: str, day: date | None) -> int | None:
    """The year that a title says it is about (2018年度…, a report); where no date is known, that of the first full one."""
    if match := _REPORT_YEAR.search(title) or _YEAR_OF.search(title):
        return int(match[1])
    if day is None:
        first = dates(text[:3000])
        return first[0][0].year if first else None
    return None
