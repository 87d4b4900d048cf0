"""Places named in questions and documents."""

from __future__ import annotations

import pytest

from retrieval.places import means, places_in

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
