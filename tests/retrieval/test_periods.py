"""A month, a quarter or a day that is asked for: what is known of the whole year, or of another part of it, is no answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from retrieval.asked_periods import asked_periods
from retrieval.assistant import Assistant
from retrieval.period_words import counted, periods_in
from tests.conftest import assistant_of

NOTICES = {
    "land": (
        "云岭县2023年自然资源工作总结\n2023年，全县出让土地46宗，面积1820亩，收取价款9.4亿元。\n"
        "云岭县自然资源局\n2024年1月12日\n"
    ),
    "grain": (
        "云岭县2023年粮食收购情况\n2023年一季度，全县收购粮食320吨；上半年收购粮食910吨；截至9月底收购粮食2040吨。"
        "其中5月收购粮食75吨，比4月增加12吨。\n云岭县发展和改革局\n2023年10月20日\n"
    ),
    "heat": (
        "云岭县关于减收供热费的通知\n自2023年2月1日至4月30日，对困难家庭减收供热费，每户每月减收60元。\n"
        "云岭县住房和城乡建设局\n2023年1月20日\n"
    ),
    "allowance": (
        "云岭县独生子女父母奖励办法\n自2023年1月起，独生子女父母奖励金标准为每人每月80元。\n"
        "云岭县卫生健康局\n2023年1月5日\n"
    ),
    "tourists": (
        "云岭县2023年游客情况\n游客情况见下表。\n月份 | 接待游客（人次） | 门票收入（万元）\n"
        "4月 | 5200 | 41\n5月 | 8800 | 67\n6月 | 6100 | 50\n云岭县文化和旅游局\n2023年7月9日\n"
    ),
    "jobs": (
        "云岭县2023年上半年就业情况\n2023年上半年，全县城镇新增就业3260人，其中6月新增612人。全年办理失业登记1480人。\n"
        "云岭县人力资源和社会保障局\n2023年7月20日\n"
    ),
    "fishing": (
        "云岭县关于禁渔期的通告\n每年3月1日0时至6月30日24时为清溪河禁渔期，违反规定捕捞的处2000元罚款。\n"
        "云岭县农业农村局\n2023年2月10日\n"
    ),
    "fund": (
        "云岭县关于住房公积金缴存的通知\n自2023年7月1日至2024年6月30日，月缴存基数上限为24580元。\n"
        "云岭县住房公积金管理中心\n2023年6月20日\n"
    ),
    "power": (
        "云岭县2023年5月用电情况\n用电情况见下表。\n指标 | 5月 | 1-5月\n工业用电量（万千瓦时） | 6840 | 32150\n"
        "居民用电量（万千瓦时） | 1910 | 9020\n云岭县发展和改革局\n2023年6月12日\n"
    ),
    "income": (
        "云岭县关于提高低保标准的通知\n从2023年7月1日起，城市低保标准由每人每月760元提高到800元。\n"
        "云岭县民政局\n2023年6月18日\n"
    ),
    "air": ("云岭县2023年6月空气质量\n2023年6月，全县优良天数27天，优良率90%。\n云岭县生态环境局\n2023年7月4日\n"),
    "trade": (
        "云岭县2023年外贸情况\n外贸情况见下表。\n项目 | 一季度（万元） | 上半年（万元）\n出口 | 3100 | 7400\n进口 | 1200 | 2600\n"
        "云岭县商务局\n2023年8月2日\n"
    ),
    "meeting": (
        "云岭县召开防汛工作会议\n2023年6月8日，县政府召开防汛工作会议，部署水库巡查、物资储备和值班值守。\n"
        "云岭县水务局\n2023年6月9日\n"
    ),
}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    """An assistant over the notices; tests only read it."""
    made = assistant_of(tmp_path_factory.mktemp("periods"), NOTICES)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("2023年云岭县出让土地多少亩？", "1820亩"),
        ("2023年一季度云岭县收购粮食多少吨？", "320吨"),
        ("2023年第一季度云岭县收购粮食多少吨？", "320吨"),
        ("2023年1月至3月云岭县收购粮食多少吨？", "320吨"),
        ("2023年上半年云岭县收购粮食多少吨？", "910吨"),
        ("2023年5月云岭县收购粮食多少吨？", "75吨"),
        ("截至2023年9月底云岭县收购粮食多少吨？", "2040吨"),
        ("2023年前三季度云岭县收购粮食多少吨？", "2040吨"),
        ("2023年3月云岭县困难家庭每户每月减收供热费多少元？", "60元"),
        ("2023年8月云岭县独生子女父母奖励金每人每月多少元？", "80元"),
        ("2023年5月云岭县接待游客多少人次？", "8800"),
        ("2023年上半年云岭县出口多少万元？", "7400"),
        ("2023年一季度云岭县进口多少万元？", "1200"),
        ("2023年上半年云岭县城镇新增就业多少人？", "3260人"),
        ("2023年6月云岭县城镇新增就业多少人？", "612人"),
        ("2023年5月在清溪河违反规定捕捞罚款多少元？", "2000元"),
        ("9月云岭县住房公积金月缴存基数上限是多少元？", "24580元"),
        ("2023年5月云岭县工业用电量多少万千瓦时？", "6840"),
        ("2023年1-5月云岭县工业用电量多少万千瓦时？", "32150"),
        ("2023年9月云岭县城市低保标准是每人每月多少元？", "800元"),
        ("2023年云岭县城市低保标准是每人每月多少元？", "800元"),
        ("2023年云岭县城市低保标准原来是每人每月多少元？", "760元"),
        ("2023年6月云岭县优良天数多少天？", "27天"),
        ("2023年6月8日云岭县召开了什么会议？", "防汛工作会议"),
    ],
)
def test_what_is_told_for_the_asked_part_answers(county: Assistant, question: str, answer: str) -> None:
    given = county.answer(question)
    assert given.outcome == "answered", given.text
    assert answer in given.text.split("\n")[0]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("2023年5月云岭县出让土地多少亩？", "5月"),
        ("2023年5月8日云岭县出让土地多少亩？", "5月8日"),
        ("2023年上半年云岭县出让土地多少亩？", "上半年"),
        ("2023年第三季度云岭县收购粮食多少吨？", "第三季度"),
        ("2023年4月云岭县收购粮食多少吨？", "4月"),
        ("2023年5月云岭县办理失业登记多少人？", "5月"),
        ("2023年8月云岭县困难家庭每户每月减收供热费多少元？", "8月"),
        ("2023年7月20日云岭县召开了什么防汛工作会议？", "7月20日"),
    ],
)
def test_another_part_of_the_year_is_refused_by_its_name(county: Assistant, question: str, asked: str) -> None:
    given = county.answer(question)
    assert given.outcome == "refused", given.text
    assert asked in given.text


@pytest.mark.parametrize(
    "question",
    [
        "2023年9月云岭县接待游客多少人次？",
        "2023年第三季度云岭县出口多少万元？",
        "2023年4月云岭县工业用电量多少万千瓦时？",
    ],
)
def test_a_month_without_its_row_or_column_is_refused(county: Assistant, question: str) -> None:
    assert county.answer(question).outcome == "refused"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("2023年5月出让土地多少亩", [((5, 1), (5, 31))]),
        ("2023年1-5月出让土地多少亩", [((1, 1), (5, 31))]),
        ("截至2023年5月出让土地多少亩", [((1, 1), (5, 31))]),
        ("2023年下半年出让土地多少亩", [((7, 1), (12, 31))]),
        ("前三季度出让土地多少亩", [((1, 1), (9, 31))]),
        ("2023年1月至12月出让土地多少亩", []),
        ("2023年出让土地多少亩", []),
        ("补贴发放5个月吗", []),
        ("《2023年5月工作安排》讲了什么", []),
        ("我5月退休，养老金怎么算", []),
        ("5月退休的人养老金怎么算", []),
        ("请告诉我2023年5月出让土地多少亩", [((5, 1), (5, 31))]),
        ("2023年5月办理退休多少人", [((5, 1), (5, 31))]),
        ("2023年前5个月出让土地多少亩", [((1, 1), (5, 31))]),
        ("2023年前5月出让土地多少亩", [((1, 1), (5, 31))]),
        ("2023年头三个月出让土地多少亩", [((1, 1), (3, 31))]),
        ("截至2023年12月31日常住人口多少", []),
        ("2023年12月底常住人口多少", []),
        ("上月出让土地多少亩", [((2, 1), (2, 31))]),
    ],
)
def test_the_parts_of_a_year_that_are_asked_for(
    question: str, asked: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    assert [period.days for period in asked_periods(question, date(2024, 3, 9))] == asked


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2月9日至29日", ((2, 9), (2, 29))),
        ("二月九日", ((2, 9), (2, 9))),
        ("2020-02-18", ((2, 18), (2, 18))),
        ("1—5月份", ((1, 1), (5, 31))),
        ("自2020年2月起", ((2, 1), (12, 31))),
        ("2020年3月1日至2020年5月31日", ((3, 1), (5, 31))),
    ],
)
def test_parts_of_a_year_as_texts_name_them(text: str, days: tuple[tuple[int, int], tuple[int, int]]) -> None:
    assert [counted(text, period).days for period in periods_in(text)] == [days]


@pytest.mark.parametrize("text", ["5个月", "每月5日前", "第5月台", "3.15元"])
def test_what_names_no_part_of_one_year(text: str) -> None:
    assert not periods_in(text)


@pytest.mark.parametrize("text", ["11月15日至次年3月15日", "2023年11月15日0时至2024年3月15日24时"])
def test_a_span_that_goes_on_into_the_next_year_has_a_part_in_either(text: str) -> None:
    assert [period.days for period in periods_in(text)] == [((11, 15), (12, 31)), ((1, 1), (3, 15))]


def test_a_part_of_a_year_has_a_name() -> None:
    assert [period.name for period in periods_in("5月、1-5月、2月18日、2月9日至29日")] == [
        "5月",
        "1月至5月",
        "2月18日",
        "2月9日至2月29日",
    ]
