"""Places named in questions and documents."""

from __future__ import annotations

import pytest

from retrieval.places import asked_places, means, places_in

NAMED = [
    ("济南市出让土地多少亩", ["济南市"]),
    ("济南出让土地多少亩", ["济南市"]),
    ("山东省济南市历下区的补贴", ["山东省", "济南市", "历下区"]),
    ("吉林省吉林市", ["吉林省", "吉林市"]),
    ("内蒙古的补贴", ["内蒙古自治区"]),
    ("恩施的补贴", ["恩施土家族苗族自治州"]),
    ("东莞市的补贴", ["东莞市"]),
    ("中山市的补贴", ["中山市"]),
    ("李庄镇的面积", ["李庄镇"]),
    ("济南市和青岛市", ["济南市", "青岛市"]),
]


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_places_in_order(text: str, names: list[str]) -> None:
    assert [place.name for place in places_in(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "和平发展",
        "全村农户",
        "各镇街",
        "城镇居民",
        "开放大学",
        "安全生产",
        "南京西路5号",
        "北京路口",
        "孙中山",
        "哪个镇",
    ],
)
def test_words_that_are_no_places(text: str) -> None:
    assert not places_in(text)


def test_a_short_name_means_the_city_and_it_lies_in_its_province() -> None:
    (city,) = places_in("漳州的补贴")
    assert city.name == "漳州市"
    assert means("漳州市政府", city)
    assert not means("泉州市政府", city)
    assert city.within == ("福建",)


ASKED = [
    ("济南高新区的补贴", ["济南市", "济南高新区"]),
    ("石岭新区修渠多少条", ["石岭新区"]),
    ("请问石岭经济技术开发区有多少家企业", ["石岭经济技术开发区"]),
    ("云溪市高龄津贴怎么申请", ["云溪市"]),
    ("2019年甲河县修渠多少条", ["甲河县"]),
    ("历城区税务局地址", ["历城区"]),
    ("李庄镇有多少人", ["李庄镇"]),
]


@pytest.mark.parametrize(("question", "names"), ASKED)
def test_the_places_a_question_is_asked_of(question: str, names: list[str]) -> None:
    assert [place.name for place in asked_places(question)] == names


@pytest.mark.parametrize(
    "question",
    [
        "本市的补贴",
        "我区的低保",
        "全县多少人",
        "城市建设",
        "上市公司",
        "各县的任务",
        "我镇的渠",
        "开发区在哪里",
        "市场监管",
    ],
)
def test_words_that_say_no_place(question: str) -> None:
    assert not asked_places(question)


def test_a_zone_has_its_short_name_and_is_known_to_be_unlisted() -> None:
    (zone,) = asked_places("石岭经济技术开发区有多少家企业")
    assert means("石岭经开区的企业", zone)
    assert not zone.listed
    assert places_in("济南市")[0].listed
