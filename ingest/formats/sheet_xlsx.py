"""What the cell reader does not tell of a .xlsx file: number formats by cell, and how far its cells reach.

The reader keeps a sheet as one rectangle, so that two cells in far corners take all memory
(tafia/calamine#693): such files are refused here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.formats.sheet_hidden import Unseen, hidden_columns, is_hidden, pale_styles
from ingest.formats.sheet_numbers import BUILT_IN
from retrieval.errors import IngestError

if TYPE_CHECKING:
    from lxml import etree

Codes = dict[tuple[int, int], str]  # row and column from 0 → number format

_MAX_AREA = 10_000_000  # cells in the rectangle around a sheet's cells; the reader takes some 30 bytes for each
_MAX_CELLS = 2_000_000  # cells of all sheets
_ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*?)"""
_CELL = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>(</(?:[\w.-]+:)?c\s*>)?")
_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,4})(\d{0,9})""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d{1,6})""")
_NO_RESULT = re.compile(rb"</(?:[\w.-]+:)?f>\s*(?:<v\s*/>|<v></v>)?\s*</(?:[\w.-]+:)?c>")
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
)


@dataclass(slots=True)
class Reach:
    """How far the filled cells of a sheet reach, with the number formats that say something."""

    codes: Codes = field(default_factory=dict)
    area: int = 0
    cells: int = 0
    without_result: int = 0  # formulas whose result was not saved
    unseen: Unseen = field(default_factory=Unseen)


def read_reaches(data: bytes) -> dict[str, Reach]:
    """The reach of each sheet of a .xlsx file, by sheet name ("" and a number for a sheet whose name is not found).

    Raises IngestError where the cells reach too far or are too many. What cannot be read is left out: the cell
    reader will say so.
    """
    found: dict[str, Reach] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {_key(name): name for name in archive.namelist()}
            styles = _root(_member(archive, members, "xl/styles.xml"))
            codes, pale = ([], set()) if styles is None else (_style_codes(styles), pale_styles(styles))
            names = _sheet_names(archive, members)
            for key, member in members.items():
                xml = archive.read(member) if not key.startswith("xl/media/") else b""
                if b"sheetData" in xml[:100_000] or b"sheetData" in xml:
                    found[names.get(key, f"\0{key}")] = _reach(xml, codes, pale)
                    if sum(reach.cells for reach in found.values()) > _MAX_CELLS:
                        raise too_large()
    except UNREADABLE:
        pass
    return found


def too_large() -> IngestError:
    """The error for a sheet that would take more memory than a document may."""
    return IngestError(
        "表格太大，或单元格散布得太远。 The sheet is too large, or its cells lie too far apart.",
        "请拆分成小表，或删去远处的空单元格后另存。 Split it, or delete the far cells and save it anew.",
    )


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/").lstrip("/")).lower()


def _member(archive: zipfile.ZipFile, members: dict[str, str], key: str) -> bytes:
    return archive.read(members[key]) if key in members else b""


def _root(xml: bytes) -> etree._Element | None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
    try:
        return etree.fromstring(xml, parser) if xml else None
    except etree.XMLSyntaxError:
        return None


def _style_codes(root: etree._Element) -> list[str]:
    """The number format of each cell style (§18.8.10 cellXfs), "" where it is none of use."""
    own = {
        int(item.get("numFmtId", "-1")): item.get("formatCode", "") for item in root.iter("{*}numFmt") if _counts(item)
    }
    styles = root.find("{*}cellXfs")
    if styles is None:
        return []
    ids = [int(style.get("numFmtId", "0")) if _counts(style) else 0 for style in styles.iterfind("{*}xf")]
    return [own.get(number, BUILT_IN.get(number, "")) for number in ids]


def _counts(item: etree._Element) -> bool:
    return str(item.get("numFmtId", "0")).isdecimal()


def _sheet_names(archive: zipfile.ZipFile, members: dict[str, str]) -> dict[str, str]:
    """Sheet names by the path of their part (§18.2.19 and part 2, §9.3)."""
    book = _root(_member(archive, members, "xl/workbook.xml"))
    relations = _root(_member(archive, members, "xl/_rels/workbook.xml.rels"))
    if book is None or relations is None:
        return {}
    targets = {item.get("Id", ""): item.get("Target", "") for item in relations.iter("{*}Relationship")}
    names: dict[str, str] = {}
    for sheet in book.iter("{*}sheet"):
        ids = [value for name, value in sheet.attrib.items() if str(name).endswith("}id")]
        target = str(targets.get(str(ids[0]), "")) if ids else ""
        names[_key(target if target.startswith("/") else f"xl/{target}")] = str(sheet.get("name", ""))
    return names


def _reach(xml: bytes, codes: list[str], pale: set[int]) -> Reach:
    if b"\0" in xml:  # UTF-16, which no program writes: what it holds could not be seen here
        raise too_large()
    reach = Reach(without_result=len(_NO_RESULT.findall(xml)))
    reach.unseen.columns = hidden_columns(xml)
    top = left = 1 << 30
    bottom = right = -1
    for line, column, style, filled in _cells(xml, reach.unseen.rows):
        reach.cells += 1
        if style < len(codes) and codes[style]:
            reach.codes[line, column] = codes[style]
        if style in pale:
            reach.unseen.cells.add((line, column))
        if filled:
            top, left, bottom, right = min(top, line), min(left, column), max(bottom, line), max(right, column)
        if reach.cells > _MAX_CELLS:
            raise too_large()
    reach.area = (bottom - top + 1) * (right - left + 1) if bottom >= 0 else 0
    if reach.area > _MAX_AREA:
        raise too_large()
    return reach


def _cells(xml: bytes, hidden: set[int]) -> Iterator[tuple[int, int, int, bool]]:
    """Row, column (from 0), style and whether something stands in it, for each cell (§18.3.1.4 and §18.3.1.73).

    A cell without an address stands right of the one before. Hidden rows are put into `hidden`.
    """
    line, column = -1, -1
    for match in _CELL.finditer(xml):
        place = _PLACE.search(match[2])
        if match[1] == b"row":
            line = int(place[2]) - 1 if place and place[2] else line + 1
            column = -1
            if is_hidden(match[2]):
                hidden.add(line)
            continue
        if place and place[1]:
            column = _column(place[1])
            line = int(place[2]) - 1 if place[2] else line
        else:
            column += 1
        style = _STYLE.search(match[2])
        yield line, column, int(style[1]) if style else 0, not match[3] and not match[4]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
