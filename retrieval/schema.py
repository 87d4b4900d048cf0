"""The tables of the records, and how an older database becomes a newer one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlalchemy.engine import Engine

SCHEMA = "2"
meta = sa.MetaData()


def now() -> datetime:
    """The present, as all times are stored: in UTC, without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)


def midnight(day: date) -> datetime:
    """When a day begins here, as times are stored."""
    return datetime.combine(day, time.min).astimezone(UTC).replace(tzinfo=None)


def here(stored: datetime) -> datetime:
    """A stored time as clocks here show it."""
    return stored.replace(tzinfo=UTC).astimezone()


def _owned() -> sa.Column[str]:
    return sa.Column("document_id", sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)


documents = sa.Table(
    "documents",
    meta,
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False, index=True),
    sa.Column("doc_no", sa.Text, index=True),
    *(sa.Column(name, sa.Text) for name in ("index_no", "issuer", "region", "topic")),
    *(sa.Column(name, sa.Date) for name in ("issued_on", "published_on", "effective_on", "expires_on")),
    sa.Column("period", sa.Integer),
    sa.Column("status", sa.Text, nullable=False),
    *(sa.Column(name, sa.Text) for name in ("status_reason", "replaces", "replaced_by", "twin_of")),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False, server_default="0"),
    sa.Column("original", sa.Text),
    sa.Column("attachments", sa.JSON),
    sa.Column("doubts", sa.JSON),
    sa.Column("groups", sa.Text),  # |office|finance|, as retrieval/sight.py packs them; NULL: for everyone
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("family", sa.Text, index=True),  # the title by which other documents name this one
    sa.Column("own", sa.JSON),  # the fields as read, before other documents and people changed them
)
chunks = sa.Table(
    "chunks",
    meta,
    sa.Column("id", sa.String(240), primary_key=True),
    sa.Column("document_id", sa.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("section", sa.Text, nullable=False),
    sa.Column("article_no", sa.Text, index=True),
    *(sa.Column(name, sa.Integer) for name in ("page", "head_start", "head_end")),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("vector", sa.LargeBinary, nullable=False),  # float32, little-endian
)
facts = sa.Table("facts", meta, sa.Column("name", sa.String(80), primary_key=True), sa.Column("value", sa.Text))
marks = sa.Table("marks", meta, _owned(), sa.Column("packed", sa.LargeBinary, nullable=False))  # see retrieval/marks.py
versions = sa.Table(
    "versions",
    meta,
    _owned(),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("replaced_at", sa.DateTime, nullable=False),  # UTC
    sa.Column("document", sa.JSON, nullable=False),  # all of it but its text
    sa.Column("text", sa.Text, nullable=False),
)
mentions = sa.Table(
    "mentions",
    meta,
    _owned(),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("doc_no", sa.Text, index=True),
    sa.Column("family", sa.Text, index=True),
)
edits = sa.Table(
    "edits",
    meta,
    _owned(),
    sa.Column("field", sa.String(40), primary_key=True),
    sa.Column("value", sa.JSON),
    sa.Column("edited_at", sa.DateTime, nullable=False),  # UTC
)
twins = sa.Table(
    "twins",
    meta,
    _owned(),
    sa.Column("band", sa.Integer, primary_key=True),
    sa.Column("key", sa.BigInteger, nullable=False),
    sa.Index("twins_key", "band", "key"),
)
files = sa.Table(
    "files",
    meta,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, index=True),  # of the bytes and what the source says of them
    sa.Column("document_id", sa.String(200), nullable=False, index=True),
)

keys = sa.Table(
    "keys",
    meta,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),  # SHA-256 of the key, which itself is kept nowhere
    sa.Column("start", sa.String(20), nullable=False),  # its first characters, for people to know it by
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    *(sa.Column(name, sa.JSON, nullable=False) for name in ("scopes", "origins")),
    sa.Column("groups", sa.JSON),
    sa.Column("bot", sa.String(40)),  # whose own key it is, if any bot's
    sa.Column("made_at", sa.DateTime, nullable=False),  # UTC, as the two below
    *(sa.Column(name, sa.DateTime) for name in ("expires_at", "revoked_at")),
)
bots = sa.Table(
    "bots",
    meta,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("key_id", sa.String(40), nullable=False, unique=True),
    sa.Column("key", sa.String(100), nullable=False, unique=True),  # its text: public, as retrieval/bots.py says
    *(sa.Column(name, sa.Text, nullable=False) for name in ("greeting", "accent")),
    *(sa.Column(name, sa.String(10), nullable=False) for name in ("language", "theme", "position", "mode")),
    *(sa.Column(name, sa.JSON, nullable=False) for name in ("questions", "sources")),
    *(sa.Column(name, sa.DateTime, nullable=False) for name in ("made_at", "changed_at")),  # UTC
)

feedback = sa.Table(
    "feedback",
    meta,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("answer_id", sa.String(64), nullable=False, unique=True),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("rating", "question", "answer", "outcome", "caller")),
    sa.Column("comment", sa.Text),
    sa.Column("document_ids", sa.JSON, nullable=False),
    sa.Column("given_at", sa.DateTime, nullable=False),  # UTC
    sa.Column("user", sa.Text),  # who said it, where people sign in
)
receipts = sa.Table(
    "receipts",
    meta,
    sa.Column("caller", sa.String(100), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),  # of what was sent with the key
    sa.Column("report", sa.JSON, nullable=False),
    sa.Column("done_at", sa.DateTime, nullable=False),  # UTC
)
answers = sa.Table(
    "answers",
    meta,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("id", sa.String(64), nullable=False, unique=True),
    sa.Column("asked_at", sa.DateTime, nullable=False, index=True),  # UTC
    sa.Column("question", sa.Text),  # this and the next two: None where texts are not kept
    sa.Column("understood", sa.Text),
    sa.Column("answer", sa.JSON),  # the whole of it
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("reason", sa.String(20)),
    sa.Column("mode", sa.String(20), nullable=False),
    sa.Column("milliseconds", sa.Float, nullable=False),
    sa.Column("document_ids", sa.JSON, nullable=False),  # those it cites
    sa.Column("caller", sa.Text, nullable=False),  # the name of the key, or what stands for none; never an address
    sa.Column("user", sa.Text),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("key_id", sa.String(40)),
    sa.Column("groups", sa.Text),  # of the one who asked, packed; * who sees all documents; NULL: none
    sa.Column("sources", sa.Text),  # of the bot that was asked, packed; NULL: all documents
)
faq = sa.Table(
    "faq",
    meta,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("questions", sa.JSON, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("citations", sa.JSON, nullable=False),
    sa.Column("expires_on", sa.Date),
    sa.Column("enabled", sa.Boolean, nullable=False),
    *(sa.Column(name, sa.DateTime, nullable=False) for name in ("made_at", "changed_at")),  # UTC
)
settled = sa.Table(
    "settled",
    meta,
    sa.Column("question", sa.String(300), primary_key=True),  # squeezed; what an operator has seen to
    sa.Column("settled_at", sa.DateTime, nullable=False),  # UTC
)
audit = sa.Table(
    "audit",
    meta,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),  # UTC
    *(sa.Column(name, sa.Text, nullable=False) for name in ("who", "action", "target")),
)
words = sa.Table(
    "words",
    meta,
    sa.Column("key", sa.String(100), primary_key=True),  # the word squeezed
    sa.Column("word", sa.Text, nullable=False),
    sa.Column("action", sa.String(10), nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),  # UTC
)


def prepare(engine: Engine) -> None:
    """Makes the tables that are missing, and adds the columns that an older version did not have."""
    meta.create_all(engine)
    known = sa.inspect(engine)
    with engine.begin() as db:
        for table in (documents, chunks, feedback, keys, answers):
            have = {column["name"] for column in known.get_columns(table.name)}
            for column in table.c:
                if column.name not in have:
                    db.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {_definition(column, engine)}"))
        for index in documents.indexes:
            index.create(db, checkfirst=True)


def _definition(column: sa.Column[object], engine: Engine) -> str:
    kind = column.type.compile(engine.dialect)
    return f"{engine.dialect.identifier_preparer.quote(column.name)} {kind}" + (
        " NOT NULL DEFAULT 0" if not column.nullable else ""
    )
