"""Characters that a Word file or a page writes by other means than text: symbol fonts, raised digits, boxes to tick."""

from __future__ import annotations

import re

# What the fonts draw at a code (below 0x100; Word adds 0xF000).
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA1: "○", 0xA7: "▪",
    0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0xF0: "⇨", 0xFB: "✘", 0xFC: "✔",
    0xFD: "☒", 0xFE: "☑", **{0x81 + i: chr(0x2460 + i) for i in range(10)}, **{0x8C + i: chr(0x2776 + i) for i in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x98: "●", 0x99: "○", 0xA3: "□"}
_SYMBOL = {
    0x2D: "−", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈",
    0xD6: "√", 0x6D: "μ", 0x61: "α", 0x62: "β", 0x67: "γ", 0x44: "Δ", 0x53: "Σ", 0x57: "Ω",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_ENCLOSED = re.compile(r"\\o\s*(?:\\a[cdlr])?\s*\(\s*[○◯〇Ｏ]\s*[,，]\s*([^,()]{1,4}?)\s*\)")
_FRACTION = re.compile(r"\\f\s*\(\s*([^,()]+)[,，]([^,()]+)\)")


def symbol(font: str, code: str) -> str:
    """The character for `w:sym` (§17.3.3.30), "" where its font's drawing has no like."""
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    table = _FONTS.get(font.strip().lower(), {})
    if 0xF000 <= point <= 0xF0FF or (point < 0x100 and table):
        point &= 0xFF
        return table.get(point, chr(point) if not table and 0x20 < point < 0x7F else "")
    return chr(point) if 0x20 < point < 0xD800 or 0xF900 <= point <= 0x10FFFF else ""


def raised(text: str) -> str:
    """Superscript digits as characters of their own (10⁴, m²), so that they do not join the number before them."""
    return text.translate(_RAISED) if re.fullmatch(r"[+\-−]?\d{1,3}", text) and text.isascii() else text


def equation(instruction: str) -> str:
    """What an EQ field draws, where it is a circled number (带圈字符) or a plain fraction; "" for others."""
    circled = _ENCLOSED.search(instruction)
    if circled:
        inside = circled[1]
        return chr(0x2460 + int(inside) - 1) if inside.isdecimal() and 1 <= int(inside) <= 20 else inside
    fraction = _FRACTION.search(instruction)
    return f"{fraction[1].strip()}/{fraction[2].strip()}" if fraction else ""
