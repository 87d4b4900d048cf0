"""Refuses a PDF that would fill the memory before it is opened."""

from __future__ import annotations

import re
import zlib

from retrieval.errors import IngestError

_LIMIT = 300_000_000  # bytes that one stream may hold once decoded: a page in colour at 600 dpi holds 104 MB
_RATIO = 1032  # the most that deflate can shrink (RFC 1951: 258 bytes in two bits)
_STEP = 1 << 20
_STREAM = re.compile(rb"stream\r?\n")
_DEFLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_DICTIONARY = 2000  # bytes before `stream` in which its filters are looked for


def refuse_bomb(data: bytes) -> None:
    """Raises IngestError where a stream (ISO 32000-1 §7.3.8) decodes to more than any real page holds.

    Only streams long enough to reach the limit are decoded, a step at a time and without keeping the result;
    encrypted ones do not decode and pass.
    """
    for found in _STREAM.finditer(data):
        start = found.end()
        head = data[max(0, found.start() - _DICTIONARY) : found.start()]
        filters = len(_DEFLATE.findall(head[head.rfind(b"obj") + 1 :]))
        if not filters:
            continue
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        if (end - start) * _RATIO**filters > _LIMIT and _decoded(data[start:end], filters) > _LIMIT:
            raise IngestError(
                "展开后过大，疑似压缩炸弹。 A stream in it decodes to more than 300 MB.",
                "请确认来源；正常文件可重新另存为 PDF。 Check where it comes from, or save it as PDF again.",
            )


def _decoded(packed: bytes, filters: int) -> int:
    """Bytes after `filters` rounds of inflating, counted only until they pass the limit."""
    chain = [zlib.decompressobj() for _ in range(min(filters, 3))]
    return _count(packed, chain)


def _count(packed: bytes, chain: list[zlib._Decompress]) -> int:
    if not chain:
        return len(packed)
    total = 0
    first, rest = chain[0], chain[1:]
    try:
        while packed and total <= _LIMIT and not first.eof:
            total += _count(first.decompress(packed, _STEP), rest)
            packed = first.unconsumed_tail
    except zlib.error:
        return total
    return total
