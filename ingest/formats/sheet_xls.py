"""What the cell reader does not tell of a .xls file: the number formats of its cells, and how far it reaches.

[MS-XLS] 2.4. The reader takes memory for the rectangle that a sheet declares, and for the one around its cells:
files in which these are absurd are refused here, because it would abort the process.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from ingest.detect_refused import damaged
from ingest.formats.sheet_numbers import BUILT_IN
from ingest.formats.sheet_xlsx import Codes, too_large

_EOF, _FORMAT, _XF, _BOUNDSHEET = 0x000A, 0x041E, 0x00E0, 0x0085
_DIMENSIONS = {0x0200, 0x0000}
_MULRK = 0x00BD  # row, first column, (format, number)*, last column
# Row, column and format begin them: NUMBER, RK, FORMULA, then those without a number format of use.
_NUMBERS = {0x0203, 0x027E, 0x0006}
_CELLS = _NUMBERS | {0x00FD, 0x0204, 0x00D6, 0x0205, 0x0201, 0x0003, 0x0004, 0x0002, 0x0406, 0x0206}
_MAX_AREA = 65_536 * 256  # cells; a whole sheet, which some programs declare for a small table
_UNREADABLE = (OSError, ValueError, IndexError, TypeError, AttributeError, KeyError, struct.error)


def read_codes(data: bytes) -> list[Codes]:
    """For each sheet, in the order of the workbook, the number formats by row and column from 0.

    Raises IngestError where the file is damaged, or a sheet reaches too far.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = "Workbook" if ole.exists("Workbook") else "Book"
            return _sheets(ole.openstream(name).read())
    except _UNREADABLE:
        raise damaged("表格", "workbook") from None


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from `at` to the end of their substream."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _EOF:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(stream: bytes) -> list[Codes]:
    own: dict[int, str] = {}
    styles: list[int] = []
    places: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _FORMAT and len(body) > 5:
            own[struct.unpack_from("<H", body)[0]] = _format(body)
        elif kind == _XF and len(body) >= 4:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _BOUNDSHEET and len(body) >= 4:
            places.append(struct.unpack_from("<I", body)[0])
    codes = [own.get(number, BUILT_IN.get(number, "")) for number in styles]
    return [_cells(stream, place, codes) for place in places[:500]]


def _format(body: bytes) -> str:
    """The code of a FORMAT record: an XLUnicodeString in BIFF8, a byte string in BIFF5."""
    length, flags = struct.unpack_from("<HB", body, 2)
    if length == len(body) - 5 and flags == 0:
        return body[5:].decode("latin-1")
    if length * 2 == len(body) - 5 and flags == 1:
        return body[5:].decode("utf-16-le", errors="replace")
    return body[3:].decode("gb18030", errors="replace")


def _cells(stream: bytes, place: int, codes: list[str]) -> Codes:
    found: Codes = {}
    top = left = 1 << 32
    bottom = right = -1
    for kind, body in _records(stream, place):
        if kind in _DIMENSIONS:
            _check(*_declared(body))
        for line, column, style in _places(kind, body):
            top, left, bottom, right = min(top, line), min(left, column), max(bottom, line), max(right, column)
            if style < len(codes) and codes[style]:
                found[line, column] = codes[style]
    _check(bottom - top + 1, right - left + 1)
    return found


def _check(rows: int, columns: int) -> None:
    if rows > 0 and columns > 0 and rows * columns > _MAX_AREA:
        raise too_large()


def _declared(body: bytes) -> tuple[int, int]:
    """Rows and columns of a DIMENSIONS record: row numbers have four bytes in BIFF8, two before."""
    if len(body) >= 12:
        first, last, left, right = struct.unpack_from("<IIHH", body)
    elif len(body) >= 8:
        first, last, left, right = struct.unpack_from("<HHHH", body)
    else:
        return 0, 0
    if last < first or right < left:  # the reader subtracts without looking
        raise too_large()
    return last, right


def _places(kind: int, body: bytes) -> list[tuple[int, int, int]]:
    """Row, column and format of the cells in a record; a format beyond all where it shows no number."""
    if kind in _CELLS and len(body) >= 6:
        line, column, style = struct.unpack_from("<HHH", body)
        return [(line, column, style if kind in _NUMBERS else 1 << 16)]
    if kind == _MULRK and len(body) >= 12:
        line, first = struct.unpack_from("<HH", body)
        count = (len(body) - 6) // 6
        return [(line, first + at, struct.unpack_from("<H", body, 4 + 6 * at)[0]) for at in range(count)]
    return []
