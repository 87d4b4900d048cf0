"""Keyword search: BM25 by SQLite's FTS5 over our own tokens.

A question has dozens of tokens and the commonest of them stand in half of all chunks. Only the rarest
are matched, until together they stand in `_POSTINGS` places, so that the cost stays flat as chunks grow.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock

from retrieval.errors import IndexBroken

_POSTINGS = 60_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, chunk TEXT UNIQUE NOT NULL, document TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS entries_document ON entries(document);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(tokens, tokenize = "unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(words, row);
"""


class KeywordIndex:
    """The tokens of every chunk. Safe to use from several threads, which take turns."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._frequency: dict[str, int] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise IndexBroken(
                f"关键词索引 {path} 无法读取：{error}。 The keyword index cannot be read.",
                "请运行 python app.py reindex，它从数据库重建索引。 Run `python app.py reindex` to rebuild it.",
            ) from error

    def add(self, rows: Iterable[tuple[str, str, Sequence[str]]]) -> None:
        """Puts in (chunk id, document id, tokens), in place of what the chunk had."""
        with self._lock, self._db as db:
            for chunk, document, tokens in rows:
                self._drop(db, chunk)
                key = db.execute("INSERT INTO entries(chunk, document) VALUES (?, ?)", (chunk, document)).lastrowid
                db.execute("INSERT INTO words(rowid, tokens) VALUES (?, ?)", (key, " ".join(tokens)))
            self._frequency.clear()

    def remove(self, chunks: Iterable[str]) -> None:
        """Takes chunks out; unknown ones are passed over."""
        with self._lock, self._db as db:
            for chunk in chunks:
                self._drop(db, chunk)
            self._frequency.clear()

    def search(self, tokens: Sequence[str], limit: int, documents: Sequence[str] | None = None) -> dict[str, float]:
        """The best chunks for the tokens with their BM25 scores (higher is better), at most `limit`."""
        query = self._query(tokens)
        if not query:
            return {}
        where, values = "words MATCH ?", [query]
        if documents is not None:
            where += " AND document IN (SELECT value FROM json_each(?))"  # one parameter, however many there are
            values.append(json.dumps(list(documents)))
        return self._rows(where, values, limit)

    def frequency(self, tokens: Iterable[str]) -> Mapping[str, int]:
        """In how many chunks each token stands."""
        with self._lock:
            for token in tokens:
                if token not in self._frequency:
                    row = self._db.execute("SELECT doc FROM vocabulary WHERE term = ?", (token,)).fetchone()
                    self._frequency[token] = row[0] if row else 0
            return {token: self._frequency[token] for token in tokens}

    def count(self) -> int:
        """How many chunks there are."""
        with self._lock:
            return int(self._db.execute("SELECT count(*) FROM entries").fetchone()[0])

    def ids(self) -> set[str]:
        """The ids of all chunks."""
        with self._lock:
            return {row[0] for row in self._db.execute("SELECT chunk FROM entries")}

    def close(self) -> None:
        """Closes the index."""
        with self._lock:
            self._db.close()

    def _query(self, tokens: Sequence[str]) -> str:
        frequency = self.frequency(dict.fromkeys(tokens))
        chosen: list[str] = []
        postings = 0
        for token in sorted(frequency, key=lambda t: (frequency[t], t)):
            if not frequency[token]:
                continue
            postings += frequency[token]
            if postings > _POSTINGS and len(chosen) >= 3:
                break
            chosen.append(f'"{token}"')
        return " OR ".join(chosen)

    def _rows(self, where: str, values: Sequence[str], limit: int) -> dict[str, float]:
        sql = (
            "SELECT chunk, -bm25(words) AS score FROM words JOIN entries ON entries.id = words.rowid "
            f"WHERE {where} ORDER BY score DESC LIMIT {int(limit)}"
        )
        with self._lock:
            return dict(self._db.execute(sql, values).fetchall())

    @staticmethod
    def _drop(db: sqlite3.Connection, chunk: str) -> None:
        row = db.execute("SELECT id FROM entries WHERE chunk = ?", (chunk,)).fetchone()
        if row:
            db.execute("DELETE FROM words WHERE rowid = ?", row)
            db.execute("DELETE FROM entries WHERE id = ?", row)
