"""Figures that follow from two or more cited ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from prompts import Language, load_prompts
from retrieval.calculation import arithmetic, calculate, tell
from retrieval.claims import Calculation, Claim, Draft, Operand, Operation
from retrieval.evidence import Statement
from retrieval.models import Chunk, Hit, PolicyDocument
from retrieval.sentences import sentences
from retrieval.verify import verify

TEXT = (
    "2019年，全市出让土地3150亩。2018年，全市出让土地2800亩。2018年投入3.5亿元，2019年投入2.8亿元。"
    "2017年造林210公顷，占比30%。2016年占比35.5%。计划2022年造林300亩。2015年造林约1200亩。2014年造林不少于900亩。"
    "东区造林70亩，西区造林60亩。2013年造林0亩。2012年补贴800万元。2011年补贴1.2亿元。2010年占比5‰。2009年占比8‰。"
)


def statements() -> list[Statement]:
    document = PolicyDocument(id="d", source="s", title="青石市通报", text=TEXT, issued_on=date(2020, 3, 2))
    hit = Hit(Chunk("d:1", "d", 0, 0, len(TEXT), TEXT), document, 1.0)
    return [Statement(hit, span, 1.0, 1.0, 0.0, (), "named") for span in sentences(TEXT)]


def operand(text: str, year: int | None, label: str = "") -> Operand:
    """The value with this text in the first sentence that has it."""
    for statement in statements():
        if text in statement.text:
            start = statement.span.start + statement.text.index(text)
            return Operand(text, (statement, statement.span), start, start + len(text), year, label)
    raise AssertionError(text)


A, B = operand("3150亩", 2019), operand("2800亩", 2018)
MONEY = operand("2.8亿元", 2019), operand("3.5亿元", 2018)
HECTARES, SHARE = operand("210公顷", 2017), (operand("30%", 2017), operand("35.5%", 2016))
SHOWN: list[tuple[Operation, tuple[Operand, ...], str, str]] = [
    ("difference", (A, B), "350亩", "3150亩 − 2800亩 = 350亩"),
    ("difference", (B, A), "-350亩", "2800亩 − 3150亩 = -350亩"),
    ("sum", (A, B), "5950亩", "3150亩 + 2800亩 = 5950亩"),
    ("growth", (A, B), "12.5%", "(3150亩 − 2800亩) ÷ 2800亩 = 12.5%"),
    ("share", (B, A), "88.89%", "2800亩 ÷ 3150亩 ≈ 88.89%"),
    ("ratio", (A, B), "1.13倍", "3150亩 ÷ 2800亩 ≈ 1.13倍"),
    ("difference", MONEY, "-0.7亿元", "2.8亿元 − 3.5亿元 = -0.7亿元"),
    (
        "difference",
        (operand("1.2亿元", 2011), operand("800万元", 2012)),
        "11200万元",
        "1.2亿元 − 800万元 = 11200万元",
    ),
    (
        "sum",
        (HECTARES, B),
        "5950亩",
        "210公顷 = 3150亩（1公顷=15亩）；3150亩 + 2800亩 = 5950亩",
    ),
    ("difference", SHARE, "-5.5个百分点", "30% − 35.5% = -5.5个百分点"),
    ("difference", (operand("8‰", 2009), operand("5‰", 2010)), "0.3个百分点", "8‰ − 5‰ = 0.3个百分点"),
    ("difference", (operand("约1200亩", 2015), B), "-1600亩", "1200亩 − 2800亩 ≈ -1600亩"),
]


@pytest.mark.parametrize(("operation", "operands", "result", "shown"), SHOWN)
def test_the_result_with_its_arithmetic(
    operation: Operation, operands: tuple[Operand, ...], result: str, shown: str
) -> None:
    made = calculate(operation, operands)
    assert made
    assert (made.result, arithmetic(made)) == (result, shown)


@pytest.mark.parametrize(
    ("operation", "operands"),
    [
        ("difference", (A, MONEY[0])),
        ("difference", (A,)),
        ("difference", (A, B, A)),
        ("growth", (A, operand("0亩", 2013))),
        ("growth", SHARE),
        ("difference", (A, operand("不少于900亩", 2014))),
    ],
)
def test_what_cannot_be_computed(operation: Operation, operands: tuple[Operand, ...]) -> None:
    assert calculate(operation, operands) is None


def made(operation: Operation = "difference", operands: tuple[Operand, ...] = (A, B)) -> Calculation:
    calculation = calculate(operation, operands)
    assert calculation
    return calculation


def reason(text: str, calculation: Calculation) -> str:
    """Why a computed claim falls; "" where it stands."""
    sources = tuple(dict.fromkeys(o.source for o in calculation.operands))
    dropped = verify(Draft((Claim(text, sources, calculation=calculation),)), ()).dropped
    return dropped[0].reason if dropped else ""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("operation", "operands"), [case[:2] for case in SHOWN])
def test_what_is_told_stands(operation: Operation, operands: tuple[Operand, ...], language: Language) -> None:
    calculation = made(operation, operands)
    assert reason(tell(calculation, load_prompts(), language), calculation) == ""


def test_it_is_told_in_both_languages() -> None:
    assert tell(made(), load_prompts()) == "2019年比2018年多350亩（3150亩 − 2800亩 = 350亩）。"
    assert tell(made(), load_prompts(), "en") == "2019 exceeds 2018 by 350 mu (3,150 mu − 2,800 mu = 350 mu)."
    assert tell(made("growth", MONEY), load_prompts()).startswith("2019年比2018年下降20%（")
    named = (replace(A, label="东区", year=None), replace(B, label="西区", year=None))
    assert tell(made("difference", named), load_prompts()).startswith("东区比西区多350亩")


def test_labels_name_their_own_values() -> None:
    calculation = made("difference", (operand("70亩", None, "东区"), operand("60亩", None, "西区")))
    assert reason(tell(calculation, load_prompts()), calculation) == ""


RIGHT = "2019年比2018年多350亩（3150亩 − 2800亩 = 350亩）。"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (RIGHT.replace("多350亩", "多360亩"), "number"),
        (RIGHT.replace("多350亩", "多350公顷"), "number"),
        (RIGHT.replace("多", "少"), "direction"),
        (RIGHT.replace("2018年", "2017年"), "year"),
        ("2018年比2019年多350亩（3150亩 − 2800亩 = 350亩）。", "direction"),
        ("2019年比2018年多350亩。", "number"),
    ],
)
def test_a_changed_word_takes_the_support_away(text: str, why: str) -> None:
    assert reason(RIGHT, made()) == ""
    assert reason(text, made()) == why


@pytest.mark.parametrize(
    ("calculation", "why"),
    [
        (replace(made(), value=Decimal(360), result="360亩"), "number"),
        (replace(made(), operands=(replace(A, text="3160亩"), B)), "number"),
        (replace(made(), operands=(replace(A, start=A.start + 1), B)), "number"),
        (replace(made(), operands=(replace(A, year=2017), B)), "year"),
        (made("difference", (operand("300亩", 2022), B)), "plan"),
        (made("difference", (operand("70亩", None, "西区"), operand("60亩", None, "东区"))), "subject"),
    ],
)
def test_a_changed_operand_takes_the_support_away(calculation: Calculation, why: str) -> None:
    assert reason(tell(calculation, load_prompts()), calculation) == why
