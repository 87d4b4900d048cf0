"""A document's title: the largest heading at its beginning, over as many lines as it runs."""

from __future__ import annotations

import re

from ingest.formats.pdf_flow import Flow, TextRow, glue
from ingest.formats.pdf_measure import Measure

_LARGER = 1.12  # times the body's type
_LOOSE_LARGER = 1.25  # the same where sizes are measured in a picture
_ROWS = 40  # of the beginning, in which the title is looked for
_LONG = 200  # characters
_MASTHEAD = re.compile(
    r".{2,40}文\s*件|.{2,30}(?:公报|简报|会议纪要)?\s*[（(]?第?\s*\d+\s*期?[)）]?|.*〔\s*\d{4}\s*〕.*号"
)
_SENTENCE = re.compile(r"[。；：，;:,]$")
_SPACED = re.compile(r"(?:\S[ \u3000]+){1,}\S")
_CHAPTER = re.compile(r"第[一二三四五六七八九十]+[编章节条]|[一二三四五六七八九十]+、|目\s*录$|附\s*件")


def title_rows(flow: Flow, measure: Measure) -> list[TextRow]:
    """The rows of the title; none where nothing stands out."""
    rows = _beginning(flow)
    larger = [row for row in rows if row.size >= measure.body * (_LOOSE_LARGER if row.sheet.loose else _LARGER)]
    candidates = larger or [row for row in rows[:8] if measure.is_centred(row)]
    candidates = [row for row in candidates if len(row.text) > 2]
    if not candidates:
        return []
    size = max(row.size for row in candidates)
    tolerance = 0.25 if candidates[0].sheet.loose else 0.06
    found: list[TextRow] = []
    for row in rows:
        fits = any(row is other for other in candidates) and row.size >= size * (1 - tolerance)
        if fits and found and _is_far(found[-1], row):
            break
        if fits:
            found.append(row)
        elif found:
            break
    return found if len(title_text(found)) <= _LONG else []


def _beginning(flow: Flow) -> list[TextRow]:
    """The first rows that may be a title: on the first page with text, no letterhead, no chapter."""
    rows = [part for part in flow if isinstance(part, TextRow)][:_ROWS]
    first = [row for row in rows if row.sheet is rows[0].sheet]
    return [
        row
        for row in first
        if not row.red and not _MASTHEAD.fullmatch(row.text) and not _SENTENCE.search(row.text)
        if not _CHAPTER.match(row.text) and row.top < 0.75 * row.sheet.height
    ]


def _is_far(above: TextRow, below: TextRow) -> bool:
    return below.base - above.base > 2.6 * above.size or below.base < above.base


def title_text(rows: list[TextRow]) -> str:
    """The title in one line, without the blanks that spread a short one (公　告)."""
    text = ""
    for row in rows:
        kept, blank = glue(text, row.text)
        text = kept + blank + row.text
    text = " ".join(text.split())
    return "".join(text.split()) if _SPACED.fullmatch(text) and not text.isascii() else text
