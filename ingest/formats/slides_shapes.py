"""What stands on a slide: text, tables, charts, diagrams, and the shapes in groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ingest.formats.sheet_numbers import shown
from ingest.parsed import row

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.oxml.table import CT_Table
    from pptx.shapes.base import BaseShape

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FURNITURE = {13, 15, 16}  # PP_PLACEHOLDER: slide number, footer, date
_BAND = 360_000  # EMU, 1 cm: shapes that begin within it stand side by side
_ROWS = 2_000  # of one chart
_NUMERALS = "一二三四五六七八九十"


def walk(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    """The shapes, those in groups too, in reading order: from top to bottom, side by side from left to right."""
    from pptx.shapes.group import GroupShape

    for shape in _in_order(list(shapes)):
        if isinstance(shape, GroupShape):
            yield from walk(shape.shapes)
        else:
            yield shape


def _in_order(shapes: list[BaseShape]) -> list[BaseShape]:
    """Shapes without a place of their own keep theirs in the file behind those above them."""
    if any(shape.top is None or shape.left is None for shape in shapes):
        return shapes
    placed = sorted(shapes, key=lambda shape: shape.top)
    bands: list[list[BaseShape]] = []
    for shape in placed:
        if bands and shape.top - bands[-1][0].top < _BAND:
            bands[-1].append(shape)
        else:
            bands.append([shape])
    return [shape for band in bands for shape in sorted(band, key=lambda shape: shape.left)]


def shape_lines(shape: BaseShape) -> list[str]:
    """The lines of one shape; none for numbers, dates and footers of slides."""
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame

    if shape.is_placeholder and shape.placeholder_format.type in _FURNITURE:
        return []
    if isinstance(shape, GraphicFrame):
        if shape.has_table:
            return _table(shape.table._tbl)
        if shape.has_chart:
            return list(_chart(shape.chart))
        return list(_diagram(shape))
    if isinstance(shape, Shape) and shape.has_text_frame:
        return list(_paragraphs(shape))
    return []


def _paragraphs(shape: BaseShape) -> Iterator[str]:
    """The paragraphs with the numbers that the program counts by itself (ECMA-376 part 1, §21.1.2.4.1)."""
    counts: dict[int, int] = {}
    for paragraph in shape.element.iter(f"{_A}p"):
        text = _characters(paragraph)
        properties = paragraph.find(f"{_A}pPr")
        level = int(properties.get("lvl", "0")) if properties is not None else 0
        numbered = properties.find(f"{_A}buAutoNum") if properties is not None else None
        counts = {at: count for at, count in counts.items() if at < level or (at == level and numbered is not None)}
        if numbered is not None and text.strip():
            counts[level] = counts.get(level, int(numbered.get("startAt", "1")) - 1) + 1
            text = _numbered(numbered.get("type", ""), counts[level]) + text.lstrip()
        yield from (" ".join(part.split()) for part in text.split("\v") if part.strip())


def _numbered(kind: str, number: int) -> str:
    if kind.startswith("ea1") and 0 < number <= 10:
        return f"{_NUMERALS[number - 1]}、"
    if kind.startswith("circleNum") and 0 < number <= 20:
        return chr(0x245F + number)
    if kind.endswith("ParenBoth"):
        return f"({number})"
    return f"{number})" if kind.endswith("ParenR") else f"{number}."


def _characters(paragraph: object) -> str:
    from lxml import etree

    assert isinstance(paragraph, etree._Element)
    parts: list[str] = []
    for item in paragraph.iter(f"{_A}t", f"{_A}br"):
        parts.append(item.text or "" if item.tag == f"{_A}t" else "\v")
    return "".join(parts)


def _table(table: CT_Table) -> list[str]:
    """The rows of a table; a merged cell stands in every place that it covers (§21.1.3.16)."""
    lines: list[str] = []
    above: list[str] = []
    for line in table.iter(f"{_A}tr"):
        cells: list[str] = []
        for at, cell in enumerate(line.iterfind(f"{_A}tc")):
            if _true(cell.get("vMerge")) and at < len(above):
                cells.append(above[at])
            elif _true(cell.get("hMerge")) and cells:
                cells.append(cells[-1])
            else:
                cells.append(" ".join(_characters(part) for part in cell.iter(f"{_A}p")))
        above = cells
        distinct = {cell for cell in cells if cell.strip()}
        text = row([next(iter(distinct))] if len(distinct) == 1 and _is_one(line) else cells)
        if text:
            lines.append(text)
    return lines


def _is_one(line: object) -> bool:
    """Whether a row is one merged cell."""
    from lxml import etree

    assert isinstance(line, etree._Element)
    return all(_true(cell.get("hMerge")) for cell in line.findall(f"{_A}tc")[1:])


def _true(value: str | None) -> bool:
    return value in {"1", "true", "on"}


def _chart(chart: Chart) -> Iterator[str]:
    """A chart's title, and its values as a table: a row for each category."""
    if chart.has_title and chart.chart_title.has_text_frame:
        yield " ".join(chart.chart_title.text_frame.text.split())
    for plot in chart.plots:
        series = [(str(item.name), list(item.values)[:_ROWS]) for item in plot.series]
        labels = [" ".join(map(str, label)) for label in plot.categories.flattened_labels][:_ROWS]
        if not series:
            continue
        yield (
            row(["", *(name for name, _ in series)]).lstrip(" |")
            if not labels
            else row(["类别", *(n for n, _ in series)])
        )
        for at in range(max([len(labels), *(len(values) for _, values in series)])):
            label = labels[at] if at < len(labels) else str(at + 1)
            yield row([label, *(shown(values[at]) if at < len(values) else "" for _, values in series)])


def _diagram(shape: BaseShape) -> Iterator[str]:
    """The texts of a diagram (SmartArt), which stand in a part of their own (§21.4.2.18)."""
    from lxml import etree

    for ids in shape.element.iter(f"{{{_DIAGRAM}}}relIds"):
        relation = str(ids.get(f"{_RELATIONS}dm"))
        root = etree.fromstring(
            shape.part.related_part(relation).blob, etree.XMLParser(resolve_entities=False, no_network=True)
        )
        for point in root.iter(f"{{{_DIAGRAM}}}pt"):
            if point.get("type", "node") in {"node", "asst"}:
                for paragraph in point.iter(f"{_A}p"):
                    text = " ".join(_characters(paragraph).split())
                    if text:
                        yield text
