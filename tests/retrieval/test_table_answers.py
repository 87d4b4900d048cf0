"""Questions that a table's cell answers, with its unit, its row and its heads; and those that none does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from ingest.pipeline import ingest
from retrieval.answer import draft, pick
from retrieval.assistant import Assistant
from retrieval.candidates import candidates
from retrieval.claims import Claim, Draft
from retrieval.evidence import Statement, read, weigh
from retrieval.models import Answer
from retrieval.search import search
from retrieval.settings import load_settings
from retrieval.understand import understand
from retrieval.verify import verify

DAY = date(2020, 5, 1)
TEXTS = {
    "修渠": """虚构市水务局关于2019年水渠建设情况的通报
各区水务局：
现将2019年水渠建设情况通报如下。
表1 2019年各区水渠建设情况表
单位：万米
区县 | 新修水渠 | 清淤水渠 | 同比增长（%） | 资金（万元）
甲山区 | 12.5 | 30.1 | 4.2 | 1,200
乙水区 | 8.75 | 22 | -1.5 | 950
丙河区 | 6 | | 0.3 | 80
合计 | 27.25 | 52.1 | | 2230
请各区继续做好工作。
""",
    "公报": """虚构市统计局主要指标公报
指标 | 单位 | 2018年 | 2019年
蜂蜜产量 | 吨 | 1020 | 1250
养蜂户数 | 户 | 310 | 312
""",
    "历年": """虚构市历年降雪
年份 | 降雪天数（天） | 最大积雪（厘米）
2017 | 12 | 5
2018 | 9 | 7.5
2019 | 15 | 6
""",
    "验收": """虚构市水库验收情况
2020年2月1日
一、2018年验收
表1 2018年各库验收情况
水库 | 库容（万立方米） | 得分
青石水库 | 120 | 90
长岭水库 | 80 | 88
二、2019年验收
表2 2019年各库验收情况
水库 | 库容（万立方米） | 得分
青石水库 | 125 | 95
长岭水库 | 82 | 91
""",
    "学校": """虚构市学校统计
地区 | 小学 | 小学 | 初中 | 初中
地区 | 学校数（所） | 在校生（人） | 学校数（所） | 在校生（人）
东区 | 12 | 8000 | 5 | 3100
西区 | 20 | 12500 | 9 | 6120
""",
    "电话": """虚构市各站联系方式
站点 | 联系人 | 联系电话 | 地址
东门供水站 | 王海 | 0999-8123456 | 东门路1号
西门供水站 | 陈江 | 0999-8654321 | 西门路22号
""",
    "分数": """2020年虚构学院录取分数
首页
各班录取分数
班级名称
文科
最高
文科
最低
理科
最高
理科
最低
园艺班
628
611
650
640
测绘班
673
671
水文班
601
600
640
630
烹饪班
599
598
603
602
""",
    "名单": """2020年推荐书店名单
更新时间：2020-04-06
序号
书店名称
1
柳树书店
2
杨岭书店
3
石桥书店
分享到：
""",
    "计划": """虚构市2020年植树安排
表2 2020年植树计划
区县 | 植树（万株）
丁山区 | 40
戊水区 | 35
""",
}  # fmt: skip


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    """An assistant over documents with tables."""
    folder = tmp_path_factory.mktemp("tables")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    made = Assistant.from_settings(load_settings(data=folder / "data"))
    ingest([folder / f"{name}.txt" for name in TEXTS], made.library, base=folder)
    yield made
    made.close()


@pytest.fixture
def ask(tables: Assistant) -> Callable[[str], Answer]:
    return lambda question: tables.answer(question, as_of=DAY)


FOUND = [
    ("2019年甲山区新修水渠是多少", "12.5万米", "甲山区 | 12.5"),
    ("2019年乙水区清淤水渠多少米", "22万米", "乙水区 | 8.75"),
    ("2019年乙水区水渠资金多少万元", "950万元", "乙水区 | 8.75"),
    ("2019年乙水区水渠建设同比增长多少", "-1.5%", "乙水区 | 8.75"),
    ("2019年全市新修水渠多少", "27.25万米", "合计 | 27.25"),
    ("2018年蜂蜜产量多少吨", "1020吨", "蜂蜜产量 | 吨"),
    ("2019年蜂蜜产量多少", "1250吨", "蜂蜜产量 | 吨"),
    ("2018年降雪天数是多少天", "9天", "2018 | 9"),
    ("去年最大积雪是多少", "6厘米", "2019 | 15"),
    ("2018年青石水库验收得分是多少", "90", "青石水库 | 120"),
    ("2019年青石水库库容多少", "125万立方米", "青石水库 | 125"),
    ("长岭水库验收得分是多少", "91", "长岭水库 | 82"),
    ("西区初中在校生有多少人", "6120人", "西区 | 20"),
    ("东区小学学校数是多少", "12所", "东区 | 12"),
    ("西门供水站的联系电话是多少", "0999-8654321", "西门供水站 | 陈江"),
    ("东门供水站的联系人是谁", "王海", "东门供水站 | 王海"),
    ("西门供水站的地址是什么", "西门路22号", "西门供水站 | 陈江"),
    ("2020年园艺班理科的最低录取分数是多少", "640", "园艺班\n628"),
    ("2020年测绘班的最低录取分数是多少", "671", "测绘班\n673"),
    ("2020年推荐书店名单中第二位是哪家", "杨岭书店", "2\n杨岭书店"),
]


@pytest.mark.parametrize(("question", "value", "row"), FOUND)
def test_the_cell_comes_first_and_its_row_and_heads_are_cited(
    tables: Assistant, ask: Callable[[str], Answer], question: str, value: str, row: str
) -> None:
    answer = ask(question)
    assert answer.outcome == "answered"
    assert answer.text.split("\n")[0] == value
    assert answer.citations[0].quote.startswith(row)
    assert answer.citations[1].quote_end <= answer.citations[0].quote_start  # the heads
    for citation in answer.citations:
        text = tables.records.document(citation.document_id).text
        assert citation.quote == text[citation.quote_start : citation.quote_end]


def test_several_columns_that_are_meant_are_told_apart(ask: Callable[[str], Answer]) -> None:
    assert ask("2020年园艺班的最低录取分数是多少").text.split("\n")[0] == "文科 最低 611，理科 最低 640"


def test_a_list_of_names_is_told_whole(ask: Callable[[str], Answer]) -> None:
    answer = ask("2020年推荐书店名单包括哪些书店")
    assert answer.text == "柳树书店，杨岭书店，石桥书店"
    assert answer.citations[0].quote == "1\n柳树书店\n2\n杨岭书店\n3\n石桥书店"


REFUSED = [
    "2018年甲山区新修水渠是多少",
    "2021年甲山区新修水渠是多少",
    "2017年蜂蜜产量多少吨",
    "2016年降雪天数是多少天",
    "2017年青石水库验收得分是多少",
    "2019年红岩水库验收得分是多少",
    "2019年丁山区新修水渠是多少",
    "2019年丙河区清淤水渠多少米",
    "2019年甲山区小麦种植面积是多少",
    "北区初中在校生有多少人",
    "南门供水站的联系电话是多少",
    "2020年绘画班理科的最低录取分数是多少",
    "2019年园艺班理科的最低录取分数是多少",
    "2020年园艺班的报名费是多少",
    "2020年推荐书店名单中第七位是哪家",
    "丁山区2020年实际完成植树多少万株",
]


@pytest.mark.parametrize("question", REFUSED)
def test_another_year_row_column_or_an_empty_cell_is_refused(ask: Callable[[str], Answer], question: str) -> None:
    assert ask(question).outcome == "refused"


def test_a_wrong_year_names_the_years_of_the_columns(ask: Callable[[str], Answer]) -> None:
    answer = ask("2017年蜂蜜产量多少吨")
    assert answer.reason == "wrong_year"
    assert answer.nearest.years == (2018, 2019)


def drafted(assistant: Assistant, question: str) -> tuple[Draft, list[Statement]]:
    query = understand(question, (), DAY)
    _, found = read(query, search(assistant.library, query, 60), weigh(query, assistant.library.index.keywords))
    chosen = pick(query, candidates(query, found))
    assert chosen
    return draft(query, chosen), found


def test_where_the_column_is_lost_the_row_is_quoted_and_nothing_asserted(tables: Assistant) -> None:
    made, _ = drafted(tables, "2020年测绘班理科的最低录取分数是多少")
    assert made.doubt
    assert [claim.text for claim in made.claims] == ["测绘班 | 673 | 671"]
    assert not made.claims[0].cells


def test_a_plan_is_told_as_one(tables: Assistant) -> None:
    made, _ = drafted(tables, "丁山区2020年植树多少万株")
    assert made.claims[0].text == "40万株"
    assert made.plan


def test_verification_reads_the_table_anew(tables: Assistant) -> None:
    made, found = drafted(tables, "2019年甲山区新修水渠是多少")
    claim = made.claims[0]
    (cell,) = claim.cells
    assert verify(made, found).claims[0] == claim
    wrong = [
        replace(claim, text="30.1万米"),
        replace(claim, text="12.5万亩", cells=(replace(cell, text="12.5万亩"),)),
        replace(claim, cells=(replace(cell, column=2),)),
        replace(claim, cells=(replace(cell, head="清淤水渠"),)),
        replace(claim, cells=(replace(cell, start=cell.start + 1),)),
        replace(claim, sources=claim.sources[:1]),
        replace(claim, sources=tuple(reversed(claim.sources))),
    ]
    for other in wrong:
        assert not verify(Draft((other,)), found).claims


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("2019年，甲山区新修水渠12.5万米。", True),
        ("2018年，甲山区新修水渠12.5万米。", False),
        ("2019年，甲山区新修水渠12.5米。", False),
        ("2019年，甲山区新修水渠30万米。", False),
    ],
)
def test_a_model_s_sentence_about_a_cell_is_held_against_row_and_heads(
    tables: Assistant, text: str, stands: bool
) -> None:
    made, found = drafted(tables, "2019年甲山区新修水渠是多少")
    row = [made.claims[0].sources[0][0], *(s for s in found if not s.row)]
    verified = verify(Draft((Claim(text, ()),)), row)
    assert bool(verified.claims) is stands
    if stands:
        assert any("单位：万米" in span.of(s.hit.document.text) for s, span in verified.claims[0].sources)
