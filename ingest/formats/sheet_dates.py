"""Dates and times of cells as their number format shows them (ECMA-376 part 1, §18.8.31)."""

from __future__ import annotations

import datetime as dt
import re

Moment = dt.date | dt.time | dt.datetime | dt.timedelta

_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<elapsed>h+|m+|s+)\]|(?P<skipped>\[[^\]]*\]|_.|\*.)|'
    r"(?P<half>AM/PM|A/P|上午/下午)|(?P<year>y+|e+)|(?P<month>m+)|(?P<day>d+)|(?P<weekday>a{3,4})|"
    r"(?P<hour>h+)|(?P<second>s+)|(?P<part>\.0+)|(?P<other>.)",
    re.I | re.S,
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WEEKDAYS = "一二三四五六日"
_FIGURES = "〇一二三四五六七八九"
_EPOCH = dt.datetime(1899, 12, 30)  # §18.17.4.1: day 1 is 1900-01-01, with a 29 February 1900 that never was


def is_date(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    return bool(code) and bool(re.search(r"[ymdhs]|aaa", _LITERALS.sub("", code.split(";")[0]).replace("General", "")))


def of_serial(days: float) -> dt.datetime:
    """The moment of a serial number in the 1900 date system, to the second."""
    return _EPOCH + dt.timedelta(seconds=round(days * 86_400))


def moment(value: Moment, code: str = "") -> str:
    """`value` in the format `code`; ISO 8601 where there is none that fits it."""
    code = code.split(";")[0]
    if "[$-F800]" in code.upper():  # the system's long date
        code = 'yyyy"年"m"月"d"日"'
    elif "[$-F400]" in code.upper():  # the system's time
        code = "h:mm:ss"
    tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(code)]
    kinds = {kind for kind, _ in tokens}
    if not is_date(code) or (isinstance(value, (dt.time, dt.timedelta)) and kinds & {"year", "day", "weekday"}):
        return _iso(value)
    return _render(value, tokens, numerals="[DBNUM1]" in code.upper())


def _iso(value: Moment) -> str:
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M").rjust(16, "0")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return value.isoformat()


def _render(value: Moment, tokens: list[tuple[str, str]], numerals: bool) -> str:
    parts: list[str] = []
    minutes = _minutes(tokens)
    half = any(kind == "half" for kind, _ in tokens)
    for at, (kind, text) in enumerate(tokens):
        if kind in {"quoted", "escaped"}:
            parts.append(text[1:-1] if kind == "quoted" else text[1:])
        elif kind in {"hour", "second", "half", "elapsed"} or at in minutes:
            parts.append(_clock(value, kind, text, half))
        elif kind in {"year", "month", "day", "weekday"}:
            shown = _calendar(value, kind, text)
            parts.append(_in_figures(shown, kind) if numerals and shown.isdigit() else shown)
        elif kind == "other":
            parts.append(text)
    return "".join(parts).strip()


def _minutes(tokens: list[tuple[str, str]]) -> set[int]:
    """Which `m` mean minutes: those right after hours or right before seconds."""
    found = set()
    clock = [
        (at, kind, text)
        for at, (kind, text) in enumerate(tokens)
        if kind not in {"quoted", "escaped", "skipped", "other"}
    ]
    for place, (at, kind, _) in enumerate(clock):
        before = clock[place - 1] if place else (0, "", "")
        after = clock[place + 1][1] if place + 1 < len(clock) else ""
        if kind == "month" and (
            before[1] in {"hour"} or (before[1] == "elapsed" and "h" in before[2].lower()) or after == "second"
        ):
            found.add(at)
    return found


def _clock(value: Moment, kind: str, text: str, half: bool) -> str:
    seconds = _seconds(value)
    hours = seconds // 3600
    if kind == "elapsed":
        unit = text[1].lower()
        return str(hours if unit == "h" else seconds // 60 if unit == "m" else seconds)
    if kind == "half":
        names = ("上午", "下午") if "午" in text else ("AM", "PM")
        return names[hours % 24 >= 12]
    width = min(len(text), 2)
    if kind == "hour":
        return str((hours % 12 or 12) if half else hours % 24).rjust(width, "0")
    return str(seconds % 60 if kind == "second" else seconds // 60 % 60).rjust(width, "0")


def _seconds(value: Moment) -> int:
    if isinstance(value, dt.timedelta):
        return round(value.total_seconds())
    if isinstance(value, (dt.datetime, dt.time)):
        return value.hour * 3600 + value.minute * 60 + value.second
    return 0


def _calendar(value: Moment, kind: str, text: str) -> str:
    if not isinstance(value, dt.date):
        return ""
    if kind == "year":
        return f"{value.year % 100:02}" if text.lower() == "yy" else str(value.year)
    if kind == "weekday" or (kind == "day" and len(text) >= 3):
        return ("星期" if len(text) == 4 else "周") + _WEEKDAYS[value.weekday()]
    number = value.month if kind == "month" else value.day
    if len(text) >= 3:
        return _MONTHS[number - 1]
    return str(number).rjust(len(text), "0")


def _in_figures(shown: str, kind: str) -> str:
    """2019 → 二〇一九; 21 → 二十一."""
    if kind == "year":
        return "".join(_FIGURES[int(digit)] for digit in shown)
    tens, ones = divmod(int(shown), 10)
    return (_FIGURES[tens] if tens > 1 else "") + ("十" if tens else "") + (_FIGURES[ones] if ones else "")
