"""What is too old, and what one person asked, is gone: from the tables and from the bytes of the file."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from retrieval.answer_log import Asker
from retrieval.database import open_records
from retrieval.errors import UsageError
from retrieval.records import Records
from retrieval.retention import Purged, expire, purge
from retrieval.schema import answers, feedback, now

SECRET = "杏花巷口的井水发浑"
OTHER = "东桥菜市场几点开门"
WORDS = "水 稻 补 贴 农 机 购 置 桥 梁 修 缮 医 保 缴 费 学 校 招 生 公 积 金 提 取".split()


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records("", tmp_path)
    yield opened
    opened.close()


def ask(records: Records, key: str, question: str, asker: Asker) -> None:
    answer: dict[str, Any] = {
        "id": key, "question": question, "understood": question, "text": f"没有找到：{question}", "citations": [],
        "outcome": "refused", "reason": "not_found", "mode": "extract",
    }  # fmt: skip
    records.answers.add(answer, asker, 1.0)


def age(records: Records, key: str, days: int) -> None:
    """Makes an answer older than it is."""
    records.answers.flush()
    with records.engine.begin() as db:
        db.execute(sa.update(answers).where(answers.c.id == key).values(asked_at=now() - timedelta(days=days)))


def told(records: Records, key: str, **said: Any) -> None:
    entry = records.answers.get(key)
    assert entry is not None
    records.feedback.give(entry, "down", **{"comment": None, "caller": "visitor", **said})


def stored(folder: Path) -> str:
    """All bytes of the database's files as text; JSON writes Chinese in escapes."""
    raw = b"".join(path.read_bytes() for path in sorted(folder.glob("records.sqlite3*")))
    return raw.decode("utf-8", "replace")


def stands(text: str, content: str) -> bool:
    return text in content or text.encode("unicode_escape").decode() in content


def test_what_is_too_old_goes_with_what_was_said_of_it(records: Records, tmp_path: Path) -> None:
    for key, question in (("old", SECRET), ("new", OTHER)):
        ask(records, key, question, Asker("chat"))
        told(records, key, comment=question)
    age(records, "old", 31)
    assert stands(SECRET, stored(tmp_path))
    assert expire(records, 0) == Purged(0, 0)
    assert expire(records, 30) == Purged(1, 1)
    assert records.answers.get("old") is None
    assert records.answers.get("new") is not None
    assert not stands(SECRET, stored(tmp_path))
    assert stands(OTHER, stored(tmp_path))


def test_nothing_of_a_person_is_left_in_the_file(records: Records, tmp_path: Path) -> None:
    dice = random.Random(3)
    for i in range(1500):
        filler = "".join(dice.choices(WORDS, k=dice.randint(5, 200)))
        mine = i % 3 == 0
        who = Asker("chat", user="王小明") if mine else Asker("api", "门户", key_id="key-9")
        ask(records, f"a{i}", f"{SECRET if mine else OTHER}{i}{filler}", who)
        if i % 30 == 0:
            records.answers.flush()
            told(records, f"a{i}", comment=f"{SECRET}不对", user="王小明")
    assert purge(records, "王小明") == Purged(500, 50)
    assert records.answers.count() == 1000
    content = stored(tmp_path)
    assert not stands(SECRET, content)
    assert not stands("王小明", content)
    assert stands(OTHER, content)


def test_a_key_and_a_day_choose_what_goes(records: Records) -> None:
    key, _ = records.keys.create("门户")
    for i in range(4):
        ask(records, f"k{i}", OTHER, Asker("api", "门户", key_id=key.id))
        ask(records, f"v{i}", OTHER, Asker("chat"))
    told(records, "v0", caller=key.id)
    for i in range(2):
        age(records, f"k{i}", 10)
        age(records, f"v{i}", 10)
    assert purge(records, key.id, date.today() - timedelta(days=5)) == Purged(2, 0)
    assert purge(records, "门户") == Purged(2, 1)
    assert purge(records, before=date.today() - timedelta(days=5)) == Purged(2, 0)
    assert records.answers.count() == 2
    with pytest.raises(UsageError, match="Whose"):
        purge(records)


def test_a_database_of_before_takes_the_new_columns(tmp_path: Path) -> None:
    older = open_records("", tmp_path)
    with older.engine.begin() as db:
        db.execute(sa.text("ALTER TABLE feedback DROP COLUMN user"))
        db.execute(sa.text("DROP TABLE answers"))
    older.close()
    opened = open_records("", tmp_path)
    ask(opened, "a", OTHER, Asker("chat"))
    told(opened, "a", user="王小明")
    with opened.engine.connect() as db:
        assert db.scalar(sa.select(feedback.c.user)) == "王小明"
    opened.close()
