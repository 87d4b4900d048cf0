"""The story of a Word file in the order of its text: paragraphs with their numbers, tables, boxes, inserted parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingest.formats.docx_grid import Piece, table_pieces
from ingest.formats.docx_lists import Lists
from ingest.formats.docx_package import MC, Element, R, W, chosen
from ingest.formats.docx_tables import table_rows
from ingest.formats.docx_text import Paragraph, TextReader, content_of

_BLANKS = " \t\u3000\xa0\u200b\ufeff"
_GONE = frozenset((W + "del", W + "moveFrom", W + "sectPr", W + "tcPr", W + "sdtPr"))


class Story:
    """Reads the blocks of one part (the text itself, a header, the notes)."""

    def __init__(self, lists: Lists, inserted: Callable[[str], list[Piece]]) -> None:
        """`inserted` gives what a `w:altChunk` with this relation id holds."""
        self._lists = lists
        self._inserted = inserted
        self._reader = TextReader()
        self._open = ""  # the text of a paragraph that the next one continues

    def pieces(self, container: Element) -> list[Piece]:
        """The lines of `container`, an empty one for an empty paragraph."""
        found = list(self._blocks(container))
        if self._open:
            found += [Piece(line) for line in _lines(self._open)]
            self._open = ""
        return found

    def _blocks(self, container: Element) -> Iterator[Piece]:
        for element in container.iterchildren("*"):
            tag = element.tag
            if tag == W + "p":
                yield from self._paragraph(element)
            elif tag == W + "tbl":
                yield from table_pieces(list(table_rows(element, self.pieces)))
            elif tag == W + "altChunk":
                yield from self._inserted(element.get(R + "id", ""))
            elif tag not in _GONE:
                inner = _inside(element)
                if inner is not None:
                    yield from self._blocks(inner)

    def _paragraph(self, element: Element) -> Iterator[Piece]:
        read = self._reader.read(element)
        before, after = self._boxes(read.before), self._boxes(read.after)
        yield from before
        yield from self._text(element, read, boxed=bool(before or after))
        yield from after

    def _text(self, element: Element, read: Paragraph, boxed: bool) -> Iterator[Piece]:
        if read.runs_on and not read.text.strip():
            return
        label = "" if self._open else self._lists.label(element.find(W + "pPr"))
        text = self._open + label + read.text
        if read.runs_on:
            self._open = text
            return
        self._open = ""
        bare = not read.text.strip() and label.startswith("•")
        lines = [] if bare else _lines(text)
        if lines or not boxed:
            yield from (Piece(line) for line in lines or [""])

    def _boxes(self, boxes: list[Element | str]) -> list[Piece]:
        """The lines of text boxes. They are stories of their own: fields and paragraphs do not run into them."""
        found: list[Piece] = []
        for box in boxes:
            if isinstance(box, str):
                found.append(Piece(box))
            else:
                found += [piece for piece in Story(self._lists, self._inserted).pieces(box) if piece.text]
        return found


def _inside(element: Element) -> Element | None:
    """What a block-level container holds."""
    if element.tag == W + "sdt":
        return content_of(element)
    if element.tag == MC + "AlternateContent":
        return chosen(element)
    return element


def _lines(text: str) -> list[str]:
    """The lines of a paragraph without the blanks around them; indents are no text."""
    return [bare for line in text.split("\n") if (bare := line.strip(_BLANKS))]
