"""Sensitive words: found whatever is put within them, masked in answers, refused in questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from retrieval.assistant import Assistant
from retrieval.errors import UsageError
from retrieval.guard import guarded, masked
from retrieval.models import Answer, Event
from retrieval.sensitive import Veil, Word, Words, place_of
from retrieval.word_store import Kept

LISTED = Words([Word("秘密项目", "mask"), Word("目录", "mask"), Word("abc", "mask"), Word("禁词", "block")])
NOTICE = "关于奖励办法的通知\n甲县设立蓝天基金，每户奖励三百元。\n申请人应当向甲县民政局提交申请。\n"


@pytest.mark.parametrize("text", ["秘密项目", "秘 密-项。目", "秘\u200b密项目", "秘＿密　项\n目"])
def test_a_word_is_found_with_signs_inserted(text: str) -> None:
    masked = LISTED.mask(f"这是{text}吗")
    assert len(masked) == len(text) + 3
    assert not set("秘密项目") & set(masked)


def test_widths_and_capitals_are_alike_and_overlaps_are_masked_whole() -> None:
    assert LISTED.mask("ＡＢｃ x") == "＊＊＊ x"
    assert LISTED.mask("秘密项目录入") == "＊＊＊＊＊入"
    assert LISTED.mask("秘密会议") == "秘密会议"


@pytest.mark.parametrize("text", ["前秘 密、项目录后abc尾秘密", "ab秘密项秘密项目", "a b c"])
def test_no_word_gets_out_wherever_a_stream_is_split(text: str) -> None:
    for first in range(len(text) + 1):
        for second in range(first, len(text) + 1):
            veil = Veil(LISTED)
            parts = [veil.more(text[:first]), veil.more(text[first:second]), veil.more(text[second:]), veil.rest()]
            assert "".join(parts) == LISTED.mask(text)


def _events(*deltas: str) -> Iterator[Event]:
    yield Event("meta", {"question": "问", "understood": "问", "mode": "llm"})
    for delta in deltas:
        yield Event("delta", {"text": delta})
    yield Event("done", Answer(question="问", text="".join(deltas), outcome="answered").model_dump(mode="json"))


def test_a_blocked_word_in_a_stream_retracts_wherever_it_is_split() -> None:
    text = "开头禁 词结尾"
    for at in range(len(text) + 1):
        events = list(guarded(_events(text[:at], text[at:]), LISTED, "不答。"))
        assert [e.type for e in events][-1] == "done"
        streamed = "".join(e.data["text"] for e in events if e.type == "delta")
        assert "禁" not in streamed
        assert any(e.type == "retract" for e in events) or streamed == "不答。"
        assert events[-1].data["text"] == "不答。"
        assert events[-1].data["reason"] == "unsafe"


def test_the_assistant_masks_its_answer_and_refuses_a_blocked_question(
    assistant_over: Callable[..., Assistant],
) -> None:
    assistant = assistant_over(notice=NOTICE)
    question = "甲县蓝天基金每户奖励多少元？"
    plain = assistant.answer(question)
    assert "蓝天基金" in plain.text
    assistant.records.words.add([Word("蓝天", "mask")])
    masked = assistant.answer(question)
    assert masked.text == plain.text.replace("蓝天", "＊＊")
    assert [(c.quote, c.quote_start, c.quote_end) for c in masked.citations] == [
        (c.quote.replace("蓝天", "＊＊"), c.quote_start, c.quote_end) for c in plain.citations
    ]
    assistant.records.words.add([Word("蓝天", "block")])
    refused = assistant.answer("甲县蓝 天基金每户奖励多少元？")
    assert (refused.outcome, refused.reason, refused.citations) == ("refused", "unsafe", ())
    assert assistant.answer("甲县每户奖励多少元？").reason == "unsafe"


def test_a_word_without_letters_is_not_kept(assistant_over: Callable[..., Assistant]) -> None:
    kept = assistant_over(notice=NOTICE).records.words
    with pytest.raises(UsageError):
        kept.add([Word("好", "mask"), Word("。。", "mask")])
    assert kept.listed() == []


def test_other_forms_of_a_sign_are_alike() -> None:
    assert LISTED.mask("ⓐⒷ𝐜 ⽬錄 ⽬录") == "＊＊＊ ⽬錄 ＊＊"


def test_after_an_own_retraction_a_blocked_answer_only_ends() -> None:
    def events() -> Iterator[Event]:
        yield Event("meta", {"question": "问", "understood": "问", "mode": "llm"})
        yield Event("delta", {"text": "初稿"})
        yield Event("retract", {"reason": "unverified"})
        yield Event("done", Answer(question="问", text="禁词", outcome="answered").model_dump(mode="json"))

    found = list(guarded(events(), LISTED, "不答。"))
    assert [event.type for event in found] == ["meta", "delta", "retract", "done"]
    assert found[-1].data["text"] == "不答。"


def test_all_that_people_read_is_masked_and_ids_are_not() -> None:
    answer = Answer(
        question="秘密项目",
        understood="秘密项目",
        text="好",
        outcome="clarify",
        choices=("目录吗",),
        warnings=("目录",),
    ).model_dump(mode="json")
    answer["nearest"] = {"years": [], "places": ["目录"], "titles": ["秘密项目"], "passages": []}
    shown = masked({**answer, "hits": [{"document_id": "目录", "title": "目录"}]}, LISTED)
    assert (shown["question"], shown["understood"], shown["choices"]) == ("＊＊＊＊", "＊＊＊＊", ["＊＊吗"])
    assert (shown["nearest"]["places"], shown["nearest"]["titles"]) == (["＊＊"], ["＊＊＊＊"])
    assert shown["hits"] == [{"document_id": "目录", "title": "＊＊"}]


def test_a_masked_quote_is_found_where_it_stands() -> None:
    assert place_of("＊＊b", "cab ddb ddb", 8) == 8
    assert place_of("d＊b", "cab ddb", 0) == 4
    assert place_of("x＊", "cab", 0) == -1


def test_nothing_that_leads_on_holds_a_word(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(notice="甲县2022年工作总结\n2022年，甲县新建公园41个，新建学校5所，改造道路12公里。\n")
    answer = assistant.answer("2022年甲县新建公园多少个？")
    plain = assistant.follow_ups(answer)
    assert any("学校" in question for question in plain)
    assert assistant.examples()
    assistant.records.words.add([Word("新建", "mask")])
    answer = assistant.answer("2022年甲县新建公园多少个？")
    assert "＊＊公园" in answer.understood
    for question in (*assistant.follow_ups(answer), *assistant.examples()):
        assert "新建" not in question
        assert "＊" not in question


def test_words_are_counted_as_they_are_kept(assistant_over: Callable[..., Assistant]) -> None:
    kept = assistant_over(notice=NOTICE).records.words
    assert kept.add([Word("甲词", "mask"), Word("乙词", "mask")]) == Kept(added=2)
    assert kept.add([Word("甲词", "block"), Word("乙词", "mask")], replace=True) == Kept(changed=1, unchanged=1)
    assert kept.load().blocks("甲 词")
    assert kept.add([Word("丙词", "mask")], replace=True) == Kept(added=1, removed=2)
    assert not kept.load().find("甲词乙词")
    assert (kept.page(1, part="丙"), kept.count(action="block")) == (([Word("丙词", "mask")], False), 0)
    assert kept.remove("丙词")
    assert not kept.remove("丙词")
    assert not kept.load()
