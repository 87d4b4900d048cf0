"""Finding documents by what is known of them: title, 文号, issuer, standing, year, format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import get_args

import sqlalchemy as sa

from retrieval.in_force import Columns, stands
from retrieval.models import PolicyDocument, Status
from retrieval.records import Records

FORMATS = (
    "pdf", "docx", "doc", "xlsx", "xls", "pptx", "ppt", "ofd", "html", "image", "txt", "md", "csv", "eml", "rtf", "odt",
    "ods", "odp", "mht", "wordxml",
)  # fmt: skip
STATUSES: tuple[Status, ...] = get_args(Status)
FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST = 200  # characters of a search
_BRACKETS = re.compile(r"[\[\]()（）【】〔〕［］〈〉<>﹝﹞]")
_FORMAT = re.compile(r"[a-z0-9]{1,12}")
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Sought:
    """What the documents must have; what is None or empty does not matter."""

    q: str = ""
    status: Status | None = None
    issuer: str = ""
    year: int | None = None
    format: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What was asked for, as query parameters."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the documents found, as they stand today, and how many there are in all."""

    documents: list[PolicyDocument]
    has_more: bool
    total: int

    @property
    def following(self) -> str | None:
        """The cursor of the next page, None on the last."""
        return self.documents[-1].id if self.documents and self.has_more else None


def read_sought(given: Mapping[str, str]) -> Sought:
    """What a form asks for. Values that it cannot have are passed over."""
    status, year, form = given.get("status", ""), given.get("year", "").strip(), given.get("format", "")
    known = next((s for s in STATUSES if s == status), None)
    number = int(year) if re.fullmatch(r"\d{4}", year, re.ASCII) else 0
    return Sought(
        q=given.get("q", "").strip()[:LONGEST],
        status=known,
        issuer=given.get("issuer", "").strip()[:LONGEST],
        year=number if FIRST_YEAR <= number <= LAST_YEAR else None,
        format=form if _FORMAT.fullmatch(form) else "",
    )


def find(records: Records, sought: Sought, limit: int, after: str | None, today: date) -> Listing:
    """Up to `limit` of the documents sought, in the order of their ids, after the id `after`."""
    where = _condition(records.columns(), sought, today)
    documents, has_more = records.page(limit, after, where)
    total = records.count() if where is None else len(records.select_ids(where))
    return Listing([document.on(today) for document in documents], has_more, total)


def _condition(columns: Columns, sought: Sought, today: date) -> Condition | None:
    parts = [_word(columns, word) for word in sought.q.split()]
    if sought.issuer:
        parts.append(columns.issuer.icontains(sought.issuer, autoescape=True))
    if sought.format:
        parts.append(columns.format == sought.format)
    if sought.year:
        day = sa.func.coalesce(columns.issued_on, columns.published_on)
        parts.append(sa.and_(day >= date(sought.year, 1, 1), day <= date(sought.year, 12, 31)))
    if sought.status:
        parts.append(stands(columns, sought.status, today))
    return sa.and_(*parts) if parts else None


def _word(columns: Columns, word: str) -> Condition:
    """A word in the title, the issuer, the 索引号 or the 文号, there in whatever brackets."""
    named = [columns[name].icontains(word, autoescape=True) for name in ("title", "issuer", "index_no")]
    number = _BRACKETS.sub("_", re.sub(r"([%_\\])", r"\\\1", word))
    return sa.or_(*named, columns.doc_no.ilike(f"%{number}%", escape="\\"))
