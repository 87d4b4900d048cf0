"""A page embedded in a Word file to lines; unlike a site's page it is all text, without furniture around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ingest.formats.docx_grid import Cell, Piece, table_pieces
from ingest.formats.docx_package import Element, number
from ingest.formats.docx_symbols import raised
from ingest.parsed import Line, Parsed
from retrieval.errors import IngestError

_DROPPED = frozenset(
    "head script style noscript template iframe svg select button title meta link object del strike s".split()
)
_BLOCKS = frozenset(
    (
        "address article aside blockquote body caption center dd details div dl dt fieldset figure figcaption footer form "
        "h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary ul"
    ).split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|mso-element\s*:\s*(?:comment|header|footer)", re.I)
_WORD_BREAK = re.compile(r"(?<=[\x21-\x7e])[ \t]*\n[ \t\n]*(?=[\x21-\x7e])")
_BLANKS = " \t\u3000\xa0\u200b\ufeff"
_WIDEST = 1000  # columns of a table
_LONGEST = 1000  # rows that a cell may span


def html_lines(html: str) -> Parsed:
    """The lines of a page, and its heading as title where it has one main heading (`h1`).

    Ordered lists get their numbers and tables their rows. Raises IngestError where it is no page or nested too deep.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _unreadable() from error
    if root is None or any("depth" in entry.message.lower() for entry in parser.error_log):
        raise _unreadable()
    pieces = _Page().pieces(root)
    headings = [" ".join("".join(heading.itertext()).split()) for heading in root.iter("h1")]
    return Parsed([Line(piece.text) for piece in pieces], title=headings[0] if len(headings) == 1 else "")


def _unreadable() -> IngestError:
    return IngestError(
        "文中嵌入的网页无法读取。 The page embedded in the document cannot be read.",
        "请用 Word 打开后另存，再试。 Open it in Word, save it again, and retry.",
    )


class _Page:
    """Collects lines; one is open until a block begins or ends."""

    def __init__(self) -> None:
        self._found: list[Piece] = []
        self._open = ""
        self._counted: dict[Element, int] = {}  # ordered list → the number of its last item

    def pieces(self, root: Element) -> list[Piece]:
        """The lines of `root` and all within it."""
        self._element(root, kept=False)
        self._close()
        return self._found

    def _close(self) -> None:
        lines = (line.strip(_BLANKS) for line in self._open.split("\n"))
        self._found += [Piece(line) for line in lines if line]
        self._open = ""

    def _element(self, element: Element, kept: bool) -> None:
        """`kept`: line feeds in its text are lines, as within `pre`."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _DROPPED or _HIDDEN.search(element.get("style", "")):
            return
        if tag == "br":
            self._open += "\n"
        elif tag == "table":
            self._close()
            self._found += table_pieces(list(_rows(element)))
        elif tag == "sup":
            text = "".join(element.itertext()).strip()
            self._open += raised(text)
        else:
            self._block(element, tag, kept or tag == "pre")

    def _block(self, element: Element, tag: str, kept: bool) -> None:
        apart = tag in _BLOCKS
        if apart:
            self._close()
        if tag == "li":
            self._open += self._ordinal(element)
        self._open += _text(element.text, kept)
        for child in element.iterchildren():
            self._element(child, kept)
            self._open += _text(child.tail, kept)
        if apart:
            self._close()

    def _ordinal(self, item: Element) -> str:
        """The number that a browser writes before an item of an ordered list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        following = self._counted[parent] + 1 if parent in self._counted else number(parent.get("start", "1"), 1)
        at = self._counted[parent] = number(item.get("value", ""), following)
        return f"{at}. "


def _text(text: str | None, kept: bool) -> str:
    """Source text as shown: line feeds between Chinese characters are nothing, between words a blank."""
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return text if kept else re.sub(r"[\n\t]+ *", "", _WORD_BREAK.sub(" ", text))


def _rows(table: Element) -> Iterator[list[Cell]]:
    """The rows of a table; a cell over several rows is continued in those below (HTML, §4.9.12)."""
    covered: dict[int, tuple[int, int]] = {}  # column → (rows left, span)
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is not table:
            continue
        cells: list[Cell] = []
        begun: dict[int, tuple[int, int]] = {}
        at = 0
        for element in row.iterchildren("td", "th"):
            at = _continue(covered, cells, at)
            span = max(1, min(number(element.get("colspan", "1"), 1), _WIDEST - at))
            down = min(number(element.get("rowspan", "1"), 1), _LONGEST)
            cells.append(Cell(at, span, _Page().pieces(element)))
            if down > 1 and at < _WIDEST:
                begun[at] = (down, span)
            at = min(at + span, _WIDEST)
        _continue(covered, cells, at)
        covered = {column: (left - 1, span) for column, (left, span) in (covered | begun).items() if left > 1}
        yield cells


def _continue(covered: dict[int, tuple[int, int]], cells: list[Cell], at: int) -> int:
    """Adds the cells from above that stand at column `at`, and gives the next free column."""
    while at in covered:
        span = covered[at][1]
        cells.append(Cell(at, span, continued=True))
        at += span
    return at
