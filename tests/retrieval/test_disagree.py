"""Documents in force that contradict each other are all shown; what only looks alike is no contradiction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from retrieval.assistant import Assistant

ASKED = date(2022, 1, 1)
Over = Callable[..., Assistant]


def notice(title: str, body: str, issuer: str, day: str) -> str:
    return f"{title}\n各有关单位：\n{body}\n{issuer}\n{day}\n"


FARMS = notice(
    "甲县农业农村局关于做好水稻补贴发放工作的通知",
    "2021年水稻种植补贴每亩120元，由县财政承担。",
    "甲县农业农村局",
    "2021年3月1日",
)
MONEY = notice(
    "甲县财政局关于下达2021年农业补贴资金的通知",
    "2021年对水稻种植户给予每亩150元的补贴。",
    "甲县财政局",
    "2021年5月1日",
)
RICE = "2021年水稻种植补贴每亩多少元？"


def test_both_values_are_shown_the_newer_first(assistant_over: Over) -> None:
    answer = assistant_over(a=FARMS, b=MONEY).answer(RICE, as_of=ASKED)
    assert answer.outcome == "conflict"
    lines = answer.text.split("\n")
    assert lines[0].startswith("《甲县财政局关于下达2021年农业补贴资金的通知》（2021-05-01、甲县财政局）：")
    assert "150元" in lines[0]
    assert lines[2].startswith("《甲县农业农村局关于做好水稻补贴发放工作的通知》（2021-03-01、甲县农业农村局）：")
    assert "120元" in lines[2]
    assert [c.quote for c in answer.citations] == [
        "2021年对水稻种植户给予每亩150元的补贴。",
        "2021年水稻种植补贴每亩120元，由县财政承担。",
    ]
    for citation in answer.citations:
        assert "150元" in answer.text[citation.answer_start : citation.answer_end] or citation.n == 2
    assert any("不一致" in warning for warning in answer.warnings)


def test_days_may_disagree_too(assistant_over: Over) -> None:
    school = notice("甲县教育局关于开学的通知", "全县小学秋季学期开学时间为9月1日。", "甲县教育局", "2021年8月1日")
    office = notice(
        "甲县人民政府办公室关于秋季开学工作的通知",
        "全县小学秋季学期开学时间为9月6日。",
        "甲县人民政府办公室",
        "2021年8月5日",
    )
    answer = assistant_over(a=school, b=office).answer("全县小学秋季学期什么时候开学？", as_of=ASKED)
    assert answer.outcome == "conflict"
    assert "9月1日" in answer.text
    assert "9月6日" in answer.text


def test_a_province_and_a_city_in_it_are_both_shown(assistant_over: Over) -> None:
    province = notice(
        "山东省人力资源和社会保障厅关于失业保险的通知",
        "失业保险金标准为每月1500元。",
        "山东省人力资源和社会保障厅",
        "2021年3月1日",
    )
    city = notice(
        "济南市人力资源和社会保障局关于失业保险的通知",
        "失业保险金标准为每月1800元。",
        "济南市人力资源和社会保障局",
        "2021年5月1日",
    )
    answer = assistant_over(a=province, b=city).answer("失业保险金标准为每月多少元？", as_of=ASKED)
    assert answer.outcome == "conflict"
    assert answer.text.index("1800元") < answer.text.index("1500元")


def test_the_older_of_a_replaced_pair_is_no_side(assistant_over: Over) -> None:
    old = "甲县停车暂行办法\n甲政发〔2015〕3号\n第一条 停车每小时收费3元。\n甲县人民政府\n2015年2月1日\n"
    new = (
        "甲县停车办法\n甲政发〔2020〕8号\n第一条 停车每小时收费5元。\n《甲县停车暂行办法》（甲政发〔2015〕3号）同时废止。\n"
        "甲县人民政府\n2020年2月1日\n"
    )
    answer = assistant_over(a=old, b=new).answer("甲县停车每小时收费多少元？", as_of=ASKED)
    assert answer.outcome == "answered"
    assert "5元" in answer.text.split("\n")[0]


@pytest.mark.parametrize(
    ("first", "second", "question"),
    [
        ("2019年全县耕地面积3.2万亩。", "2019年全县耕地面积32000亩。", "2019年全县耕地面积多少亩？"),
        ("2019年全县耕地面积3.2万亩。", "2019年全县耕地面积32045亩。", "2019年全县耕地面积多少亩？"),
        ("2019年全县耕地面积3000余亩。", "2019年全县耕地面积3120亩。", "2019年全县耕地面积多少亩？"),
        ("2018年全县耕地面积3.1万亩。", "2019年全县耕地面积3.2万亩。", "2019年全县耕地面积多少亩？"),
        ("2019年全县基本农田面积2.8万亩。", "2019年全县耕地面积3.2万亩。", "2019年全县耕地面积多少亩？"),
        ("2019年全县新增耕地面积200亩。", "2019年全县耕地面积3.2万亩。", "2019年全县耕地面积多少亩？"),
        ("2019年计划新修水渠60公里。", "2019年新修水渠97公里。", "2019年新修水渠多少公里？"),
        ("大型车停车每小时收费10元。", "小型车停车每小时收费5元。", "停车每小时收费多少元？"),
        ("困难家庭取暖补贴每年600元。", "困难家庭取暖补贴每月50元。", "困难家庭取暖补贴多少元？"),
        ("创业贷款最高30万元。", "创业贷款20万元。", "创业贷款多少万元？"),
    ],
)
def test_what_differs_in_kind_does_not_disagree(assistant_over: Over, first: str, second: str, question: str) -> None:
    one = notice("甲县统计局关于有关情况的通报", first, "甲县统计局", "2020年3月1日")
    other = notice("甲县人民政府办公室工作简报", second, "甲县人民政府办公室", "2020年5月1日")
    assert assistant_over(a=one, b=other).answer(question, as_of=ASKED).outcome == "answered"


def test_what_is_asked_of_one_document_has_no_other_side(assistant_over: Over) -> None:
    assistant = assistant_over(a=FARMS, b=MONEY)
    asked = "《甲县财政局关于下达2021年农业补贴资金的通知》规定水稻种植补贴每亩多少元？"
    answer = assistant.answer(asked, as_of=ASKED)
    assert answer.outcome == "answered"
    assert "150元" in answer.text
