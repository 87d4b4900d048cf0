"""ZIP archives: the documents in them, under the names that they had where they were packed.

A member's path is only a name here: nothing is ever written under it.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from ingest.guards import MAX_INFLATED, check_zip
from retrieval.errors import IngestError

_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError,
    struct.error,
)  # fmt: skip
_FURNITURE = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.I)
_UTF8 = 0x800  # APPNOTE 4.4.4, bit 11: names are UTF-8
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9


def zip_parts(data: bytes, limit: int = MAX_INFLATED) -> Iterator[tuple[str, bytes]]:
    """The members of a ZIP archive as relative name and bytes; folders, hidden and system files are left out.

    Archives within it come as bytes. Raises IngestError at once for a bomb (over `limit` bytes inflated), an
    encrypted or damaged archive, and at the end, after all that could be read, where members were damaged.
    """
    check_zip(data, limit)
    broken: list[str] = []
    taken: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            told = _name(info)
            name = safe_name(told)
            if not name or told.endswith(("/", "\\")) or _FURNITURE.search(name):
                continue
            try:
                with archive.open(info) as member:
                    content = member.read(limit + 1)
            except _UNREADABLE:
                broken.append(name)
                continue
            yield _unique(name, taken), content
    if broken:
        shown = "、".join(broken[:5]) + ("等" if len(broken) > 5 else "")
        raise IngestError(
            f"压缩包里 {len(broken)} 个文件已损坏：{shown}。 Members of the archive are damaged.",
            "其余文件已读取；请重新下载压缩包。 The others were read; download the archive again.",
        )


def safe_name(name: str) -> str:
    """A member's name as a relative path with `/`: no drive, no way up, no control characters; "" for none."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", name).replace("\\", "/")
    name = re.sub(r"^[A-Za-z]:", "", name)
    parts = [part.strip() for part in name.split("/")]
    return "/".join(part[-150:] for part in parts if part not in {"", ".", ".."})[-400:].lstrip("/")


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member: UTF-8 where it says so or is so, else GB18030, as Windows packs it here."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    told = _unicode_path(info.extra, raw)
    if told:
        return told
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
    if text.isascii() or any(c > "\u07ff" for c in text):
        return text
    return raw.decode("gb18030", errors="replace")  # a few words in GBK, such as 通知, are UTF-8 by chance


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in the Info-ZIP Unicode Path field, where it belongs to this very name."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + length]
        if kind == _UNICODE_PATH and body[:5] == struct.pack("<BI", 1, zlib.crc32(raw)):
            return body[5:].decode("utf-8", errors="replace")
        at += 4 + length
    return ""


def _unique(name: str, taken: set[str]) -> str:
    """`name`, or "name (2)" where the archive has it twice."""
    stem, dot, ending = name.rpartition(".")
    number = 1
    found = name
    while found in taken:
        number += 1
        found = f"{stem} ({number}).{ending}" if dot and "/" not in ending else f"{name} ({number})"
    taken.add(found)
    return found
