"""The words of a mail's headers, names and bodies, decoded as senders here really encode them.

A mail that says GB2312 uses characters of GBK or GB18030 (镕, 喆); old programs write raw GBK into headers, which
RFC 5322 does not allow; and a word may be cut between two encoded parts (RFC 2047).
"""

from __future__ import annotations

import binascii
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from ingest.charset import decode
from retrieval.errors import IngestError

_GB = {"gb2312", "gbk", "gb_2312-80", "hz-gb-2312", "x-gbk", "cp936", "gb18030", "euc-cn", "chinese"}


def codec_of(charset: str | None) -> str:
    """The codec for a declared charset; "" where it declares nothing that can be used."""
    name = (charset or "").strip().strip("\"'").lower()
    if name in _GB:
        return "gb18030"
    try:
        return name if name and isinstance("".encode(name), bytes) and name not in {"us-ascii", "ascii"} else ""
    except (LookupError, ValueError):
        return ""


def decoded(data: bytes, charset: str | None) -> str:
    """The text of `data` in its declared charset, or in the likeliest one where that does not fit."""
    codec = codec_of(charset)
    if codec:
        try:
            return data.decode(codec).replace("\r\n", "\n").replace("\r", "\n")
        except (UnicodeError, ValueError):
            pass
    try:
        return decode(data)
    except IngestError:
        return data.decode(codec or "utf-8", errors="replace").replace("\0", "")


def header(message: Message, name: str) -> str:
    """The text of the first header called `name`, on one line; "" where there is none."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return unwrapped(str(value))
    return ""


def unwrapped(value: str) -> str:
    """The text of a raw header value: encoded words decoded, raw bytes read in their likeliest charset."""
    value = " ".join(value.split())
    if not value.isascii():
        return " ".join(decoded(value.encode("utf-8", "surrogateescape"), None).split())
    try:
        parts = decode_header(value)
    except (HeaderParseError, binascii.Error, ValueError, LookupError):
        return value
    text = "".join(part if isinstance(part, str) else decoded(part, charset) for part, charset in parts)
    return " ".join(text.split())


def file_name(part: Message) -> str:
    """The name under which a part was attached; "" where it has none."""
    for field, name in (("content-disposition", "filename"), ("content-type", "name")):
        for key, value in part.raw_items():
            if key.lower() == field and (found := parameter(str(value).encode("utf-8", "surrogateescape"), name)):
                return found
    return ""


def parameter(raw: bytes, name: str) -> str:
    """A parameter of a raw header value (RFC 2231, RFC 2047, or raw bytes in UTF-8 or GBK); "" where it is not there."""
    message = Message()
    message["content-disposition"] = " ".join(raw.decode("latin-1").split("\n")).replace("\r", "")
    try:
        found = message.get_param(name, header="content-disposition")
    except (ValueError, IndexError, UnicodeError, TypeError, AttributeError):
        return ""
    charset, text = (found[0], str(found[2])) if isinstance(found, tuple) else (None, str(found or ""))
    if charset is None and text.isascii():
        return unwrapped(text)
    return " ".join(decoded(text.encode("latin-1", errors="ignore"), charset).split())
