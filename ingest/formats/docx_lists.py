"""Automatic numbers of paragraphs: what Word would write before each, in order (ECMA-376 Part 1, §17.9).

A paragraph names a list (`w:num`) and a level, itself or by its style. A list belongs to an abstract list, whose
counters all its lists share; a list may override levels and starts. An abstract list may stand for another one
through a numbering style (`numStyleLink`, `styleLink`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.formats.docx_numbers import spelled
from ingest.formats.docx_package import MC, Element, W, chosen, number, switched_on, value

_LEVELS = 9
_CHAIN = 30  # styles that build on each other; more is a circle
_CLOSED = "、，。．）】〕：；"  # after these no blank parts the number from its text
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts, and how its number is written (`%1` stands for the first level's)."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    legal: bool = False  # all numbers in Arabic digits (isLgl)
    suffix: str = "tab"
    restart: int | None = None  # the level (from 1) after which it starts again; 0 never; None each one above it
    paragraph_style: str = ""


@dataclass(frozen=True, slots=True)
class _List:
    """A `w:num`: its abstract list, its own levels, and the starts that it sets."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: str
    list_id: str  # "" where it sets none; "0" takes the numbering away
    level: int | None


class Lists:
    """The numbers of one document; `label` is asked once for each paragraph, in the order of the text."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}  # abstract list → numbering style that defines it
        self._lists: dict[str, _List] = {}
        self._styles: dict[str, _Style] = {}
        self._default_style = ""
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        if styles is not None:
            self._read_styles(styles)
        if numbering is not None:
            self._read_numbering(numbering)

    def label(self, properties: Element | None) -> str:
        """The number before a paragraph with these properties (`w:pPr`), with the blank after it; "" for none."""
        place = self._place(properties)
        if place is None:
            return ""
        found, list_id, at = place
        levels = self._levels(found)
        level = levels.get(at, Level())
        if level.style == "bullet":
            return _bullet(level)
        counters = self._counters.setdefault(found.abstract, {})
        self._count(counters, found, list_id, at, levels)
        text = self._written(level, levels, counters)
        return text if not text or level.suffix == "nothing" or text[-1] in _CLOSED else text + " "

    def _count(self, counters: dict[int, int], found: _List, list_id: str, at: int, levels: dict[int, Level]) -> None:
        start = levels.get(at, Level()).start
        if at in found.starts and (list_id, at) not in self._started:
            self._started.add((list_id, at))
            counters[at] = found.starts[at]
        elif at in counters:
            counters[at] += 1
        else:
            counters[at] = start
        for deeper in [level for level in counters if level > at]:
            restart = levels.get(deeper, Level()).restart
            if restart is None or at < restart:
                del counters[deeper]

    @staticmethod
    def _written(level: Level, levels: dict[int, Level], counters: dict[int, int]) -> str:
        def one(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shown = levels.get(at, Level())
            return spelled(counters.get(at, shown.start), "decimal" if level.legal else shown.style)

        return re.sub(r"%([1-9])", one, level.text).strip()

    def _place(self, properties: Element | None) -> tuple[_List, str, int] | None:
        """The list and the level of a paragraph."""
        style = value(properties.find(W + "pStyle")) if properties is not None else ""
        style = style if style in self._styles else self._default_style
        own = properties.find(W + "numPr") if properties is not None else None
        list_id = value(own.find(W + "numId")) if own is not None else ""
        level = _level(own)
        if not list_id:
            list_id, inherited = self._of_style(style)
            level = inherited if level is None else level
        found = self._lists.get(list_id)
        return (found, list_id, min(max(level or 0, 0), _LEVELS - 1)) if found and list_id != "0" else None

    def _of_style(self, style: str) -> tuple[str, int | None]:
        """The list and level that a style gives its paragraphs, itself or from a style that it is based on.

        The level is the one that names the style (`w:pStyle`), else the one that the style itself sets.
        """
        chain: list[str] = []
        while style in self._styles and len(chain) < _CHAIN:
            chain.append(style)
            style = self._styles[style].based_on
        list_id = next((self._styles[name].list_id for name in chain if self._styles[name].list_id), "")
        found = self._lists.get(list_id)
        levels = self._levels(found) if found else {}
        for name in chain:
            named = [at for at, level in levels.items() if level.paragraph_style == name]
            if named:
                return list_id, named[0]
            if self._styles[name].level is not None:
                return list_id, self._styles[name].level
        return list_id, None

    def _levels(self, found: _List) -> dict[int, Level]:
        abstract = found.abstract
        for _ in range(_CHAIN):
            if abstract not in self._links:
                break
            style = self._styles.get(self._links[abstract])
            linked = self._lists.get(style.list_id) if style else None
            if linked is None:
                break
            abstract = linked.abstract
        return {**self._abstract.get(abstract, {}), **found.levels}

    def _read_styles(self, root: Element) -> None:
        for style in root.iterchildren(W + "style"):
            name = value(style, "styleId")
            numbers = style.find(f"{W}pPr/{W}numPr")
            list_id = value(numbers.find(W + "numId")) if numbers is not None else ""
            self._styles[name] = _Style(value(style.find(W + "basedOn")), list_id, _level(numbers))
            if value(style, "type") == "paragraph" and value(style, "default") in {"1", "true", "on"}:
                self._default_style = name

    def _read_numbering(self, root: Element) -> None:
        for element in root.iterchildren(W + "abstractNum"):
            name = value(element, "abstractNumId")
            self._abstract[name] = {number(value(at, "ilvl")): read_level(at) for at in element.iterchildren(W + "lvl")}
            link = value(element.find(W + "numStyleLink"))
            if link:
                self._links[name] = link
        for element in root.iterchildren(W + "num"):
            levels: dict[int, Level] = {}
            starts: dict[int, int] = {}
            for override in element.iterchildren(W + "lvlOverride"):
                at = number(value(override, "ilvl"))
                own, start = override.find(W + "lvl"), override.find(W + "startOverride")
                if own is not None:
                    levels[at] = read_level(own)
                if start is not None:
                    starts[at] = number(value(start), 1)
            abstract = value(element.find(W + "abstractNumId"))
            self._lists[value(element, "numId")] = _List(abstract, levels, starts)


def read_level(element: Element) -> Level:
    """A `w:lvl`. A style of its own making (§17.9.17, in newer files inside mc:AlternateContent) counts as decimal."""
    style = element.find(W + "numFmt")
    if style is None:
        alternate = element.find(MC + "AlternateContent")
        branch = chosen(alternate) if alternate is not None else None
        style = branch.find(W + "numFmt") if branch is not None else None
    restart = element.find(W + "lvlRestart")
    level = Level(
        start=number(value(element.find(W + "start")), 1),
        style=value(style) or "decimal",
        text=value(element.find(W + "lvlText")),
        legal=switched_on(element.find(W + "isLgl")),
        suffix=value(element.find(W + "suff")) or "tab",
        restart=number(value(restart)) if restart is not None else None,
        paragraph_style=value(element.find(W + "pStyle")),
    )
    zeros = re.fullmatch(r"(0+)1,.*", value(style, "format").replace(" ", "")) if level.style == "custom" else None
    return replace(level, style="decimalZero") if zeros and len(zeros[1]) == 1 else level


def _level(properties: Element | None) -> int | None:
    level = properties.find(W + "ilvl") if properties is not None else None
    return number(value(level)) if level is not None else None


def _bullet(level: Level) -> str:
    """The bullet's own character, or • where it is one of a symbol font (private use)."""
    mark = level.text.strip()
    if not mark:
        return ""
    return (_BULLET if len(mark) > 2 or any("\ue000" <= c <= "\uf8ff" for c in mark) else mark) + " "
