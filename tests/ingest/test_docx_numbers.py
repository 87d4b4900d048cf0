"""How Word spells the numbers that it writes by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.docx_numbers import spelled


@pytest.mark.parametrize(
    ("style", "number", "text"),
    [
        ("decimal", 12, "12"),
        ("chineseCounting", 1, "一"),
        ("chineseCountingThousand", 10, "十"),
        ("chineseCountingThousand", 15, "十五"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1001, "一千零一"),
        ("chineseCountingThousand", 1010, "一千零一十"),
        ("chineseCountingThousand", 1260, "一千二百六十"),
        ("chineseCountingThousand", 10500, "一万零五百"),
        ("chineseCountingThousand", 100000, "十万"),
        ("taiwaneseCountingThousand", 21, "二十一"),
        ("ideographDigital", 10, "一〇"),
        ("ideographDigital", 203, "二〇三"),
        ("japaneseCounting", 12, "十二"),
        ("chineseLegalSimplified", 3, "叁"),
        ("chineseLegalSimplified", 10, "壹拾"),
        ("chineseLegalSimplified", 101, "壹佰零壹"),
        ("decimalEnclosedCircle", 1, "①"),
        ("decimalEnclosedCircleChinese", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedCircle", 36, "㊱"),
        ("decimalEnclosedCircle", 51, "51"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalEnclosedFullstop", 3, "⒊"),
        ("decimalFullWidth", 10, "１０"),
        ("decimalZero", 3, "03"),
        ("upperLetter", 2, "B"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 49, "XLIX"),
        ("lowerRoman", 4, "iv"),
        ("ideographTraditional", 1, "甲"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("ideographZodiacTraditional", 60, "癸亥"),
        ("ideographEnclosedCircle", 1, "㊀"),
        ("ordinal", 11, "11th"),
        ("ordinal", 22, "22nd"),
        ("numberInDash", 3, "- 3 -"),
        ("none", 3, ""),
        ("bullet", 3, ""),
        ("a style of the future", 3, "3"),
        ("chineseCounting", 0, "0"),
        ("upperRoman", 99999999, "99999999"),
    ],
)
def test_a_number_is_spelled_as_word_does(style: str, number: int, text: str) -> None:
    assert spelled(number, style) == text


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}


def _value(text: str) -> int:
    """Chinese counting read back, by a way of its own."""
    total = group = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character == "万":
            total, group, digit = (group + digit) * 10000, 0, 0
        else:
            group += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return total + group + digit


@given(st.integers(1, 9_999_999))
def test_chinese_counting_means_its_number_and_has_no_double_zero(number: int) -> None:
    text = spelled(number, "chineseCountingThousand")
    assert _value(text) == number
    assert "零零" not in text
    assert not text.endswith("零")
