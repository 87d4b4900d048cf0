"""Which statements can answer a question, and what the reader's pointing changes in it."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.belief import SURE, likely
from retrieval.candidates import Candidate, rate
from retrieval.evidence import Statement
from retrieval.models import Chunk, Hit, PolicyDocument
from retrieval.reader import Judgement
from retrieval.sentences import Span
from retrieval.understand import understand

SURELY, HARDLY = 3.0, -3.0  # log-odds of the place at which the reader points


def statement(text: str, *, local: float = 0.0, span: float | None = None, title: str = "工作通知") -> Statement:
    document = PolicyDocument(id="d", source="d", title=title, text=text)
    hit = Hit(Chunk("c", "d", 0, 0, len(text), text), document, 1.0, 0.9, 1.0)
    judgement = None if span is None else Judgement(0.0, 0.0, span=span)
    whole = Span(0, len(text))
    pointed = None if span is None else whole
    return Statement(hit, whole, local, local, 0.0, (), "named", judgement=judgement, pointed=pointed)


def rated(question: str, told: Statement) -> Candidate | None:
    return rate(understand(question, (), date(2026, 3, 2)), told)


def test_what_shares_no_word_with_the_question_answers_where_the_reader_points_at_it() -> None:
    text = "迟交的，次年不再受理。"

    assert rated("过了期限怎么办", statement(text)) is None
    assert rated("过了期限怎么办", statement(text, span=HARDLY)) is None
    assert rated("过了期限怎么办", statement(text, span=SURELY)) is not None


def test_an_amount_may_stand_in_words_that_the_reader_points_at() -> None:
    shared = "补助由市、区两级财政各担一半。"

    found = rated("补助由市里出多少钱", statement(shared, local=0.5, span=SURELY))

    assert found is not None
    assert not found.values
    assert rated("补助由市里出多少钱", statement(shared, local=0.5, span=HARDLY)) is None
    assert rated("补助由市里出多少钱", statement("补助由财政分担。", local=0.5, span=SURELY)) is None


def test_being_pointed_at_for_sure_is_likely_enough() -> None:
    assert likely(statement("迟交的，次年不再受理。", span=SURELY))
    assert not likely(statement("迟交的，次年不再受理。", span=HARDLY))
    assert statement("", span=SURELY).judgement.sure > SURE  # type: ignore[union-attr]


@pytest.mark.parametrize("question", ["贷款风险由谁承担", "谁来管理资金"])
def test_who_does_something_may_be_no_name(question: str) -> None:
    told = statement("贷款风险由担保机构和银行共同承担，资金由财政部门管理。", local=0.8)

    assert rated(question, told) is not None


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("区自然资源局局长是谁", True),
        ("谁是区自然资源局的局长", True),
        ("局长是谁", True),
        ("区教育局局长是谁", False),
        ("谁是历城区教育局的局长", False),
    ],
)
def test_the_holder_of_an_office_is_that_of_the_asked_agency(question: str, answers: bool) -> None:
    told = statement("局党组书记、局长李明作了讲话。", local=0.8, span=SURELY, title="区自然资源局召开工作会议")

    assert (rated(question, told) is not None) is answers


@pytest.mark.parametrize(
    "line", ["（对接部门：区市场监督管理局；", "责任单位：区市场监督管理局", "联系人：市场监督管理局王某"]
)
def test_who_is_in_charge_answers_only_where_that_is_asked(line: str) -> None:
    told = statement(line, local=0.8)

    assert rated("市场监督管理局的信息公开申请怎么提出", told) is None
    assert rated("信息公开找市场监督管理局哪个科室", told) is not None
    assert rated("市场监督管理局怎么提出申请", statement("向责任单位市场监督管理局提出申请。", local=0.8)) is not None
    joined = "（责任单位：区财政局） 8.向市场监督管理局提出申请，按月发放补贴。"
    assert rated("市场监督管理局怎么提出申请", statement(joined, local=0.8)) is not None
