"""A cell's value as its number format shows it (ECMA-376 part 1, §18.8.30 and §18.8.31).

What is cited must be what a person sees: 15.3% and not 0.153, 2019年5月1日 and not 43586.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from ingest.formats.sheet_dates import is_date, moment, of_serial

Value = str | int | float | bool | dt.date | dt.time | dt.datetime | dt.timedelta | None

# §18.8.30: the formats that files name by number only; 27–36 and 50–58 as in the Chinese table there.
BUILT_IN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[]|["\\\[])+|(?<=;)(?=;|$)|^(?=;)')
_CONDITION = re.compile(r"\[(<=|>=|<>|=|<|>)(-?\d+(?:\.\d+)?)\]")
_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|(\[[^\]]*\]|_.|\*.)|([0#?][0#?.,]*|\.[0#?]+)|(.)', re.S)
_LONGEST = 255  # characters of a format
_DECIMALS = 8  # places after the point, with which a number still has fewer digits than Decimal's 28
_LARGEST = 1e15  # above it a float no longer holds every unit


def shown(value: Value, code: str = "") -> str:
    """The text of a cell with `value` and number format `code` ("" or "General": none)."""
    if value is None or isinstance(value, str):
        return value or ""
    code = code if len(code) <= _LONGEST else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        if is_date(code) and 0 < value < 2_958_466:  # 9999-12-31
            return moment(of_serial(value), code)
        return _number(value, code)
    return moment(value, code)


def _general(value: float) -> str:
    """As Excel shows a number without a format: at most eleven characters, but whole numbers in full."""
    if value != value or abs(value) >= _LARGEST:
        return repr(value)
    if value == int(value):
        return str(int(value))
    return f"{round(value, 9):.10g}" if abs(value) >= 1e-4 else f"{value:.6g}"


def _number(value: float, code: str) -> str:
    if not code or code.lower() == "general" or value != value or abs(value) >= _LARGEST:
        return _general(value)
    sections = _SECTION.findall(code)
    section, signed = _choose(value, sections)
    if section is None or re.search(r"general|[Ee][+-]|/|@", _without_literals(section), re.I):
        return _general(value)
    text = _render(abs(value), section)
    if text is None:
        return _general(value)
    return f"-{text}" if signed and re.search(r"[1-9]", text) else text


def _choose(value: float, sections: list[str]) -> tuple[str | None, bool]:
    """The section for `value`, and whether it needs a minus sign of its own."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, condition[1], float(condition[2])):
                return section, value < 0
        return None, False
    if len(sections) >= 3 and value == 0:
        return sections[2], False
    if len(sections) >= 2 and value < 0:
        return sections[1], False
    return (sections[0], value < 0) if sections else (None, False)


def _holds(value: float, operator: str, bound: float) -> bool:
    return {
        "<": value < bound, ">": value > bound, "=": value == bound,
        "<=": value <= bound, ">=": value >= bound, "<>": value != bound,
    }[operator]  # fmt: skip


def _without_literals(section: str) -> str:
    return re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", section)


def _pieces(section: str) -> Iterator[tuple[str, str]]:
    for quoted, escaped, currency, skipped, digits, other in _PIECE.findall(section):
        if digits:
            yield "digits", digits
        elif not skipped:
            yield "literal", quoted or escaped or currency or other


def _render(value: float, section: str) -> str | None:
    """`value` in one section; None where digits stand apart, as in telephone numbers, or are too many."""
    pieces = list(_pieces(section))
    patterns = [text for kind, text in pieces if kind == "digits"]
    percent = _without_literals(section).count("%")
    if len(patterns) > 1 or percent > 2 or any(len(p.partition(".")[2]) > _DECIMALS for p in patterns):
        return None
    amount = Decimal(repr(value)) * 100**percent
    parts = [_digits(amount, text) if kind == "digits" else text for kind, text in pieces]
    return "".join(parts).strip()


def _digits(amount: Decimal, pattern: str) -> str:
    whole, _, fraction = pattern.partition(".")
    scaled = len(whole) - len(whole.rstrip(",")) if not fraction else len(fraction) - len(fraction.rstrip(","))
    fraction = fraction.replace(",", "")
    grouped = "," in whole.rstrip(",")
    amount = (amount / 1000**scaled).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    integer, _, decimals = f"{amount:f}".partition(".")
    integer = integer.lstrip("0").rjust(whole.count("0"), "0")
    if grouped and integer.isdigit():
        integer = f"{int(integer):,}".rjust(whole.count("0"), "0")
    needed = len(fraction.rstrip("#?"))
    decimals = decimals[:needed] + decimals[needed:].rstrip("0")
    return integer + ("." + decimals if decimals else "")
