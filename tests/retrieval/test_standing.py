"""Questions about a document itself are answered from the record, each with the sentence that says it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from retrieval.assistant import Assistant
from retrieval.document_questions import asked_about
from retrieval.models import Answer
from retrieval.understand import understand
from tests.conftest import assistant_of

ASKED = date(2023, 1, 1)
TEXTS = {
    "旧": "虚构市停车收费暂行办法\n虚政发〔2015〕3号\n第一条 为规范停车收费，制定本办法。\n第二条 中心城区停车每小时收费3元。\n"
    "第三条 本办法自2015年4月1日起施行。\n虚构市人民政府\n2015年3月1日\n",
    "新": "虚构市停车收费办法\n虚政发〔2020〕8号\n第一条 为规范停车收费，制定本办法。\n第二条 中心城区停车每小时收费5元。\n"
    "第三条 本办法自2020年6月1日起施行，有效期五年。《虚构市停车收费暂行办法》（虚政发〔2015〕3号）同时废止。\n"
    "虚构市人民政府\n二〇二〇年五月一日\n",
    "湿地": "虚构市人民政府关于加强湿地保护的意见\n虚政发〔2019〕7号\n各区人民政府：\n为加强湿地保护，提出以下意见。\n"
    "一、建立湿地名录。\n虚构市人民政府\n2019年4月2日\n",
    "清理": "虚构市人民政府关于废止部分文件的决定\n虚政发〔2021〕1号\n经研究，决定废止下列文件：\n"
    "1. 虚构市犬类管理规定（虚政发〔2008〕12号）\n2. 虚构市烟花管理办法（虚政发〔2009〕5号）\n虚构市人民政府\n2021年3月5日\n",
    "犬": "虚构市犬类管理规定\n虚政发〔2008〕12号\n第一条 为加强犬类管理，制定本规定。\n虚构市人民政府\n2008年3月1日\n",
    "绿化一": "虚构市绿化条例（2014年修订）\n第一条 为了绿化，制定本条例。\n第二条 绿地率不低于百分之三十。\n"
    "虚构市人民代表大会常务委员会\n2014年3月1日\n",
    "绿化二": "虚构市绿化条例（2022年修订）\n第一条 为了绿化，制定本条例。\n第二条 绿地率不低于百分之三十五。\n"
    "虚构市人民代表大会常务委员会\n2022年3月1日\n",
    "甲": "甲县户外广告管理办法\n甲政发〔2018〕1号\n第一条 本办法自印发之日起施行。\n甲县人民政府\n2018年2月3日\n",
    "乙": "乙县户外广告管理办法\n乙政发〔2019〕6号\n第一条 本办法自2019年9月1日起施行。\n乙县人民政府\n2019年8月3日\n",
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    made = assistant_of(tmp_path_factory.mktemp("standing"), TEXTS)
    yield made
    made.close()


def quoted(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "matter", "name"),
    [
        ("《停车管理办法》还有效吗", "validity", ""),
        ("请问虚政发〔2020〕3号这个文件还在执行吗？", "validity", ""),
        ("停车收费办法现在是否有效", "validity", "停车收费办法"),
        ("《停车管理办法》废止了没有", "validity", ""),
        ("《停车管理办法》什么时候开始施行", "effective", ""),
        ("虚政发〔2020〕3号的有效期到什么时候", "expires", ""),
        ("《停车管理办法》什么时候失效？", "expires", ""),
        ("《停车管理办法》是什么时候印发的", "issued", ""),
        ("哪个部门印发了《停车管理办法》？", "issuer", ""),
        ("《停车管理办法》由谁发布", "issuer", ""),
        ("停车管理办法的文号是多少", "number", "停车管理办法"),
        ("《停车管理办法》被哪个文件废止", "ended_by", ""),
        ("最新的停车管理办法是哪个", "newest", "停车管理办法"),
        ("《停车管理办法》有没有新版本", "newest", ""),
        ("青政发〔2020〕3号还有效吗", "validity", ""),
        ("青石市的通知是否仍然有效", "validity", "青石市的通知"),
        ("水稻补贴暂行办法什么时候失效", "expires", "水稻补贴暂行办法"),
        ("水稻补贴办法什么时候施行", "effective", "水稻补贴办法"),
        ("暂行办法被哪个文件取代了", "ended_by", "暂行办法"),
        ("《停车管理办法》这个文件到底是不是已经正式废止了？谢谢", "validity", ""),
    ],
)
def test_what_is_asked_of_a_document(question: str, matter: str, name: str) -> None:
    asked = asked_about(understand(question, (), ASKED))
    assert asked is not None
    assert (asked.matter, asked.name) == (matter, name)


@pytest.mark.parametrize(
    "question",
    [
        "《停车管理办法》规定什么时候开始收费",
        "停车证的有效期是多久",
        "青政发〔2020〕3号讲了什么",
        "《停车管理办法》规定的申报时间是什么时候",
        "身份证过期了怎么办",
        "按《停车管理办法》，临时停车证有效期多久",
        "哪个部门发布了停车费",
        "2019年出让土地多少亩",
        "最新的停车费是多少",
        "停车场什么时候开始收费",
        "这个文件还有效吗",
    ],
)
def test_what_is_asked_of_other_things(question: str) -> None:
    assert asked_about(understand(question, (), ASKED)) is None


def test_a_document_in_force_is_said_to_be_by_its_clause(papers: Assistant) -> None:
    answer = papers.answer("《虚构市停车收费办法》还有效吗", as_of=ASKED)
    assert answer.text.startswith("《虚构市停车收费办法》现行有效，有效期至2025年5月31日。")
    assert quoted(answer) == ["第三条 本办法自2020年6月1日起施行，有效期五年。"]
    assert answer.warnings == ()


def test_before_its_first_day_and_after_its_last_it_is_not(papers: Assistant) -> None:
    early = papers.answer("《虚构市停车收费办法》还有效吗", as_of=date(2020, 5, 20))
    assert "尚未施行，自2020年6月1日起施行" in early.text
    late = papers.answer("《虚构市停车收费办法》还有效吗", as_of=date(2025, 6, 1))
    assert "已失效：有效期至2025年5月31日" in late.text
    assert any("失效" in warning for warning in late.warnings)
    assert quoted(early) == quoted(late) == ["第三条 本办法自2020年6月1日起施行，有效期五年。"]


@pytest.mark.parametrize("question", ["《虚构市停车收费暂行办法》还有效吗？", "虚政发〔2015〕3号废止了吗", "虚政发〔2015〕3号被哪个文件废止了",
                                      "《虚构市停车收费暂行办法》什么时候失效"])  # fmt: skip
def test_an_abolished_document_is_cited_from_the_one_that_ended_it(papers: Assistant, question: str) -> None:
    answer = papers.answer(question, as_of=ASKED)
    assert answer.text.startswith(
        "《虚构市停车收费暂行办法》已被《虚构市停车收费办法》（虚政发〔2020〕8号、2020年5月1日）废止。"
    )
    assert [(c.title, c.quote) for c in answer.citations] == [
        ("虚构市停车收费办法", "《虚构市停车收费暂行办法》（虚政发〔2015〕3号）同时废止。")
    ]
    assert any("《虚构市停车收费暂行办法》的状态是“废止”" in warning for warning in answer.warnings)


def test_a_list_of_the_abolished_is_cited_with_its_head(papers: Assistant) -> None:
    known = papers.answer("虚构市犬类管理规定还有效吗", as_of=ASKED)
    assert quoted(known) == ["经研究，决定废止下列文件：", "1. 虚构市犬类管理规定（虚政发〔2008〕12号）"]
    unseen = papers.answer("虚政发〔2009〕5号还有效吗", as_of=ASKED)
    assert unseen.text.startswith("虚政发〔2009〕5号已被《虚构市人民政府关于废止部分文件的决定》")
    assert quoted(unseen)[-1] == "2. 虚构市烟花管理办法（虚政发〔2009〕5号）"


def test_what_nothing_says_is_said_to_be_unknown(papers: Assistant) -> None:
    answer = papers.answer("《虚构市人民政府关于加强湿地保护的意见》还有效吗", as_of=ASKED)
    assert "不能确认" in answer.text
    assert "2019年4月2日" in answer.text
    assert "现行有效" not in answer.text
    ends = papers.answer("虚政发〔2019〕7号什么时候失效", as_of=ASKED)
    assert "没有写明有效期" in ends.text


@pytest.mark.parametrize(
    ("question", "said", "quote"),
    [
        (
            "《虚构市停车收费办法》什么时候施行",
            "自2020年6月1日起施行",
            "第三条 本办法自2020年6月1日起施行，有效期五年。",
        ),
        (
            "《虚构市停车收费办法》什么时候失效",
            "有效期至2025年5月31日",
            "第三条 本办法自2020年6月1日起施行，有效期五年。",
        ),
        ("《虚构市停车收费办法》是什么时候发布的", "2020年5月1日", "二〇二〇年五月一日"),
        ("《虚构市停车收费办法》由谁发布", "虚构市人民政府", "虚构市人民政府"),
        ("虚构市停车收费办法的文号是多少", "虚政发〔2020〕8号", "虚政发〔2020〕8号"),
        ("虚政发〔2019〕7号是谁印发的", "虚构市人民政府", "虚构市人民政府"),
    ],
)
def test_dates_issuer_and_number_come_with_their_lines(papers: Assistant, question: str, said: str, quote: str) -> None:
    answer = papers.answer(question, as_of=ASKED)
    assert said in answer.text.split("\n")[0]
    assert quoted(answer) == [quote]
    document = papers.records.document(answer.citations[0].document_id)
    assert document.text[answer.citations[0].quote_start : answer.citations[0].quote_end] == quote


def test_on_the_day_of_issue_names_the_day(papers: Assistant) -> None:
    answer = papers.answer("甲政发〔2018〕1号什么时候施行", as_of=ASKED)
    assert "自2018年2月3日起施行" in answer.text
    assert quoted(answer) == ["第一条 本办法自印发之日起施行。", "2018年2月3日"]


def test_of_versions_the_newest_answers_and_the_older_is_named(papers: Assistant) -> None:
    answer = papers.answer("最新的虚构市绿化条例是哪一年的", as_of=ASKED)
    assert answer.text == "最新的是《虚构市绿化条例（2022年修订）》（2022年3月1日）。"
    assert any("2014年修订" in warning for warning in answer.warnings)
    still = papers.answer("虚构市绿化条例还有效吗", as_of=ASKED)
    assert "2022年修订" in still.text.split("\n")[0]


def test_a_name_that_fits_several_is_asked_back(papers: Assistant) -> None:
    answer = papers.answer("户外广告管理办法还有效吗？", as_of=ASKED)
    assert answer.outcome == "clarify"
    assert set(answer.choices) == {
        "《甲县户外广告管理办法》（甲政发〔2018〕1号）还有效吗？",
        "《乙县户外广告管理办法》（乙政发〔2019〕6号）还有效吗？",
    }
    for choice in answer.choices:
        assert papers.answer(choice, as_of=ASKED).outcome == "answered"


def test_a_document_that_is_not_known_is_not_made_up(papers: Assistant) -> None:
    for question in ("虚政发〔2030〕9号还有效吗", "《虚构市养老办法》由谁发布"):
        assert papers.answer(question, as_of=ASKED).outcome == "refused"


def test_english_replies_say_the_same(papers: Assistant) -> None:
    answer = papers.answer("《虚构市停车收费办法》什么时候施行", as_of=ASKED, language="en")
    assert answer.text.startswith("《虚构市停车收费办法》 takes effect on 2020-06-01.")
