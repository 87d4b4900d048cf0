"""The same amount in another unit, with the factor shown, in Chinese and English.

Factors are those of `retrieval.numbers`. Chinese keeps 万 and 亿 as part of the unit, English writes the number out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from retrieval.characters import fold
from retrieval.numbers import Quantity, factor_of, measure_of

_SCALED = re.compile(r"[\d.][余多来]?(?P<scale>[百千]?[万亿]|[百千])[余多来]?")
_DECIMALS = re.compile(r"\.(\d+)")
_SCALES = {"万": 10**4, "亿": 10**8, "千": 1000, "百": 100}
_ENGLISH = {
    "亩": "mu",
    "公顷": "ha",
    "平方公里": "km²",
    "平方千米": "km²",
    "平方米": "m²",
    "平米": "m²",
    "㎡": "m²",
    "元": "yuan",
    "美元": "US dollars",
    "吨": "t",
    "公斤": "kg",
    "千克": "kg",
    "公里": "km",
    "千米": "km",
    "米": "m",
    "人": "people",
    "户": "households",
    "个百分点": "percentage points",
    "倍": "times",
    "个": "",
}
_TIGHT = frozenset(["%", "‰"])


def scale_of(quantity: Quantity) -> str:
    """The 万, 亿, 百万, … between the digits of a quantity and its unit; "" where there is none or no digit."""
    found = _SCALED.search(fold(quantity.text))
    return found["scale"] if found else ""


def scale_value(scale: str) -> Decimal:
    """How many a scale is: 万 10,000, 百万 1,000,000, "" 1."""
    value = Decimal(1)
    for step in scale:
        value *= _SCALES[step]
    return value


def plain(value: Decimal) -> str:
    """A decimal without exponent and without zeros at its end."""
    return f"{value.normalize():f}"


def amount(value: Decimal, unit: str, scale: str = "", language: Literal["zh", "en"] = "zh") -> str:
    """`value` with its unit; Chinese tells it in the scale (350000000, 元, 亿 → 3.5亿元), English writes it out."""
    if language == "en":
        name = _ENGLISH.get(unit, unit)
        return f"{value.normalize():,f}{'' if unit in _TIGHT or not name else ' '}{name}"
    return f"{plain(value / scale_value(scale))}{scale}{unit}"


def conversion(claimed: Quantity, source: Quantity, language: Literal["zh", "en"] = "zh") -> str:
    """The note that a claim needs whose unit is not its source's: 210公顷 = 3150亩（1公顷=15亩）; "" where none is needed.

    万亩 and 亩 count as two units where both are written in digits; another spelling of a number is none.
    """
    exact = claimed.same_as(source)
    if not (exact or rounds_to(claimed, source)) or not claimed.unit:
        return ""
    equals = "=" if exact else "≈"
    ours, theirs = scale_of(claimed), scale_of(source)
    digits = claimed.text[0].isdigit() and source.text[0].isdigit()
    rescaled = language == "zh" and digits and ours != theirs
    if not rescaled and factor_of(claimed.unit) == factor_of(source.unit):
        return ""
    one, other = (source, theirs), (claimed, ours)
    left = amount(source.value, source.unit, theirs, language)
    right = amount(claimed.value, claimed.unit, ours, language)
    larger, smaller = sorted((one, other), key=lambda q: -(factor_of(q[0].unit) * scale_value(q[1])))
    per_one = factor_of(larger[0].unit) * scale_value(larger[1]) / factor_of(smaller[0].unit)
    if language == "en":
        per_one = factor_of(larger[0].unit) / factor_of(smaller[0].unit)
        unit = amount(Decimal(1), larger[0].unit, "", "en")
        return f"{left} {equals} {right} ({unit} = {amount(per_one, smaller[0].unit, '', 'en')})"
    whole = f"1{larger[1]}{larger[0].unit}"
    return f"{left} {equals} {right}（{whole}={amount(_short(per_one), smaller[0].unit, smaller[1])}）"


def with_conversions(text: str, figures: Sequence[tuple[Quantity, Quantity]]) -> tuple[str, tuple[str, ...]]:
    """A claim's text with the conversions of its figures written before its last mark, and these notes; each figure of
    the claim comes with the one of the source that it is.
    """
    notes = tuple(dict.fromkeys(filter(None, (conversion(ours, theirs) for ours, theirs in figures))))
    if not notes:
        return text, ()
    body = text.rstrip("。；;！!. ")
    return f"{body}（{'；'.join(notes)}）{text[len(body) :]}", notes


def rounds_to(claimed: Quantity, source: Quantity) -> bool:
    """Whether a claim's figure is its source's in another unit, rounded to the decimals that it has: 13.33公顷 for 200亩."""
    if claimed.measures != source.measures or factor_of(claimed.unit) == factor_of(source.unit):
        return False
    digits = _DECIMALS.search(fold(claimed.text))
    step = scale_value(scale_of(claimed)) * factor_of(claimed.unit) / 10 ** (len(digits[1]) if digits else 0)
    return abs(claimed.base - source.base) <= step / 2 and abs(claimed.base - source.base) < abs(source.base) / 100


def in_unit(quantity: Quantity, unit: str) -> Decimal:
    """The value of a quantity told in another unit of what it measures. Raises ValueError where it is of none such."""
    if measure_of(unit) != quantity.measures:
        raise ValueError(f"{quantity.unit} is not told in {unit}")
    return quantity.base / factor_of(unit)


def _short(value: Decimal) -> Decimal:
    """A factor such as 666.67 square metres to the mu, at two decimals where it does not end."""
    short = value.quantize(Decimal("0.0001"))
    return short if short == value else value.quantize(Decimal("0.01"))
