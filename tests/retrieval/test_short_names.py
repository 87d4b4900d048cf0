"""Short names: asked by one, what documents write in full is found, read and answered with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.assistant import Assistant
from retrieval.evidence import contains
from retrieval.short_names import other_names, short_names, short_spans
from retrieval.terms import terms_of
from retrieval.typos import correct
from tests.conftest import assistant_of

NOTICES = {
    "housing": (
        "云溪市公共租赁住房管理办法\n第一条 公共租赁住房租金标准为每月每平方米9.5元。\n"
        "第二条 申请公共租赁住房的家庭，人均住房面积应当低于15平方米。\n云溪市住房和城乡建设局\n2024年4月8日\n"
    ),
    "allowance": (
        "云溪市最低生活保障标准的通知\n城市最低生活保障标准为每人每月860元。\n"
        "受理工作由云溪市民政局负责，人力资源和社会保障局提供就业信息。\n云溪市民政局\n2024年5月6日\n"
    ),
    "taxi": "云溪市巡游出租汽车计价办法\n巡游出租汽车起步价为8元。\n云溪市交通运输局\n2024年6月7日\n",
    "heat": "云溪市供热管理办法\n冬季供热期室内温度不低于19℃。\n承租人应当交纳保证金1800元。\n云溪市城市管理局\n2024年8月8日\n",
    "short": "云溪市驾照换领须知\n换领驾照免收工本费，凭身份证办理。\n云溪市公安局\n2024年7月8日\n",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    """An assistant over the notices; tests only read it."""
    made = assistant_of(tmp_path_factory.mktemp("short-names"), NOTICES)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("公租房租金标准是多少？", "9.5元"),
        ("城市低保标准是多少元？", "860元"),
        ("出租车起步价是多少？", "8元"),
        ("租客的押金是多少元？", "1800元"),
    ],
)
def test_asked_by_a_short_name_the_full_one_answers(office: Assistant, question: str, value: str) -> None:
    answer = office.answer(question)
    assert answer.outcome == "answered", answer.text
    assert value in answer.text.split("\n")[0]


def test_what_nothing_tells_of_is_refused_by_its_short_name_too(office: Assistant) -> None:
    answer = office.answer("廉租房租金标准是多少？")
    assert answer.outcome == "refused", answer.text


@pytest.mark.parametrize(
    "text", ["降低保险费率", "提高考核标准", "其中考核多少人", "中医保健", "职业技能评价", "涉农机构"]
)
def test_words_that_only_stand_side_by_side_are_no_short_name(text: str) -> None:
    assert short_spans(text) == []


def test_a_short_name_is_one_word_of_the_question() -> None:
    assert "公租房" in [term.text for term in terms_of("公租房租金标准是多少")]
    assert "人社局" in [term.text for term in terms_of("上海市人社局如何帮企业")]


def test_either_name_stands_for_the_other() -> None:
    assert contains("低保", "最低生活保障标准") == 1.0
    assert contains("最低生活保障", "低保标准") == 1.0
    assert other_names("桥梁") == ()


def test_a_short_name_is_no_mistyped_word() -> None:
    assert correct("公租房怎么申请", lambda word: 0 if word == "公租房" else 9) == "公租房怎么申请"


def test_every_full_name_says_something_else() -> None:
    for name, others in short_names().others.items():
        assert name
        assert name not in others
        assert len(set(others)) == len(others)
