"""Tables of a page with merged cells made regular: what a cell covers, each row and column of it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.formats.docx_grid import Piece, lay_out, table_pieces

_BAR = re.compile(r" ?\| ?")  # an empty cell is nothing between two bars
_LONGEST = 200  # characters; a table with more in a cell lays out the page
_MOST_CELLS = 100_000


def make_regular(tree: LexborHTMLParser) -> bool:
    """Rewrites the tables of `tree` that have merged cells, and tells whether there were any.

    Tables that lay out a page stay as they are.
    """
    merged = [t for t in tree.css("table") if not _within(t, "table") and _within(t, "[rowspan], [colspan]")]
    return any([_rewrite(table) for table in merged])


def _within(node: LexborNode, selector: str) -> bool:
    """Whether an element that the selector fits lies within the node."""
    return any(found != node for found in node.css(selector))


def _rewrite(table: LexborNode) -> bool:
    cells = table.css("td, th")
    if len(cells) > _MOST_CELLS or any(len(cell.text()) > _LONGEST for cell in cells):
        return False
    rows = [f"<tr><td>{escape(' '.join(node.text().split()))}</td></tr>" for node in table.css("caption")]
    for piece in table_pieces(list(lay_out(map(_cells, table.css("tr"))))):
        texts = _BAR.split(piece.text) if piece.is_row else [piece.text]
        rows.append("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>")
    made = LexborHTMLParser(f"<table>{''.join(rows)}</table>").css_first("table")
    if not rows or made is None:
        return False
    table.replace_with(made)
    return True


def _cells(line: LexborNode) -> Iterator[tuple[int, int, list[Piece]]]:
    """The cells of a row: over how many columns and rows each goes, and its text."""
    for node in line.css("td, th"):
        text = " ".join(node.text(separator=" ").replace("|", "｜").split())
        yield _number(node, "colspan"), _number(node, "rowspan"), [Piece(text)]


def _number(node: LexborNode, name: str) -> int:
    value = (node.attributes.get(name) or "").strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else 1
