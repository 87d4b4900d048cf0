"""Which documents still hold: what others say of them, newer versions, and what an operator has set.

A document's own words come first (a page's 时效性, a stamp in the title), then what later documents say of it
(“《…》（X政发〔2015〕3号）同时废止”), then a newer text of the same rules. An operator's word stands above all.
The order in which documents arrive does not matter: each change settles every document that it may concern.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from retrieval.models import Change, Mention
from retrieval.schema import documents, edits, mentions
from retrieval.sight import packed
from retrieval.titles import family, is_rules

_Known = sa.RowMapping | Mapping[str, Any]  # what is known of a document
_ENDS: tuple[Change, ...] = ("废止", "失效")
_QUOTED = 80  # characters of another document's sentence in a reason
_BRIEF = [
    documents.c[name] for name in ("id", "title", "doc_no", "issuer", "region", "issued_on", "published_on", "family")
]


def store_mentions(db: Connection, document_id: str, found: Sequence[Mention]) -> None:
    """Keeps what a document says of others, in place of what it said before."""
    db.execute(sa.delete(mentions).where(mentions.c.document_id == document_id))
    rows = [
        {
            "document_id": document_id,
            "ordinal": ordinal,
            "change": mention.change,
            "start": mention.start,
            "end": mention.end,
            "doc_no": mention.doc_no,
            "family": family(mention.title) if mention.title else None,
        }
        for ordinal, mention in enumerate(found)
    ]
    if rows:
        db.execute(sa.insert(mentions), rows)


def concerned(db: Connection, document_id: str) -> set[str]:
    """The ids of the documents whose standing may hang on this one, itself included where it is stored."""
    own = db.execute(sa.select(documents.c.family).where(documents.c.id == document_id)).first()
    found = {document_id} if own else set()
    said = db.execute(
        sa.select(mentions.c.doc_no, mentions.c.family).where(mentions.c.document_id == document_id)
    ).all()
    conditions = [documents.c.replaced_by == document_id]
    if numbers := {row.doc_no for row in said if row.doc_no}:
        conditions.append(documents.c.doc_no.in_(numbers))
    if families := {row.family for row in said if row.family} | ({own.family} if own and own.family else set()):
        conditions.append(documents.c.family.in_(families))
    return found | set(db.scalars(sa.select(documents.c.id).where(sa.or_(*conditions))))


def settle(db: Connection, ids: Iterable[str]) -> None:
    """Works out anew where the documents with these ids stand, and stores it."""
    for key in sorted(set(ids)):
        stored = sa.select(*_BRIEF, documents.c.own, documents.c.replaced_by).where(documents.c.id == key)
        row = db.execute(stored).mappings().first()
        if row is None or row["own"] is None:  # stored before documents kept their own words
            continue
        edited = {e.field: e.value for e in db.execute(sa.select(edits).where(edits.c.document_id == key))}
        standing = {**row["own"], **edited}
        values: dict[str, Any] = {name: _value(name, value) for name, value in standing.items()}
        values["replaced_by"] = None
        values["groups"] = packed(standing.get("groups") or ())
        values["family"] = family(str(values.get("title") or row["title"]))
        if "status" not in edited:
            found = _standing(db, {**row, **values}, values)
            values |= {name: value for name, value in found.items() if name not in edited}
        db.execute(sa.update(documents).where(documents.c.id == key).values(**values))
        for other in {key, row["replaced_by"], values["replaced_by"]} - {None}:
            db.execute(sa.update(documents).where(documents.c.id == other).values(replaces=_replaced(db, other)))


def _value(name: str, value: object) -> object:
    if name.endswith("_on") and isinstance(value, str):
        return date.fromisoformat(value) if value else None  # "": an operator says that there is none
    return value


def _replaced(db: Connection, key: str) -> str | None:
    query = sa.select(documents.c.id).where(documents.c.replaced_by == key).order_by(documents.c.id)
    return " ".join(db.scalars(query)) or None


def _standing(db: Connection, row: _Known, own: dict[str, Any]) -> dict[str, Any]:
    """The status, its reason and the document that is behind it, where another document gives one."""
    if own.get("status") in _ENDS:
        return {}
    said = _said_of(db, row)
    if ended := next((s for s in said if s["change"] in _ENDS), None):
        return _reason(ended)
    if newer := _newer(db, row):
        reason = f"已有新的版本：《{newer['title']}》（{newer['issued_on'] or newer['published_on']}）"
        return {"status": "修订", "status_reason": reason, "replaced_by": newer["id"]}
    return _reason(said[0]) if said else {}


def _reason(said: sa.RowMapping) -> dict[str, Any]:
    text = said["text"][said["start"] : said["end"]]
    quote = text if len(text) <= _QUOTED else text[:_QUOTED] + "…"
    number = f"（{said['doc_no']}）" if said["doc_no"] else ""
    verb = "修改" if said["change"] == "修订" else said["change"]
    return {
        "status": said["change"],
        "status_reason": f"被《{said['title']}》{number}{verb}：“{quote}”",
        "replaced_by": said["id"],
    }


def _said_of(db: Connection, row: _Known) -> list[sa.RowMapping]:
    """What other documents, none of them older, say of this one, the newest first."""
    named = [mentions.c.doc_no == row["doc_no"]] if row["doc_no"] else []
    by_title = mentions.c.family == row["family"]
    named.append(sa.and_(by_title, mentions.c.doc_no.is_(None)) if row["doc_no"] else by_title)
    query = (
        sa.select(mentions.c.change, mentions.c.start, mentions.c.end, documents.c.text, *_BRIEF)
        .join(documents, documents.c.id == mentions.c.document_id)
        .where(sa.or_(*named), mentions.c.document_id != row["id"])
    )
    found = [other for other in db.execute(query).mappings() if not _older(other, row)]
    return sorted(found, key=lambda other: str(_day(other) or ""), reverse=True)


def _newer(db: Connection, row: _Known) -> sa.RowMapping | None:
    """The newest other text of the same rules, where it is newer than this one."""
    if not is_rules(row["title"]) or _day(row) is None:
        return None
    query = sa.select(*_BRIEF).where(documents.c.family == row["family"], documents.c.id != row["id"])
    later = [
        other
        for other in db.execute(query).mappings()
        if (_day(other) or date.min) > (_day(row) or date.max) and _same_rules(other, row)
    ]
    return max(later, key=lambda other: _day(other) or date.min, default=None)


def _same_rules(one: _Known, other: _Known) -> bool:
    """Whether two texts of one title are of one maker: two cities may each have a 《停车管理办法》."""
    if one["doc_no"] and one["doc_no"] == other["doc_no"]:
        return False  # the same text from two places
    for name in ("issuer", "region"):
        if one[name] and other[name]:
            return bool(one[name] == other[name])
    return str(one["family"]).startswith("中华人民共和国")


def _older(one: _Known, other: _Known) -> bool:
    first, second = _day(one), _day(other)
    return first is not None and second is not None and first < second


def _day(row: _Known) -> date | None:
    day: date | None = row["issued_on"] or row["published_on"]
    return day
