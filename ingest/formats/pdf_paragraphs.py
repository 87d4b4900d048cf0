"""Visual lines to paragraphs, each line of them with a mark of its own; tables to rows.

A line ends its paragraph where the next one's first word would still have fitted on it, or the next is indented,
set in other type, farther below than usual, or starts an item or an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.formats.pdf_flow import Cell, Flow, Table, TextRow, glue
from ingest.formats.pdf_measure import Measure, is_indented
from ingest.formats.pdf_pieces import is_han
from ingest.formats.pdf_types import Glyph
from ingest.parsed import Line, Mark
from ingest.parsed import row as row_line

_OTHER_TYPE = 0.12  # share of the size: type that differs by more is other type
_FAR_IN = 4  # characters
_FARTHER = 1.4  # of the usual leading: a wider step parts paragraphs
_NUMERAL = "一二三四五六七八九十百零〇两"
_MARK = re.compile(
    rf"第[{_NUMERAL}千\d]+[编章节条][\s\u3000]|第[{_NUMERAL}千\d]+[编章节][^，。]{{0,30}}$|[{_NUMERAL}]{{1,3}}[、．]|"
    rf"[（(][{_NUMERAL}\d]{{1,3}}[）)]|\d{{1,2}}(?:[、．]|\.(?!\d))|[①-⑳]|附件?[:：\d]|[●•■◆·▪◇□○]"
)
_ENDS = "。！？；：!?;:.”』」"
_CLOSES = frozenset("，。、；：！？）》」』】”’,.;:!?)]}%％")


def lines_of(flow: Flow, measure: Measure, title: list[TextRow]) -> list[Line]:
    """The document's lines. `title` are the rows of its title, which make up one line."""
    lines: list[Line] = []
    in_title = {id(row) for row in title}
    paragraph: list[TextRow] = []
    table: Table | None = None
    for part in flow:
        if isinstance(part, Table):
            lines += _flush(paragraph)
            lines += _table_lines(part, table)
            table = part
            continue
        table = None
        if paragraph and id(part) in in_title and id(paragraph[-1]) in in_title:
            paragraph.append(part)
            continue
        starts = not paragraph or id(part) in in_title or id(paragraph[-1]) in in_title
        if starts or _is_start(paragraph, part, measure):
            lines += _flush(paragraph)
        paragraph.append(part)
    return lines + list(_flush(paragraph))


def _flush(rows: list[TextRow]) -> Iterator[Line]:
    """The paragraph that rows make up; empties the list."""
    text = ""
    marks: list[Mark] = []
    for row in rows:
        kept, blank = glue(text, row.text)
        if len(kept) < len(text) and marks:
            marks[-1] = Mark(marks[-1].start, len(kept), marks[-1].page, marks[-1].box)
        text = kept + blank
        marks.append(Mark(len(text), len(text) + len(row.text), row.sheet.number, row.box))
        text += row.text
    rows.clear()
    if text:
        yield Line(text, tuple(marks))


def _is_start(paragraph: list[TextRow], below: TextRow, measure: Measure) -> bool:
    """Starts `below` a new paragraph?"""
    above = paragraph[-1]
    if above.red or below.red or abs(above.size - below.size) > _tolerance(above) * max(above.size, below.size):
        return True
    full = _is_full(above, below, measure)
    ended = above.text[-1:] in _ENDS
    if _MARK.match(below.text) and (ended or not full or measure.indent(below) > 0.7):
        return True
    if above.sheet is below.sheet and above.column == below.column:
        step = (below.base - above.base) / (above.size or 1)
        if step > _FARTHER * max(measure.leading, 1.1) and not above.sheet.loose:
            return True
        if step > 1.8 * max(measure.leading, 1.1):
            return True
    elif ended and not measure.indents:
        return True
    if measure.is_centred(above) and len(paragraph) == 1:
        return True
    return _is_stepped(paragraph, below, measure) or not full


def _tolerance(row: TextRow) -> float:
    return _OTHER_TYPE * (2.5 if row.sheet.loose else 1)


def _is_stepped(paragraph: list[TextRow], below: TextRow, measure: Measure) -> bool:
    """Starts the line farther in than the paragraph's lines do? A hanging item's lines stand below its text."""
    above = paragraph[-1]
    inward = measure.indent(below) - measure.indent(above)
    if _MARK.match(paragraph[0].text) and len(paragraph) == 1:
        return inward > _FAR_IN
    if min(measure.indent(above), measure.indent(below)) > _FAR_IN and abs(inward) > 0.3:
        return True  # set to the right, as a signature and its date are: each ends there, none goes on
    if above.column != below.column or above.sheet is not below.sheet:
        return is_indented(below, measure)
    return inward > 1.2


def _is_full(above: TextRow, below: TextRow, measure: Measure) -> bool:
    """Had the first word of `below` no room on `above`?"""
    room = measure.column(above).right - above.right
    slack = 1.0 if above.sheet.loose else 0.35
    return room < _first_word(below) + slack * above.size


def _first_word(row: TextRow) -> float:
    """The width of what cannot be parted at the line's start, with the signs that must not start a line."""
    glyphs: list[Glyph] = [glyph for piece in row.pieces for glyph in piece.glyphs]
    end = 1
    while end < len(glyphs) and end < 30:
        last, glyph = glyphs[end - 1], glyphs[end]
        parted = bool(glyph.blank) or glyph.left - last.right > 0.17 * glyph.size
        opens = last.char in "（《「『【“‘([{"
        if glyph.char not in _CLOSES and not opens and (parted or is_han(last.char) or is_han(glyph.char)):
            break
        end += 1
    return glyphs[end - 1].right - glyphs[0].left


def _table_lines(table: Table, before: Table | None) -> Iterator[Line]:
    """The rows of a table; a head that the page before has shown already is left out."""
    rows = table.rows
    if before is not None and before.columns == table.columns and before.sheet is not table.sheet:
        heads = 0
        while heads < min(3, len(rows), len(before.rows)) and _words(rows[heads]) == _words(before.rows[heads]):
            heads += 1
        rows = rows[heads:]
        table.rows = before.rows[:heads] + rows
    for cells in rows:
        if any(cell.text for cell in cells):
            yield _row_line(cells, table.sheet.number)


def _words(cells: list[Cell]) -> list[str]:
    return ["".join(cell.text.split()) for cell in cells]


def _row_line(cells: list[Cell], page: int) -> Line:
    """A row's line, each cell marked with its own place."""
    text = row_line(cell.text for cell in cells)
    marks: list[Mark] = []
    at = 0
    for cell in cells:
        if cell.text and (start := text.find(cell.text, at)) >= 0:
            at = start + len(cell.text)
            marks.append(Mark(start, at, page, cell.box))
    return Line(text, tuple(marks))
