"""Bombs, and hostile variants of every kind that these readers take."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pptx
import pytest
import xlwt
from pptx.util import Cm

from ingest.detect import detect
from ingest.formats.archive import zip_parts
from ingest.formats.mail import mail_parts, read_mail, read_mht
from ingest.formats.sheet import read_sheet
from ingest.formats.sheet_csv import read_csv
from ingest.formats.slides import read_slides
from ingest.guards import MAX_ENTRIES, check_zip
from ingest.parsed import Parsed, Reader, Workspace
from retrieval.errors import IngestError


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_an_ordinary_archive_passes() -> None:
    check_zip(_zip({"a.txt": b"text" * 1000, "b/": b"", "c.bin": random.Random(1).randbytes(50_000)}))
    check_zip(_zip({"small.xml": b"<a/>" * 100_000}))  # 400-fold, and harmless


@pytest.mark.parametrize(
    ("content", "reason"), [(b"\0" * 11_000_000, "倍"), (b"\0" * 201_000_000, "MB")], ids=["ratio", "size"]
)
def test_what_inflates_too_far(content: bytes, reason: str) -> None:
    with pytest.raises(IngestError, match=reason):
        check_zip(_zip({"a": content}))


def test_too_many_members() -> None:
    with pytest.raises(IngestError, match="个文件"):
        check_zip(_zip({str(at): b"" for at in range(MAX_ENTRIES + 1)}))


def _lying(inflated: int, declared: int) -> bytes:
    """An archive whose only member inflates to more than both its headers say."""
    data = _zip({"a": b"\0" * inflated})
    true, false = struct.pack("<I", inflated), struct.pack("<I", declared)
    assert data.count(true) == 2
    return data.replace(true, false)


def test_a_member_longer_than_it_says() -> None:
    with pytest.raises(IngestError, match="声明"):
        check_zip(_lying(3_000_000, 1_000))


def _overlapping() -> bytes:
    """Two entries in the directory that name the same bytes, the way small archives become huge."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(b"\0" * 1_000_000) + packed.flush()
    crc, sizes = zlib.crc32(b"\0" * 1_000_000), struct.pack("<II", len(body), 1_000_000)
    local = b"PK\x03\x04" + struct.pack("<HHHHHI", 20, 0, 8, 0, 0, crc) + sizes + struct.pack("<HH", 1, 0) + b"a" + body
    entries = b"".join(
        b"PK\x01\x02"
        + struct.pack("<HHHHHHI", 20, 20, 0, 8, 0, 0, crc)
        + sizes
        + struct.pack("<HHHHHII", 1, 0, 0, 0, 0, 0, 0)
        + name
        for name in (b"a", b"b")
    )
    return local + entries + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 2, 2, len(entries), len(local), 0)


def test_members_that_share_their_bytes() -> None:
    with pytest.raises(IngestError, match="重叠"):
        check_zip(_overlapping())


def test_an_encrypted_member() -> None:
    data = bytearray(_zip({"a": b"1"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(IngestError, match="加密"):
        check_zip(bytes(data))


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + b"\0" * 99, _zip({"a": b"x" * 999})[:-30]])
def test_what_is_no_archive(data: bytes) -> None:
    with pytest.raises(IngestError, match="损坏"):
        check_zip(data)


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for at in range(30):
        book.active.append([f"第{at}项", at * 1.5, at / 30])
        book.active.cell(at + 1, 3).number_format = "0.0%"
    book.active.merge_cells("A1:B2")
    return _saved(book)


def _old_workbook() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for at in range(30):
        sheet.write(at, 0, f"第{at}项")
        sheet.write(at, 1, at / 7, xlwt.easyxf(num_format_str="0.00%"))
    return _saved(book)


def _deck() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text_frame.text = "标题"
    slide.shapes.add_table(2, 2, Cm(1), Cm(1), Cm(5), Cm(5)).table.cell(0, 0).text = "格"
    return _saved(deck)


_OPEN_SHEET = _zip({
    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
    "content.xml": '<o:d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<t:table t:name="表"><t:table-row t:number-rows-repeated="999999999"><t:table-cell t:number-columns-repeated="99999999">'
    "<x:p>数</x:p></t:table-cell></t:table-row></t:table></o:d>".encode(),
})  # fmt: skip
_MAIL = (
    "From: 甲 <a@example.cn>\r\nTo: b@example.cn\r\nSubject: =?gb2312?B?zajWqg==?=\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\nContent-Type: text/html; charset=gb2312\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><body><p>=CD=A8=D6=AA=C8=E7=CF=C2</p></body></html>\r\n"
    "--xx\r\nContent-Type: application/zip; name*=gb2312''%CD%A8.zip\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n--xx--\r\n"
).encode()


def _archive(data: bytes, workspace: Workspace) -> Parsed:
    return Parsed([], attachments=tuple(name for name, _ in zip_parts(data)))


def _mail(data: bytes, workspace: Workspace) -> Parsed:
    mail_parts(data)
    return read_mail(data, workspace)


READERS: dict[str, tuple[Reader, bytes]] = {
    "xlsx": (read_sheet, _workbook()),
    "xls": (read_sheet, _old_workbook()),
    "ods": (read_sheet, _OPEN_SHEET),
    "csv": (read_csv, '甲,乙\n"一\n二",3\n'.encode() * 50),
    "pptx": (read_slides, _deck()),
    "eml": (_mail, _MAIL),
    "mht": (read_mht, _MAIL.replace(b"mixed", b"related")),
    "zip": (_archive, _zip({"a.txt": b"a" * 5000, "b.zip": _zip({"c.txt": b"c" * 5000})})),
}


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """The archive with bytes changed within its members, so that the damage reaches the readers."""
    source = zipfile.ZipFile(io.BytesIO(data))
    members: dict[str, bytes] = {}
    for name in source.namelist():
        content = bytearray(source.read(name))
        for _ in range(chance.randrange(4)):
            if content:
                content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.15:
            content = content[: chance.randrange(len(content) + 1)]
        if chance.random() > 0.05:
            members[name] = bytes(content)
    return _zip(members)


def _variants(kind: str) -> Iterator[bytes]:
    data = READERS[kind][1]
    chance = random.Random(kind)
    yield from (b"", b"\0" * 100, data[: len(data) // 2], data[:-20], data[:512], data + data, data[100:], data[::-1])
    yield from (chance.randbytes(3000), data.replace(b"\0", b"\xff"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data)
    for _ in range(25):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 5, 50))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield bytes(changed)
    if data.startswith(b"PK"):
        yield from (_repacked(data, chance) for _ in range(60))


def _hostile() -> Iterator[bytes]:
    yield _lying(3_000_000, 1_000)
    yield _overlapping()
    yield _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"\0" * 20_000_000})
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
    )
    for name in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "ppt/presentation.xml", "content.xml"):
        kind = "pptx" if "ppt/" in name else "ods" if name == "content.xml" else "xlsx"
        source = zipfile.ZipFile(io.BytesIO(READERS[kind][1]))
        members = {member: source.read(member) for member in source.namelist()}
        yield _zip({**members, name: f"{laughs}]><x>&j;</x>".encode()})
        yield _zip({**members, name: b"<a>" * 100_000})
    yield b",".join([b"1"] * 1_000_000)
    yield b'"' * 300_000
    yield b"From: a\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: message/rfc822\n\n" * 3_000
    yield b"From: a\nContent-Type: text/html\n\n" + b"<div>" * 100_000


def _outcome(read: Reader, data: bytes, workspace: Workspace) -> str:
    try:
        return type(read(data, workspace)).__name__
    except IngestError:
        return "refused"


@pytest.mark.parametrize("kind", READERS)
def test_a_file_as_it_should_be_is_read(kind: str, tmp_path: Path) -> None:
    read, data = READERS[kind]
    assert _outcome(read, data, Workspace(tmp_path, lambda seconds: None)) == "Parsed"


@pytest.mark.parametrize("kind", READERS)
def test_damaged_files_are_read_or_refused(kind: str, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, lambda seconds: None)
    outcomes = [_outcome(READERS[kind][0], data, workspace) for data in _variants(kind)]
    assert len(outcomes) >= 36
    assert "refused" in outcomes


@pytest.mark.parametrize("kind", READERS)
def test_hostile_files_and_files_of_another_kind_are_read_or_refused(kind: str, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, lambda seconds: None)
    others = [data for other, (_, data) in READERS.items() if other != kind]
    outcomes = [_outcome(READERS[kind][0], data, workspace) for data in (*_hostile(), *others)]
    assert set(outcomes) <= {"Parsed", "refused"}
    assert "refused" in outcomes


def test_detection_survives_all_of_them() -> None:
    files = [data for kind in READERS for data in _variants(kind)] + list(_hostile())
    refused = 0
    for data in files:
        try:
            assert detect(data)
        except IngestError as error:
            refused += bool(error.hint)
    assert 20 < refused < len(files)
