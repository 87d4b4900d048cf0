"""The links of a list page, in its order: its documents, the files attached, and the pages of the list that follow.

They are read with patterns and not as a tree: a page nested without end takes a parser minutes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from ingest.charset import decode
from ingest.fetch_address import joined, site_of
from retrieval.errors import IngestError

_MAX_CHARACTERS = 5_000_000
_MAX_PAGES = 500
_BASE = re.compile(r"<base\b[^<>]{0,500}?\bhref\s*=\s*[\"']?([^\"'\s<>]{1,2000})", re.I)
_LINK = re.compile(r"<(?:a|area|iframe|frame)\b([^<>]{1,3000})>([^<]{0,100})(?:<[^<>]{0,200}>([^<]{0,100}))?", re.I)
_TARGET = re.compile(r"\b(?:href|src)\s*=\s*(?:\"([^\"]{1,2000})\"|'([^']{1,2000})'|([^\s\"'<>]{1,2000}))", re.I)
_NEXT_REL = re.compile(r"\brel\s*=\s*[\"']?next\b", re.I)
_NEXT = re.compile(r"(?:下一?页|后一?页|尾页|末页|下一页\s*[>»›]*|next(?: page)?|[>»›]{1,2}|\[?\d{1,4}\]?)", re.I)
# How the publishing systems of government sites write the pages of a list: createPageHTML(20, 0, "index", "html").
_SCRIPTED = re.compile(
    r"createPageHTML\s*\(\s*(\d{1,5})\s*,\s*\d{1,5}\s*,\s*[\"']([\w./-]{1,200})[\"']\s*,\s*[\"'](\w{1,10})[\"']"
)
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|od[tsp]|zip|rar|7z|csv|txt|eml|jpe?g|png|tiff?)$", re.I
)
_NEVER = re.compile(r"\.(?:css|js|ico|gif|svg|mp[34]|avi|wmv|flv|mov|wav|exe|apk|dmg|iso|woff2?|ttf|xml|rss)$", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """An address on the page's own site; `file` where it is one by its ending, `turns` where it turns the list's page."""

    url: httpx.URL
    file: bool
    turns: bool


def read_links(data: bytes, page: httpx.URL) -> list[Link]:
    """The links of a page to its own site, each address once; none where its text cannot be read or is too long."""
    try:
        text = decode(data)
    except IngestError:
        return []
    if len(text) > _MAX_CHARACTERS:
        return []
    links: dict[str, Link] = {}
    for target, turns in (*_linked(_without(text, "<!--", "-->")), *_scripted(text)):
        url = joined(_base(text, page), target)
        if url is None or site_of(url) != site_of(page) or str(url) == str(page) or _NEVER.search(url.path):
            continue
        links.setdefault(str(url), Link(url, bool(_FILE.search(url.path)), turns))
    return list(links.values())


def _base(text: str, page: httpx.URL) -> httpx.URL:
    found = _BASE.search(text[:20_000])
    return (joined(page, html.unescape(found[1])) if found else None) or page


def _without(text: str, start: str, end: str) -> str:
    """`text` without what stands between the marks; in one pass, for pages with a million of them."""
    parts: list[str] = []
    at = 0
    while (begin := text.find(start, at)) >= 0:
        parts.append(text[at:begin])
        stop = text.find(end, begin + len(start))
        if stop < 0:
            return "".join(parts)
        at = stop + len(end)
    return "".join([*parts, text[at:]])


def _linked(text: str) -> Iterator[tuple[str, bool]]:
    for match in _LINK.finditer(text):
        target = _TARGET.search(match[1])
        if target:
            label = html.unescape(f"{match[2]}{match[3] or ''}").strip()
            turns = bool(_NEXT.fullmatch(label) or _NEXT_REL.search(match[1]))
            yield html.unescape(target[1] or target[2] or target[3]), turns


def _scripted(text: str) -> Iterator[tuple[str, bool]]:
    for count, name, ending in _SCRIPTED.findall(text)[:3]:
        for number in range(1, min(int(count), _MAX_PAGES)):
            yield f"{name}_{number}.{ending}", True
