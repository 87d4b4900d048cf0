"""Bytes to text, for pages and files that say wrongly, or not at all, how they are encoded.

Order: byte order mark, strict UTF-8, UTF-8 with a few bad bytes, then the declared charset, GB18030 or Big5,
whichever reads most like Chinese: a declaration decides only between equals, because it is often wrong.
GB2312 and GBK are read as GB18030, which contains both (GB 18030-2022).
"""

from __future__ import annotations

import codecs
import re

from retrieval.errors import IngestError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})|<\?xml[^>]{0,80}encoding=["']([A-Za-z0-9_-]{2,20})""", re.I
)
_GB = {"gb2312", "gbk", "gb18030", "gb_2312-80", "hz-gb-2312", "x-gbk", "cp936"}
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过民政府通知规定的國關於為會發號"
)
_LOST = "\ufffd"
_SPACES = "\t\n\v\f\r"


def decode(data: bytes) -> str:
    """The text of `data`, line ends as \\n, without a byte order mark.

    Raises IngestError where it is binary or cannot be read as text.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _clean(data.decode(codec, errors="replace"))
    if b"\0" in data[:65536]:
        raise IngestError("是二进制文件，不是文本。 The file is binary, not text.", "请换成文本、Markdown 或网页文件。")
    try:
        text = data.decode("utf-8")
        return _clean(_chinese_in(data, text) or text)
    except UnicodeDecodeError:
        text = _likeliest(data)
    if sum(c == _LOST or (c < " " and c not in _SPACES) for c in text) > max(3, len(text) // 50):
        raise IngestError(
            "无法识别文字编码。 The text's encoding cannot be told.",
            "请另存为 UTF-8 后再试。 Save it as UTF-8 and try again.",
        )
    return _clean(text)


def _chinese_in(data: bytes, text: str) -> str:
    """The GB18030 reading of a few Chinese words that by chance are UTF-8 as well, such as 通知."""
    if text.isascii() or any(c > "\u07ff" for c in text):
        return ""
    other = data.decode("gb18030", errors="replace")
    return other if _likeness(other) > 0.2 else ""


def _likeliest(data: bytes) -> str:
    text = data.decode("utf-8", errors="replace")
    if text.count(_LOST) * 4 <= sum(c > "\x7f" for c in text):  # bytes of another charset make hardly any UTF-8
        return text
    codecs_ = (*_declared(data), "gb18030", "big5")
    return max((data.decode(codec, errors="replace") for codec in codecs_), key=_likeness)


def _declared(data: bytes) -> list[str]:
    """The codec that the data names, where it is one for text in which ASCII keeps its bytes."""
    match = _DECLARED.search(data[:4096])
    if not match:
        return []
    name = (match[1] or match[2]).decode("ascii").lower()
    name = "gb18030" if name in _GB else name
    try:
        return [name] if b"<a> 1".decode(name) == "<a> 1" and name != "utf-8" else []
    except (UnicodeError, LookupError):
        return []


def _likeness(text: str) -> float:
    """How much a decoding reads like Chinese: common characters for it, lost and odd ones against it."""
    sample = text[:20000]
    common = sum(c in _COMMON for c in sample)
    odd = sum("\ue000" <= c <= "\uf8ff" or (ord(c) < 32 and c not in _SPACES) for c in sample)
    return (common - 5 * sample.count(_LOST) - 3 * odd) / (len(sample) or 1)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").lstrip("\ufeff")
