"""Numbers that belong to a person, in what people type: ID cards, mobile phones, bank cards. They are never stored.

A number is told by its form and by what follows it: 13800138000 is a phone, 13800138000元 a sum. 文号, sums, dates,
years and service numbers (12345, 0531-…) are none of them. Where it is in doubt, it is taken for a person's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

MASK = "*"
_GAP = r"[ \-.·]?"
_DAY = r"(?:0[1-9]|1[0-2])" + _GAP + r"(?:0[1-9]|[12]\d|3[01])"
_ID = rf"[1-9]\d{{5}}{_GAP}(?:(?:18|19|20)\d\d{_GAP}{_DAY}{_GAP}\d{{3}}[\dx]|\d\d{_DAY}{_GAP}\d{{3}})"
_PHONE = rf"(?:(?:\+|00)?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"
_CARD = rf"[3-69]\d{{3}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?|62\d{{14,17}}"
_UNIT = r"[百千万亿]|元|美元|平方|立方|公里|千米|米|亩|公顷|吨|公斤|千克|人|户|家|件|个|倍|股|千瓦|度"
_NUMBER = re.compile(rf"(?<!\d)(?:(?P<id>{_ID})|(?P<phone>{_PHONE})|(?P<card>{_CARD}))(?!\d)(?P<unit>\s?(?:{_UNIT}))?")
_CHECKED = re.compile(r"(?!62)[4-69]\d{3}[ \-.·]|3|9")  # forms that other numbers have as well: the last digit must fit
_CREDIT = re.compile(r"9[123]")  # how the code of an enterprise begins (统一社会信用代码)
# Each character for one, so that places hold: full-width and spelled digits, dashes and spaces of every kind.
_DIGITS = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
_DIGITS |= {ord(han): ord("0") + i for i, han in enumerate("零一二三四五六七八九")}
_DIGITS |= {ord(a): ord(b) for a, b in ("〇0", "○0", "幺1", "Ｘx", "Xx", "ｘx", "＋+")}
_DIGITS |= {code: ord("-") for code in (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFF0D)}
_DIGITS |= {0x3000: ord(" "), 0xA0: ord(" ")}


def masked(text: str) -> str:
    """`text` with each digit of such a number starred; its length stays, so that offsets hold."""
    for start, end in _places(text):
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


def numbers_in(text: str) -> frozenset[str]:
    """Such numbers, their digits alone."""
    return frozenset(_bare(text[start:end]) for start, end in _places(text))


def without(text: str, numbers: Collection[str]) -> str:
    """`text` with these `numbers` starred, and no others: what a document says of its own office stays."""
    for start, end in _places(text):
        if _bare(text[start:end]) in numbers:
            text = text[:start] + MASK * (end - start) + text[end:]
    return text


def _places(text: str) -> Iterator[tuple[int, int]]:
    for found in _NUMBER.finditer(text.translate(_DIGITS)):
        if found["id"] or (found["phone"] and not found["unit"]) or (found["card"] and _is_card(found)):
            yield found.start(), found.end() - len(found["unit"] or "")


def _is_card(found: re.Match[str]) -> bool:
    card = found["card"]
    digits = _bare(card)
    if found["unit"] or _CREDIT.match(digits) or (digits[0] in "45" and len(digits) != 16):
        return False
    return not _CHECKED.match(card) or _luhn(digits)


def _luhn(digits: str) -> bool:
    """Whether the last digit is that of a bank card (ISO/IEC 7812)."""
    doubled = [int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def _bare(number: str) -> str:
    return "".join(character for character in number.translate(_DIGITS) if character.isdigit() or character == "x")
