"""Files that hold files: Microsoft's compound files by their streams, ZIP by its entries."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import IO, Literal, Protocol

from ingest.detect_refused import NAMES, damaged, encrypted, refuse

Compound = Literal["doc", "xls", "ppt"]
Zipped = Literal["docx", "xlsx", "pptx", "odt", "ods", "odp", "ofd", "zip"]

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OOXML: tuple[tuple[str, Zipped], ...] = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_ODF: dict[str, Zipped] = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_UNREADABLE_OLE = (OSError, ValueError, IndexError, TypeError, AttributeError, KeyError, struct.error, RecursionError)
_UNREADABLE_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError,
    KeyError, IndexError, struct.error,
)  # fmt: skip
_OTHER_OLE = (
    ("__properties_version1.0", "msg"),
    ("visiodocument", "visio"),
    ("quill", "publisher"),
    ("matost", "works"),
    ("hwpsummaryinformation", "hwp"),
    ("bodytext", "hwp"),
)


class _Streams(Protocol):
    def openstream(self, filename: str) -> IO[bytes]: ...


def compound_kind(data: bytes) -> Compound:
    """What a compound file ([MS-CFB]) is, by the streams in its root: those of embedded objects lie deeper.

    Raises IngestError where it is encrypted, damaged, or of a kind that no reader takes.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {entry[0].lower() for entry in ole.listdir(streams=True, storages=True)}
            roots = {entry[0].lower() for entry in ole.listdir(streams=True, storages=True) if len(entry) == 1}
            return _compound(names, roots, ole)
    except _UNREADABLE_OLE:
        raise damaged("Office 97–2003 文件", "Office 97–2003 file") from None


def _compound(names: set[str], roots: set[str], ole: _Streams) -> Compound:
    if roots & {"encryptedpackage", "encryptedsummary"}:
        raise encrypted()
    if "worddocument" in roots:
        flags = ole.openstream("WordDocument").read(12)
        if len(flags) == 12 and flags[11] & 0x01:  # [MS-DOC] 2.5.2: fEncrypted
            raise encrypted()
        return "doc"
    for stream in ("workbook", "book"):
        if stream in roots:
            if _book_is_encrypted(ole.openstream(stream).read(4096)):
                raise encrypted()
            return "xls"
    if "powerpoint document" in roots:
        return "ppt"
    for stream, name in _OTHER_OLE:
        if stream in names:
            raise refuse(*NAMES[name])
    raise refuse(*NAMES["ole"])


def _book_is_encrypted(start: bytes) -> bool:
    """Whether a FILEPASS record stands among the first of a workbook ([MS-XLS] 2.4.117)."""
    at = 0
    for _ in range(12):
        if at + 4 > len(start):
            return False
        record, length = struct.unpack_from("<HH", start, at)
        if record == 0x002F:
            return True
        at += 4 + length
    return False


def zip_kind(data: bytes) -> Zipped:
    """What a ZIP file is, by its entries; their names may be in any case and with `\\` for `/`.

    Raises IngestError where it is damaged, encrypted as a whole, or of a kind that no reader takes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {_normal(info.filename): info for info in archive.infolist()[:20_000]}
            return _zipped(entries, archive)
    except _UNREADABLE_ZIP:
        raise damaged("ZIP 压缩包或 Office 文件", "ZIP archive or Office file") from None


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _zipped(entries: dict[str, zipfile.ZipInfo], archive: zipfile.ZipFile) -> Zipped:
    if "ofd.xml" in entries:
        return "ofd"
    if "mimetype" in entries:
        found = _odf(entries, archive)
        if found:
            return found
    if "[content_types].xml" in entries or "word/document.xml" in entries:
        found = _ooxml(entries)
        if found:
            return found
    if any(name.endswith(".iwa") for name in entries):
        raise refuse(*NAMES["iwork"])
    if "androidmanifest.xml" in entries or "meta-inf/manifest.mf" in entries:
        raise refuse(*NAMES["package"])
    return "zip"


def _ooxml(entries: dict[str, zipfile.ZipInfo]) -> Zipped | None:
    if "xl/workbook.bin" in entries:
        raise refuse(*NAMES["xlsb"])
    for folder, kind in _OOXML:
        if any(name.startswith(folder) for name in entries):
            return kind
    if any(name.startswith("visio/") for name in entries):
        raise refuse(*NAMES["visio"])
    if "fixeddocseq.fdseq" in entries or "fixeddocumentsequence.fdseq" in entries:
        raise refuse(*NAMES["xps"])
    return None


def _odf(entries: dict[str, zipfile.ZipInfo], archive: zipfile.ZipFile) -> Zipped | None:
    """ODF 1.2 part 3 §3.3: the entry `mimetype` names the kind; §3.4: the manifest tells of encryption."""
    mimetype = _read(archive, entries["mimetype"], 200).decode("ascii", errors="replace").strip()
    if "epub" in mimetype:
        raise refuse(*NAMES["epub"])
    match = re.match(r"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)", mimetype)
    if not match:
        return None
    manifest = entries.get("meta-inf/manifest.xml")
    if manifest is not None and b"encryption-data" in _read(archive, manifest, 1_000_000):
        raise encrypted()
    return _ODF[match[1]]


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    if info.flag_bits & 0x1:
        raise encrypted()
    with archive.open(info) as member:
        return member.read(limit)
