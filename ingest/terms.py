"""From when and until when a document holds, as its closing clauses say it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from ingest.dates import first_date
from retrieval.characters import fold

_BEGINS = re.compile(
    r"(?P<own>本[^，。；,;\n]{1,12})?(?:自|从|于)(?P<when>[^，。；,;]{4,20}?)起?(?:正式|开始)?(?:施行|实施|执行|生效|实行)"
)
_ON_ISSUE = re.compile(r"(?:自|从)(?:发布|印发|公布|发文|下发|颁布)之?日起?(?:正式)?(?:施行|实施|执行|生效)")
_AFTER_ISSUE = re.compile(
    r"(?:自|从)(?:发布|印发|公布|颁布)之?日起?(?:满)?(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})(?P<unit>日|天|个月)后(?:施行|实施|执行|生效)"
)
_FOR = re.compile(
    r"(?:有效期|试行期|暂行期|执行期|实施期)限?(?:为|是|暂定为?|定为)?(?:自[^，。；,;]{4,20}?起)?(?:,|，)?"
    r"(?P<n>[一二两三四五六七八九十]|\d{1,2})(?P<unit>年|个月)|(?:试行|暂行)(?P<trial>[一二两三四五]|\d)年(?![以度])"
)
_UNTIL = re.compile(
    r"(?:有效期|执行期|试行期|实施期)?限?(?:自[^，。；,;]{4,20}?起?)?(?:至|到)(?P<when>[^，。；,;至]{6,16}?日)(?P<stop>止)?"
)
_SPAN = re.compile(
    r"(?:有效期|执行期|试行期|实施期|施行期)限?(?:为|是)?(?:自)?(?P<a>[^，。；,;]{6,14}?)(?:起)?(?:至|到|—|-|~)(?P<b>[^，。；,;]{6,16})"
)


# A term is the document's own where its sentence speaks of the document, and not of a licence that it grants.
_OWN = re.compile(
    r"本(?:[\u4e00-\u9fff]{0,8})?(?:通知|办法|意见|规定|细则|方案|条例|政策|规则|通告|公告|措施|决定|标准|制度|文件)|上述政策|以上政策|"
    r"施行|实施|执行|生效|^[(（]?(?:有效期|执行期|试行期|实施期)"
)
_OTHERS = re.compile(r"证|许可|资质|登记|合同|资格|成绩|批件|牌照|报告|决议|保函|协议|签证|标识|码|票")
_TERM = re.compile(r"有效期|试行|暂行|执行期|试行期|实施期|至|到")


_OF_ITSELF = re.compile(
    r"本(?:[\u4e00-\u9fff]{0,8})?(?:通知|办法|意见|规定|细则|方案|条例|政策|规则|通告|公告|措施|决定|标准|制度|文件|目录|清单|表)"
)
_REMARK = re.compile(r"\s*(?:备\s?注|附注|注|说明)\s*\d{0,2}\s*[:|]")
_BAR = " | "  # between the cells of a table's row


def _clauses(folded: str) -> str:
    """The lines of a document that may give its term: prose, and of tables and remarks what speaks of the document.

    What a row or a remark says (自1月1日起执行新标准) is said of the row. In a sheet, whose lines are mostly rows, the
    other lines are remarks too.
    """
    lines = folded.split("\n")
    rows = sum(_BAR in line for line in lines)
    sheet = 2 * rows >= sum(bool(line.strip()) for line in lines) > 0
    beside = [sheet or _BAR in line or bool(_REMARK.match(line)) for line in lines]
    return "\n".join(line for line, aside in zip(lines, beside, strict=True) if not aside or _OF_ITSELF.search(line))


def _own_sentences(text: str) -> str:
    """The sentences that may give the document's own term."""
    kept = []
    for sentence in re.split(r"[。;\n]", text):
        term = _TERM.search(sentence)
        if term and _OWN.search(sentence) and not _OTHERS.search(sentence[max(0, term.start() - 12) : term.start()]):
            kept.append(sentence)
    return "。".join(kept)


def effective_on(text: str, issued: date | None) -> date | None:
    """The day from which a document holds: 自2020年1月1日起施行, or the day of issue where it says 自发布之日起."""
    folded = _clauses(fold(text))
    if (span := _SPAN.search(_own_sentences(folded))) and (day := first_date(span["a"])):
        return day
    found = sorted(_BEGINS.finditer(folded), key=lambda match: match["own"] is None)  # 本办法自 before others' dates
    for match in found:
        if (day := first_date(match["when"])) is not None:
            return day
    if issued and (late := _AFTER_ISSUE.search(folded)):
        count = _count(late["n"])
        return _months_on(issued, count) if late["unit"] == "个月" else issued + timedelta(days=count)
    return issued if _ON_ISSUE.search(folded) else None


def expires_on(text: str, effective: date | None) -> date | None:
    """The last day on which a document holds: 有效期至…, or reckoned from 有效期五年."""
    folded = _own_sentences(_clauses(fold(text)))
    if (span := _SPAN.search(folded)) and (day := first_date(span["b"])):
        return day
    for match in _UNTIL.finditer(folded):
        named = re.search(r"有效期|执行期|试行期|实施期", match.group())
        begins = _BEGINS.search(folded[max(0, match.start() - 40) : match.end()])
        if (named or (match["stop"] and begins)) and (day := first_date(match["when"])):
            return day
    term = _FOR.search(folded)
    if not term or effective is None:
        return None
    months = _count(term["trial"] or term["n"]) * (1 if term["unit"] == "个月" else 12)
    return _months_on(effective, months) - timedelta(days=1)


def _count(text: str) -> int:
    """1 to 99 in digits or as 两, 十二, 三十."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.replace("两", "二").partition("十")
    digits = "零一二三四五六七八九"
    return (digits.find(tens) if tens else 1) * 10 + (digits.find(ones) if ones else 0) if ten else digits.find(tens)


def _months_on(day: date, months: int) -> date:
    """The same day of the month later on; the first of the next month where there is none (29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if day.day <= monthrange(year, month)[1]:
        return date(year, month, day.day)
    return date(year + month // 12, month % 12 + 1, 1)
