"""A page embedded in a Word file to lines; unlike a site's page it is all text, without furniture around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ingest.formats.docx_grid import Cell, Piece, lay_out, table_pieces
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
    """The rows of a table, without those of tables within it."""
    own = (line for line in table.iter("tr") if next(line.iterancestors("table"), None) is table)
    return lay_out(
        (
            (number(cell.get("colspan", "1"), 1), number(cell.get("rowspan", "1"), 1), _Page().pieces(cell))
            for cell in line.iterchildren("td", "th")
        )
        for line in own
    )
