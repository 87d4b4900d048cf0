"""What an office chooses for the widget, and the lines that put it into a page so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Query, Request
from markupsafe import escape

SCRIPT = "/widget/v1/policyqa.js"
SOME_KEY = "pk_…"  # stands for a key that isn't known here
BOT = r"pk_[A-Za-z0-9_-]{1,100}"
ACCENT = r"[0-9a-f]{6}"
SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox"
Spoken = Literal["", "zh", "en"]
Theme = Literal["", "light", "dark", "auto"]
Side = Literal["", "left", "right"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a widget speaks and looks; "" leaves it to the page it stands in. `accent` is six hexadecimal digits."""

    language: Spoken = ""
    theme: Theme = ""
    position: Side = ""
    accent: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """The data attributes of a tag, by name."""
        found = {"data-lang": self.language, "data-theme": self.theme, "data-position": self.position}
        return {name: value for name, value in found.items() if value}

    @property
    def style(self) -> str:
        """The rule of style for the accent; "" where none is chosen."""
        if not self.accent:
            return ""
        return f":root {{ --policyqa-accent: #{self.accent}; --policyqa-on-accent: {_legible_on(self.accent)}; }}"


@dataclass(frozen=True, slots=True)
class Lines:
    """What is to be put into a page: one of `tag`, `checked`, `inline` and `frame`, with the others as needed."""

    tag: str
    checked: str  # with the digest of the script
    inline: str
    frame: str
    policy: str  # what a content security policy must allow
    style: str  # "" where nothing is chosen that needs one


def chosen(
    lang: Spoken = "",
    theme: Theme = "",
    position: Side = "",
    accent: Annotated[str, Query(pattern=f"^({ACCENT})?$")] = "",
) -> Chosen:
    """What the address of a page says of the widget in it."""
    return Chosen(lang, theme, position, accent)


def lines(server: str, integrity: str, title: str, bot: str = SOME_KEY, options: Chosen | None = None) -> Lines:
    """The lines for the widget of `server`; `title` names it, `bot` is a public key or "" where none is needed."""
    options = options or Chosen()
    key = {"data-bot": bot} if bot else {}
    source = {"src": server + SCRIPT}
    given = source | key | options.attributes
    checked = _tag("script", given, "defer") + f'\n  integrity="{integrity}" crossorigin="anonymous"></script>'
    inside = {name: value for name, value in given.items() if name != "data-position"} | {"data-launcher": "off"}
    asked = {"bot": bot, "lang": options.language, "theme": options.theme, "accent": options.accent}
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    framed = {"src": f"{server}/embed" + (f"?{query}" if query else ""), "title": title}
    frame = _tag("iframe", framed | {"width": "400", "height": "640"})
    return Lines(
        tag=_tag("script", given, "defer") + "></script>",
        checked=checked,
        inline=_tag("script", inside, "defer") + "></script>\n<policy-bot></policy-bot>",
        frame=frame + f'\n  sandbox="{SANDBOX}"\n  allow="clipboard-write"></iframe>',
        policy=f"script-src {server}; connect-src {server}",
        style=f"<style>{options.style}</style>" if options.style else "",
    )


def server_of(request: Request) -> str:
    """The address of this server, as the one who asks knows it."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _tag(name: str, attributes: dict[str, str], *bare: str) -> str:
    """The beginning of a tag, its last bracket yet to come."""
    return " ".join([f"<{name}", *(f'{key}="{escape(value)}"' for key, value in attributes.items()), *bare])


def _legible_on(accent: str) -> str:
    """White, or black where that has more contrast (WCAG)."""
    parts = (int(accent[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#000000"
