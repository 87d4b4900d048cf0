"""Questions for another month, or another day, than their fact is of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.scoring import Row
from tests.quality.corpora import Corpus, Text
from tests.quality.derive import Derived, PassedOver, Source, blanked, changed, derived, shuffled

_TIME = re.compile(r"(?<![\d.第个])(?:1[0-2]|[1-9])月(?:(?P<day>[12]\d|3[01]|[1-9])[日号])?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年(?!\d|[度底初末])")
_SPAN = re.compile(r"月?(?:份|\d{1,2}日)?[至到—~-]+(?:\d{1,4}年)?\d{1,2}[月日]|季度|半年|全年|截[至止]")
_SPANS = re.compile(r"\d{1,2}月?份?[至到—~-]+\d{1,2}月|季度|半年")
_OWN = re.compile(r"[起前后]|以来|之间|期间|我(?![国省市区县])")
# What is counted as it goes on, so that the figure of a year is not that of a month in it.
_COUNTED = re.compile(
    r"完成|实现|新增|新建|出让|收购|收入|收取|销售|投资|投入|生产|接待|发放|办理|审批|受理|查处|开工|竣工|交付|签约|引进|出口|进口|"
    r"征收|增加|增长|培训|举办|召开|支出|造林|供应|建成|改造"
)
_AMOUNT = re.compile(r"多少|几[个家户项次亩吨宗]")


def wrong_periods(rows: Iterable[Row], corpus: Corpus) -> Derived:
    """A question for another month or day for each of `rows` that allows one."""
    return derived(rows, corpus, _changed)


def _changed(source: Source) -> Row:
    if source.row.get("history"):
        raise PassedOver("a follow-up")
    question = blanked(source.question)
    said = list(_TIME.finditer(question))
    if not said:
        return _added(source, question)
    if len(said) > 1 or _SPAN.search(question):
        raise PassedOver("a span of time")
    if _OWN.search(question):
        raise PassedOver("a time from which or up to which something holds")
    told = said[0].group()
    now = _free(source, told, said[0]["day"])
    asked = source.question[: said[0].start()] + now + source.question[said[0].end() :]
    return changed(source.row, "wrong_period", asked, told, now, "time changed")


def _added(source: Source, question: str) -> Row:
    """The question for a month of the year whose figure is known."""
    years = list(_YEAR.finditer(question))
    if len(years) != 1 or _SPAN.search(question):
        raise PassedOver("names no one year")
    if not (_AMOUNT.search(question) and _COUNTED.search(question)):
        raise PassedOver("asks for nothing that is counted through a year")
    now, at = _free(source, "", None), years[0].end()
    return changed(
        source.row, "wrong_period", source.question[:at] + now + source.question[at:], "", now, "month added"
    )


def _free(source: Source, told: str, day: str | None) -> str:
    """A month, or a day of the told month, of which no document speaks together with the matter."""
    matter = source.corpus.matter(_TIME.sub("", source.question))
    speaking = [text for text in source.reach if text in source.gold or source.told_in(text, matter)]
    month = told.split("月")[0]
    times = [f"{month}月{n}日" for n in range(1, 29)] if day else [f"{n}月" for n in range(1, 13)]
    free = (time for time in shuffled(times, str(source.row["id"])) if time != told)
    found = next((time for time in free if not any(_says(text, time) for text in speaking)), None)
    if found is None:
        raise PassedOver("no time is free")
    return found


def _says(text: Text, time: str) -> bool:
    whole = text.whole.replace("号", "日")
    return re.search(rf"(?<!\d){time}", whole) is not None or (time[-1] == "月" and _SPANS.search(whole) is not None)
