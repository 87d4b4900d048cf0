"""What is plainly a bomb is refused before a parser sees it: parsers die of it, or take the machine along.

The limits are proposals from measurement: office files inflate 4 to 27 times, bombs more than 250 times.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

from ingest.detect_refused import damaged, encrypted
from retrieval.errors import IngestError

MAX_INFLATED = 200_000_000  # bytes of all members together
MAX_ENTRIES = 5_000
MAX_RATIO = 100
MAX_ZIP_DEPTH = 3  # archives within archives
_SMALL = 10_000_000  # bytes; below it any ratio is harmless: blank pictures and tables compress well
_CHUNK = 1 << 20
_LOCAL = struct.Struct("<4s22xHH")  # local file header: signature, then the lengths of its name and extra field
_UNREADABLE = (zipfile.BadZipFile, OSError, ValueError, IndexError, NotImplementedError, struct.error)


def check_zip(data: bytes, limit: int = MAX_INFLATED) -> None:
    """Raises IngestError where the ZIP file `data` is a bomb, encrypted, or has no readable directory.

    A bomb inflates to more than `limit` bytes or more than 100-fold, has more than 5,000 entries, entries that
    share bytes, or entries longer than they say. Members are inflated in pieces and kept nowhere.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except _UNREADABLE:
        raise damaged("ZIP 压缩包或 Office 文件", "ZIP archive or Office file") from None
    if len(entries) > MAX_ENTRIES:
        raise _bomb(f"里面有 {len(entries)} 个文件", f"It holds {len(entries)} files")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise encrypted()
    _check_sizes(sum(entry.file_size for entry in entries), len(data), limit)
    starts = _check_places(data, entries)
    for entry, start in zip(entries, starts, strict=True):
        _check_length(data, entry, start)


def _check_sizes(inflated: int, packed: int, limit: int) -> None:
    if inflated > limit:
        raise _bomb(f"解压后有 {inflated / 1e6:.0f} MB", f"It inflates to {inflated / 1e6:.0f} MB")
    if inflated > _SMALL and inflated > packed * MAX_RATIO:
        raise _bomb(f"解压后大了 {inflated // packed} 倍", f"It inflates {inflated // packed} times")


def _check_places(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> list[int]:
    """Where the bytes of each entry begin. Raises IngestError where two entries share bytes (APPNOTE 4.3.7)."""
    starts: list[int] = []
    spans: list[tuple[int, int]] = []
    for entry in entries:
        at = entry.header_offset
        if not 0 <= at <= len(data) - 30 or data[at : at + 4] != b"PK\x03\x04":
            raise damaged("ZIP 压缩包或 Office 文件", "ZIP archive or Office file")
        _, name, extra = _LOCAL.unpack_from(data, at)
        start = at + 30 + name + extra
        starts.append(start)
        spans.append((at, start + entry.compress_size))
    spans.sort()
    if any(later[0] < earlier[1] for earlier, later in zip(spans, spans[1:], strict=False)):
        raise _bomb("里面的文件互相重叠", "Its members overlap")
    return starts


def _check_length(data: bytes, entry: zipfile.ZipInfo, start: int) -> None:
    """Raises IngestError where a member is longer than its header says. What does not inflate is its reader's care."""
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        length = len(packed)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        length = _inflated(packed, entry.file_size)
    else:
        return  # Python's reader stops at the declared length, and no office program writes others
    if length > entry.file_size:
        raise _bomb("里面的文件比它声明的大", "A member is larger than it says")


def _inflated(packed: memoryview, enough: int) -> int:
    """How many bytes `packed` inflates to; it stops once that is more than `enough`."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    length = 0
    rest: bytes | memoryview = packed
    try:
        while rest and length <= enough and not stream.eof:
            length += len(stream.decompress(rest, _CHUNK))
            rest = stream.unconsumed_tail
        while not stream.eof and length <= enough and (more := stream.decompress(b"", _CHUNK)):
            length += len(more)
    except zlib.error:
        pass
    return length


def _bomb(chinese: str, english: str) -> IngestError:
    return IngestError(
        f"压缩内容异常：{chinese}。 {english}, as no document does.",
        "若确实需要，请解压或拆分后再导入。 If you need it, unpack or split it first.",
    )
