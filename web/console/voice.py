"""The sentences and fragments of the pages about what was asked, in the console's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.schema import here
from web.render import Messages, one_line

if TYPE_CHECKING:
    from web.console.console import Console


class Voice:
    """Speaks for one console."""

    def __init__(self, console: Console) -> None:
        self.pages = console.pages
        self.language = console.language
        self.messages = Messages(console.pages, console.language)

    def say(self, key: str, **values: object) -> str:
        """A sentence of `prompts/log.toml`."""
        return self.pages.prompts.say(f"log.{key}", self.language, **values)

    def render(self, template: str, **values: object) -> str:
        """A fragment with `values`, every one of them escaped, as one line for a Markdown reader."""
        return one_line(self.pages.render(template, self.language, log=self.say, here=here, **values))
