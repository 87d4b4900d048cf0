"""Addresses of our own pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode


def document_url(document_id: str, bot: str = "") -> str:
    """The source viewer of a document, as far as a bot knows them where its public key is given."""
    return f"/documents/{_escaped(document_id)}" + (f"?{urlencode({'bot': bot})}" if bot else "")


def viewer_url(document_id: str, start: int, end: int) -> str:
    """The source viewer with the code points `start` to `end` marked."""
    return f"{document_url(document_id)}?cite={start}-{end}"


def documents_url(sought: Mapping[str, str], after: str | None = None, bot: str = "") -> str:
    """The list of the documents sought, from the id `after` on, as far as a bot knows them where its key is given."""
    asked = {**sought, **({"after": after} if after is not None else {}), **({"bot": bot} if bot else {})}
    return "/documents" + (f"?{urlencode(asked)}" if asked else "")


def original_url(document_id: str, version: int | None = None) -> str:
    """The file that a document, or an earlier version of it, was read from."""
    return f"/originals/{_escaped(document_id)}" + (f"?version={version}" if version else "")


def picture_url(document_id: str, page: int, width: int) -> str:
    """The picture of a page of a document's original, `width` pixels wide."""
    return f"/pages/{_escaped(document_id)}?page={page}&width={width}"


def answer_url(answer_id: str) -> str:
    """The page of one answer, for those to whom it is shown."""
    return f"/a/{_escaped(answer_id)}"


def edit_url(document_id: str) -> str:
    """The page on which an operator corrects what is known of a document; it lies outside `/documents/`, so that
    no document's id can be taken for it."""
    return f"/edit?{urlencode({'id': document_id})}"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Addresses of one document's viewer that keep what is cited, that it stands in a panel beside the chat, and the bot
    whose documents alone it leads on to.
    """

    document_id: str
    cites: Sequence[str] = ()
    panel: bool = False
    bot: str = ""  # its public key

    def url(self, **more: object) -> str:
        """The viewer with these parameters besides; those that are None are left out."""
        given = [(name, str(value)) for name, value in more.items() if value is not None]
        given += [("panel", "1")] if self.panel else []
        given += [("bot", self.bot)] if self.bot else []
        asked = [("cite", cite) for cite in self.cites] + given
        return document_url(self.document_id) + (f"?{urlencode(asked)}" if asked else "")


def _escaped(document_id: str) -> str:
    return quote(document_id, safe="")
