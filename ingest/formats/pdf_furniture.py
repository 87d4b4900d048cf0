"""Running heads, running feet and page numbers: what stands at the same place on page after page."""

from __future__ import annotations

import re
from collections import defaultdict

from ingest.formats.pdf_pieces import Row, row_text, rows_of
from ingest.formats.pdf_types import Piece, Sheet

_MARGIN = 0.13  # of the page's height, above and below, where furniture stands
_HEAD = 0.1  # of the page's height, above and below, where running heads and feet stand
_SAME_PLACE = 0.012  # of the page's height
_REPEATS = 3  # pages that show the same words
_DASH = r"[-‐-―−－~～·•.…\s]*"
_NUMBER = re.compile(
    rf"{_DASH}(?:第\s*)?(\d{{1,4}}|[ivxIVX]{{1,6}}|[一二三四五六七八九十百]{{1,5}}){_DASH}(?:页)?"
    rf"(?:[/／,，、|\s]*(?:共|of|总)?\s*\d{{1,4}}\s*页?)?{_DASH}|"
    r"page\s*(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?",
    re.I,
)
_CERTAIN = re.compile(
    r"[-‐-―−－一]\s*\d{1,4}\s*[-‐-―−－一]|第\s*\d{1,4}\s*页.*|page\s*\d+.*|\d{1,4}\s*[/／]\s*\d{1,4}", re.I
)
_DIGITS = re.compile(r"\d+")

Marked = tuple[int, Row, str]  # the page's index, the line, its text


def drop_furniture(sheets: list[Sheet], pages: list[list[Piece]]) -> list[list[Piece]]:
    """The pages without what only guides the reader through them."""
    edges: list[Marked] = []
    for index, (sheet, pieces) in enumerate(zip(sheets, pages, strict=True)):
        edges += [(index, row, row_text(row)) for row in _edge_rows(sheet, pieces)]
    gone = {id(piece) for _, row, _ in _numbers(edges, sheets) + _repeated(edges, sheets) for piece in row}
    return [[piece for piece in pieces if id(piece) not in gone] for pieces in pages]


def _edge_rows(sheet: Sheet, pieces: list[Piece]) -> list[Row]:
    """The page's first and last lines, as far as they stand in its margins."""
    high, low = _MARGIN * sheet.height, (1 - _MARGIN) * sheet.height
    upper = rows_of(piece for piece in pieces if piece.bottom < high)[:3]
    lower = rows_of(piece for piece in pieces if piece.top > low)[-3:]
    return upper + lower


def _place(sheet: Sheet, row: Row) -> float:
    return row[0].base / sheet.height


def _numbers(edges: list[Marked], sheets: list[Sheet]) -> list[Marked]:
    """Lines that are a page number: clearly one, or one that grows with the pages."""
    found = []
    series: dict[int, list[Marked]] = defaultdict(list)
    for index, row, text in edges:
        match = _NUMBER.fullmatch(text.strip())
        if match is None:
            continue
        if _CERTAIN.fullmatch(text.strip()):
            found.append((index, row, text))
        elif (number := match[1] or match[2]) and number.isdigit():
            series[int(number) - index].append((index, row, text))
        else:
            series[-1].append((index, row, text))
    for group in series.values():
        if len({index for index, _, _ in group}) > 1 and _is_one_place(group, sheets):
            found += group
    return found


def _is_one_place(group: list[Marked], sheets: list[Sheet]) -> bool:
    """Page numbers stand at one height, on left and right pages alike."""
    places = [_place(sheets[index], row) for index, row, _ in group]
    return max(places) - min(places) < 3 * _SAME_PLACE


def _repeated(edges: list[Marked], sheets: list[Sheet]) -> list[Marked]:
    """Lines whose words, numbers aside, stand at the same place on several pages."""
    groups: dict[tuple[str, int], list[Marked]] = defaultdict(list)
    for index, row, text in edges:
        height = sheets[index].height
        if _HEAD * height < row[0].bottom and row[0].top < (1 - _HEAD) * height:
            continue
        words = _DIGITS.sub("#", "".join(text.split()))
        if len(words.strip("#")) > 1:
            place = _place(sheets[index], row)
            groups[words, int(place / _SAME_PLACE)].append((index, row, text))
            groups[words, int(place / _SAME_PLACE) + 1].append((index, row, text))
    found = []
    for group in groups.values():
        on = {index for index, _, _ in group}
        if len(on) >= _REPEATS and len(on) * 4 >= min(len(sheets), 40):
            found += group
    return found
