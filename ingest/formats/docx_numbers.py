"""The numbers that Word writes before paragraphs by itself: 一、 第一百零一条 ① (ECMA-376 Part 1, §17.18.59).

Word stores no such number; it stores how to count. Here is only how a number is spelled; `docx_lists` counts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

_SIMPLE = "零一二三四五六七八九", "十百千", "万亿"
_TRADITIONAL = "零一二三四五六七八九", "十百千", "萬億"
_LEGAL = "零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万亿"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬億"
_JAPANESE_LEGAL = "零壱弐参四伍六七八九", "拾百阡", "萬億"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST = 9_999_999  # a list with more numbers than this is none


def spelled(number: int, style: str) -> str:
    """`number` in a style named as in ST_NumberFormat; in Arabic digits where the style or the number has no form.

    Counting styles write 零 within a number (一百零一), as statutes do and as LibreOffice does.
    """
    if style in {"none", "bullet"}:
        return ""
    spell = _STYLES.get(style)
    return spell(number) if spell and 0 < number <= _MOST else str(number)


def _counted(number: int, digits: str, units: str, myriads: str, one_ten: bool = False) -> str:
    """Chinese counting: groups of four digits, one 零 for a run of zeros, 十 without 一 before it at the start."""
    groups = []
    while number:
        number, group = divmod(number, 10000)
        groups.append(group)
    text = ""
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group:
            gap = digits[0] if text and group < 1000 else ""
            text += gap + _group(group, digits, units) + (myriads[place - 1] if place else "")
    return text[1:] if not one_ten and text.startswith(digits[1] + units[0]) else text


def _group(group: int, digits: str, units: str) -> str:
    text, zero = "", False
    for power in (3, 2, 1, 0):
        digit = group // 10**power % 10
        if digit:
            text += (digits[0] if zero and text else "") + digits[digit] + (units[power - 1] if power else "")
        zero = not digit
    return text


def _positional(number: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    if number > 3999:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letters(number: int) -> str:
    """a … z, aa, bb …: Word repeats the letter."""
    repeats, letter = divmod(number - 1, 26)
    return chr(97 + letter) * (repeats + 1) if repeats < 30 else str(number)


def _circled(number: int) -> str:
    """① … ⑳ ㉑ … ㉟ ㊱ … ㊿ (Unicode has none beyond)."""
    for first, last, at in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(at + number - first)
    return str(number)


def _one_of(number: int, at: int, count: int) -> str:
    """The `number`th of `count` characters that follow one another in Unicode from `at` on."""
    return chr(at + number - 1) if number <= count else str(number)


def _cycled(number: int, characters: str) -> str:
    return characters[number - 1] if number <= len(characters) else str(number)


def _ordinal(number: int) -> str:
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _upper(spell: Callable[[int], str], number: int) -> str:
    return spell(number).upper()


def _counting(system: tuple[str, str, str], one_ten: bool = False) -> Callable[[int], str]:
    digits, units, myriads = system
    return partial(_counted, digits=digits, units=units, myriads=myriads, one_ten=one_ten)


_STYLES: dict[str, Callable[[int], str]] = {
    "chineseCounting": _counting(_SIMPLE),
    "chineseCountingThousand": _counting(_SIMPLE),
    "taiwaneseCounting": _counting(_SIMPLE),  # LibreOffice saves the numbers of a .doc under these two names
    "taiwaneseCountingThousand": _counting(_SIMPLE),
    "japaneseCounting": _counting(_TRADITIONAL),
    "chineseLegalSimplified": _counting(_LEGAL, one_ten=True),
    "ideographLegalTraditional": _counting(_LEGAL_TRADITIONAL, one_ten=True),
    "japaneseLegal": _counting(_JAPANESE_LEGAL, one_ten=True),
    "ideographDigital": partial(_positional, digits="〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": partial(_positional, digits="〇一二三四五六七八九"),
    "taiwaneseDigital": partial(_positional, digits="○一二三四五六七八九"),
    "decimalFullWidth": partial(_positional, digits="０１２３４５６７８９"),
    "decimalFullWidth2": partial(_positional, digits="０１２３４５６７８９"),
    "decimalZero": "{:02d}".format,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": partial(_one_of, at=0x2488, count=20),
    "decimalEnclosedParen": partial(_one_of, at=0x2474, count=20),
    "ideographEnclosedCircle": partial(_one_of, at=0x3280, count=10),
    "ideographTraditional": partial(_cycled, characters=_STEMS),
    "ideographZodiac": partial(_cycled, characters=_BRANCHES),
    "ideographZodiacTraditional": lambda number: (
        _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if number <= 60 else str(number)
    ),
    "upperLetter": partial(_upper, _letters),
    "lowerLetter": _letters,
    "upperRoman": partial(_upper, _roman),
    "lowerRoman": _roman,
    "ordinal": _ordinal,
    "numberInDash": "- {} -".format,
    "hex": "{:X}".format,
}
