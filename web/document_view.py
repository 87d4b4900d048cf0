"""What the page of one document shows: what is known of it and where it stands, its text, the pages of its original."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from starlette.datastructures import QueryParams

from retrieval.models import PolicyDocument
from retrieval.records import Records
from web.highlight import Paragraph, parse_cites
from web.links import Viewer
from web.originals import has_pages
from web.overlay import Quote, Rect, first_page, quotes, rects
from web.text_tables import Table, blocks

ZOOMED = 150  # percent of the page's width on the screen


@dataclass(frozen=True, slots=True)
class Other:
    """Another document that this one names. One that is not here has its id for a title."""

    id: str
    title: str
    source: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Ties:
    """The documents that one is tied to."""

    replaced_by: Other | None
    replaces: Sequence[Other]
    twins: Sequence[Other]  # the same notice from elsewhere


@dataclass(frozen=True, slots=True)
class Old:
    """An earlier version of a document, with its address."""

    version: int
    title: str
    replaced_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the original, with what is cited on it."""

    number: int
    of: int
    rects: Sequence[Rect]
    zoomed: bool
    placed: bool  # whether what is cited has a place in the original


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    cites: Sequence[str] = ()
    view: str = ""  # `page`, `text`, or whichever fits
    page: int | None = None
    zoom: int | None = None
    version: int | None = None
    panel: bool = False  # beside the chat, with nothing around it
    bot: str = ""  # the public key of the bot that led here


@dataclass(frozen=True, slots=True)
class View:
    """The page of a document. `blocks` are there for the text, `sheet` for a page of the original."""

    document: PolicyDocument
    viewer: Viewer
    quotes: Sequence[Quote]
    bad_cite: bool
    blocks: Sequence[Paragraph | Table]
    sheet: Sheet | None
    has_pages: bool
    ties: Ties
    versions: Sequence[Old]
    old: Old | None  # the version that is shown in place of the present one


def read_asked(given: QueryParams, bot: str = "") -> Asked:
    """What an address asks for. Numbers that are none are passed over, but for a version: that there is none is told."""
    version = given.get("version")
    return Asked(
        cites=given.getlist("cite"),
        view=given.get("view", ""),
        page=_number(given.get("page")),
        zoom=_number(given.get("zoom")),
        version=None if version is None else _number(version) or -1,
        panel=given.get("panel") == "1",
        bot=bot,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text, re.ASCII) else None


def look(records: Records, document_id: str, asked: Asked, *, pictured: bool, today: date) -> View:
    """The page of a document, or of an earlier version of it. `pictured`: pages can be drawn. Raises NotFound."""
    current = records.document(document_id)
    viewer = Viewer(document_id, asked.cites, asked.panel, asked.bot)
    versions = [
        Old(v.version, v.title, v.replaced_at, Viewer(document_id, (), asked.panel, asked.bot).url(version=v.version))
        for v in records.ledger.versions(document_id)
    ]
    old = next((v for v in versions if v.version == asked.version), None)
    shown = current
    if asked.version and asked.version != current.version:
        shown = records.ledger.version(document_id, asked.version)
    spans, bad = parse_cites(asked.cites, len(shown.text))
    drawn = pictured and old is None and has_pages(current)
    marks = records.ledger.marks(document_id) if old is None else []
    place = first_page(spans, marks)
    as_pages = drawn and asked.view != "text" and (asked.view == "page" or asked.page is not None or not spans or place)
    sheet = None
    if as_pages:
        number = min(max(asked.page or place or 1, 1), current.pages)
        found = rects(shown.text, spans, marks, number)
        sheet = Sheet(number, current.pages, found, asked.zoom == ZOOMED, place is not None)
    return View(
        document=shown.on(today),
        viewer=viewer,
        quotes=quotes(shown.text, spans, marks),
        bad_cite=bad,
        blocks=() if sheet else blocks(shown.text, spans),
        sheet=sheet,
        has_pages=drawn,
        versions=versions,
        old=old,
        ties=_ties(records, current),
    )


def _ties(records: Records, document: PolicyDocument) -> Ties:
    replaced = (document.replaces or "").split()
    found = records.documents([*replaced, *([document.replaced_by] if document.replaced_by else [])])

    def other(key: str) -> Other:
        return Other(key, found[key].title) if key in found else Other(key, key, known=False)

    return Ties(
        other(document.replaced_by) if document.replaced_by else None,
        [other(key) for key in replaced],
        [Other(*twin) for twin in records.ledger.twins([document.id]).get(document.id, [])],
    )
