"""ZIP archives."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from ingest.formats.archive import safe_name, zip_parts
from retrieval.errors import IngestError


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _with_names(names: list[bytes], extra: bytes = b"") -> bytes:
    """An archive whose names are raw bytes, as Windows programs write them: without the UTF-8 flag."""
    placeholders = [f"{at:03d}".ljust(len(name), "x") for at, name in enumerate(names)]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for placeholder in placeholders:
            info = zipfile.ZipInfo(placeholder)
            info.extra = extra
            archive.writestr(info, b"text of " + placeholder[:3].encode())
    data = stream.getvalue()
    for placeholder, name in zip(placeholders, names, strict=True):
        data = data.replace(placeholder.encode(), name)
    return data


def test_members_under_safe_names() -> None:
    data = _zip({
        "通知/正文.docx": b"1", "空/": b"", "__MACOSX/._正文.docx": b"x", ".hidden": b"x", "a/.b/c.txt": b"x",
        "~$正文.docx": b"x", "Thumbs.db": b"x", "../../etc/passwd": b"2", "C:\\表\\表.xlsx": b"3", "/abs.txt": b"4",
    })  # fmt: skip
    assert list(zip_parts(data)) == [
        ("通知/正文.docx", b"1"), ("etc/passwd", b"2"), ("表/表.xlsx", b"3"), ("abs.txt", b"4"),
    ]  # fmt: skip


def test_names_in_gbk_and_in_utf8_without_the_flag() -> None:
    names = ["关于造林的通知.doc".encode("gb18030"), "附件：统计表.xlsx".encode(), b"plain.txt"]
    assert [name for name, _ in zip_parts(_with_names(names))] == [
        "关于造林的通知.doc",
        "附件：统计表.xlsx",
        "plain.txt",
    ]


def test_the_unicode_path_field_is_honoured_where_it_fits() -> None:
    raw = "通知.doc".encode("gb18030")

    def field(crc: int) -> bytes:
        body = struct.pack("<BI", 1, crc) + "真名.doc".encode()
        return struct.pack("<HH", 0x7075, len(body)) + body

    assert [name for name, _ in zip_parts(_with_names([raw], field(zlib.crc32(raw))))] == ["真名.doc"]
    assert [name for name, _ in zip_parts(_with_names([raw], field(1)))] == ["通知.doc"]


def test_names_that_come_twice_are_told_apart() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", b"2")
    assert list(zip_parts(stream.getvalue())) == [("a.txt", b"1"), ("a (2).txt", b"2")]


def test_a_damaged_member_does_not_take_the_others_along() -> None:
    data = bytearray(_zip({"a.txt": bytes(range(256)) * 4, "b.txt": b"good"}))
    data[60:80] = b"\xff" * 20
    parts = zip_parts(bytes(data))
    assert next(parts) == ("b.txt", b"good")
    with pytest.raises(IngestError, match=r"a\.txt"):
        next(parts)


def test_an_encrypted_archive_is_refused_at_once() -> None:
    data = bytearray(_zip({"a.txt": b"1"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(IngestError, match="加密"):
        next(zip_parts(bytes(data)))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a\0b", "ab"),
        ("..", ""),
        ("./a//b/", "a/b"),
        ("\\\\host\\a", "host/a"),
        ("a/../../b", "a/b"),
        (" a / b ", "a/b"),
    ],
)
def test_no_name_leads_out(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_name_that_begins_with_nul_is_a_name() -> None:
    assert [name for name, _ in zip_parts(_with_names([b"\0bc.txt", b"folder\\"]))] == ["bc.txt"]
