"""What ofdkit leaves out of an OFD page: its lines, its pictures, its hidden objects; and the document's attachments.

Elements and their attributes are those of GB/T 33190-2016: PathObject §9, ImageObject §10, CT_GraphicUnit §8.5.
Lengths are millimetres here and points outside.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field

from ofdkit.errors import OFDError
from ofdkit.package import Package

from ingest.formats.pdf_types import Rule

POINTS = 72 / 25.4  # in a millimetre
_NESTING = 16
_MAX_PATHS = 20_000
_SHORT = 6.0  # points
_STRAIGHT = 0.8  # points
_TOKEN = re.compile(r"[MLSCQBA]|-?\d+(?:\.\d+)?")

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class PageContent:
    """One page's drawn lines in points, its pictures by entry name with their boxes, and the hidden objects' ids."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    pictures: list[tuple[str, Box]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)


class Content:
    """The parts of an OFD package that pages are drawn from. Raises OFDError where the package cannot be read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._templates: dict[str, str] = {}
        self._media: dict[str, str] = {}
        self.attachments: list[str] = []
        entry = package.find("OFD.xml")
        for root in _all(package.read_xml(entry), "DocRoot") if entry else ():
            if document := package.resolve(entry, root.text):
                self._read_document(document)

    def _read_document(self, path: str) -> None:
        document = self._package.read_xml(path)
        for template in _all(document, "TemplatePage"):
            if found := self._package.resolve(path, template.get("BaseLoc")):
                self._templates.setdefault((template.get("ID") or "").strip(), found)
        for name in ("PublicRes", "DocumentRes"):
            for resource in _all(document, name):
                self._read_media(self._package.resolve(path, resource.text))
        for listed in _all(document, "Attachments"):
            if found := self._package.resolve(path, listed.text):
                self._read_attachments(found)

    def _read_media(self, path: str | None) -> None:
        try:
            root = self._package.read_xml(path) if path else None
        except OFDError:
            return
        if root is None or path is None:
            return
        base = (root.get("BaseLoc") or "").strip("/ ")
        for media in _all(root, "MultiMedia"):
            for file in _all(media, "MediaFile"):
                place = (file.text or "").strip()
                found = self._package.resolve(path, f"{base}/{place}") or self._package.resolve(path, place)
                if found:
                    self._media.setdefault((media.get("ID") or "").strip(), found)

    def _read_attachments(self, path: str) -> None:
        try:
            root = self._package.read_xml(path)
        except OFDError:
            return
        for attachment in _all(root, "Attachment"):
            self.attachments.append((attachment.get("Name") or attachment.get("ID") or "").strip())

    def page(self, location: str | None) -> PageContent:
        """What stands on the page whose content is at `location`, its templates' part too."""
        found = PageContent()
        if location is None:
            return found
        root = self._package.read_xml(location)
        for resource in _all(root, "PageRes"):
            self._read_media(self._package.resolve(location, resource.text))
        for reference in _all(root, "Template"):
            if template := self._templates.get((reference.get("TemplateID") or "").strip()):
                try:
                    self._read_layers(self._package.read_xml(template), found)
                except OFDError:
                    continue
        self._read_layers(root, found)
        return found

    def _read_layers(self, root: ET.Element, found: PageContent) -> None:
        for layer in _all(root, "Layer"):
            for item in _objects(layer, 0):
                self._read_object(item, found)

    def _read_object(self, item: ET.Element, found: PageContent) -> None:
        name = _name(item)
        if _is_hidden(item):
            found.hidden.add((item.get("ID") or "").strip())
        elif name == "ImageObject":
            media, box = self._media.get((item.get("ResourceID") or "").strip()), _numbers(item.get("Boundary"))
            if media and len(box) == 4:
                found.pictures.append((media, (box[0], box[1], box[2], box[3])))
        elif name == "PathObject" and len(found.across) + len(found.down) < _MAX_PATHS:
            _add_rules(item, found)


def _name(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _all(root: ET.Element, name: str) -> Iterator[ET.Element]:
    return (element for element in root.iter() if _name(element) == name)


def _objects(layer: ET.Element, depth: int) -> Iterator[ET.Element]:
    for item in layer:
        if _name(item) == "PageBlock" and depth < _NESTING:
            yield from _objects(item, depth + 1)
        else:
            yield item


def _is_hidden(item: ET.Element) -> bool:
    """Not to be shown, quite transparent, or text in white."""
    if (item.get("Visible") or "").lower() == "false" or item.get("Alpha") == "0":
        return True
    if _name(item) != "TextObject":
        return False
    colors = [_numbers(child.get("Value")) for child in item if _name(child) == "FillColor"]
    return any(len(color) == 3 and min(color) >= 250 for color in colors)


def _numbers(value: str | None) -> list[float]:
    try:
        return [float(part) for part in (value or "").split()]
    except ValueError:
        return []


def _add_rules(item: ET.Element, found: PageContent) -> None:
    """The straight lines of a path: its points by its CTM, from its boundary's corner."""
    box = _numbers(item.get("Boundary"))
    a, b, c, d, e, f = matrix if len(matrix := _numbers(item.get("CTM"))) == 6 else [1, 0, 0, 1, 0, 0]
    if len(box) != 4:
        return
    for start, end in _lines("".join(data.text or "" for data in _all(item, "AbbreviatedData"))):
        ends = [(a * x + c * y + e + box[0], b * x + d * y + f + box[1]) for x, y in (start, end)]
        (x0, y0), (x1, y1) = [(x * POINTS, y * POINTS) for x, y in ends]
        if abs(y1 - y0) <= _STRAIGHT and abs(x1 - x0) >= _SHORT:
            found.across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= _STRAIGHT and abs(y1 - y0) >= _SHORT:
            found.down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _lines(data: str) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight lines of abbreviated path data (§9.1): `S`/`M` move, `L` draws, `C` closes; curves are passed over."""
    command, numbers = "", [0.0]
    numbers.clear()
    first = last = (0.0, 0.0)
    arguments = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7}
    for word in _TOKEN.findall(data[:200_000]):
        if word.isalpha():
            command = word
            numbers.clear()
            if word == "C":
                yield last, first
                last = first
            continue
        numbers.append(float(word))
        if len(numbers) < arguments.get(command, 99):
            continue
        place = (numbers[-2], numbers[-1])
        if command == "L":
            yield last, place
        elif command in "MS":
            first = place
        last = place
        numbers.clear()
