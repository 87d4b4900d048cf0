"""Questions that lead on from an answer: of its own documents, new, and answered when they are asked."""

from __future__ import annotations

from collections.abc import Callable

from prompts import load_prompts
from retrieval.assistant import Assistant
from retrieval.labels import label_of
from retrieval.models import Answer, Filters

YEARLY = (
    "云州市2022年国民经济统计公报\n2022年全市新造林面积5200亩，新建公园12个，培训农民3000人。\n云州市统计局\n2023年2月1日\n",
    "云州市2023年国民经济统计公报\n2023年全市新造林面积6100亩，新建公园15个，培训农民3500人。\n云州市统计局\n2024年2月1日\n",
)
RULES = (
    "云州市停车管理办法\n云政发〔2021〕7号\n第一条 根据《城市道路管理条例》，制定本办法。\n"
    "第二条 小型车每小时收费5元。\n第三条 残疾人车辆免收停车费。\n第四条 本办法自2021年3月1日起施行，有效期至2099年2月28日。\n"
    "云州市人民政府\n2021年2月3日\n"
)


def test_each_is_answered_when_it_is_asked(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(first=YEARLY[0], second=YEARLY[1], rules=RULES)
    for question in ("云州市2023年新造林面积多少亩", "云州市小型车停车每小时收费多少元"):
        given = assistant.answer(question)
        assert given.outcome == "answered"
        leads = assistant.follow_ups(given, [question])
        assert 1 <= len(leads) <= 3
        assert len(set(leads)) == len(leads)
        assert question not in leads
        assert [lead for lead in leads if assistant.answer(lead).outcome != "answered"] == []


def test_they_lead_to_the_other_year_and_the_next_article(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(first=YEARLY[0], second=YEARLY[1], rules=RULES)
    given = assistant.answer("云州市2023年新造林面积多少亩")
    assert "云州市2022年新造林面积多少亩" in assistant.follow_ups(given)
    assert "云州市2022年新造林面积多少亩" not in assistant.follow_ups(given, ["云州市2022年新造林面积多少亩"])
    ruled = assistant.answer("云州市小型车停车每小时收费多少元")
    assert "《云州市停车管理办法》第三条规定了什么？" in assistant.follow_ups(ruled)


def test_none_are_offered_where_there_was_no_answer_or_nobody_waits(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(rules=RULES)
    assert assistant.follow_ups(assistant.answer("月球上有多少条河")) == []
    given = assistant.answer("云州市小型车停车每小时收费多少元")
    assert assistant.follow_ups(given, wanted=lambda: False) == []
    gone = given.model_copy(update={"citations": (given.citations[0].model_copy(update={"document_id": "gone"}),)})
    assert assistant.follow_ups(gone) == []


def test_they_keep_to_the_filters_of_the_answer(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(first=YEARLY[0], second=YEARLY[1])
    whole = assistant.answer("云州市2023年新造林面积多少亩")
    assert "云州市2022年新造林面积多少亩" in assistant.follow_ups(whole)
    one = Filters(document_ids=(whole.citations[0].document_id,))
    given = assistant.answer("云州市2023年新造林面积多少亩", filters=one)
    assert given.filters == one
    assert "云州市2022年新造林面积多少亩" not in assistant.follow_ups(given)


def test_the_label_says_who_wrote_the_answer() -> None:
    prompts = load_prompts()

    def label(**other: object) -> tuple[str, bool]:
        given = label_of(
            Answer.model_validate({"question": "问", "text": "答", "outcome": "answered", **other}), prompts, "zh"
        )
        return given.text, given.generated

    assert label(mode="llm")[1]
    assert "人工智能生成" in label(mode="llm")[0]
    assert "逐字摘录" in label()[0]
    assert not label()[1]
    assert "检索" in label(outcome="refused")[0]
    assert "工作人员" in label(mode="faq")[0]
