"""Pages to a document, whatever they were read from: furniture off, columns in order, tables, paragraphs, title."""

from __future__ import annotations

from ingest.formats.pdf_aligned import read_region
from ingest.formats.pdf_columns import regions_of
from ingest.formats.pdf_flow import Flow
from ingest.formats.pdf_furniture import drop_furniture
from ingest.formats.pdf_grid import ruled_tables
from ingest.formats.pdf_measure import measure
from ingest.formats.pdf_paragraphs import lines_of
from ingest.formats.pdf_pieces import pieces_of
from ingest.formats.pdf_title import title_rows, title_text
from ingest.formats.pdf_types import Piece, Sheet, middle
from ingest.parsed import Line


def compose(sheets: list[Sheet], known_title: str = "") -> tuple[list[Line], str]:
    """The lines of a document with their marks, and its title.

    `known_title` is what the file itself calls it; it counts where no heading stands out and the words are in the
    text.
    """
    pages = drop_furniture(sheets, [pieces_of(sheet) for sheet in sheets])
    flow: Flow = []
    for sheet, pieces in zip(sheets, pages, strict=True):
        flow += read_page(sheet, pieces)
    found = measure(flow)
    heading = title_rows(flow, found)
    lines = lines_of(flow, found, heading)
    title = title_text(heading)
    if not title and len(known_title) > 3:
        bare = "".join(known_title.split())
        title = known_title if bare in "".join("".join(line.text.split()) for line in lines[:20]) else ""
    return lines, title


def read_page(sheet: Sheet, pieces: list[Piece]) -> Flow:
    """A page in reading order. A piece stands for each ruled table while columns are looked for."""
    tables, rest = ruled_tables(sheet, pieces)
    size = middle([piece.size for piece in pieces], 1.0)
    stands = [Piece([], table.left, table.right, table.top + size, size, number) for number, table in enumerate(tables)]
    return [part for region in regions_of(rest + stands) for part in read_region(sheet, region, tables)]
