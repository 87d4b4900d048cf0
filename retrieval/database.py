"""Opens the database of the records: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from retrieval.errors import DataBroken, DataError, SettingsError
from retrieval.records import Records
from retrieval.schema import SCHEMA, facts, prepare
from retrieval.settings import Settings

_UPGRADES = {"1"}  # schemas that `prepare` turns into the present one


def open_records(url: str, folder: Path) -> Records:
    """The records at a SQLAlchemy URL, or in SQLite below `folder` where it is empty.

    Raises DataBroken where the database cannot be read; nothing is changed then. SettingsError for a wrong URL.
    """
    engine = _engine(url or f"sqlite:///{folder / 'records.sqlite3'}")
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _tune_sqlite)
    try:
        with engine.connect() as db:
            if engine.dialect.name == "sqlite" and db.scalar(sa.text("PRAGMA quick_check(1)")) != "ok":
                raise sa.exc.DatabaseError("quick_check", None, ValueError("damaged"))
        schema = _schema(engine)
        if schema in {None, SCHEMA, *_UPGRADES}:
            prepare(engine)
        records = Records(engine)
        records.count(), records.count_chunks()
    except sa.exc.SQLAlchemyError as error:
        engine.dispose()
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        raise DataBroken(
            f"数据库 {engine.url.render_as_string()} 无法读取：{cause}。 The records cannot be read.",
            "请从备份恢复，或把该目录移开后重新运行 ingest；原文件未被改动。"
            " Restore a backup, or move the folder away and ingest again; nothing was changed.",
        ) from error
    if schema is None or schema in _UPGRADES:
        records.remember(schema=SCHEMA)
    elif schema != SCHEMA:
        raise DataBroken(
            f"数据格式版本是 {schema}，本程序需要 {SCHEMA}。 The records have another schema.", "请用匹配的版本打开。"
        )
    return records


@contextmanager
def opened_records(settings: Settings) -> Iterator[Records]:
    """The records of the settings' data folder, made where it is missing, for one piece of work beside a server that may
    run. Raises DataError where the folder cannot be used, and what `open_records` raises.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"数据目录 {settings.data} 不可用：{error.strerror}。 The data folder cannot be used."
        ) from error
    records = open_records(settings.database, settings.data)
    try:
        yield records
    finally:
        records.close()


def _schema(engine: Engine) -> str | None:
    """The schema that the database says it has, or None where it is new."""
    if not sa.inspect(engine).has_table(facts.name):
        return None
    with engine.connect() as db:
        return db.scalar(sa.select(facts.c.value).where(facts.c.name == "schema"))


def _engine(url: str) -> Engine:
    try:
        return sa.create_engine(url)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise SettingsError(
            f"POLICYQA_DATABASE 不能使用：{str(error).splitlines()[0]}。 The database URL cannot be used.",
            "应如 postgresql+psycopg://用户@主机/库，并装好驱动；留空则用 SQLite。 Leave it empty for SQLite.",
        ) from error


def _tune_sqlite(connection: sqlite3.Connection, _: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
