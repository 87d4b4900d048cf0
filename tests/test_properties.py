"""What holds for every answer, whatever is asked: quotes are verbatim and carry each number of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.assistant import Assistant
from retrieval.models import Answer, Turn
from retrieval.numbers import quantities
from tests.conftest import assistant_of
from tests.retrieval.test_year_logic import NOTICES

WHEN = st.sampled_from(
    ["", "2015年", "2018年", "2019年", "2020年", "2021年", "去年", "近三年", "“十三五”期间", "二〇一九年"]
)
WHERE = st.sampled_from(["", "青石市", "红河县", "济南市"])
WHAT = st.sampled_from(
    [
        *("新修水渠", "加固水库", "新增灌溉面积", "完成投资", "发放抗旱补贴", "完成人工造林", "栽植果树", "小麦总产量"),
        *("建设学校", "苗木", "受益农户"),
    ]
)
HOW = st.sampled_from(
    [
        "多少",
        "多少条？",
        "多少亩？",
        "多少万元",
        "多少吨？",
        "增长百分之几？",
        "是什么时候？",
        "有哪些？",
        "了吗？",
        "谁负责？",
    ]
)
QUESTION = st.builds(lambda *parts: "".join(parts), WHEN, WHERE, WHAT, HOW)
HISTORY = st.lists(st.builds(Turn, question=QUESTION), max_size=1)


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    made = assistant_of(tmp_path_factory.mktemp("notices"), NOTICES)
    yield made
    made.close()


def _holds(assistant: Assistant, answer: Answer) -> None:
    texts = {c.document_id: assistant.records.document(c.document_id).text for c in answer.citations}
    assert all(texts[c.document_id][c.quote_start : c.quote_end] == c.quote != "" for c in answer.citations)
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    if answer.outcome == "refused":
        assert not answer.citations
        assert answer.reason
        return
    assert answer.citations
    assert all(0 <= c.answer_start < c.answer_end <= len(answer.text) for c in answer.citations)
    known = [q for c in answer.citations for q in quantities(c.quote)]
    known += [q for shown in re.findall(r"（(.*[=≈].*)）", answer.text) for q in quantities(shown)]  # its arithmetic
    assert all(
        any(q.same_as(other) or abs(q.base) == abs(other.base) for other in known) for q in quantities(answer.text)
    )


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=QUESTION)
def test_every_number_of_an_answer_stands_in_a_verbatim_quote(notices: Assistant, question: str) -> None:
    _holds(notices, notices.answer(question, as_of=date(2021, 5, 1)))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY, follow=st.sampled_from(["那2020年呢", "面积呢？", "那济南市呢", "去年呢", "呢", "投资呢"]))
def test_so_it_is_for_follow_ups(notices: Assistant, history: list[Turn], follow: str) -> None:
    _holds(notices, notices.answer(follow, history=history, as_of=date(2021, 5, 1)))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=60).map(lambda t: f"水渠{t}"))
def test_no_question_breaks_it(notices: Assistant, text: str) -> None:
    _holds(notices, notices.answer(text))


def test_some_of_these_questions_are_answered(notices: Assistant) -> None:
    """The properties above would hold for a bot that refuses everything."""
    asked: list[Callable[[], Answer]] = [
        lambda: notices.answer("2019年青石市新修水渠多少条？"),
        lambda: notices.answer("那2020年呢", history=[Turn(question="2019年青石市新修水渠多少条？")]),
    ]
    assert [ask().text[:4] for ask in asked] == ["97条\n", "135条"]
