"""The number formats of a .xls file's cells, which the cell reader does not tell ([MS-XLS] 2.4)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from ingest.formats.sheet_numbers import BUILT_IN
from ingest.formats.sheet_xlsx import Codes

_EOF, _BOF, _FORMAT, _XF, _BOUNDSHEET = 0x000A, 0x0809, 0x041E, 0x00E0, 0x0085
_ONE_CELL = {0x0203, 0x027E, 0x0006}  # NUMBER, RK, FORMULA: row, column, format of the cell
_MULRK = 0x00BD  # row, first column, (format, number)*, last column
_UNREADABLE = (OSError, ValueError, IndexError, TypeError, AttributeError, KeyError, struct.error)


def read_codes(data: bytes) -> list[Codes]:
    """For each sheet, in the order of the workbook, the number formats by row and column from 0.

    Nothing for a file whose records cannot be read: its numbers are then shown plain.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = "Workbook" if ole.exists("Workbook") else "Book"
            return _sheets(ole.openstream(name).read())
    except _UNREADABLE:
        return []


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from `at` to the end of their substream; those of charts within it are passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, body


def _sheets(stream: bytes) -> list[Codes]:
    own: dict[int, str] = {}
    styles: list[int] = []
    places: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _FORMAT:
            own[struct.unpack_from("<H", body)[0]] = _format(body)
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _BOUNDSHEET:
            places.append(struct.unpack_from("<I", body)[0])
    codes = [own.get(number, BUILT_IN.get(number, "")) for number in styles]
    return [_cells(stream, place, codes) for place in places]


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
    for kind, body in _records(stream, place):
        if kind in _ONE_CELL:
            line, column, style = struct.unpack_from("<HHH", body)
            cells = [(column, style)]
        elif kind == _MULRK:
            line, first = struct.unpack_from("<HH", body)
            cells = [(first + i, struct.unpack_from("<H", body, 4 + 6 * i)[0]) for i in range((len(body) - 6) // 6)]
        else:
            continue
        for column, style in cells:
            if style < len(codes) and codes[style]:
                found[line, column] = codes[style]
    return found
