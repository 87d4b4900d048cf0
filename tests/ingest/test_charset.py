"""Bytes to text: whatever an office's files and pages are encoded in, and whatever they say they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.charset import decode
from retrieval.errors import IngestError

NOTICE = "虚构市人民政府关于加强湿地保护的通知\n各区人民政府，市政府各部门：\n现就有关事项通知如下。"
TRADITIONAL = "虛構縣政府關於國有土地的公告\n本府為辦理土地重劃，特此公告，民眾得於期限內提出意見。"


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-32"], ids=lambda codec: f"as_{codec}"
)
def test_reads_undeclared_text(codec: str) -> None:
    assert decode(NOTICE.encode(codec)) == NOTICE


def test_reads_undeclared_big5() -> None:
    assert decode(TRADITIONAL.encode("big5")) == TRADITIONAL


@pytest.mark.parametrize(
    "declared", ["gb2312", "utf-8", "iso-8859-1", "windows-1252", "utf-16", "undefined", "hex", "no-such", "big5"]
)
def test_a_wrong_declaration_does_not_spoil_a_gbk_page(declared: str) -> None:
    page = f'<meta charset="{declared}"><p>{NOTICE}</p>'
    assert decode(page.encode("gbk")) == page


@pytest.mark.parametrize("declared", ["gb2312", "iso-8859-1", "big5"])
def test_a_wrong_declaration_does_not_spoil_a_utf8_page(declared: str) -> None:
    page = f'<?xml version="1.0" encoding="{declared}"?><p>{NOTICE}</p>'
    assert decode(page.encode()) == page


def test_a_declared_western_charset_is_used_where_nothing_reads_as_chinese() -> None:
    page = '<meta charset="windows-1252"><p>The bureau’s office moved to a café.</p>'
    assert decode(page.encode("cp1252")) == page


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("text", ["济南", "郓城鄄城", "通知", "面积120亩"])
def test_reads_short_texts(text: str, codec: str) -> None:
    assert decode(text.encode(codec)) == text


@pytest.mark.parametrize("text", ["郓鄄", NOTICE])
def test_one_bad_byte_in_utf8_costs_one_character(text: str) -> None:
    assert decode(text.encode() + b"\xff" + "末尾".encode()) == text + "\ufffd末尾"


def test_one_bad_byte_in_gb18030_leaves_the_rest_readable() -> None:
    read = decode((NOTICE + "\n").encode("gb18030") + b"\xff\n" + NOTICE.encode("gb18030"))
    assert read.startswith(NOTICE)
    assert read.endswith(NOTICE)


def test_gb18030_keeps_characters_that_gbk_lacks() -> None:
    text = "虚构市𠮷山镇人民政府的通知，发布之日起施行"
    assert decode(b'<meta charset="gb2312">' + text.encode("gb18030")).endswith(text)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_become_newlines(end: str) -> None:
    assert decode(NOTICE.replace("\n", end).encode()) == NOTICE


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 50, bytes(range(1, 256)) * 8, b"\xff\xff\xff\xff\xff"])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(IngestError):
        decode(data)


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff")))
def test_any_utf8_text_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()) == text


@settings(deadline=None, max_examples=300)
@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except IngestError:
        return
    assert "\0" not in text
