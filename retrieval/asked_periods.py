"""The parts of a year that a question asks about: 5月, 上半年, 2月18日, 上月."""

from __future__ import annotations

import re
from datetime import date

from retrieval.asked_times import asked_months
from retrieval.period_words import Period, counted, periods_in

# 我5月办的: the time is the asker's own, and documents need not know it.
_OWN = re.compile(r"我(?![国省市区县乡镇州旗局委院校厅们])|本人|自己|孩子|小孩|父母|爱人")
_EVENT = re.compile(
    r"(?:份|底|末|初)?(?:出生|退休|入职|离职|毕业|申[请报]|办理?|参保|缴|领|生育|住院|结婚|买|购|落户|到期|满|过期)"
)


def asked_periods(question: str, today: date) -> tuple[Period, ...]:
    """The parts of a year that are asked about; () where whole years are, or where the time is only the asker's own."""
    if _OWN.search(question):
        return ()
    said = [p for p in periods_in(question) if not _EVENT.match(question, p.end) and not p.whole_year]
    if not said and (months := asked_months(question, today)):
        return (Period((months[0].month, 1), (months[-1].month, 31)),)
    return tuple(counted(question, period) for period in said)
