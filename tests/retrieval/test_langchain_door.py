"""LangChain users get the same passages and answers through LangChain's own interfaces."""

from __future__ import annotations

from retrieval.assistant import Assistant
from retrieval.langchain_door import PolicyRetriever, answer_runnable, event_runnable


def test_the_retriever_gives_passages_with_their_place(assistant: Assistant) -> None:
    passages = PolicyRetriever(assistant=assistant, limit=3).invoke("2019年出让土地多少亩")
    assert 0 < len(passages) <= 3
    found = next(p for p in passages if "3150亩" in p.page_content)
    text = assistant.records.document(found.metadata["id"]).text
    assert text[found.metadata["start"] : found.metadata["end"]] == found.page_content


def test_the_runnable_answers_a_question_or_a_mapping(assistant: Assistant) -> None:
    chain = answer_runnable(assistant)
    assert "3150亩" in chain.invoke("2019年出让土地多少亩").text
    assert chain.invoke({"question": "2018年出让土地多少亩", "mode": "extract"}).reason == "wrong_year"
    assert [a.outcome for a in chain.batch(["2019年出让土地多少宗", "今天天气怎么样"])] == ["answered", "refused"]


def test_the_steps_stream(assistant: Assistant) -> None:
    types = [event.type for event in event_runnable(assistant).stream("2019年出让土地多少亩")]
    assert types[0] == "meta"
    assert types[-1] == "done"
    assert "citation" in types
