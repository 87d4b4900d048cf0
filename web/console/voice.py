"""The sentences and fragments of the console's pages, in its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.schema import here
from web.render import Messages, one_line
from web.templating import WORDS

if TYPE_CHECKING:
    from retrieval.models import PolicyDocument
    from web.console.console import Console


class Voice:
    """Speaks for one console, with the sentences of one file in `prompts`."""

    def __init__(self, console: Console, file: str = "log") -> None:
        self.file = file
        self.pages = console.pages
        self.language = console.language
        self.messages = Messages(console.pages, console.language)

    def say(self, key: str, **values: object) -> str:
        """A sentence of the file."""
        return self.pages.prompts.say(f"{self.file}.{key}", self.language, **values)

    def standing(self, document: PolicyDocument) -> str | None:
        """Whether a document holds, in words; None where that is not known."""
        return self.messages.say(WORDS[document.status]) if document.status != "未知" else None

    def render(self, template: str, **values: object) -> str:
        """A fragment with `values`, every one of them escaped, as one line for a Markdown reader.

        It says the sentences of the file as `log(key)`.
        """
        return one_line(self.pages.render(template, self.language, log=self.say, here=here, **values))


def plain(text: str) -> str:
    """`text` as Markdown that says just this, on one line."""
    return "".join(f"&#{ord(c)};" if c in "\\`*_{}[]()<>#+-.!|$&~" else c for c in " ".join(text.split()))
