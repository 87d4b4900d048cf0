"""Templates that escape everything, with the sentences of `prompts/pages.toml` at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from prompts import Language, Prompts
from retrieval.models import Status
from web.language import html_lang, language_of
from web.links import answer_url, document_url, documents_url, edit_url, original_url, picture_url

FOLDER = Path(__file__).parent
# How a status looks; the words come from pages.toml.
TONES: Mapping[Status, str] = {"有效": "good", "修订": "warn", "废止": "bad", "失效": "bad", "未知": "none"}
WORDS: Mapping[Status, str] = {
    "有效": "status_valid", "修订": "status_amended", "废止": "status_repealed", "失效": "status_expired",
    "未知": "status_unknown",
}  # fmt: skip
NAMED_FORMATS = frozenset({"image", "html", "txt", "eml"})  # others go by their ending
VOID: frozenset[Status] = frozenset({"废止", "失效"})


class Pages:
    """Renders the templates of `web/templates`; a name that a template misspells is an error."""

    def __init__(self, prompts: Prompts) -> None:
        self.prompts = prompts
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["lines"] = lines
        self._environment.filters["attribute"] = attribute
        self._environment.filters["json"] = json_block
        self._environment.filters["path_of"] = lambda url: str(url).partition("?")[0]
        self._environment.globals.update(tones=TONES, void=VOID, words=WORDS, named_formats=NAMED_FORMATS)
        for address in (answer_url, document_url, documents_url, edit_url, original_url, picture_url):
            self._environment.globals[address.__name__] = address

    def render(self, template: str, language: Language, **values: object) -> str:
        """The page or fragment `template` with `values`, every one of them escaped."""

        def say(key: str, **more: object) -> str:
            return self.prompts.say(f"pages.{key}", language, **more)

        found = self._environment.get_template(template)
        return found.render(say=say, language=language, html_lang=html_lang(language), **values)

    def reply(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> HTMLResponse:
        """A whole page, in the language of the one who asked."""
        language = language_of(request)
        page = self.render(template, language, **values)
        told = {"Content-Language": html_lang(language), "Vary": "Accept-Language", **(headers or {})}
        return HTMLResponse(page, status, headers=told)


def lines(text: str) -> Markup:
    """`text` escaped, on one line of HTML source, its own line breaks shown as such."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def attribute(text: str) -> Markup:
    """`text` escaped for an attribute, on one line of HTML source, its own line breaks kept."""
    return Markup("&#10;").join(escape(line) for line in text.splitlines())


def json_block(value: object) -> Markup:
    """`value` as JSON for a block of data in a page; nothing in it can end the block."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(re.sub(r"[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text))  # noqa: S704
