"""The parts of a Word file: a ZIP of XML parts that name each other by relations (ECMA-376 Part 2).

Our own reader, because python-docx refuses what clerks send all the same: macro files and templates, the strict
namespaces (ISO/IEC 29500-1 Strict), and relations to parts that are not there.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Final, TypeAlias
from zipfile import BadZipFile, ZipFile

from lxml import etree

from retrieval.errors import IngestError

Element: TypeAlias = etree._Element  # lxml gives its element type no other name
_OFFICE: Final = "http://schemas.openxmlformats.org"
W: Final = f"{{{_OFFICE}/wordprocessingml/2006/main}}"
R: Final = f"{{{_OFFICE}/officeDocument/2006/relationships}}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M: Final = f"{{{_OFFICE}/officeDocument/2006/math}}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", f"{_OFFICE}/wordprocessingml/2006/main".encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode()),
)
_MAIN_TYPES = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml", "document.macroenabled",
               "template.macroenabled")  # fmt: skip
# what zipfile raises over damaged, encrypted or unknown entries
_ZIP_ERRORS = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Relation:
    """A part's relation: its kind (the last word of its type), and the part or address that it names."""

    kind: str
    target: str
    external: bool


def damaged(detail: str) -> IngestError:
    """The error for a Word file that cannot be read."""
    return IngestError(
        f"Word 文件已损坏：{detail}。 The Word file is damaged.",
        "请用 Word 或 WPS 打开后另存，再试。 Open it in Word or WPS, save it again, and retry.",
    )


class Package:
    """The parts of one file, read when they are asked for. Names are taken without regard to case."""

    def __init__(self, data: bytes) -> None:
        """Raises IngestError where `data` is no ZIP."""
        try:
            self._zip = ZipFile(BytesIO(data))
        except _ZIP_ERRORS as error:
            raise damaged("不是完整的压缩包") from error
        self._names = {_key(info.filename): info for info in self._zip.infolist() if not info.is_dir()}
        self.warnings: list[str] = []

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, or None where there is no such part. Raises IngestError where it is damaged."""
        info = self._names.get(_key(name))
        if info is None:
            return None
        try:
            return self._zip.read(info)
        except _ZIP_ERRORS as error:
            raise damaged(f"部件 {name} 无法解压") from error

    def xml(self, name: str) -> Element | None:
        """The root of an XML part, or None where there is no such part.

        Raises IngestError where it is no well-formed XML, or has a document type, which OPC forbids (§9.1.5).
        """
        data = self.read(name)
        if data is None:
            return None
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise damaged(f"部件 {name} 不是有效的 XML") from error
        if root.getroottree().docinfo.doctype:
            raise damaged(f"部件 {name} 含有文档类型声明")
        return root

    def optional(self, name: str) -> Element | None:
        """Like `xml`, but a damaged part is left out, with a warning."""
        try:
            return self.xml(name)
        except IngestError as error:
            self.warnings.append(error.message)
            return None

    def relations(self, part: str) -> dict[str, Relation]:
        """The relations of a part by their ids; of the package itself where `part` is empty."""
        folder = dirname(part)
        root = self.optional(join(folder, "_rels", part[len(folder) :].lstrip("/") + ".rels"))
        found: dict[str, Relation] = {}
        for element in root if root is not None else ():
            target = element.get("Target", "")
            external = element.get("TargetMode") == "External"
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            if not external:
                target = normpath(join("/", folder, target.replace("\\", "/"))).lstrip("/")
            found[element.get("Id", "")] = Relation(kind, target, external)
        return found

    def main(self) -> str:
        """The name of the part with the text: as the package's relations say, else its types, else as usual."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and _key(relation.target) in self._names:
                return relation.target
        types = self.optional("[Content_Types].xml")
        for element in types if types is not None else ():
            name: str = element.get("PartName", "").lstrip("/")
            if (
                any(kind in element.get("ContentType", "").lower() for kind in _MAIN_TYPES)
                and _key(name) in self._names
            ):
                return name
        return "word/document.xml"


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def value(element: Element | None, name: str = "val") -> str:
    """An attribute of the Word namespace, or "" where the element or the attribute is absent."""
    return (element.get(W + name) or "") if element is not None else ""


def number(text: str, otherwise: int = 0) -> int:
    """A whole number from an attribute; `otherwise` where it is none, or too large to mean one."""
    text = text.strip()
    return int(text) if text.lstrip("-").isdecimal() and len(text) <= 10 and text.count("-") <= 1 else otherwise


def switched_on(element: Element | None) -> bool:
    """Whether an on/off property (ST_OnOff) is there and not switched off."""
    return element is not None and value(element) not in {"0", "false", "off"}


def chosen(element: Element) -> Element | None:
    """The branch of an mc:AlternateContent that is read: the first choice with any content, else the fallback."""
    for branch in element.iterchildren(MC + "Choice", MC + "Fallback"):
        if len(branch):
            return branch
    return None
