"""The characters that a reader of a PDF page sees, with their places.

PDFium gives characters in the page's user space (ISO 32000-1 §8.3.2.3); they are brought to the page as it is
shown: cropped, turned by /Rotate, measured from the upper left corner. Text that nobody sees (render modes 3 and
7, white on white, outside the crop box, a point high) is left out: it may hold orders to a model that no
reader would notice. Slanted text is a watermark and left out as well.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.formats.pdf_types import Glyph, Sheet

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MAX_GLYPHS = 200_000  # on one page
_GUESSED = "?"
_SAMPLE = 300  # characters of a page
_TINY = 2.0  # points; nobody reads smaller type
_FAINT = 235  # channels from here on look white
_CONTRAST = 24  # grey levels between ink and paper that an eye needs
_SLANT = math.radians(6)
_HYPHENS = {"\x02": "-", "\xad": "-", "\ufffe": "-"}  # how PDFium gives a hyphen at the end of a line


@dataclass(slots=True)
class View:
    """How a page's user space is shown."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int  # quarter turns clockwise

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown."""
        width, height = max(self.right - self.left, 1e-3), max(self.top - self.bottom, 1e-3)
        return (height, width) if self.turn % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of user space, from the upper left corner of what is shown."""
        u, v = x - self.left, self.top - y
        width, height = self.right - self.left, self.top - self.bottom
        return ((u, v), (height - v, u), (width - u, height - v), (v, width - u))[self.turn]

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box of user space as left, top, right, bottom of what is shown."""
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


@dataclass(slots=True)
class _Style:
    """What the characters of one text object share."""

    hidden: bool
    faint: bool
    red: bool
    size: float
    turn: int | None  # quarter turns clockwise of its reading direction, as shown; None where slanted


@dataclass(slots=True)
class PageText:
    """A page's visible glyphs by the direction in which they are read, and what speaks for or against them."""

    view: View
    turned: dict[int, list[Glyph]]  # quarter turns clockwise → glyphs, in user space turned that way
    unseen: list[Glyph]  # the invisible layer that scanners put under a picture
    broken: int = 0  # characters for private use, or none
    left_out: int = 0  # characters that nobody sees and that are no layer of a scan
    unmapped: float = 0.0  # share of characters whose font does not tell what they mean

    @property
    def count(self) -> int:
        """How many characters can be seen."""
        return sum(len(glyphs) for glyphs in self.turned.values())

    def sheet(self, number: int) -> Sheet:
        """The page laid so that most of its text stands upright; the rest of it is left out."""
        turn = max(self.turned, key=lambda key: len(self.turned[key]), default=0)
        width, height = self.view.size
        if turn % 2:
            width, height = height, width
        return Sheet(number, width, height, self.turned.get(turn, []), turn=turn)


def view_of(page: PdfPage) -> View:
    """The view of a page: its crop box within its media box, and its /Rotate."""
    left, bottom, right, top = page.get_bbox()
    return View(left, bottom, right, top, (page.get_rotation() // 90) % 4)


def read_text(page: PdfPage) -> PageText:
    """The characters of a page. Raises PdfiumError where PDFium cannot read its text."""

    view = view_of(page)
    text_page = page.get_textpage()
    count = min(text_page.count_chars(), MAX_GLYPHS)
    found = PageText(view, {}, [], unmapped=_unmapped(text_page, count))
    styles = _Styles(view)
    doubtful: list[tuple[int, Glyph]] = []
    for index, char, blank in _characters(text_page, count):
        style = styles.of(text_page, index)
        placed = _place(text_page, index, view, style, char, blank) if style.turn is not None else None
        if placed is None or style.turn is None:
            continue
        found.broken += _is_broken(char)
        if style.hidden:
            found.unseen.append(placed)
        elif style.faint:
            doubtful.append((style.turn, placed))
        else:
            found.turned.setdefault(style.turn, []).append(placed)
    seen = _seen(page, doubtful, view) if doubtful else []
    found.left_out = len(found.unseen) + len(doubtful) - len(seen)
    for turn, glyph in seen:
        found.turned.setdefault(turn, []).append(glyph)
    text_page.close()
    return found


def _unmapped(text_page: object, count: int) -> float:
    """The share of characters that PDFium found no Unicode for, from a sample of them (fonts without ToUnicode)."""
    import pypdfium2.raw as c

    sample = range(0, count, max(1, count // _SAMPLE))
    errors = [index for index in sample if c.FPDFText_HasUnicodeMapError(text_page, index) == 1]
    return len(errors) / (len(sample) or 1)


def _characters(text_page: object, count: int) -> Iterator[tuple[int, str, str]]:
    """The characters that are ink, each with its index and the blank before it."""
    import pypdfium2.raw as c

    blank = last = ""
    for index in range(count):
        char = _char(chr(c.FPDFText_GetUnicode(text_page, index)))
        if c.FPDFText_IsGenerated(text_page, index) == 1:
            if char == " " and last.isascii():  # PDFium knows Latin words; between Han characters it is often wrong
                blank = blank or _GUESSED
        elif char.isspace():
            blank = "\u3000" if char == "\u3000" or blank == "\u3000" else " "
        elif char:
            kept = "" if blank == _GUESSED and not char.isascii() else blank.replace(_GUESSED, " ")
            yield index, char, kept
            blank, last = "", char


def _char(char: str) -> str:
    """The character that is meant: hyphens, and the radicals and ligatures that fonts put for plain characters."""
    char = _HYPHENS.get(char, char)
    if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff" or "\ufb00" <= char <= "\ufb06":
        return unicodedata.normalize("NFKC", char)
    if char < " " and char not in "\t\n\r":
        return ""
    return "" if char in "\r\n\u200b\u200c\u200d\ufeff" else char


def _is_broken(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff" or char == "\ufffd" or char >= "\U000f0000" or "\x7f" <= char < "\xa0"


class _Styles:
    """The style of each character, looked up once for each run of one text object."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._handle: int | None = -1
        self._style = _Style(True, False, False, 0, 0)

    def of(self, text_page: object, index: int) -> _Style:
        import pypdfium2.raw as c

        item = c.FPDFText_GetTextObject(text_page, index)
        address = ctypes.cast(item, ctypes.c_void_p).value
        if address != self._handle:
            self._handle = address
            self._style = _style(text_page, index, item, self._view)
        return self._style


def _style(text_page: object, index: int, item: object, view: View) -> _Style:
    import pypdfium2.raw as c

    matrix, points = c.FS_MATRIX(), ctypes.c_float(0)
    c.FPDFText_GetMatrix(text_page, index, matrix)
    if not item or not c.FPDFTextObj_GetFontSize(item, points):
        points = ctypes.c_float(c.FPDFText_GetFontSize(text_page, index))
    size = abs(points.value) * math.hypot(matrix.c, matrix.d)
    quarter = (-math.atan2(matrix.b, matrix.a) / (math.pi / 2) + view.turn) % 4
    turn = round(quarter) % 4
    slanted = abs(quarter - round(quarter)) * math.pi / 2 > _SLANT
    channels = [ctypes.c_uint(0) for _ in range(4)]
    painted = bool(item) and c.FPDFPageObj_GetFillColor(item, *channels)
    red, green, blue, alpha = [channel.value for channel in channels] if painted else (0, 0, 0, 255)
    mode = c.FPDFTextObj_GetTextRenderMode(item) if item else c.FPDF_TEXTRENDERMODE_FILL
    return _Style(
        hidden=mode in (c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP) or alpha < 20 or size < _TINY,
        faint=min(red, green, blue) >= _FAINT or alpha < 80,
        red=red > 150 and green < 90 and blue < 90,
        size=size,
        turn=None if slanted else turn,
    )


def _place(text_page: object, index: int, view: View, style: _Style, char: str, blank: str) -> Glyph | None:
    """The glyph in the view turned upright, or None where it stands outside of what is shown."""
    import pypdfium2.raw as c

    rect, x, y = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    if not c.FPDFText_GetLooseCharBox(text_page, index, rect):
        return None
    c.FPDFText_GetCharOrigin(text_page, index, x, y)
    if not (view.left <= (rect.left + rect.right) / 2 <= view.right):
        return None
    if not (view.bottom <= (rect.bottom + rect.top) / 2 <= view.top):
        return None
    upright = View(view.left, view.bottom, view.right, view.top, (view.turn - (style.turn or 0)) % 4)
    left, _, right, _ = upright.box(rect.left, rect.bottom, rect.right, rect.top)
    return Glyph(char, left, right, upright.point(x.value, y.value)[1], style.size, blank, style.red)


def _seen(page: PdfPage, doubtful: list[tuple[int, Glyph]], view: View) -> list[tuple[int, Glyph]]:
    """Those pale glyphs that stand out from what is behind them, by a picture of the page."""
    width, height = view.size
    scale = min(2.0, 2400 / max(width, height))
    picture = page.render(scale=scale, grayscale=True).to_numpy()
    picture = picture.reshape(picture.shape[0], picture.shape[1])
    kept = []
    for turn, glyph in doubtful:
        shown = Sheet(1, *((height, width) if turn % 2 else (width, height)), turn=turn)
        box = shown.share(glyph.left, glyph.base - 0.8 * glyph.size, glyph.right, glyph.base + 0.1 * glyph.size)
        rows = slice(int(box[1] * picture.shape[0]), int(box[3] * picture.shape[0]) + 1)
        columns = slice(int(box[0] * picture.shape[1]), int(box[2] * picture.shape[1]) + 1)
        ink = picture[rows, columns]
        if ink.size and int(ink.max()) - int(ink.min()) >= _CONTRAST:
            kept.append((turn, glyph))
    return kept
