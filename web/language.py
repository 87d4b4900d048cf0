"""The language a caller reads, from the `Accept-Language` header."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from prompts import Language


def parse_accept_language(header: str | None) -> Language:
    """`zh` or `en`, whichever the header prefers.

    Without a header, or with `*`, it is Chinese. A header that names neither asks for some other
    language; English serves its sender better than Chinese.
    """
    if not header or not header.strip():
        return "zh"
    ranked = sorted((_ranked(part) for part in header.split(",")), key=lambda pair: -pair[1])
    for tag, quality in ranked:
        if quality <= 0:
            continue
        if tag.startswith("zh") or tag == "*":
            return "zh"
        if tag.startswith("en"):
            return "en"
    return "en"


def language_of(connection: HTTPConnection) -> Language:
    """The language of the one who sent this request."""
    return parse_accept_language(connection.headers.get("accept-language"))


def html_lang(language: Language) -> str:
    """The value of the `lang` attribute of a page in `language`."""
    return "zh-CN" if language == "zh" else "en"


def _ranked(part: str) -> tuple[str, float]:
    tag, _, parameter = part.strip().partition(";")
    _, _, value = parameter.partition("=")
    try:
        return tag.strip().lower(), float(value) if value else 1.0
    except ValueError:
        return tag.strip().lower(), 0.0
