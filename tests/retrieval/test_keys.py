"""Keys in the records: only digests are kept, and a key opens what it is for, while it is live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval.database import open_records
from retrieval.errors import NotFound
from retrieval.keys import Keys


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Keys]:
    records = open_records("", tmp_path)
    yield records.keys
    records.close()


def test_a_key_is_found_by_its_secret_alone(keys: Keys) -> None:
    assert not keys.any()
    key, secret = keys.create("门户", ("ask", "ingest"))
    assert secret.startswith("sk_")
    assert keys.find(secret) == key
    assert keys.find(secret[:-1]) is None
    assert keys.find(key.id) is None
    assert keys.get(key.id) == key
    assert (key.scopes, key.kind, key.live) == (("ask", "ingest"), "secret", True)


def test_the_secret_stands_nowhere_in_the_database(keys: Keys, tmp_path: Path) -> None:
    _, secret = keys.create("门户")
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "门户".encode() in stored
    assert secret.encode() not in stored
    assert secret[3:].encode() not in stored


def test_a_public_key_can_only_ask(keys: Keys) -> None:
    key, secret = keys.create("首页", ("ask", "admin"), ["https://www.x.gov.cn"])
    assert secret.startswith("pk_")
    assert (key.kind, key.scopes, key.origins) == ("public", ("ask",), ("https://www.x.gov.cn",))
    assert keys.public() == [key]


def test_revoked_and_expired_keys_open_nothing(keys: Keys) -> None:
    key, secret = keys.create("一")
    revoked = keys.revoke(key.id)
    assert keys.find(secret) is None
    assert keys.get(key.id) is None
    assert keys.revoke(key.id).revoked_at == revoked.revoked_at, "the first moment counts"
    lasting, _ = keys.create("二", days=1)
    assert lasting.live
    _, past = keys.create("三", days=1)
    with keys._engine.begin() as db:
        then = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
        db.execute(sa.text("UPDATE keys SET expires_at = :then WHERE name = '三'"), {"then": then})
    assert keys.find(past) is None
    assert keys.any()
    assert [known.live for known in keys.listed()] == [False, True, False]


def test_an_unknown_key_cannot_be_revoked(keys: Keys) -> None:
    with pytest.raises(NotFound):
        keys.revoke("key-00000000")
