"""Formulas of a Word file (OMML) as a line of text (ECMA-376 Part 1, §22.1)."""

from __future__ import annotations

from ingest.formats.docx_package import Element, M
from ingest.formats.docx_symbols import raised


def formula(element: Element) -> str:
    """The text of an `m:oMath` or a part of it: fractions with /, powers raised or with ^, roots with √."""
    tag = element.tag
    if tag == M + "t":
        return element.text or ""
    if tag == M + "f":
        return f"{_grouped(_part(element, 'num'))}/{_grouped(_part(element, 'den'))}"
    if tag in {M + "sSup", M + "sSubSup"}:
        power = _part(element, "sup")
        raised_power = raised(power)
        return (
            _part(element, "e")
            + _part(element, "sub")
            + (raised_power if raised_power != power else f"^{_grouped(power)}")
        )
    if tag == M + "rad":
        return f"√{_grouped(_part(element, 'e'))}"
    if tag == M + "d":
        return _delimited(element)
    return "".join(formula(child) for child in element.iterchildren(M + "*"))


def _part(element: Element, name: str) -> str:
    return "".join(formula(child) for child in element.iterchildren(M + name))


def _delimited(element: Element) -> str:
    inside = ",".join(formula(child) for child in element.iterchildren(M + "e"))
    marks = [element.find(f"{M}dPr/{M}{name}") for name in ("begChr", "endChr")]
    first, last = (
        mark.get(M + "val", "") if mark is not None else usual for mark, usual in zip(marks, "()", strict=True)
    )
    return f"{first}{inside}{last}"


def _grouped(text: str) -> str:
    return text if len(text) < 2 or text.isalnum() else f"({text})"
