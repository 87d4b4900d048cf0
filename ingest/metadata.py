"""What a document says about itself: 文号, 发文机关, dates, the year it reports on. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypedDict

from ingest.dates import dates, first_date
from retrieval.characters import fold
from retrieval.doc_numbers import doc_numbers
from retrieval.models import Status
from retrieval.places import places_in


class Metadata(TypedDict):
    """The fields of a PolicyDocument that are read from its text."""

    doc_no: str | None
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
    "issuer": ("发文机关", "发布机构", "发文单位", "发布单位", "制定机关", "公布机关"),
    "source": ("信息来源", "来源", "稿件来源"),
    "issued_on": ("成文日期", "发文日期", "公布日期", "生成日期"),
    "published_on": ("发布日期", "发布时间", "更新时间", "发稿时间", "公开日期", "日期"),
    "effective_on": ("施行日期", "生效日期", "实施日期"),
    "expires_on": ("失效日期", "废止日期", "有效期至"),
    "topic": ("主题分类", "主题", "体裁分类"),
    "status": ("时效性", "有效性", "效力状态", "时效状态"),
}
_AGENCY = "政府|委员会|办公厅|办公室|人大|常委会|法院|检察院|党委|总局|管理局|局|厅|部|署|院|银行|指挥部|领导小组|中心|协会|学校|大学"
_ISSUER_LINE = re.compile(rf"^[\u4e00-\u9fff（）()、\s]{{2,60}}(?:{_AGENCY})$")
_ISSUER_TITLE = re.compile(
    rf"^(?P<issuer>[\u4e00-\u9fff、\s]{{2,50}}?(?:{_AGENCY}))(?=关于|转发|印发|公告|通告|令|决定)"
)
_DATE_LINE = re.compile(
    r"^[^\S\n]*(?:(?:19|20)\d\d|[一二][〇○零九0０OoΟο]..)\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日\s*$", re.M
)
_EFFECTIVE = re.compile(
    r"(?P<own>本[^，。；\n]{1,12})?(?:自|从|于)(?P<when>[^，。；]{4,20}?)起(?:正式)?(?:施行|实施|执行|生效)"
)
_VALID_FOR = re.compile(r"有效期(?:为|限)?(?P<n>[一二两三四五六七八九十]|\d{1,2})年")
_VALID_UNTIL = re.compile(r"有效期?(?:限)?(?:自[^，。；]{4,16}?)?(?:至|到)(?P<when>[^，。；]{6,16})")
_ON_ISSUE = re.compile(r"(?:自|从)(?:发布|印发|公布|发文)之日起(?:施行|实施|执行|生效)")
_REPORT_YEAR = re.compile(r"((?:19|20)\d\d)年?度?[^。，]{0,16}?(?:总结|报告|完成情况|工作情况|统计公报|决算|回顾|年鉴)")
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
    issued = first_date(labelled["issued_on"]) or _signed_on(text)
    published = first_date(labelled["published_on"]) or day
    effective = first_date(labelled["effective_on"]) or _effective(text, issued or published)
    status, reason = _status(title, labelled["status"])
    issuer = labelled["issuer"] or _issuer(title, text)
    return Metadata(
        doc_no=_doc_no(labelled["doc_no"], head),
        issuer=issuer or None,
        region=_region(title, issuer, labelled["source"]),
        topic=labelled["topic"] or None,
        issued_on=issued,
        published_on=published,
        effective_on=effective,
        expires_on=first_date(labelled["expires_on"]) or _expires(text, effective),
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
    for line in head.split("\n")[:25]:
        bare = line.strip(" \t\u3000（）()")
        numbers = doc_numbers(bare)
        if len(numbers) == 1 and len(bare) <= len(numbers[0]) + 8:  # a line of its own, not a reference in the text
            return numbers[0]
    return None


def _signed_on(text: str) -> date | None:
    """The date line under the text's end (落款)."""
    line, _ = _signature(text)
    return first_date(line.group()) if line else None


def _signature(text: str) -> tuple[re.Match[str] | None, str]:
    """The date line of the signature, and the agencies above it: the first line with an agency above it, because
    attachments may follow the signature, else the last line near the end."""
    line = None
    for line in _DATE_LINE.finditer(fold(text)):
        if signed := _signed(text, line.start()):
            return line, signed
    return (line, "") if line and line.start() >= len(text) - 600 else (None, "")


def _signed(text: str, end: int) -> str:
    signed: list[str] = []
    for line in reversed(text[max(0, end - 200) : end].split("\n")):
        if line.strip() and not _ISSUER_LINE.match(line.strip()):
            break
        if line.strip():
            signed.insert(0, re.sub(r"[\s\u3000]+", " ", line.strip()))
    return " ".join(signed)


def _issuer(title: str, text: str) -> str:
    """The signature above the date line, else the agency that the title begins with."""
    if signed := _signature(text)[1]:
        return signed
    match = _ISSUER_TITLE.match(title)
    return match["issuer"].strip() if match else ""


def _region(title: str, issuer: str, source: str) -> str | None:
    places = [*places_in(issuer), *places_in(title), *places_in(source)]
    return places[0].name if places else None


def _effective(text: str, issued: date | None) -> date | None:
    found = sorted(_EFFECTIVE.finditer(text), key=lambda match: match["own"] is None)  # 本办法自 before others' dates
    for match in found:
        if (day := first_date(match["when"])) is not None:
            return day
    return issued if _ON_ISSUE.search(text) else None


def _expires(text: str, effective: date | None) -> date | None:
    if match := _VALID_UNTIL.search(text):
        return first_date(match["when"])
    match = _VALID_FOR.search(text)
    if not match or effective is None:
        return None
    years = int(match["n"]) if match["n"].isdigit() else "零一二三四五六七八九十".find(match["n"].replace("两", "二"))
    try:
        anniversary = effective.replace(year=effective.year + years)
    except ValueError:  # 29 February
        anniversary = date(effective.year + years, 3, 1)
    return anniversary - timedelta(days=1)  # the last day on which it holds, as 有效期至 names it


def _status(title: str, labelled: str) -> tuple[Status, str | None]:
    for word, status in _STATUS_WORDS:
        if word in labelled and f"未{word}" not in labelled:
            return status, f"页面标注：{labelled}"
    stamped = re.search(r"[（(\[【](?:已|全文)?(废止|失效)[^）)\]】]{0,6}[）)\]】]", title)
    if stamped:
        return ("废止" if stamped[1] == "废止" else "失效"), f"标题标注：{stamped.group()}"
    return "未知", None


def _period(title: str, text: str, day: date | None) -> int | None:
    """The year a report is about, from its title; where no date is known at all, that of its first full date."""
    if match := _REPORT_YEAR.search(title):
        return int(match[1])
    if day is None:
        first = dates(text[:3000])
        return first[0][0].year if first else None
    return None
