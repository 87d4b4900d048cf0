"""Files that no parser should be given: real ones damaged by chance, and bombs made by hand."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.load import Loaded

_NAMES = ("a.txt", "a.docx", "a.pdf", "a.xlsx", "a.html", "a.ofd", "a.zip", "a.eml", "a")


def variants(items: Sequence[Loaded], chance: random.Random) -> Iterator[Loaded]:
    """The files without end, each time damaged in another way: cut short, bits turned, parts swapped, misnamed."""
    ways = (_truncated, _flipped, _holed, _doubled, _misnamed, _glued)
    pool = list(items)
    chance.shuffle(pool)
    number = 0
    while True:
        item = pool[number % len(pool)]
        way = ways[number % len(ways)]
        yield replace(way(item, chance, pool), source=f"malformed/{number}-{way.__name__[1:]}-{item.name}")
        number += 1
        if number % len(pool) == 0:
            chance.shuffle(pool)


def _truncated(item: Loaded, chance: random.Random, pool: Sequence[Loaded]) -> Loaded:
    return replace(item, data=item.data[: chance.randrange(1, len(item.data))])


def _flipped(item: Loaded, chance: random.Random, pool: Sequence[Loaded]) -> Loaded:
    data = bytearray(item.data)
    for _ in range(max(1, len(data) // 2000)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return replace(item, data=bytes(data))


def _holed(item: Loaded, chance: random.Random, pool: Sequence[Loaded]) -> Loaded:
    start = chance.randrange(len(item.data))
    size = max(1, len(item.data) // 10)
    return replace(item, data=item.data[:start] + b"\0" * size + item.data[start + size :])


def _doubled(item: Loaded, chance: random.Random, pool: Sequence[Loaded]) -> Loaded:
    half = len(item.data) // 2
    return replace(item, data=item.data[:half] + item.data)


def _misnamed(item: Loaded, chance: random.Random, pool: Sequence[Loaded]) -> Loaded:
    return replace(item, name=chance.choice(_NAMES))


def _glued(item: Loaded, chance: random.Random, pool: Sequence[Loaded]) -> Loaded:
    other = chance.choice(pool)
    return replace(item, data=item.data[: len(item.data) // 2] + other.data[len(other.data) // 2 :])


def bombs() -> list[Loaded]:
    """Files that are made to take a parser's memory or time."""
    made = {
        "zeros.docx": _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 600_000_000}),
        "laughs.docx": _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": _laughs()}),
        "deep.docx": _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a>" * 50_000}),
        "corner.xlsx": _corner(),
        "nested.zip": _nested(6),
        "many.zip": _zip({f"{n}.txt": b"x" for n in range(6000)}),
        "deep.html": b"<html><body>" + b"<div>" * 200_000 + b"x",
        "wide.html": b"<html><body><table>" + b"<tr><td>1</td></tr>" * 200_000 + b"</table>",
        "stream.pdf": _pdf(zlib.compress(zlib.compress(b" " * 500_000_000))),
        "box.pdf": _pdf(zlib.compress(b"BT ET"), "[0 0 1e7 1e7]"),
        "huge.png": _png(30_000, 30_000),
        "entities.xml": b"<?xml version='1.0'?>" + _laughs(),
        "entities.ofd": _zip({"OFD.xml": _laughs(), "Doc_0/Document.xml": _laughs()}),
        "commas.csv": b"," * 3_000_000,
        "line.txt": "湿地".encode() * 3_000_000,
        "quotes.md": b"> " * 500_000,
        "brackets.txt": "（《“".encode() * 300_000,
        "dates.txt": "自2020年1月1日起至".encode() * 100_000,
        "numbers.txt": b"1.1.1.1.1.1,1,1,1" * 200_000,
        "names.txt": "《甲》（乙）、".encode() * 100_000,
    }
    return [Loaded(name, f"bombs/{name}", name, data) for name, data in made.items()]


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _nested(depth: int) -> bytes:
    data = "湿地面积120亩。".encode()
    for level in range(depth):
        data = _zip({f"{level}.zip" if level else "a.txt": data})
    return data


def _laughs() -> bytes:
    """Billion laughs: ten entities, each ten times the one before."""
    names = "abcdefghij"
    pairs = zip(names, names[1:], strict=False)
    entities = "".join(f'<!ENTITY {later} "{f"&{earlier};" * 10}">' for earlier, later in pairs)
    return f'<!DOCTYPE x [<!ENTITY a "ha">{entities}]><x>&j;</x>'.encode()


def _corner() -> bytes:
    """A sheet with two cells, in its first and in its last corner."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    return _zip(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'.encode(),
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": sheet.encode(),
        }
    )


def _pdf(stream: bytes, box: str = "[0 0 595 842]") -> bytes:
    """A page whose content is a stream deflated twice."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R >>".encode(),
        f"<< /Length {len(stream)} /Filter [/FlateDecode /FlateDecode] >>\nstream\n".encode() + stream + b"\nendstream",
    ]
    out = b"%PDF-1.7\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


def _png(width: int, height: int) -> bytes:
    def block(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + block(b"IHDR", head) + block(b"IDAT", rows) + block(b"IEND", b"")
