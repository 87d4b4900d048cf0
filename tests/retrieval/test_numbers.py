"""Numbers and units as offices write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from retrieval.numbers import parse_number, quantities

READ = [
    ("3150亩", "3150", "亩"),
    ("3,150亩", "3150", "亩"),
    ("1,000,000元", "1000000", "元"),
    ("１，０００亩", "1000", "亩"),
    ("３１５０亩", "3150", "亩"),
    ("1．5万亩", "15000", "亩"),
    ("8.8万亩", "88000", "亩"),
    ("8.8万余亩", "88000", "亩"),
    ("100余亩", "100", "亩"),
    ("3千余亩", "3000", "亩"),
    ("5百亩", "500", "亩"),
    ("2万多户", "20000", "户"),
    ("350余万元", "3500000", "元"),
    ("3百万元", "3000000", "元"),
    ("2.6亿元", "260000000", "元"),
    ("1.2万亿元", "1200000000000", "元"),
    ("3亿5千万元", "350000000", "元"),
    ("2亿5000万元", "250000000", "元"),
    ("3万5千亩", "35000", "亩"),
    ("三千一百五十亩", "3150", "亩"),
    ("一千零五十亩", "1050", "亩"),
    ("两万三千户", "23000", "户"),
    ("一亿二千万元", "120000000", "元"),
    ("一万二千三百四十五人", "12345", "人"),
    ("三万五元", "35000", "元"),
    ("三万零五元", "30005", "元"),
    ("十二个", "12", "个"),
    ("二十亿元", "2000000000", "元"),
    ("三百二十一点五亩", "321.5", "亩"),
    ("百分之八十", "80", "%"),
    ("百分之八点五", "8.5", "%"),
    ("8.5%", "8.5", "%"),
    ("８．５％", "8.5", "%"),
    ("增长-5.2%", "-5.2", "%"),
    ("5‰", "5", "‰"),
    ("千分之五", "0.5", "%"),
    ("四分之三", "75", "%"),
    ("5分之1", "20", "%"),
    ("三成以上", "3", "成"),
    ("五折", "5", "折"),
    ("10个工作日", "10", "个工作日"),
    ("5000 亩", "5000", "亩"),
    ("二〇二〇年", "2020", "年"),
    ("二○二○年", "2020", "年"),
    ("25起", "25", "起"),
    ("97", "97", ""),
]
NO_NUMBER = [
    *(
        "一是加强领导",
        "第三条",
        "第3条",
        "第十二批",
        "万一出错",
        "一些企业",
        "进一步",
        "统一部署",
        "唯一名单",
        "一起办理",
        "十分重要",
    ),
    *(
        "近百家企业",
        "数百人",
        "几百元",
        "十几个",
        "三四个",
        "二三十人",
        "一两年",
        "三成立",
        "一次性",
        "“十三五”期间",
        "百年",
    ),
]
SAME = [
    ("15亩", "1公顷"),
    ("四成", "40%"),
    ("二十分之一", "5%"),
    ("0.315万亩", "3150亩"),
    ("3.15千亩", "3150亩"),
    ("210公顷", "3150亩"),
    ("1平方公里", "100公顷"),
    ("10000平方米", "1公顷"),
    ("20万㎡", "300亩"),
    ("2吨", "2000公斤"),
    ("五千元", "0.5万元"),
    ("5‰", "0.5%"),
]
DIFFERENT = [
    ("15亩", "15公顷"),
    ("8%", "8个百分点"),
    ("5元", "5美元"),
    ("5个", "5人"),
    ("3150亩", "3151亩"),
    ("-5%", "5%"),
]


@pytest.mark.parametrize(("text", "value", "unit"), READ)
def test_one_number_is_read_with_its_unit(text: str, value: str, unit: str) -> None:
    (found,) = quantities(f"共计{text}。" if "增长" not in text else text)
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", NO_NUMBER)
def test_words_are_no_numbers(text: str) -> None:
    assert not quantities(text)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_amount_in_another_unit(one: str, other: str) -> None:
    assert quantities(one)[0].same_as(quantities(other)[0])
    assert quantities(other)[0].same_as(quantities(one)[0])


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_amounts_and_other_things_differ(one: str, other: str) -> None:
    first = quantities(f"增长{one}")[0]
    assert not first.same_as(quantities(f"增长{other}")[0])


def test_offsets_hold_in_the_original_text() -> None:
    text = "出让土地９７宗，面积3亿5千万元、3,150亩，增长-5.2%"
    assert [q.text for q in quantities(text)] == ["９７宗", "3亿5千万元", "3,150亩", "-5.2%"]
    assert all(text[q.start : q.end] == q.text for q in quantities(text))


@pytest.mark.parametrize("text", ["万", "百", "亿", "十三五", "三四百"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    assert parse_number(text) is None


def test_a_range_keeps_both_ends() -> None:
    assert [(q.value, q.unit) for q in quantities("10—20亩")] == [(Decimal(10), ""), (Decimal(20), "亩")]
