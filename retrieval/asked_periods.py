"""The parts of a year that a question asks about: 5月, 上半年, 2月18日, 上月."""

from __future__ import annotations

import re
from datetime import date

from retrieval.asked_times import asked_months
from retrieval.period_words import Period, counted, periods_in

# 我5月办的, 5月退休的人: the time is a person's own, and documents need not know it.
_POLITE = re.compile(r"(?:请|麻烦)?(?:告诉|帮)我|我(?:想|要)?[问知了]")
_OWN = re.compile(
    r"我(?!们?[\u4e00-\u9fff]{0,4}[国省市区县乡镇州旗局委院校厅])|本人|自己(?!.?[镇乡村县市区])|孩子|小孩|父母|爱人"
)
_EVENT = re.compile(
    r"(?:份|底|末|初)?(?:出生|退休|入职|离职|毕业|申[请报]|办理?|参保|缴|领|生育|住院|结婚|买|购|落户|到期|满|过期)"
)
_OF_PERSONS = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:的(?:人|职工|员工|老人|居民|孩子|[,，]|$)|者|[之以]?后|了)")
_COUNTED = re.compile(r"多少|人数|件数|几[个件人户对]")


def asked_periods(question: str, today: date) -> tuple[Period, ...]:
    """The parts of a year that are asked about; () where whole years are, or where the time is only the asker's own."""
    if _OWN.search(_POLITE.sub("", question)):
        return ()
    said = [p for p in periods_in(question) if not (_is_own(question, p) or _is_year(question, p))]
    if not said and (months := asked_months(question, today)):
        return (Period((months[0].month, 1), (months[-1].month, 31)),)
    return tuple(counted(question, period) for period in said)


def _is_own(question: str, period: Period) -> bool:
    """Whether it is the time of somebody's own event; 5月办理多少件 counts those of all."""
    event = _EVENT.match(question, period.end)
    return bool(event and (_OF_PERSONS.match(question, event.end()) or not _COUNTED.search(question)))


def _is_year(question: str, period: Period) -> bool:
    """Whether it means the whole year, or its end."""
    ends = question[period.end : period.end + 1] in {"底", "末"} and period.last == (12, 31)
    upto = (
        period.one_day and period.last == (12, 31) and re.search(r"截[至止到](?:20\d\d年)?$", question[: period.start])
    )
    return period.whole_year or bool(ends or upto)
