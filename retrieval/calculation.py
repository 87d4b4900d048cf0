"""Figures that stand in no document but follow from those that do: computed, shown with the arithmetic, and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from prompts import Language, Prompts
from retrieval.claims import Calculation, Operand, Operation
from retrieval.conversions import amount, conversion, in_unit, scale_of, scale_value
from retrieval.numbers import Quantity, factor_of, quantities

_CENT = Decimal("0.01")
_ABOUT = re.compile(
    r"^(?P<each>(?:每[人户亩名家个件台辆套次年月日季天]+)*)(?:补贴|补助|发放|奖励|资助|给予|支付|缴纳|收费)?(?:约|近|大约|将近|逾|超过?|已?达到?|共计?|为)*$"
)
_ROUNDED = re.compile(r"[约近逾超余多来]|左右|上下")
_AFTER = re.compile(r"^(?:左右|上下)?$")
_ROUNDS: frozenset[Operation] = frozenset({"ratio", "growth", "share"})
_BINARY: frozenset[Operation] = frozenset({"difference", "ratio", "growth", "share"})


@dataclass(frozen=True, slots=True)
class _Known:
    """The values of operands, all in one unit."""

    values: tuple[Decimal, ...]
    unit: str
    scale: str
    rounded: bool


def calculate(operation: Operation, operands: Sequence[Operand]) -> Calculation | None:
    """The result of an operation on values that measure the same; None where it has none (亩 with 元, a limit or a
    range as operand, a division by nothing).

    Results are in the smallest unit of the operands, in 万 or 亿 where all of them are; shares differ by 个百分点.
    Rates and ratios have two decimals, rounded half up.
    """
    if len(operands) < 2 or (operation in _BINARY and len(operands) != 2):
        return None
    known = _known([value_of_operand(operand) for operand in operands], operands)
    if known is None:
        return None
    value, unit, scale = _result(operation, known)
    if value is None:
        return None
    rounded = value.quantize(_CENT, ROUND_HALF_UP) if operation in _ROUNDS else value
    exact = rounded == value and not known.rounded
    return Calculation(operation, tuple(operands), rounded, unit, amount(rounded, unit, scale), exact)


def _result(operation: Operation, known: _Known) -> tuple[Decimal | None, str, str]:
    """The value, unit and scale of an operation's result."""
    first, second = known.values[0], known.values[1]
    if operation == "sum":
        return sum(known.values, Decimal(0)), known.unit, known.scale
    if operation == "difference":
        shares = known.unit in {"%", "‰"}
        return (first - second) / (10 if known.unit == "‰" else 1), "个百分点" if shares else known.unit, known.scale
    if second <= 0 or (operation == "growth" and known.unit in {"%", "‰", "个百分点"}):
        return None, "", ""
    if operation == "ratio":
        return first / second, "倍", ""
    if operation == "share":
        return first / second * 100, "%", ""
    return (first - second) / second * 100, "%", ""


def value_of_operand(operand: Operand) -> Quantity | None:
    """The one quantity that an operand says, or None where it says a limit, a range or nothing."""
    found = quantities(operand.text)
    if len(found) != 1:
        return None
    said = found[0]
    before, after = operand.text[: said.start].strip(), operand.text[said.end :].strip()
    return said if _ABOUT.match(before) and _AFTER.match(after) else None


def _each(text: str, said: Quantity) -> str:
    """For each of what an operand is said: 每人每月 of 每人每月发放100元, "" where it doesn't say."""
    before = _ABOUT.match(text[: said.start].strip())
    return before["each"] if before else ""


def _known(found: Sequence[Quantity | None], operands: Sequence[Operand]) -> _Known | None:
    said = [quantity for quantity in found if quantity]
    if len(said) < len(found) or len({quantity.measures for quantity in said}) > 1:
        return None
    if len({_each(operand.text, quantity) for operand, quantity in zip(operands, said, strict=True)}) > 1:
        return None
    unit = min((quantity.unit for quantity in said), key=factor_of)
    scales = {scale_of(quantity) for quantity in said if quantity.value}
    scale = min(scales, key=scale_value, default="") if len({q.unit for q in said}) == 1 else ""
    rounded = any(_ROUNDED.search(operand.text) for operand in operands)
    return _Known(tuple(in_unit(quantity, unit) for quantity in said), unit, scale, rounded)


def arithmetic(calculation: Calculation, language: Literal["zh", "en"] = "zh") -> str:
    """The calculation written out: 3150亩 − 2800亩 = 350亩; conversions before it where the units differ."""
    said = [quantity for quantity in map(value_of_operand, calculation.operands) if quantity]
    unit = min((quantity.unit for quantity in said), key=factor_of)
    notes, terms = [], []
    for quantity in said:
        told = quantity
        if quantity.unit != unit and factor_of(quantity.unit) != factor_of(unit):
            value = in_unit(quantity, unit)
            told = Quantity(value, unit, 0, 0, amount(value, unit))
            notes.append(conversion(told, quantity, language))
        terms.append(_term(told, language))
    result = _result_text(calculation, language)
    equals = "=" if calculation.exact else "≈"
    sum_up = f"{_formula(calculation.operation, terms)} {equals} {result}"
    return ("；" if language == "zh" else "; ").join([*notes, sum_up])


def _term(quantity: Quantity, language: Literal["zh", "en"]) -> str:
    return amount(quantity.value, quantity.unit, scale_of(quantity), language)


def _result_text(calculation: Calculation, language: Literal["zh", "en"]) -> str:
    return calculation.result if language == "zh" else amount(calculation.value, calculation.unit, "", "en")


def _formula(operation: Operation, terms: Sequence[str]) -> str:
    if operation == "sum":
        return " + ".join(terms)
    if operation == "growth":
        return f"({terms[0]} − {terms[1]}) ÷ {terms[1]}"
    return f" {'−' if operation == 'difference' else '÷'} ".join(terms)


def tell(calculation: Calculation, prompts: Prompts, language: Language = "zh") -> str:
    """The calculation as a sentence, each operand by its label: 2019年比2018年多350亩（3150亩 − 2800亩 = 350亩）。"""
    names = [_name(operand, language) for operand in calculation.operands]
    value, key = calculation.value, str(calculation.operation)
    if calculation.operation in {"difference", "growth"}:
        key += "_up" if value > 0 else "_down" if value < 0 else "_none"
    about = "" if calculation.exact else prompts.say("calculation.about", language)
    said = {
        "first": names[0],
        "second": names[1],
        "all": prompts.say("replies.separator", language).join(names),
        "result": about + _result_text(calculation, language).removeprefix("-"),
        "arithmetic": arithmetic(calculation, language),
    }
    return prompts.say(f"calculation.{key}", language, **said)


def _name(operand: Operand, language: Language) -> str:
    if operand.label or not operand.year:
        return operand.label or operand.text
    return f"{operand.year}年" if language == "zh" else str(operand.year)
