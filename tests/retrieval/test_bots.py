"""Bots in the records: each with a key of its own, and the documents that it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from retrieval.answer_log import Asker
from retrieval.assistant import Assistant
from retrieval.bots import BotDraft
from retrieval.database import open_records
from retrieval.errors import NotFound, UsageError
from retrieval.records import Records
from retrieval.sight import ALL, EVERYTHING, PUBLIC, Sight, Sources, shares

DRAFT = BotDraft(
    name=" 停车助手 ",
    greeting="您好",
    questions=("停车怎么收费",),
    language="zh",
    theme="dark",
    accent="#0b4a8f",
    position="left",
    mode="extract",
    sources=Sources(issuers=("交通局",), folders=("https://x.gov.cn/a/",)),
    origins=("https://www.x.gov.cn",),
    groups=("财务",),
)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    made = open_records("", tmp_path)
    yield made
    made.close()


def test_a_bot_is_kept_with_a_public_key_of_its_own(records: Records) -> None:
    bot = records.bots.create(DRAFT)
    assert bot.id.startswith("bot-")
    assert bot.name == "停车助手"
    assert bot.sources == Sources(issuers=("交通局",), folders=("https://x.gov.cn/a",))
    assert bot.draft == DRAFT.model_copy(update={"sources": bot.sources})
    assert records.bots.listed() == [bot] == [records.bots.find(bot.id)]
    key = records.keys.find(bot.key)
    assert key is not None
    assert (key.id, key.kind, key.scopes, key.bot) == (bot.key_id, "public", ("ask",), bot.id)
    assert (key.name, key.origins, key.groups) == ("停车助手", ("https://www.x.gov.cn",), ("财务",))
    assert records.bots.of_key(key) == bot
    assert records.bots.with_key(bot.key) == bot
    assert records.bots.with_key(bot.key[:-1]) is None


def test_the_key_is_public_though_no_page_may_use_it(records: Records) -> None:
    bot = records.bots.create(BotDraft(name="本站"))
    key = records.keys.find(bot.key)
    assert key is not None
    assert (key.kind, key.origins, bot.sources.limited) == ("public", (), False)


def test_a_change_reaches_the_key(records: Records) -> None:
    bot = records.bots.create(DRAFT)
    changed = records.bots.change(bot.id, BotDraft(name="新名", origins=("https://y.gov.cn",)))
    assert (changed.id, changed.key, changed.made_at) == (bot.id, bot.key, bot.made_at)
    assert (changed.name, changed.draft.groups, changed.draft.questions) == ("新名", (), ())
    key = records.keys.find(bot.key)
    assert key is not None
    assert (key.name, key.origins, key.groups) == ("新名", ("https://y.gov.cn",), ())


def test_renewing_revokes_the_key_before(records: Records) -> None:
    bot = records.bots.create(DRAFT)
    old = records.keys.find(bot.key)
    assert old is not None
    renewed = records.bots.renew(bot.id)
    assert renewed.key != bot.key
    assert renewed.live
    assert records.keys.find(bot.key) is None
    assert records.bots.of_key(old) is None
    assert records.bots.with_key(bot.key) is None
    assert renewed.draft == bot.draft


def test_a_key_that_is_revoked_by_itself_leaves_a_bot_that_can_be_renewed(records: Records) -> None:
    bot = records.bots.create(DRAFT)
    records.keys.revoke(bot.key_id)
    assert not records.bots.find(bot.id).live
    assert records.bots.with_key(bot.key) is None
    assert records.bots.renew(bot.id).live


def test_removing_a_bot_revokes_its_key(records: Records) -> None:
    bot, other = records.bots.create(DRAFT), records.bots.create(DRAFT)
    records.bots.remove(bot.id)
    assert records.keys.find(bot.key) is None
    assert records.bots.listed() == [other]
    for act in (records.bots.find, records.bots.renew, records.bots.remove):
        with pytest.raises(NotFound):
            act(bot.id)
    with pytest.raises(NotFound):
        records.bots.change(bot.id, DRAFT)


@pytest.mark.parametrize("accent", ["red", "#fff", "#12345g", "#0b4a8f;x", "0b4a8f"])
def test_a_colour_is_six_hexadecimal_digits(accent: str) -> None:
    with pytest.raises(ValidationError):
        BotDraft(name="x", accent=accent)


@pytest.mark.parametrize("changes", [
    {"accent": "#ffcc00"},  # white on it cannot be read
    {"groups": ("财务|人事",)},
    {"sources": Sources(folders=("/",))},
    {"sources": Sources(issuers=(" ",))},
])  # fmt: skip
def test_what_cannot_be_is_refused_before_a_key_is_made(records: Records, changes: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        records.bots.create(DRAFT.model_copy(update=changes))
    assert not records.keys.any()


def test_an_older_database_gets_what_is_missing(tmp_path: Path) -> None:
    records = open_records("", tmp_path)
    key, secret = records.keys.create("门户", origins=["https://x.gov.cn"])
    with records.engine.begin() as db:
        for change in (
            "DROP TABLE bots",
            "ALTER TABLE keys DROP COLUMN bot",
            "ALTER TABLE answers DROP COLUMN sources",
        ):
            db.execute(sa.text(change))
    records.close()
    records = open_records("", tmp_path)
    assert records.keys.find(secret) == key
    assert records.bots.create(DRAFT).live
    records.close()


FOLDERS = Sources(folders=("a/b", "https://x.gov.cn"))


@pytest.mark.parametrize(("own", "other", "covers"), [
    (Sources(), FOLDERS, True),
    (FOLDERS, Sources(), False),
    (FOLDERS, FOLDERS, True),
    (FOLDERS, Sources(folders=("a/b/c",)), True),
    (FOLDERS, Sources(folders=("a/bc",)), False),
    (FOLDERS, Sources(folders=("a",)), False),
    (FOLDERS, Sources(folders=("a/b",), document_ids=("doc-1",)), False),
    (Sources(issuers=("财政局",)), Sources(issuers=("市财政局",)), True),
    (Sources(issuers=("市财政局",)), Sources(issuers=("财政局",)), False),
    (Sources(document_ids=("1", "2")), Sources(document_ids=("2",)), True),
])  # fmt: skip
def test_what_was_seen_for_an_answer_is_covered_or_not(own: Sources, other: Sources, covers: bool) -> None:
    assert own.cover(other) is covers
    kept = Asker("widget").seeing(Sight(frozenset(), other))
    assert Sources.unpacked(kept.sources) == other
    assert shares(kept.groups, kept.sources, Sight(frozenset(), own)) is covers


def test_groups_and_sources_must_both_be_covered() -> None:
    kept = Asker("widget").seeing(Sight(frozenset({"财务"}), FOLDERS))
    assert shares(kept.groups, kept.sources, EVERYTHING)
    assert not shares(kept.groups, kept.sources, PUBLIC)
    assert shares(kept.groups, kept.sources, PUBLIC.joined({"财务", "人事"}))
    assert not shares(ALL, None, PUBLIC.joined({"财务"}))
    assert EVERYTHING.within(FOLDERS).told == ALL
    assert not EVERYTHING.within(FOLDERS).whole


PAPERS = {
    "a": "云溪市交通局关于停车收费的通知\n云交发〔2021〕3号\n\n2021年停车收费标准为每小时5元。\n\n云溪市交通局\n2021年5月6日\n",
    "A": "云溪市财政局关于资金安排的通知\n云财发〔2023〕7号\n\n2023年道路养护安排资金5731万元。\n\n云溪市财政局\n2023年8月9日\n",
    "ab": "公园管理说明\n\n2022年全市新建口袋公园41个。\n",  # no issuer
}


def titles(bot: Assistant, sources: Sources) -> set[str]:
    records = bot.as_seen_by(Sight(None, sources)).records
    seen, _ = records.page(10)
    assert records.count() == len(seen) == len(records.documents([d.id for d in bot.records.page(10)[0]]))
    assert records.hides() is (len(seen) < len(PAPERS))
    return {d.title[:5] for d in seen}


def test_sources_choose_documents(assistant_over: Callable[..., Assistant]) -> None:
    bot = assistant_over(**PAPERS)
    listed, _ = bot.records.page(10)
    park = next(d for d in listed if "公园" in d.title)
    source = {d.title[:5]: d.source for d in listed}
    everything = set(source)
    assert titles(bot, Sources()) == everything
    assert titles(bot, Sources(issuers=("交通局",))) == {"云溪市交通"}
    assert titles(bot, Sources(issuers=("云溪市",))) == {"云溪市交通", "云溪市财政"}
    assert titles(bot, Sources(document_ids=(park.id, "doc-none"))) == {park.title[:5]}
    assert titles(bot, Sources(issuers=("财政局",), document_ids=(park.id,))) == {"云溪市财政", park.title[:5]}
    assert titles(bot, Sources(issuers=("%",))) == set()
    assert titles(bot, Sources(folders=(source["云溪市交通"],))) == {"云溪市交通"}
    assert titles(bot, Sources(folders=(source["云溪市交通"][:-1],))) == set(), "a folder, not any beginning"


def test_answers_refusals_and_words_are_of_the_sources_alone(assistant_over: Callable[..., Assistant]) -> None:
    bot = assistant_over(**PAPERS)
    seen = bot.as_seen_by(PUBLIC.within(Sources(issuers=("交通局",))))
    assert seen is bot.as_seen_by(PUBLIC.within(Sources(issuers=("交通局",))))
    assert "5元" in seen.answer("2021年停车收费标准是多少").text
    refused = seen.answer("2023年道路养护安排资金多少万元")
    assert refused.outcome == "refused"
    assert "5731" not in refused.model_dump_json()
    assert "财政局" not in str(refused.nearest)
    assert {hit.document.issuer for hit in seen.search("资金")} <= {"云溪市交通局"}
    assert seen.library.frequencies()("养护") == 0 < bot.library.frequencies()("养护")
    assert bot.answer("2023年道路养护安排资金多少万元").text.startswith("5731万元")
