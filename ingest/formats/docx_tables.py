"""The cells of a table in a Word file (ECMA-376 Part 1, §17.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingest.formats.docx_grid import Cell, Piece
from ingest.formats.docx_package import MC, Element, W, chosen, number, value
from ingest.formats.docx_text import content_of

_WIDEST = 1000  # grid columns


def table_rows(table: Element, read: Callable[[Element], list[Piece]]) -> Iterator[list[Cell]]:
    """The rows of `w:tbl` with their cells; `read` gives a cell's content. Tracked deletions of rows go."""
    for element in _children(table, "tr"):
        properties = element.find(W + "trPr")
        if properties is not None and properties.find(W + "del") is not None:
            continue
        yield list(_cells(element, properties, read))


def _cells(row: Element, properties: Element | None, read: Callable[[Element], list[Piece]]) -> Iterator[Cell]:
    before = number(value(properties.find(W + "gridBefore"))) if properties is not None else 0
    at = max(0, min(before, _WIDEST))
    if at:
        yield Cell(0, at)
    held: Cell | None = None
    for element in _children(row, "tc"):
        own = element.find(W + "tcPr")
        span = number(value(own.find(W + "gridSpan")), 1) if own is not None else 1
        span = max(1, min(span, _WIDEST - at))
        if held is not None and _merge(own, "hMerge") == "continue":  # the older way to span columns
            held.span += span
        else:
            if held is not None:
                yield held
            held = _cell(element, at, span, _merge(own, "vMerge") == "continue", read)
        at = min(at + span, _WIDEST)
    if held is not None:
        yield held


def _cell(element: Element, at: int, span: int, continued: bool, read: Callable[[Element], list[Piece]]) -> Cell:
    return Cell(at, span, [piece for piece in read(element) if piece.text], continued)


def _merge(properties: Element | None, name: str) -> str:
    """ "restart", "continue" (which an absent value means), or "" where the cell is not merged."""
    element = properties.find(W + name) if properties is not None else None
    return "" if element is None else value(element) or "continue"


def _children(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those in controls, custom XML and alternate content."""
    for child in parent.iterchildren("*"):
        if child.tag == W + name:
            yield child
        elif child.tag == W + "sdt":
            content = content_of(child)
            if content is not None:
                yield from _children(content, name)
        elif child.tag == MC + "AlternateContent":
            branch = chosen(child)
            if branch is not None:
                yield from _children(branch, name)
        elif child.tag in {W + "customXml", W + "ins", W + "moveTo", W + "smartTag"}:
            yield from _children(child, name)
