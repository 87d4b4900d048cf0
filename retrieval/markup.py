"""Markup in a model's words: shown nowhere, since a picture or a link that no document has may carry something away."""

from __future__ import annotations

import re

_PICTURE = re.compile(r"!\[[^\]\n]*\]\s?\([^)\n]*\)?")
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\s?\(\s*[^)\s]*[^)\n]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>|<!--.*?-->", re.S)
_ADDRESS = re.compile(
    r"(?:https?|ftp|data|javascript):[^\s，。；、）)》\"'<>]+|//[\w.-]+\.[a-z]{2,}[^\s，。；、）)》\"'<>]*|www\.[^\s，。；、）)]+",
    re.I,
)


def plain_words(text: str) -> str:
    """`text` without pictures and HTML; of a link, its words."""
    return _TAG.sub("", _LINK.sub(r"\1", _PICTURE.sub("", text)))


def addresses(text: str) -> set[str]:
    """The web addresses in `text`, without what ends a sentence."""
    return {found.group().rstrip(".,;:!?") for found in _ADDRESS.finditer(text)}
