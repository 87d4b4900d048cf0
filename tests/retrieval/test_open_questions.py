"""What was asked in vain is listed, alike questions as one; and how much is asked at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from retrieval.answer_log import Asker
from retrieval.assistant import Assistant
from retrieval.faq_store import FaqCitation, FaqDraft
from retrieval.schema import answers, now
from retrieval.usage import usage

PAPER = "云溪市2019年水稻补贴通知（虚构示例）\n2019年4月2日\n2019年水稻补贴标准为每亩95元。\n"


@pytest.fixture
def bot(assistant_over: Callable[..., Assistant]) -> Assistant:
    return assistant_over(paper=PAPER)


def log(
    bot: Assistant, question: str, outcome: str = "refused", reason: str | None = "not_found", ms: float = 20.0
) -> str:
    key = f"ans-{bot.records.answers.count()}"
    documents = [{"document_id": bot.records.matching()[0]}] if outcome == "answered" else []
    answer: dict[str, Any] = {
        "id": key, "question": question, "understood": question, "text": "…", "citations": documents,
        "outcome": outcome, "reason": None if outcome == "answered" else reason, "mode": "extract",
    }  # fmt: skip
    bot.records.answers.add(answer, Asker("chat"), ms)
    return key


def rate(bot: Assistant, key: str, rating: Any) -> None:
    entry = bot.records.answers.get(key)
    assert entry is not None
    bot.records.feedback.give(entry, rating, None, "visitor")


def test_alike_questions_are_one_and_the_commonest_comes_first(bot: Assistant) -> None:
    for question in (
        "居住证在哪里办",
        "居住证在哪里办？",
        "在哪儿办理居住证",
        "2018年水稻补贴多少",
        "2017年水稻补贴多少",
    ):
        log(bot, question)
    log(bot, "怎么制造炸弹", reason="unsafe")
    log(bot, "水稻补贴多少", "answered")
    found = bot.open_questions.listed()
    assert [(set(one.questions), one.count) for one in found] == [
        ({"居住证在哪里办", "居住证在哪里办？", "在哪儿办理居住证"}, 3),
        ({"2017年水稻补贴多少"}, 1),
        ({"2018年水稻补贴多少"}, 1),
    ]
    assert found[0].refused == 3
    assert len(found[0].answer_ids) == 3


def test_what_was_answered_badly_is_listed_as_well(bot: Assistant) -> None:
    bad, good = log(bot, "水稻补贴多少", "answered"), log(bot, "水稻补贴几元", "answered")
    rate(bot, bad, "down")
    rate(bot, good, "up")
    (found,) = bot.open_questions.listed()
    assert (found.questions, found.disliked, found.refused, found.count) == (("水稻补贴多少",), 1, 0, 1)
    assert found.answer_ids == (bad,)


def test_what_is_settled_comes_back_when_it_is_asked_again(bot: Assistant) -> None:
    log(bot, "居住证在哪里办")
    bot.open_questions.settle(bot.open_questions.listed()[0].questions)
    assert bot.open_questions.listed() == []
    log(bot, "居住证在哪里办？")
    (found,) = bot.open_questions.listed()
    assert found.count == 2


def test_what_the_faq_answers_now_is_off_the_list(bot: Assistant) -> None:
    log(bot, "居住证在哪里办")
    cited = FaqCitation(document_id=bot.records.matching()[0], quote="2019年水稻补贴标准为每亩95元。")
    draft = FaqDraft(questions=("居住证在哪里办",), answer="政务大厅二楼", citations=(cited,))
    entry = bot.records.faq.save(draft, bot.records)
    assert bot.open_questions.listed() == []
    bot.records.faq.enable(entry.id, enabled=False)
    assert len(bot.open_questions.listed()) == 1


def test_what_was_asked_is_counted_by_day(bot: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    for milliseconds in (10.0, 20.0, 30.0, 400.0):
        log(bot, "水稻补贴多少", "answered", ms=milliseconds)
    old = log(bot, "居住证在哪里办")
    rate(bot, old, "down")
    bot.records.answers.flush()
    with bot.records.engine.begin() as db:
        db.execute(sa.update(answers).where(answers.c.id == old).values(asked_at=now() - timedelta(days=2)))
    today = now().date()
    found = usage(bot.records, today - timedelta(days=2), today)
    assert [(day.asked, day.answered, day.refused) for day in found.days] == [(1, 0, 1), (0, 0, 0), (4, 4, 0)]
    assert (found.asked, found.outcomes, found.reasons) == (5, {"answered": 4, "refused": 1}, {"not_found": 1})
    assert (found.days[2].p50, found.days[2].p95, found.days[1].p50) == (20.0, 400.0, None)
    assert (found.ratings, found.channels, found.modes) == ({"down": 1}, {"chat": 5}, {"extract": 5})
    assert [(cited.title[:3], cited.count) for cited in found.cited] == [("云溪市", 4)]
    assert found.as_dict()["days"][0]["day"] == (today - timedelta(days=2)).isoformat()
    monkeypatch.setenv("TZ", "Etc/GMT-14" if now().hour >= 10 else "Etc/GMT+12")  # where it is another day
    time.tzset()
    try:
        there = date.today()
        assert there != today
        assert [day.asked for day in usage(bot.records, there, there).days] == [4]
        assert usage(bot.records, today, today).asked == 0
    finally:
        monkeypatch.undo()
        time.tzset()
    assert usage(bot.records, date(2020, 1, 1), date(2020, 1, 2)).asked == 0
