"""Text of a Word file that nobody sees, beside what is marked as hidden: by its style, in white, or in tiny type.

ECMA-376 Part 1, §17.3.2: vanish (.41), color (.6), sz (.38), w (.43); a style's properties hold for what it is set on
(§17.7.2).
"""

from __future__ import annotations

import re

from ingest.formats.docx_package import Element, W, number, switched_on, value

_WHITE = re.compile(r"F[C-F]F[C-F]F[C-F]", re.I)
_PLAIN = frozenset({"", "auto", "none", "FFFFFF"})
_TINY = 3  # half points
_NARROW = 5  # per cent of a character's width
_CHAIN = 30  # styles that build on each other; more is a circle


def mark_hidden(root: Element, styles: Element | None) -> bool:
    """Marks the runs of a part that nobody sees as hidden (`w:vanish`), and tells whether any run with words is."""
    vanishing = _vanishing(styles)
    found = False
    for run in root.iter(W + "r"):
        properties = run.find(W + "rPr")
        if not (_is_hidden(run, properties) or _styled(run, properties, vanishing)):
            continue
        found = found or any(re.search(r"\w", text.text or "") for text in run.iter(W + "t"))
        if properties is None:
            properties = run.makeelement(W + "rPr")
            run.insert(0, properties)
        for mark in properties.findall(W + "vanish"):
            properties.remove(mark)
        properties.append(properties.makeelement(W + "vanish"))
    return found


def _is_hidden(run: Element, properties: Element | None) -> bool:
    if properties is None:
        return False
    size, width = properties.find(W + "sz"), properties.find(W + "w")
    return (
        switched_on(properties.find(W + "vanish"))
        or (size is not None and number(value(size), _TINY + 1) <= _TINY)
        or (width is not None and number(value(width), 100) <= _NARROW)
        or (bool(_WHITE.fullmatch(value(properties.find(W + "color")))) and not _on_ground(run, properties))
    )


def _on_ground(run: Element, properties: Element) -> bool:
    """Whether white letters may stand on a ground that is not white."""
    if _shaded(properties) or properties.find(W + "highlight") is not None:
        return True
    for above in run.iterancestors():
        if above.tag == W + "p" and _shaded(above.find(W + "pPr")):
            return True
        if above.tag == W + "tc" and _shaded(above.find(W + "tcPr")):
            return True
        if above.tag == W + "tbl":
            own = above.find(W + "tblPr")
            return _shaded(own) or (own is not None and own.find(W + "tblStyle") is not None)
        if above.tag == W + "txbxContent":  # a box has a colour of its own
            return True
    return False


def _shaded(properties: Element | None) -> bool:
    shade = properties.find(W + "shd") if properties is not None else None
    return shade is not None and value(shade, "fill").upper() not in {plain.upper() for plain in _PLAIN}


def _styled(run: Element, properties: Element | None, vanishing: set[str]) -> bool:
    """Whether a style hides the run, and it does not say otherwise itself."""
    if not vanishing or (properties is not None and properties.find(W + "vanish") is not None):
        return False
    own = value(properties.find(W + "rStyle")) if properties is not None else ""
    paragraph = next(run.iterancestors(W + "p"), None)
    above = value(paragraph.find(f"{W}pPr/{W}pStyle")) if paragraph is not None else ""
    return own in vanishing or above in vanishing


def _vanishing(styles: Element | None) -> set[str]:
    """The ids of styles that hide text, by themselves or by one that they build on."""
    if styles is None:
        return set()
    by_id = {value(style, "styleId"): style for style in styles.iterchildren(W + "style")}
    return {key for key in by_id if key and _vanishes(key, by_id)}


def _vanishes(key: str, by_id: dict[str, Element]) -> bool:
    for _ in range(_CHAIN):
        style = by_id.get(key)
        if style is None:
            return False
        mark = style.find(f"{W}rPr/{W}vanish")
        if mark is not None:
            return switched_on(mark)
        key = value(style.find(W + "basedOn"))
    return False
