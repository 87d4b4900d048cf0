"""A web page to its title, its text, and the fields that Chinese government sites give about it.

Fields come from `<meta name="ArticleTitle|PubDate|ContentSource">` (国务院办公厅《政府网站发展指引》, 附件2). The body
comes from the containers that the sites' publishing systems use, else from trafilatura, which finds the
main text of any page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.html_hidden import drop_hidden
from ingest.html_tables import make_regular
from ingest.parsed import HIDDEN_NOTE
from retrieval.doc_numbers import doc_numbers
from retrieval.errors import IngestError

_MAX_CHARACTERS = 5_000_000
_CELL = 200  # a table's cell with more text than this is the page's layout
_WORD_BREAK = re.compile(r"(?<=[\x21-\x7e])[ \t]*[\r\n][ \t\r\n]*(?=[\x21-\x7e])")
_MAX_DEPTH = 500  # selectolax needs minutes for pages nested deeper than any real one
_CONTENT = (
    "#UCAP-CONTENT", ".TRS_Editor", ".TRS_UEDITOR", "#zoom", "#Zoom", "#zoomcon", ".pages_content", ".article-content",
    ".article_content", "#articleContent", "#content_body", ".xxgk_content", ".zwxl-article", ".wzcon", "#fontzoom",
)  # fmt: skip
_DROP = "script, style, noscript, template, iframe, svg, button, select, nav, footer, form"
_BLOCK = frozenset(
    (
        "address article blockquote body caption center dd div dl dt fieldset figure h1 h2 h3 h4 h5 h6 header hr li "
        "main ol p pre section table tbody thead tr ul "
    ).split()
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)")
_VOID = frozenset(
    ("area base br col embed hr img input link meta param source track wbr p li td tr th option dt dd ").split()
)
# What a site adds to a title is its own name or that of a section, never words that close what stands before.
_SITE = re.compile(r"\s*[_|｜\-–—]+\s*[^_|｜\-–—（）()《》“”]{2,30}$")
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|pptx?|ofd|zip|rar|7z|jpe?g|png|csv|txt|ceb)(?:[?#]|$)", re.I)
_MOST_ATTACHMENTS = 50
_ELEMENTS = 2000  # of a page that are looked at for its number
# What trafilatura puts around the rows of a table: a bar before each, a rule under the first.
_BAR = re.compile(r"^\| (?=.*\| *$)", re.M)
_RULE = re.compile(r"^\|(?:-{3}\|)+\n?", re.M)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: its title, its body as lines, and the fields that it names itself."""

    title: str
    text: str
    fields: dict[str, str]
    attachments: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def read_page(html: str) -> Page:
    """The page in `html`. Raises IngestError where it is too large, nested too deep, or has no text."""
    if len(html) > _MAX_CHARACTERS or _depth(html) > _MAX_DEPTH:
        raise IngestError(
            "网页太大或嵌套太深。 The page is too large or nested too deep.",
            "请另存为文本后再试。 Save it as text and try again.",
        )
    tree = LexborHTMLParser(html)
    hidden = drop_hidden(tree)
    fields = _head_table(tree)  # read before the body is taken, which drops parts of the tree
    meta = _meta(tree)
    attachments = _attachments(tree)
    title = (
        meta.get("articletitle")
        or fields.get("标题")
        or _heading(tree)
        or meta.get("og:title")
        or _SITE.sub("", _text(tree.css_first("title")))
    )
    if number := _number(tree):
        fields.setdefault("发文字号", number)
    if make_regular(tree) or hidden:
        html = tree.html or html
    text = _body(tree, html)
    if not text:
        raise IngestError(
            "网页里没有正文。 The page has no text.",
            "若正文在附件或脚本里，请取附件本身。 Take its attachment instead.",
        )
    for name, key in (("发布日期", "pubdate"), ("来源", "contentsource")):
        fields.setdefault(name, meta.get(key, ""))
    told = {key: value for key, value in fields.items() if value}
    return Page(" ".join(title.split()), text, told, attachments, (HIDDEN_NOTE,) if hidden else ())


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta"):
        name = (node.attributes.get("name") or node.attributes.get("property") or "").strip().lower()
        content = (node.attributes.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _attachments(tree: LexborHTMLParser) -> tuple[str, ...]:
    """The files that the page links to, each as `name (address)`, or its address where it has no name."""
    found: dict[str, str] = {}
    for link in tree.css("a[href]"):
        address = (link.attributes.get("href") or "").strip()
        if _FILE.search(address) and len(address) <= 500:
            name = " ".join(_text(link).split())[:120]
            found.setdefault(address, f"{name} ({address})" if name and name != address else address)
    return tuple(found.values())[:_MOST_ATTACHMENTS]


def _head_table(tree: LexborHTMLParser) -> dict[str, str]:
    """The label cells of the table above a document (发文机关：, 发文字号：) with the cells after them."""
    fields: dict[str, str] = {}
    cells = [_text(cell) for cell in tree.css("td, th, dt, dd, li > span, li > b")[:200]]
    for label, value in zip(cells, cells[1:], strict=False):
        name = re.sub(r"[\s\u3000]+", "", label)
        if (
            name.endswith(("：", ":"))
            and len(name) <= 8
            and value
            and not value.endswith(("：", ":"))
            and len(value) < 200
        ):
            fields.setdefault(name[:-1], value)
    return fields


def _number(tree: LexborHTMLParser) -> str:
    """The 文号 that stands alone in an element, under the title and outside the text; "" where several do."""
    found = set()
    for node in tree.css("p, div, span, h2, h3, h4")[:_ELEMENTS]:
        text = _text(node) if node.css_first("p, div, span") in (None, node) else ""
        numbers = doc_numbers(text) if len(text) <= 40 else []
        if len(numbers) == 1 and len(text.strip("（）() ")) <= len(numbers[0]) + 2:
            found.add(numbers[0])
    return found.pop() if len(found) == 1 else ""


def _heading(tree: LexborHTMLParser) -> str:
    headings = tree.css("h1")
    return _text(headings[0]) if len(headings) == 1 else ""


def _text(node: LexborNode | None) -> str:
    return node.text(separator=" ", strip=True) if node else ""


def _body(tree: LexborHTMLParser, html: str) -> str:
    for selector in _CONTENT:
        nodes = tree.css(selector)
        best = max((_lines(node) for node in nodes), key=len, default="")
        if len(best) >= 40:
            return best
    return _main_text(html) or (_lines(tree.body) if tree.body else "")


def _main_text(html: str) -> str:
    import trafilatura

    found: Any = trafilatura.extract(html, include_tables=True, include_comments=False, deduplicate=False)
    return _tidy(_RULE.sub("", _BAR.sub("", str(found)))) if found else ""


def _lines(node: LexborNode) -> str:
    """The text of a node: a line for each block, a table's row as one line with its cells apart."""
    for dropped in node.css(_DROP):
        dropped.decompose()
    parts: list[str] = []
    _walk(node, parts)
    return _tidy("".join(parts))


def _walk(root: LexborNode, parts: list[str]) -> None:
    stack: list[LexborNode | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.tag == "-text":
            parts.append(_characters(node))
        elif node.tag == "br":
            parts.append("\n")
        elif node.tag in {"td", "th"} and (cell := _cell(node)) is not None:
            parts.append(cell + " | ")
        else:
            after = "\n" if node.tag in _BLOCK else " | " if node.tag in {"td", "th"} else ""
            parts.append("\n" if node.tag in _BLOCK else "")
            stack.append(after)
            stack.extend(reversed(list(node.iter(include_text=True))))


def _characters(node: LexborNode) -> str:
    text = node.text_content or ""
    if node.parent and node.parent.tag == "pre":
        return text
    return re.sub(r"[\r\n\t]+ *", "", _WORD_BREAK.sub(" ", text))


def _cell(node: LexborNode) -> str | None:
    """The text of a table's cell as one line; None where the table only lays out a page."""
    if node.css_first("table"):
        return None
    parts: list[str] = []
    for child in node.iter(include_text=True):
        _walk(child, parts)
    text = _tidy("".join(parts))
    return text.replace("\n", " ") if len(text) <= _CELL else None


def _tidy(text: str) -> str:
    lines = (_row(line.strip(" \t\u3000\xa0")) for line in text.split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _row(line: str) -> str:
    """A line whose cells, if it has any, stand apart by one bar each, without the empty ones at its end."""
    if "|" not in line:
        return line
    return re.sub(r" {2,}", " ", re.sub(r"[ \t]*\|[ \t]*", " | ", re.sub(r"(?:\s*\|\s*)+$", "", line))).strip()


def _depth(html: str) -> int:
    depth = deepest = 0
    for closing, name, rest in _TAG.findall(html):
        if name.lower() in _VOID or rest.endswith("/"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest
