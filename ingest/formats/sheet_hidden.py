"""Cells of a .xlsx sheet that nobody sees: in hidden rows and columns, or in white without a ground (ECMA-376 Part 1, §18)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col(?=\s)([^<>]*)/?>")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_WHITE = re.compile(r"(?:[0-9A-F]{2})?FFFFFF", re.I)
_GROUND = "0"  # theme colour of the paper (lt1)


@dataclass(slots=True)
class Unseen:
    """Which cells of a sheet are not shown: whole rows and columns, and single cells, all from 0."""

    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)  # first and last
    cells: set[tuple[int, int]] = field(default_factory=set)

    def has(self, line: int, column: int) -> bool:
        """Whether the cell is not shown."""
        if line in self.rows or (line, column) in self.cells:
            return True
        return any(first <= column <= last for first, last in self.columns)


def hidden_columns(xml: bytes) -> list[tuple[int, int]]:
    """The ranges of a sheet's hidden columns (§18.3.1.13)."""
    return [
        (int(first[1]) - 1, int(last[1]) - 1)
        for found in _COLUMN.finditer(xml)
        if _HIDDEN.search(found[1])
        and (first := re.search(rb"""\smin\s*=\s*["'](\d{1,6})""", found[1]))
        and (last := re.search(rb"""\smax\s*=\s*["'](\d{1,6})""", found[1]))
    ]


def is_hidden(attributes: bytes) -> bool:
    """Whether the attributes of a row hide it (§18.3.1.73)."""
    return bool(_HIDDEN.search(attributes))


def pale_styles(root: etree._Element) -> set[int]:
    """The cell styles (§18.8.10 cellXfs) whose letters are white on no ground of their own."""
    fonts = [_pale(font.find("{*}color")) for font in root.iterfind("{*}fonts/{*}font")]
    plain = [_unfilled(fill.find("{*}patternFill")) for fill in root.iterfind("{*}fills/{*}fill")]
    found = set()
    for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        font, fill = str(style.get("fontId", "")), str(style.get("fillId", "0"))
        if _at(fonts, font) and _at(plain, fill):
            found.add(number)
    return found


def _at(flags: list[bool], place: str) -> bool:
    return place.isdecimal() and int(place) < len(flags) and flags[int(place)]


def _pale(color: etree._Element | None) -> bool:
    if color is None or color.get("tint"):
        return False
    return color.get("theme") == _GROUND or bool(_WHITE.fullmatch(str(color.get("rgb", ""))))


def _unfilled(fill: etree._Element | None) -> bool:
    return fill is not None and fill.get("patternType", "none") == "none"
