"""Whether a sentence says yes or no to a question; silence wherever that is not plain."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.claims import Claim, Draft
from retrieval.evidence import Statement
from retrieval.limits import reach
from retrieval.models import Chunk, Hit, PolicyDocument
from retrieval.polarity import polarity
from retrieval.propositions import proposition_of
from retrieval.sentences import sentences
from retrieval.verify import verify

AFFIRMED = [
    ("企业能否申请贷款贴息", "企业可以申请贷款贴息。"),
    ("工程是否已完成验收", "工程已完成验收。"),
    ("种水稻有没有补贴", "对种水稻的农户给予补贴。"),
    ("办理身份证需要提供户口簿吗", "办理身份证应当提供户口簿。"),
    ("办理身份证需要提供户口簿吗", "办理身份证不得不提供户口簿。"),
    ("是否免收滞纳金", "对企业免收滞纳金。"),
    ("20天还能申请吗", "申请人应在30日内申请。"),
    ("75岁能免费乘车吗", "70岁以上老年人可以免费乘车。"),
]
DENIED = [
    ("企业能否申请贷款贴息", "企业不得申请贷款贴息。"),
    ("公园还收门票吗", "公园不再收取门票。"),
    ("办理身份证需要提供户口簿吗", "办理身份证无需提供户口簿。"),
    ("可不可以占用水库大坝", "严禁占用水库大坝。"),
    ("未经批准可以占用耕地吗", "未经批准不得占用耕地。"),
    ("逾期未申报的还能受理吗", "逾期未申报的，不予受理。"),
    ("种水稻有没有补贴", "种水稻没有补贴。"),
    ("工程是否已完成验收", "工程尚未完成验收。"),
    ("超过30天还能申请吗", "申请人应在30日内申请。"),
    ("办理登记会不会收费", "办理登记不收费。"),
]
OPEN = [
    ("企业能否申请贷款贴息", "符合条件的企业可以申请贷款贴息。"),
    ("企业能否申请贷款贴息", "企业原则上可以申请贷款贴息。"),
    ("企业能否申请贷款贴息", "企业经市财政局批准后可以申请贷款贴息。"),
    ("企业能否申请贷款贴息", "除涉及失信的企业外，企业可以申请贷款贴息。"),
    ("企业能否申请贷款贴息", "农户可以申请生活补助。"),
    ("经批准可以占用耕地吗", "未经批准不得占用耕地。"),
    ("工程是否已完成验收", "工程力争完成验收。"),
    ("65岁能免费乘车吗", "70岁以上老年人可以免费乘车。"),
    ("老年人能免费乘车吗", "70岁以上老年人可以免费乘车。"),
    ("40天能申请吗", "申请人应在30日内申请，特殊情况下可以在60日内申请。"),
    ("2015年6月企业是否通过验收", "2015年7月，企业通过验收。"),
    ("是不是不能申请", "不能申请。"),
    ("补贴多少", "每亩补贴100元。"),
    ("所有企业都可以申请贴息吗", "企业可以申请贴息。"),
]


@pytest.mark.parametrize(
    ("question", "sentence", "sign"),
    [*((q, s, True) for q, s in AFFIRMED), *((q, s, False) for q, s in DENIED), *((q, s, None) for q, s in OPEN)],
)
def test_a_sentence_says_yes_or_no_only_where_it_is_plain(question: str, sentence: str, sign: bool | None) -> None:
    assert polarity(question, sentence) is sign


@pytest.mark.parametrize(
    ("question", "form", "matter"),
    [
        ("请问企业能否申请补贴？", "can", "申请补贴"),
        ("可不可以补办？", "may", "补办"),
        ("有没有人受伤？", "have", "受伤"),
        ("交不交税？", "is", "交税"),
        ("是否需要验收？", "need", "验收"),
        ("会不会收费？", "will", "收费"),
    ],
)
def test_what_a_question_asks_to_be_so(question: str, form: str, matter: str) -> None:
    asked = proposition_of(question)
    assert asked is not None
    assert (asked.form, asked.matter) == (form, matter)


@pytest.mark.parametrize(
    ("question", "sentence", "where"),
    [
        ("超过30天", "在30日内申请", "outside"),
        ("20天", "在30日内申请", "inside"),
        ("30日内", "在30日内申请", "same"),
        ("2年", "不超过36个月", "inside"),
        ("50平方米", "在30日内申请", "unknown"),
        ("超过20天", "在30日内申请", "unknown"),
    ],
)
def test_asked_amounts_are_reckoned_against_a_limit(question: str, sentence: str, where: str) -> None:
    assert reach(question, sentence) == where


def _lead(word: str, question: str, text: str) -> list[str]:
    """Why a lead falls over the first sentence of a text; [] where it stands."""
    document = PolicyDocument(id="d", source="s", title="青石市补贴办法", text=text, issued_on=date(2020, 3, 2))
    hit = Hit(Chunk("d:1", "d", 0, 0, len(text), text), document, 1.0)
    first = sentences(text)[0]
    source = (Statement(hit, first, 1.0, 1.0, 0.0, (), "named"), first)
    return [d.reason for d in verify(Draft((Claim(word, (source,), replies=question),)), ()).dropped]


def test_a_lead_that_contradicts_its_sentence_falls() -> None:
    question = "企业能否申请贴息？"
    assert _lead("能", question, "企业可以申请贴息。") == []
    assert _lead("不能", question, "企业可以申请贴息。") == ["polarity"]
    assert _lead("能", question, "企业不得申请贴息。") == ["polarity"]
    assert _lead("能", question, "符合条件的企业可以申请贴息。") == ["polarity"]


def test_a_lead_falls_where_the_next_sentence_takes_it_back() -> None:
    assert _lead("能", "企业能否申请贴息？", "企业可以申请贴息。但失信企业除外。") == ["polarity"]
