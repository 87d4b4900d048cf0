"""What a claim may say of its sentence, whoever wrote it."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.claims import Claim, Draft
from retrieval.evidence import Statement
from retrieval.models import Chunk, Hit, PolicyDocument
from retrieval.sentences import Span, sentences
from retrieval.verify import claims_of, verify
from retrieval.verify_lines import whole_sentence


def statements(text: str) -> list[Statement]:
    """The sentences of a notice of 2 March 2020, as evidence."""
    document = PolicyDocument(id="d", source="s", title="青石市通报", text=text, issued_on=date(2020, 3, 2))
    hit = Hit(Chunk("d:1", "d", 0, 0, len(text), text), document, 1.0)
    return [Statement(hit, span, 1.0, 1.0, 0.0, (), "named") for span in sentences(text)]


def stands(claim: str, text: str, *, sourced: bool = False) -> bool:
    evidence = statements(text)
    sources = tuple((s, s.span) for s in evidence) if sourced else ()
    return bool(verify(Draft((Claim(claim, sources),)), evidence).claims)


NOTICE = "2019年，全市出让土地97宗，面积3150亩，同比下降8.5%，比2018年减少20宗。"
RIGHT = [
    *("2019年出让土地3150亩。", "2019年出让土地0.315万亩。", "2019年出让土地3.15千亩。", "2019年出让土地210公顷。"),
    *(
        "2019年出让土地3,150亩。",
        "2019年全市出让土地三千一百五十亩。",
        "２０１９年出让土地３１５０亩。",
        "出让土地97宗。",
    ),
    *("全市出让土地九十七宗。", "面积同比下降百分之八点五。", "出让土地面积3150亩，比2018年减少20宗。"),
]
WRONG = [
    *("2019年出让土地3151亩。", "2019年出让土地3150公顷。", "2019年出让土地315亩。", "2019年出让土地3150平方米。"),
    *("2018年出让土地3150亩。", "2020年出让土地3150亩。", "二〇一八年出让土地3150亩。", "2019年出让土地97亩。"),
    *("面积同比增长8.5%。", "面积同比下降5%。", "2019年出让土地面积3150亩以上。", "济南市2019年出让土地3150亩。"),
    *("2018年出让土地97宗。", "局长王建国说出让土地3150亩。"),
]


@pytest.mark.parametrize("sourced", [True, False])
@pytest.mark.parametrize("claim", RIGHT)
def test_a_right_claim_stands_whoever_wrote_it(claim: str, sourced: bool) -> None:
    assert stands(claim, NOTICE, sourced=sourced)


@pytest.mark.parametrize("sourced", [True, False])
@pytest.mark.parametrize("claim", WRONG)
def test_a_wrong_claim_falls_whoever_wrote_it(claim: str, sourced: bool) -> None:
    assert not stands(claim, NOTICE, sourced=sourced)


PAIRS = [
    ("企业可以拖欠工资。", "企业不得拖欠工资。"),
    ("企业不得拖欠工资。", "企业可以拖欠工资。"),
    ("老人可以免费乘车。", "老人不可以免费乘车。"),
    ("个体户可以申请补助。", "个体户不能申请补助。"),
    ("应当提交申请材料。", "可以提交申请材料。"),
    ("最低补助500元。", "最高补助500元。"),
    ("补助不少于500元。", "补助不超过500元。"),
    ("受理时限为5个工作日。", "受理时限为15个工作日。"),
    ("受理时限为5日。", "受理时限为5个工作日。"),
    ("3月15日前提交材料。", "3月5日前提交材料。"),
    ("第四批项目每个补助500元。", "第三批项目每个补助500元。"),
    ("三分之二以上业主同意。", "三分之一以上业主同意。"),
    ("“红石”计划补助500元。", "“青石”计划补助500元。"),
    ("《青石办法》规定补助500元。", "《红河办法》规定补助500元。"),
    ("依据青政发〔2020〕4号补助500元。", "依据青政发〔2020〕3号补助500元。"),
    ("2020年修渠97条。", "2019年修渠97条，2020年修渠50条。"),
]


@pytest.mark.parametrize(("claim", "text"), PAIRS)
def test_a_changed_word_takes_the_support_away(claim: str, text: str) -> None:
    assert not stands(claim, text)
    assert stands(text, text)


def test_a_document_number_may_stand_in_other_brackets() -> None:
    assert stands("依据青政发[2020]3号补助500元。", "依据青政发〔2020〕3号补助500元。")


def test_a_claim_may_rest_on_two_sentences() -> None:
    text = "2019年，全市修渠97条。全市修路1200公里。"
    (claim,) = verify(Draft((Claim("全市修渠97条，修路1200公里。", ()),)), statements(text)).claims
    assert [span.of(text) for _, span in claim.sources] == ["2019年，全市修渠97条。", "全市修路1200公里。"] or [
        span.of(text) for _, span in claim.sources
    ] == ["全市修路1200公里。", "2019年，全市修渠97条。"]


def test_a_claim_about_something_else_falls_without_any_number() -> None:
    assert not stands("学校食堂由教育局监管。", NOTICE)


def test_only_unsupported_claims_are_dropped() -> None:
    made = verify(Draft(claims_of("全市出让土地97宗[1]。面积9999亩[1]。")), statements(NOTICE))
    assert [c.text for c in made.claims] == ["全市出让土地97宗。"]
    assert [d.text for d in made.dropped] == ["面积9999亩。"]


def test_claims_of_a_models_text() -> None:
    text = "**结论**：修渠97条[1]。修路3.5公里【2】；\n- 建桥5座。\n1. 建站2个（3）\n3.5万人受益。"
    assert [c.text for c in claims_of(text)] == [
        *("结论：修渠97条。", "修路3.5公里；", "建桥5座。", "建站2个", "3.5万人受益。")
    ]
    assert claims_of(" \n。") == ()


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("2019年出让土地210公顷。", "2019年出让土地210公顷（3150亩 = 210公顷（1公顷=15亩））。"),
        ("出让土地0.315万亩。", "出让土地0.315万亩（3150亩 = 0.315万亩（1万亩=10000亩））。"),
        ("出让土地2.1平方公里", "出让土地2.1平方公里（3150亩 = 2.1平方公里（1平方公里=1500亩））"),
        ("2019年出让土地三千一百五十亩。", "2019年出让土地三千一百五十亩。"),
        ("2019年出让土地3,150亩。", "2019年出让土地3,150亩。"),
    ],
)
def test_a_conversion_is_shown(claim: str, shown: str) -> None:
    (made,) = verify(Draft((Claim(claim, ()),)), statements(NOTICE)).claims
    assert made.text == shown
    assert bool(made.notes) == (shown != claim)


def test_a_rounded_conversion_says_so() -> None:
    (made,) = verify(Draft((Claim("公园占地约13.33公顷。", ()),)), statements("公园占地200亩。")).claims
    assert made.text == "公园占地约13.33公顷（200亩 ≈ 13.33公顷（1公顷=15亩））。"
    assert not stands("公园占地约13.5公顷。", "公园占地200亩。")
    assert not stands("公园占地13.33公顷。", "公园占地200亩。")


REASONS = [
    ("2019年出让土地3151亩。", "number"),
    ("2018年出让土地3150亩。", "year"),
    ("面积同比增长8.5%。", "direction"),
    ("2019年出让土地面积3150亩以上。", "limit"),
    ("2019年计划出让土地3150亩。", "plan"),
    ("2019年征收土地3150亩。", "said"),
    ("王建国说出让土地3150亩。", "name"),
    ("依据青政发〔2020〕3号出让土地3150亩。", "number_of_document"),
]


@pytest.mark.parametrize(("claim", "reason"), REASONS)
def test_a_dropped_claim_has_its_reason_in_the_log_too(
    claim: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    evidence = statements(NOTICE)
    with caplog.at_level("INFO", "policyqa.verify"):
        (dropped,) = verify(Draft((Claim(claim, ((evidence[0], evidence[0].span),)),)), evidence).dropped
    assert (dropped.text, dropped.reason) == (claim, reason)
    assert [record.getMessage() for record in caplog.records] == [f"dropped ({reason}): {claim} [d]"]


WRAPPED = "青石市出让情况\n2019年，全市组织国有建设用地出让，共出让土\n地97宗，面积3150亩。\n2019年，全市征收土地50宗，面积\n3645亩。"


@pytest.mark.parametrize("claim", ["2019年出让土地97宗，面积3150亩。", "2019年征收土地面积3645亩。"])
def test_a_sentence_over_two_lines_is_cited_whole(claim: str) -> None:
    (made,) = verify(Draft((Claim(claim, ()),)), statements(WRAPPED)).claims
    ((_, span),) = made.sources
    assert span.of(WRAPPED).replace("\n", "") in {
        "2019年，全市组织国有建设用地出让，共出让土地97宗，面积3150亩。",
        "2019年，全市征收土地50宗，面积3645亩。",
    }


def test_no_line_is_joined_to_a_heading_or_an_item() -> None:
    for text in ("一、青石市公共图书馆建设情况\n全市建馆12座。", "全市新建公共图书馆和文化馆\n（一）新建图书馆12座。"):
        assert whole_sentence(text, Span(text.index("\n") + 1, len(text))) == Span(text.index("\n") + 1, len(text))
