"""Numbers that belong to a person are starred, and no others."""

from __future__ import annotations

import random

import pytest

from retrieval.personal import masked, numbers_in, without


def _id_card(dice: random.Random) -> str:
    body = f"37010{dice.randint(1, 9)}{dice.randint(1940, 2015)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
    body += f"{dice.randint(0, 999):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def _phone(dice: random.Random) -> str:
    return f"1{dice.choice('3456789')}{dice.randint(0, 999_999_999):09}"


def _bank_card(dice: random.Random) -> str:
    body = f"62{dice.randint(0, 10**16 - 1):016}"
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(body))]
    return body + str(-sum(v - 9 * (v > 9) for v in doubled) % 10)


FORMS = ("{}", "我的号码是{}，请问补贴多少", "{}能领吗", "号码:{}。", "（{}）")


def planted() -> list[tuple[str, str]]:
    """50 questions, each with the number that stands in it."""
    dice = random.Random(7)
    found = []
    for i in range(50):
        number = (_id_card, _phone, _bank_card)[i % 3](dice)
        typed = number
        if i % 4 == 1:
            typed = " ".join((number[:3], number[3:7], number[7:])) if len(number) == 11 else number
        if i % 4 == 2:
            typed = number.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
        found.append((FORMS[i % len(FORMS)].format(typed), typed))
    return found


@pytest.mark.parametrize(("question", "number"), planted())
def test_a_planted_number_is_starred(question: str, number: str) -> None:
    shown = masked(question)
    assert shown == question.replace(number, "*" * len(number))
    assert not any(character.isdigit() for character in shown)


@pytest.mark.parametrize(
    "typed",
    ["138-0013-8000", "+86 138 0013 8000", "8613800138000", "一三八零零一三八零零零", "幺三八〇〇幺三八〇〇〇",
     "370102 19900307 1234", "37010219900307123x", "370102900307123", "6222 0212 3456 7890 123", "4111-1111-1111-1111"],
)  # fmt: skip
def test_numbers_are_known_however_they_are_typed(typed: str) -> None:
    assert masked(f"号码{typed}可以吗") == f"号码{'*' * len(typed)}可以吗"


ORDINARY = (
    "济政发〔2020〕3号", "国发〔2019〕12号第13条", "2019年出让土地3150亩", "投资13800138000元", "总额15000000000 元",
    "6222021234567890亿元", "补贴12345元，电话12345", "0531-88888888", "400-123-4567", "2020-03-02至2021-12-31",
    "20200302", "2019 2020 2021 2022", "3150 2800 3000 4100", "6000 3150 2800 3002", "索引号000014349/2020-00012",
    "统一社会信用代码91370102MA3C8X2N1K", "统一社会信用代码913701021234567890", "1.38亿", "二〇二〇年三月十日", "1380013",
    "人口13800138000人", "第123456789012345678号",
)  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_the_numbers_of_policy_stay(text: str) -> None:
    assert masked(text) == text


def test_only_what_was_typed_is_starred_in_what_documents_say() -> None:
    typed = numbers_in("我是13800138000，找谁")
    told = "咨询电话13900139000，回拨138 0013 8000。"
    assert without(told, typed) == "咨询电话13900139000，回拨*************。"
