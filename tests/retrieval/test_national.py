"""What central organs rule holds in every place: a question about one is refused and shown it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.assistant import Assistant
from retrieval.models import PolicyDocument
from retrieval.national import national
from tests.conftest import assistant_of

NOTICES = {
    "tax": (
        "关于支持乡村医生队伍建设有关个人所得税政策的公告\n现就有关政策公告如下：\n"
        "一、对乡村医生按照规定标准取得的偏远地区岗位补助，免征个人所得税。\n"
        "二、岗位补助标准为每人每月300元。\n财政部 税务总局\n2021年3月9日\n"
    ),
    "county": (
        "云岭县人民政府关于促进茶叶产业发展的通知\n各乡镇人民政府：\n茶农购买杀青机的，可以向乡镇农技站申请补贴。\n"
        "云岭县人民政府\n2021年5月8日\n"
    ),
    "somewhere": (
        "关于做好家庭医生签约服务的通知\n各街道办事处：\n本市家庭医生可以为签约老人上门换药。\n市卫生健康委\n2021年6月2日\n"
    ),
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    """An assistant over the notices; tests only read it."""
    made = assistant_of(tmp_path_factory.mktemp("national"), NOTICES)
    yield made
    made.close()


@pytest.mark.parametrize(
    "question", ["海南省对乡村医生的岗位补助免征个人所得税吗？", "海南省乡村医生岗位补助是每月多少元？"]
)
def test_asked_of_a_place_it_is_named_and_shown_but_does_not_answer(rules: Assistant, question: str) -> None:
    answer = rules.answer(question)
    assert answer.outcome == "refused", answer.text
    assert answer.reason == "wrong_place"
    assert "全国性的规定见《关于支持乡村医生队伍建设有关个人所得税政策的公告》" in answer.text
    assert answer.nearest.passages[0].title == "关于支持乡村医生队伍建设有关个人所得税政策的公告"


def test_asked_of_no_place_it_answers(rules: Assistant) -> None:
    answer = rules.answer("乡村医生的岗位补助免征个人所得税吗？")
    assert answer.outcome == "answered", answer.text


def test_what_one_place_rules_is_not_called_national(rules: Assistant) -> None:
    answer = rules.answer("海南省家庭医生可以为签约老人上门换药吗？")
    assert answer.outcome == "refused", answer.text
    assert "全国性" not in answer.text


CENTRAL = [
    ("关于延长申报期限的通知", None, "各省、自治区、直辖市财政厅（局）：\n现通知如下。"),
    ("关于用电价格的通知", "国家发展改革委办公厅", "现通知如下。"),
    ("关于优化服务的公告", None, "现公告如下。\n税务总局 海关总署\n2022年1月5日"),
    ("关于防护用品管理的通知", None, "现通知如下。 国家卫生健康委办公厅 2022年1月5日"),
    ("市场监管总局关于检验检测的公告", "市场监管总局", "现公告如下。"),
    ("中华人民共和国民法典", None, "第一条　为了保护民事主体的合法权益，制定本法。"),
]
LOCAL = [
    ("关于延长申报期限的通知", None, "各区县财政局：\n现通知如下。\n市财政局\n2022年1月5日"),
    ("市商务局转发关于复工的通知", None, "各省、自治区、直辖市商务主管部门：\n现通知如下。"),
    ("转发关于复工的通知", "县卫生健康局", "现转发。\n附件\n国家卫生健康委\n2022年1月5日"),
    ("关于举办讲座的通知", None, "主讲人来自财政部。现通知如下。\n2022年1月5日"),
]


@pytest.mark.parametrize(("title", "issuer", "text"), CENTRAL)
def test_what_central_organs_sign_or_send_to_all_is_national(title: str, issuer: str | None, text: str) -> None:
    assert national(PolicyDocument(id="d", source="s", title=title, issuer=issuer, text=f"{title}\n{text}"))


@pytest.mark.parametrize(("title", "issuer", "text"), LOCAL)
def test_what_a_place_signs_or_passes_on_is_not(title: str, issuer: str | None, text: str) -> None:
    assert not national(PolicyDocument(id="d", source="s", title=title, issuer=issuer, text=f"{title}\n{text}"))
