"""The parts of a table in canonical text: cells, rows and heads by offset, and what their texts say.

A table's text is never copied: everything here is an offset into the document, so that it can be cited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.characters import fold
from retrieval.numbers import UNITS
from retrieval.sentences import Span, trim

_UNIT = "|".join(map(re.escape, UNITS))
_SCALED = rf"[十百千万亿]{{0,2}}(?:{_UNIT})(?:/(?:{_UNIT}))?"
_VALUE = re.compile(rf"[-+−±]?\d[\d,]*(?:\.\d+)?\s?(?:%|‰|(?:{_SCALED}))?")
_TIME = re.compile(r"(?:19|20)\d\d\s?(?:年度?|学年)?|(?:0?[1-9]|1[0-2])月")
_BLANK = re.compile(r"[-—–/\\.…*×]{0,6}|无|空")
_NUMBER = re.compile(r"[-+−±]?\d[\d,]*(?:\.\d+)?")
_HEAD_UNIT = re.compile(rf"(?:[(](?:单位[:]?\s?)?|单位[:]\s?)({_SCALED})(?=[)\s]|$)|[/、,]\s?({_SCALED})$")
_UNIT_LINE = re.compile(r"(?:计量|金额|面积|数量)?单位\s?[:]\s?([^\s()。;|]{1,24})")
_OWN_UNIT = re.compile(_SCALED)
STUB = re.compile(
    r"(?:[\w、（）()]{0,8}(?:名称|姓名)|序号|编号|代码|名次|排名|位次|地区|地市|省[份市区]|城市|区县|县区|市县|县市区|区域|"
    r"单位|项目|指标|类别|类型|分类|种类|品种|行业|专业|学校|科目|年份|年度|月份|季度|时间|产品|部门|[\w]{2,6}项目)"
    r"(?:[(（][^()（）]{1,12}[)）])?"
)
ORDINAL_STUB = re.compile(r"序\s?号|编\s?号|名\s?次|排\s?名|位\s?次")
YEAR_STUB = re.compile(r"年\s?[份度]?")
UNIT_STUB = re.compile(r"(?:计量)?单位")


@dataclass(frozen=True, slots=True)
class Cell:
    """`document.text[start:end]`, with the columns that it may stand in: one where that is known."""

    start: int
    end: int
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `cells` are in the order of the text, empty ones included where the text shows them."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table stands: what says how to read it, and its rows."""

    head: Span
    rows: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: its caption (with its unit line), a head for each column, its rows.

    `heads` is empty where the columns are not known. A head over several columns stands in each of them.
    """

    head: Span
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def unit(self) -> str:
        """The unit that the caption states for all of the table; "" where it states none, or several."""
        return unit_line(self.caption)


def is_value(text: str) -> bool:
    """Whether a cell is a number with or without its unit; 2019年 and 5月 are labels."""
    folded = fold(text)
    return bool(_VALUE.fullmatch(folded)) and not (_TIME.fullmatch(folded) and not folded.isdigit())


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, a stroke."""
    return bool(_BLANK.fullmatch(fold(text)))


def is_number(text: str) -> bool:
    """Whether a cell is a bare number, whose unit must stand elsewhere."""
    return bool(_NUMBER.fullmatch(fold(text)))


def head_unit(head: str) -> str:
    """The unit that a column's head states (`面积（万亩）`), as written; "" where it states none."""
    found = None
    for found in _HEAD_UNIT.finditer(fold(head)):  # noqa: B007  # the last one is meant
        pass
    if not found:
        return ""
    group = 1 if found[1] else 2
    return head[found.start(group) : found.end(group)]


def unit_line(caption: str) -> str:
    """The one unit that a caption's unit line states (`单位：万亩`), as written."""
    found = _UNIT_LINE.search(fold(caption))
    if not found or not _OWN_UNIT.fullmatch(found[1]):
        return ""  # 单位：亩、个 does not say which column has which
    return caption[found.start(1) : found.end(1)]


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else."""
    return bool(_OWN_UNIT.fullmatch(fold(text)))


def states_unit(line: str) -> bool:
    """Whether a line is a table's unit line."""
    return len(line) <= 40 and bool(_UNIT_LINE.search(fold(line)))


def lines_of(text: str, start: int, end: int) -> list[Span]:
    """The lines of `text[start:end]` that hold anything, trimmed."""
    found = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        span = trim(text, at, stop)
        if span.end > span.start:
            found.append(span)
        at = stop + 1
    return found


_CAPTION = re.compile(
    r"(?:附?表|图)\s?[\d一二三四五六七八九十]|[表线单录册]$|一览|明细|统计|情况|名单|目录|标准|清单|指标|计划"
)
_INTRO = re.compile(r"(?:如下|下表|见表|为)[\d]*(?:所示)?[:：。]?$|[:：]$")
_NUMBERED = re.compile(r"第?[一二三四五六七八九十\d]{1,3}[、.．章节条]|[（(][一二三四五六七八九十\d]{1,3}[）)]|#")
_PERIOD = r"(?:19|20)\d\d年(?:度|[底末]|[上下]半年|第?[一二三四1-4]季度|\d{1,2}(?:[-—至]\d{1,2})?月[份底末]?)?"
_WHEN = re.compile(rf"[（(]?(?:{_PERIOD}|截[至止](?:19|20)\d\d年[\d月日底末]*)[）)]?")
_ABOVE = 3  # lines above the column heads that may belong to a table


def caption_start(text: str, above: list[Span], first: int) -> int:
    """The index in `above` of the first line of the caption that ends before line `first`.

    A caption is a title-like line or the end of a sentence that leads in, with the unit line and the date below it;
    a numbered heading is the section's, not the table's.
    """
    at = first
    while at > 0 and first - at < _ABOVE:
        line = above[at - 1].of(text)
        if states_unit(line) or _WHEN.fullmatch(line):
            at -= 1
            continue
        titled = len(line) <= 60 and _CAPTION.search(line) and not line.endswith(("。", "；"))
        leads = len(line) <= 120 and _INTRO.search(line)
        if (titled or leads) and "|" not in line and not _NUMBERED.match(line):
            at -= 1
        break
    return at
