"""What bytes are, by their content."""

from __future__ import annotations

import codecs
import gzip
import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
import xlwt
from fpdf import FPDF
from PIL import Image

from ingest.detect import detect
from retrieval.errors import IngestError
from tests.conftest import SHARED


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _zip(*names: str, **contents: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, contents.get(name, "x"))
    return stream.getvalue()


def _odf(kind: str, *more: str, **contents: str) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return _zip("mimetype", "content.xml", *more, mimetype=mimetype, **contents)


def _picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, kind)
    return stream.getvalue()


def _pdf() -> bytes:
    document = FPDF()
    document.add_page()
    return bytes(document.output())


def _compound(*streams: tuple[str, bytes]) -> bytes:
    """A compound file of version 3 with small streams padded to whole sectors ([MS-CFB] 2)."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    padded = [(name, content.ljust(4096, b"\0")) for name, content in streams]
    sectors, table, entries = [], [0xFFFFFFFD, end], []
    at = 2
    for name, content in padded:
        count = -(-len(content) // 512)
        table += [*range(at + 1, at + count), end]
        sectors.append(content.ljust(count * 512, b"\0"))
        entries.append((name, 2, at, len(content)))
        at += count
    table += [free] * (128 - len(table))
    listed = [("Root Entry", 5, end, 0), *entries]
    directory = b""
    for place, (name, kind, start, size) in enumerate(listed):
        raw = (name + "\0").encode("utf-16-le")
        right = place + 1 if 0 < place < len(listed) - 1 else free
        child = 1 if place == 0 and entries else free
        directory += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, free, right, child)
        directory += b"\0" * 36 + struct.pack("<IQ", start, size)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    header += struct.pack("<I", free) * 108
    assert len(table) == 128
    assert len(directory) <= 512
    return header + struct.pack("<128I", *table) + directory.ljust(512, b"\0") + b"".join(sectors)


def _book() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, 1)
    return _saved(book)


_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_PAGE = "<html><body><p>虚构县人民政府通知</p></body></html>"
_TEXT = "虚构县人民政府关于植树造林的通知\n各乡镇人民政府：\n请遵照执行。\n"
_MAIL = "Received: by x\nFrom: a@example.cn\nTo: b@example.cn\nSubject: 通知\nDate: Mon, 02 Mar 2020 09:30:00 +0800\n\n正文\n"

KINDS: dict[str, tuple[bytes, str]] = {
    "pdf": (_pdf(), "pdf"),
    "pdf behind junk": (b"HTTP/1.1 200 OK\r\n\r\n" + b"\0\x01\x02" * 100 + _pdf(), "pdf"),
    "png": (_picture("PNG"), "image"),
    "jpeg": (_picture("JPEG"), "image"),
    "gif": (_picture("GIF"), "image"),
    "bmp": (_picture("BMP"), "image"),
    "tiff": (_picture("TIFF"), "image"),
    "webp": (_picture("WEBP"), "image"),
    "docx": (_saved(docx.Document()), "docx"),
    "xlsx": (_saved(openpyxl.Workbook()), "xlsx"),
    "pptx": (_saved(pptx.Presentation()), "pptx"),
    "docx with backslashes": (_zip("[content_types].XML", "Word\\document.xml"), "docx"),
    "docx without types": (_zip("word/document.xml"), "docx"),
    "odt": (_odf("text"), "odt"),
    "ods": (_odf("spreadsheet-template"), "ods"),
    "odp": (_odf("presentation"), "odp"),
    "ofd": (_zip("Doc_0/Document.xml", "ofd.XML"), "ofd"),
    "zip": (_zip("通知.docx", "word/readme.txt"), "zip"),
    "empty zip": (_zip(), "zip"),
    "xls": (_book(), "xls"),
    "doc": (_compound(("WordDocument", b"\xec\xa5" + b"\0" * 30), ("1Table", b"")), "doc"),
    "ppt": (_compound(("PowerPoint Document", b"x"), ("Current User", b"")), "ppt"),
    "old xls": (_compound(("Book", struct.pack("<HH4x", 0x0809, 4)),), "xls"),
    "rtf": (b"{\\rtf1\\ansi text}", "rtf"),
    "rtf behind blanks": (b"\xef\xbb\xbf\r\n {\\rtf1 x}", "rtf"),
    "page": (_PAGE.encode(), "html"),
    "page in GBK": (_PAGE.encode("gb18030"), "html"),
    "page in UTF-16": (codecs.BOM_UTF16_LE + _PAGE.encode("utf-16-le"), "html"),
    "page in UTF-16 BE": (codecs.BOM_UTF16_BE + _PAGE.encode("utf-16-be"), "html"),
    "page behind comments": (b"<!-- a -->\n<!-- b -->\n<!DOCTYPE html><title>x</title>", "html"),
    "XHTML": (f"{_XML}<!DOCTYPE html><html><body>x</body></html>".encode(), "html"),
    "page that names a PDF": (b"<html><body>%PDF-1.4 is a header</body></html>", "html"),
    "fragment": (b"<div><span>x</span></div>", "html"),
    "fragment behind text": ("目录<br/><p>一</p><p>二</p><p>三</p>".encode(), "html"),
    "long page": (b"<html>" + "<p>通知</p>".encode() * 20_000, "html"),
    "other XML": (f"{_XML}<notice><p>x</p></notice>".encode(), "html"),
    "text": (_TEXT.encode(), "text"),
    "text in GBK": (_TEXT.encode("gb18030"), "text"),
    "text in Big5": ("關於植樹的通知，請各單位遵照辦理。\n".encode("big5"), "text"),
    "text in UTF-16": (codecs.BOM_UTF16_LE + _TEXT.encode("utf-16-le"), "text"),
    "long text in GBK": ((_TEXT * 3000).encode("gb18030"), "text"),
    "long line": (("通知" * 100_000).encode(), "text"),
    "csv": ("乡镇,面积\n东河镇,1\n".encode(), "text"),
    "Markdown with a table": ("# 标题\n\n<table><tr><td>一</td><td>二</td><td>三</td></tr></table>\n".encode(), "text"),
    "text with an angle": ("若 a<b 且 c>d，则……\n".encode(), "text"),
    "text with fields": ("发文机关：虚构县\n日期：2020年\nFrom: 甲\n".encode(), "text"),
    "text of two letters": (b"BM is short for something\n", "text"),
    "text that begins as a program": (b"MZ is a road sign in a text that goes on for more than sixty-four bytes.\n", "text"),
    "mail": (_MAIL.encode(), "eml"),
    "mail in a folded header": (b"From: a@b.cn\r\nSubject: x\r\n y\r\nMIME-Version: 1.0\r\n\r\nx", "eml"),
    "page archive": (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://a.cn/\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n',
        "mht",
    ),
    "page archive of Word": (b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary="b"\r\n\r\n', "mht"),
    "Word 2003 XML": (
        f'{_XML}<?mso-application progid="Word.Document"?><w:wordDocument '
        'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>'.encode(),
        "wordxml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_told_by_content(name: str) -> None:
    data, kind = KINDS[name]
    assert detect(data) == kind


def _sealed(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[512 * 3 + 11] |= 1  # the flags of the first stream, which begins in the third sector
    return bytes(changed)


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "空的"),
    "blanks": (b"\xef\xbb\xbf \r\n\0\0" * 40_000, "空的"),
    "rar": (b"Rar!\x1a\x07\x01\0" + b"x" * 99, "RAR"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + b"\0" * 99, "7z"),
    "gzip": (gzip.compress(b"x"), "GZIP"),
    "tar": (b"a.txt".ljust(257, b"\0") + b"ustar\x0000", "TAR"),
    "program": (b"MZ\x90\0\x03\0\0\0" + b"\0" * 99, "程序"),
    "mp3": (b"ID3\x03\0", "音频"),
    "mp3 without a tag": (b"\xff\xfb\x90\0" + b"\0" * 99, "音频"),
    "wav": (b"RIFF\x24\0\0\0WAVEfmt ", "音频"),
    "mp4": (b"\0\0\0\x20ftypisom" + b"\0" * 9, "视频"),
    "avi": (b"RIFF\x24\0\0\0AVI LIST", "视频"),
    "heic": (b"\0\0\0\x20ftypheic" + b"\0" * 9, "HEIC"),
    "psd": (b"8BPS\0\x01", "Photoshop"),
    "ceb": (b"Founder CEB 3.0", "CEB"),
    "encrypted docx": (_compound(("EncryptedPackage", b"x"), ("EncryptionInfo", b"x")), "加密"),
    "encrypted doc": (_sealed(_compound(("WordDocument", b"\xec\xa5" + b"\0" * 30))), "加密"),
    "encrypted xls": (_compound(("Workbook", struct.pack("<HH4xHH2x", 0x0809, 4, 0x002F, 2))), "加密"),
    "encrypted ppt": (_compound(("PowerPoint Document", b"x"), ("EncryptedSummary", b"x")), "加密"),
    "encrypted odt": (
        _odf("text", "META-INF/manifest.xml", **{"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "加密",
    ),
    "Outlook": (_compound(("__properties_version1.0", b"x")), "Outlook"),
    "Visio": (_compound(("VisioDocument", b"x")), "Visio"),
    "unknown compound": (_compound(("Something", b"x")), "不认识"),
    "cut compound": (_book()[:600], "损坏"),
    "cut zip": (_saved(docx.Document())[:5000], "损坏"),
    "epub": (_zip("mimetype", mimetype="application/epub+zip"), "EPUB"),
    "xlsb": (_zip("[Content_Types].xml", "xl/workbook.bin"), "XLSB"),
    "iWork": (_zip("Index/Document.iwa"), "iWork"),
    "apk": (_zip("AndroidManifest.xml"), "安装包"),
    "Excel 2003 XML": (
        f'{_XML}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'.encode(),
        "XML 格式的 Excel",
    ),
    "UOF": (f'{_XML}<uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"/>'.encode(), "UOF"),
    "SVG": (f'{_XML}<svg xmlns="http://www.w3.org/2000/svg"/>'.encode(), "SVG"),
    "noise": (bytes(range(256)) * 40, "二进制"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_reader_takes_is_named(name: str) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(IngestError, match=reason) as caught:
        detect(data)
    assert caught.value.hint


def test_a_kind_or_an_error_for_any_cut_or_flipped_file() -> None:
    told = 0
    for data, _ in KINDS.values():
        for cut in (1, 7, 30, len(data) // 3, len(data) - 3):
            told += _told(data[:cut])
        for at in range(0, min(len(data), 2000), 97):
            told += _told(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
    assert told > 100


def _told(data: bytes) -> bool:
    try:
        return bool(detect(data))
    except IngestError:
        return False


_SUFFIXES = {".docx": "docx", ".doc": "doc", ".pdf": "pdf", ".ofd": "ofd", ".xlsx": "xlsx", ".pptx": "pptx", ".png": "image",
             ".html": "html", ".txt": "text"}  # fmt: skip


def test_real_files() -> None:
    folder = SHARED / "rawdocs"
    files = [path for path in folder.rglob("*") if path.suffix in _SUFFIXES and path.parent.name != "truth"]
    if not files:
        pytest.skip("the shared files are not here")
    wrong: list[Path] = [path for path in files if detect(path.read_bytes()) != _SUFFIXES[path.suffix]]
    assert not wrong
