"""What a page holds and does not show: taken out before it is read, since nobody but a machine would see it.

Hidden is what an element's attributes, its own style, or a simple rule of the page's style sheets hide: not laid out,
invisible, no size, no colour of its own, or far off the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_MOST_RULES = 2000
_LENGTH = r"(?:px|pt|em|rem|%|ex|ch|vw|vh|cm|mm|in)?"
_ZERO = rf"0*(?:\.0+)?{_LENGTH}"
_WHITE = re.compile(
    r"(?:#f{3,4}|#f{6}(?:f{2})?|white|#f[c-f]f[c-f]f[c-f]|rgba?\(25[0-5][, ]+25[0-5][, ]+25[0-5].*\)|snow|ivory)"
)
_CLEAR = re.compile(r"transparent|rgba\([^)]*[, /]+0?\.?0+\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)")
_NO_ROOM = re.compile(r"[01](?:\.\d+)?(?:px|pt)?|0(?:em|rem|%)")
_TINY = re.compile(rf"{_ZERO}|[01](?:\.\d+)?(?:px|pt)|0?\.[01]\d*(?:em|rem)|[0-9](?:\.\d+)?%")
_FAR = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|%|vw|vh|cm|in)|-\d{2,}(?:em|rem|cm|in)")
_CLIPPED = re.compile(r"rect\((?:[01](?:px)?[, ]*){4}\)|inset\((?:50|100)%\)|circle\(0")
_PAPER = re.compile(r"TRS|UCAP|zoom|content|article|editor|wzcon|zwxl|detail", re.I)  # what holds a page's text
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_STATE = re.compile(r":(?!root|not|first-child|last-child|nth)|::|\*")
_SHEET_MOST = 200_000  # characters of style sheets that are read


def drop_hidden(tree: LexborHTMLParser) -> bool:
    """Takes hidden elements out of the tree, and tells whether any of them held words."""
    found = [node for node in _marked(tree) if node.tag not in {"html", "body", "head"}]
    dropped = False
    for node in found:
        if node.parent is None:
            continue
        words = node.text(separator="", strip=True)
        dropped = dropped or bool(re.search(r"\w", words))
        node.decompose()
    return dropped


def _marked(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for node in tree.css("[hidden], [aria-hidden=true]"):
        if node.attributes.get("hidden") != "until-found":
            yield node
    ruled = _ruled(tree)
    for node in tree.css("[style]"):
        own = _declared(node.attributes.get("style") or "")
        if _hides(own) or _blends(node, own) or _shrinks(node, own):
            yield node
    for selector, declared in ruled:
        for node in tree.css(selector):
            own = _declared(node.attributes.get("style") or "")
            if _hides(declared | own) or _blends(node, declared | own) or _shrinks(node, declared | own):
                yield node
    for node in tree.css("font[color]"):
        if _blends(node, {"color": (node.attributes.get("color") or "").strip().lower()}):
            yield node


def _declared(style: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in style.lower().split(";") if ":" in part)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


def _ruled(tree: LexborHTMLParser) -> list[tuple[str, dict[str, str]]]:
    """The rules of the page's style sheets that may hide something; those for print, and of states, left out."""
    sheet = "\n".join(node.text() for node in tree.css("style"))[:_SHEET_MOST]
    rules = []
    for selector, body in _RULE.findall(_without_media(_COMMENT.sub("", sheet)))[:_MOST_RULES]:
        declared = _declared(body)
        simple = selector.strip()
        if (
            simple
            and not _STATE.search(simple)
            and (_hides(declared) or "color" in declared or "font-size" in declared)
        ):
            rules.append((simple, declared))
    return [(selector, declared) for selector, declared in rules if _selects(tree, selector)]


def _without_media(sheet: str) -> str:
    """A style sheet without its blocks for some media or features (`@media print { … }`)."""
    kept, at = "", 0
    while (start := sheet.find("@", at)) >= 0:
        kept += sheet[at:start]
        opened, ended = sheet.find("{", start), sheet.find(";", start)
        if opened < 0 or 0 <= ended < opened:
            at = ended + 1 if ended >= 0 else len(sheet)
            continue
        depth, at = 1, opened + 1
        while depth and at < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[at], 0)
            at += 1
    return kept + sheet[at:]


def _selects(tree: LexborHTMLParser, selector: str) -> bool:
    try:
        return bool(tree.css(selector))
    except SelectolaxError:
        return False


def _hides(own: dict[str, str]) -> bool:
    """Whether declarations hide an element by themselves."""
    clipped = "hidden" in own.get("overflow", "") or "clip" in own.get("overflow", "")
    placed = own.get("position") in {"absolute", "fixed"}
    return (
        own.get("display") == "none"
        or own.get("visibility") in {"hidden", "collapse"}
        or own.get("mso-hide") == "all"
        or bool(re.fullmatch(r"0*(?:\.0\d*)?%?", own.get("opacity", "1")))
        or bool(_FAR.fullmatch(own.get("text-indent", "")))
        or (placed and any(_FAR.fullmatch(own.get(side, "")) for side in ("left", "right", "top", "bottom")))
        or any(_FAR.fullmatch(own.get(side, "")) for side in ("margin-left", "margin-top"))
        or bool(_CLIPPED.search(own.get("clip", "") + own.get("clip-path", "")))
        or (clipped and any(_NO_ROOM.fullmatch(own.get(n, "")) for n in ("width", "height", "max-height", "max-width")))
        or bool(re.search(r"scale\(0(?:\.0\d*)?\)|translate[xy]?\(-\d{4,}px", own.get("transform", "")))
    )


def _shrinks(node: LexborNode, own: dict[str, str]) -> bool:
    """Whether an element's type is too small to be read, and nothing within it is set larger."""
    size = own.get("font-size", "")
    if not size or not _TINY.fullmatch(size):
        return False
    return not any(
        "font-size" in _declared(inner.attributes.get("style") or "") for inner in node.css("[style]") if inner != node
    ) and not any(inner != node for inner in node.css("[class]"))


def _blends(node: LexborNode, own: dict[str, str]) -> bool:
    """Whether an element's letters have the colour of the paper, or none."""
    color = own.get("-webkit-text-fill-color") or own.get("color", "")
    if not color:
        return False
    if _CLEAR.fullmatch(color):
        return "background-clip" not in own and "-webkit-background-clip" not in own and "text-shadow" not in own
    if not _WHITE.fullmatch(color):
        ground = _ground(own)
        return bool(ground) and ground == color
    at: LexborNode | None = node
    while at is not None and at.tag not in {"html", "-document"}:
        declared = own if at == node else _declared(at.attributes.get("style") or "")
        ground = _ground(declared) or (at.attributes.get("bgcolor") or "").strip().lower()
        if at.attributes.get("background") or "url(" in ground or "gradient" in ground:
            return False
        if ground and not _CLEAR.fullmatch(ground):
            return bool(_WHITE.fullmatch(ground))
        names = f"{at.attributes.get('class') or ''} {at.attributes.get('id') or ''}"
        if at != node and _PAPER.search(names):
            return True
        if at.tag in {"th", "button", "a", "header", "thead"} or (at != node and at.attributes.get("class")):
            return False  # its ground is set where it cannot be seen here
        at = at.parent
    return True


def _ground(own: dict[str, str]) -> str:
    return own.get("background-color") or own.get("background", "")
