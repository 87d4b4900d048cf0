"""Length-preserving folding of characters, so that offsets found in folded text hold in the original."""

from __future__ import annotations

import re

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width ASCII forms
_FOLD |= {0x3000: 0x20, 0xA0: 0x20}
_FOLD |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_FOLD |= {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}  # full-width capitals
_FOLD |= {
    ord(a): ord(b) for a, b in ("，,", "：:", "；;", "？?", "！!", "（(", "）)", "％%", "〇零", "○零", "﹝〔", "﹞〕")
}

_HAN = re.compile(r"[\u3400-\u9fff]")
_BARE = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """`text` with full-width forms, capitals and punctuation variants made alike; same length."""
    return text.translate(_FOLD)


def squeeze(text: str) -> str:
    """Folded `text` without white space and punctuation: what two quotes are compared by."""
    return _BARE.sub("", fold(text))


def has_han(text: str) -> bool:
    """Whether `text` holds a Chinese character."""
    return bool(_HAN.search(text))


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters of `text` (the character itself where it is one alone)."""
    return {text[i : i + 2] for i in range(len(text) - 1)} or ({text} if text else set())
