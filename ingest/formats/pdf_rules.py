"""The straight lines drawn on a PDF page, and how much of it pictures cover."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.formats.pdf_glyphs import View
from ingest.formats.pdf_types import Rule, Sheet

if TYPE_CHECKING:
    from pypdfium2 import PdfObject, PdfPage

_MAX_PATHS = 20_000  # a page with more is a drawing
_MAX_SEGMENTS = 400  # of one path
_THICK = 3.5  # points; a filled box that is no thicker is a line
_SHORT = 6.0  # points; shorter lines are parts of letters or bullets
_STRAIGHT = 0.8  # points that a line may lean

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]


def read_rules(page: PdfPage, sheet: Sheet, view: View) -> None:
    """Puts the page's rules into `sheet`, laid as its text is. Leaves out drawings."""
    import pypdfium2.raw as c

    upright = View(view.left, view.bottom, view.right, view.top, (view.turn - sheet.turn) % 4)
    for number, item in enumerate(page.get_objects(filter=[c.FPDF_PAGEOBJ_PATH], max_depth=4)):
        if number >= _MAX_PATHS:
            sheet.across.clear()
            sheet.down.clear()
            return
        if not _is_drawn(item):
            continue
        for start, end in _segments(item):
            _add(sheet, upright.point(*start), upright.point(*end))


def picture_share(page: PdfPage, view: View) -> float:
    """The share of the page that pictures cover, 0 to 1; overlaps count twice."""
    import pypdfium2.raw as c

    width, height = view.size
    covered = 0.0
    for number, item in enumerate(page.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE], max_depth=4)):
        if number > 2000:
            break
        left, bottom, right, top = item.get_bounds()
        corners = [_through(item, point) for point in ((left, bottom), (right, top))]
        x0, y0, x1, y1 = view.box(*corners[0], *corners[1])
        covered += max(0.0, min(x1, width) - max(x0, 0.0)) * max(0.0, min(y1, height) - max(y0, 0.0))
    return min(1.0, covered / (width * height))


def path_count(page: PdfPage) -> int:
    """How many paths the page draws, counted to 500: text turned into outlines has a path for each character."""
    import pypdfium2.raw as c

    number = 0
    for number, _ in enumerate(page.get_objects(filter=[c.FPDF_PAGEOBJ_PATH], max_depth=3), start=1):
        if number >= 500:
            break
    return number


def _is_drawn(item: PdfObject) -> bool:
    import pypdfium2.raw as c

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(item, fill, stroke)
    if not fill.value and not stroke.value:
        return False  # a clip
    channels = [ctypes.c_uint(0) for _ in range(4)]
    read = c.FPDFPageObj_GetStrokeColor if stroke.value else c.FPDFPageObj_GetFillColor
    return not read(item, *channels) or min(channel.value for channel in channels[:3]) < 250


def _segments(item: PdfObject) -> Iterator[tuple[Point, Point]]:
    """The straight lines of a path; a thin filled box is one line along its middle."""
    import pypdfium2.raw as c

    stroke, fill = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(item, fill, stroke)
    corners = _points(item)
    if stroke.value:
        for line in corners:
            yield from zip(line, line[1:], strict=False)
        return
    for line in corners:
        xs, ys = [x for x, _ in line], [y for _, y in line]
        left, right, low, high = min(xs), max(xs), min(ys), max(ys)
        if high - low <= _THICK:
            yield (left, (low + high) / 2), (right, (low + high) / 2)
        elif right - left <= _THICK:
            yield ((left + right) / 2, low), ((left + right) / 2, high)


def _points(item: PdfObject) -> list[list[Point]]:
    """The path's corners in user space, one list for each line that is drawn without lifting the pen."""
    import pypdfium2.raw as c

    x, y = ctypes.c_float(), ctypes.c_float()
    lines: list[list[Point]] = []
    for index in range(min(c.FPDFPath_CountSegments(item), _MAX_SEGMENTS)):
        segment = c.FPDFPath_GetPathSegment(item, index)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        kind = c.FPDFPathSegment_GetType(segment)
        place = _through(item, _apply(_matrix(item), (x.value, y.value)))
        if kind == c.FPDF_SEGMENT_LINETO and lines:
            lines[-1].append(place)
        else:  # a curve's end starts a new line
            lines.append([place])
        if c.FPDFPathSegment_GetClose(segment) and len(lines[-1]) > 2:
            lines[-1].append(lines[-1][0])
    return [line for line in lines if len(line) > 1]


def _through(item: PdfObject, point: Point) -> Point:
    """A point of the space of the forms that hold the object, in the page's user space."""
    holder = item.container
    while holder is not None:
        point = _apply(_matrix(holder), point)
        holder = holder.container
    return point


def _matrix(item: PdfObject) -> Matrix:
    found = item.get_matrix()
    return found.a, found.b, found.c, found.d, found.e, found.f


def _apply(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _add(sheet: Sheet, start: Point, end: Point) -> None:
    (x0, y0), (x1, y1) = start, end
    if abs(y1 - y0) <= _STRAIGHT and abs(x1 - x0) >= _SHORT:
        sheet.across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif abs(x1 - x0) <= _STRAIGHT and abs(y1 - y0) >= _SHORT:
        sheet.down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
