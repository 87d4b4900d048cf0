"""Years in questions and in documents; plans and results."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.asked_times import asked_months
from retrieval.models import PolicyDocument
from retrieval.sentences import sentences
from retrieval.years import StatementYear, asked_years, statement_year

DAY = date(2020, 3, 10)
ASKED = [
    ("2019年出让多少亩", (2019,)),
    ("2019年度出让多少亩", (2019,)),
    ("２０１９年出让多少亩", (2019,)),
    ("二〇一九年出让多少亩", (2019,)),
    ("二○一九年出让多少亩", (2019,)),
    ("一九九八年出让多少亩", (1998,)),
    ("19年出让多少亩", (2019,)),
    ("2016—2020年出让多少亩", (2016, 2017, 2018, 2019, 2020)),
    ("2018年至2020年出让多少亩", (2018, 2019, 2020)),
    ("2018、2020年出让多少亩", (2018, 2020)),
    ("2018年和2020年出让多少亩", (2018, 2020)),
    ("2019-2020学年招生多少人", (2019, 2020)),
    ("“十三五”期间新增多少亩", (2016, 2017, 2018, 2019, 2020)),
    ("十四五规划的目标", (2021, 2022, 2023, 2024, 2025)),
    ("去年出让多少亩", (2019,)),
    ("上年出让多少亩", (2019,)),
    ("上一年度出让多少亩", (2019,)),
    ("去年同期出让多少亩", (2019,)),
    ("去年末耕地多少亩", (2019,)),
    ("前年出让多少亩", (2018,)),
    ("大前年出让多少亩", (2017,)),
    ("后年出让多少亩", (2022,)),
    ("今年出让多少亩", (2020,)),
    ("明年计划出让多少亩", (2021,)),
    ("近三年出让多少亩", (2017, 2018, 2019)),
    ("济南市19年出让多少亩", (2019,)),
    ("18至20年出让多少亩", (2018, 2019, 2020)),
    ("2018-2020出让多少亩", (2018, 2019, 2020)),
    ("截至2019年底出让多少亩", (2019,)),
    ("2019年上半年出让多少亩", (2019,)),
    ("上月出让多少亩", (2020,)),
    ("本月出让多少亩", (2020,)),
    ("上季度出让多少亩", (2019,)),
    ("上半年出让多少亩", ()),
    ("第2020-2021号地块在哪里", ()),
    ("最近两年出让多少亩", (2018, 2019)),
    ("过去的一年出让多少亩", (2019,)),
    ("2019级新生多少人", ()),
    ("《2018年征地办法》是谁发布的", ()),
    ("青政发〔2020〕3号讲什么", ()),
    ("有效期为10年吗", ()),
    ("30年以上工龄有补助吗", ()),
    ("办理期限是多久", ()),
]


@pytest.mark.parametrize(("question", "years"), ASKED)
def test_the_years_a_question_asks_about(question: str, years: tuple[int, ...]) -> None:
    assert asked_years(question, DAY) == years


def _year(text: str, word: str, *, period: int | None = None, day: date | None = DAY) -> StatementYear:
    """The year of `word` in a document of this text."""
    document = PolicyDocument(id="d", source="s", title="青石市通报", text=text, issued_on=day, period=period)
    at = text.index(word)
    span = next(s for s in sentences(text) if s.start <= at < s.end)
    return statement_year(document, span, at)


SENTENCE = [
    ("2018年修渠97条。", 2018),
    ("去年修渠97条。", 2019),
    ("前年修渠97条。", 2018),
    ("2019年修渠97条，比2018年增长5%。", 2019),
    ("比2018年增长5%，今年修渠97条。", 2020),
    ("2018年修渠50条，2019年修渠97条。", 2019),
    ("2017级新生和青政发〔2018〕3号提到的修渠97条，2019年完成。", 2019),
    ("按《2018年计划》，2019年修渠97条。", 2019),
]


@pytest.mark.parametrize(("text", "year"), SENTENCE)
def test_the_sentence_says_its_year(text: str, year: int) -> None:
    found = _year(text, "97条")
    assert found.years == {year}
    assert found.basis == "sentence"


NO_YEAR_OF_ITS_OWN = [
    *(
        "修渠97条，比2018年增长5%。",
        "修渠97条，较上年增加3条。",
        "在2018年基础上修渠97条。",
        "与2018年相比，修渠97条。",
    ),
    *(
        "修渠97条，是2018年的1.5倍。",
        "修渠97条，相当于2018年的80%。",
        "按照《2018年办法》修渠97条。",
        "按青政发〔2018〕3号修渠97条。",
        "2018级学生修渠97条。",
    ),
    *("修渠97条，上年同期50条。", "修渠97条，高于2018年。", "修渠97条，超过去年。"),
]


@pytest.mark.parametrize("text", NO_YEAR_OF_ITS_OWN)
def test_comparisons_titles_and_numbers_say_no_year(text: str) -> None:
    found = _year(text, "97条")
    assert found.years == {2020}
    assert found.basis == "document"


def test_a_share_that_is_the_years_own_is_no_comparison() -> None:
    text = "覆盖率由2015年的80%提高到2019年的100%。"
    assert _year(text, "100%").years == {2019}
    assert _year(text, "80%").years == {2015}
    assert _year("2019年的100%任务修渠97条。", "97条").years == {2019}


def test_the_year_of_the_paragraph_the_section_and_the_document() -> None:
    assert _year("2018年工作顺利。修渠97条。", "97条").basis == "paragraph"
    section = _year("一、2018年工作回顾\n水利有进展。\n修渠97条。", "97条")
    assert section.years == {2018}
    assert section.basis == "section"
    assert _year("修渠97条。", "97条", period=2017).years == {2017}
    assert _year("修渠97条。", "97条").years == {2020}
    nothing = _year("修渠97条。", "97条", day=None)
    assert not nothing.years
    assert nothing.basis == "none"


def test_the_day_of_publication_is_not_what_a_text_is_about() -> None:
    for stamp in ("发布日期：\n2019年1月8日", "发布时间：2019-01-08 来源：本站", "（2019年1月8日）"):
        text = f"{stamp}\n标题：\n关于表彰先进的决定\n授予97人称号。"
        assert _year(text, "97人", period=2018).years == {2018}, stamp
    assert _year("2019年1月8日起\n授予97人称号。", "97人", period=2018).years == {2019}


def test_a_new_section_does_not_take_the_year_of_the_one_before() -> None:
    text = "一、2018年工作回顾\n水利有进展。\n二、水利建设\n修渠97条。"
    assert _year(text, "97条").years == {2020}


@pytest.mark.parametrize(
    "text",
    [
        *("力争修渠97条。", "计划修渠97条。", "拟修渠97条。", "确保修渠97条。", "到2025年达到97条。", "预计修渠97条。"),
        *("争取完成修渠97条。", "将修渠97条。", "二、下一步工作打算\n修渠97条。"),
    ],
)
def test_plans(text: str) -> None:
    assert _year(text, "97条").plan


@pytest.mark.parametrize(
    "text",
    [
        *(
            "修渠97条。",
            "已修渠97条。",
            "超额完成计划，修渠97条。",
            "累计修渠97条。",
            "将近97条。",
            "拟定方案，修渠97条。",
        ),
        *("拟订办法后，修渠97条。", "一、工作完成情况\n修渠97条。"),
    ],
)
def test_results(text: str) -> None:
    assert not _year(text, "97条").plan


MONTHS = [
    ("上月修渠多少条", date(2020, 1, 31), ["2019-12"]),
    ("上个月修渠多少条", date(2020, 3, 31), ["2020-02"]),
    ("本月修渠多少条", date(2020, 3, 10), ["2020-03"]),
    ("上季度修渠多少条", date(2020, 3, 10), ["2019-10", "2019-11", "2019-12"]),
    ("上季度修渠多少条", date(2020, 4, 1), ["2020-01", "2020-02", "2020-03"]),
    ("一季度修渠多少条", date(2020, 4, 1), ["2020-01", "2020-02", "2020-03"]),
    ("一季度修渠多少条", date(2020, 3, 10), []),
    ("上半年修渠多少条", date(2020, 8, 1), [f"2020-0{m}" for m in range(1, 7)]),
    ("2019年上半年修渠多少条", date(2020, 8, 1), []),
    ("前三季度修渠多少条", date(2020, 12, 1), [f"2020-0{m}" for m in range(1, 10)]),
]


@pytest.mark.parametrize(("question", "day", "months"), MONTHS)
def test_months_and_quarters_count_from_the_day_of_the_question(question: str, day: date, months: list[str]) -> None:
    assert [f"{month:%Y-%m}" for month in asked_months(question, day)] == months


@pytest.mark.parametrize(
    ("effective", "years"), [(date(2024, 1, 1), {2023, 2024}), (date(2023, 12, 1), {2023}), (None, {2023})]
)
def test_a_rule_is_also_of_the_year_in_which_it_takes_effect(effective: date | None, years: set[int]) -> None:
    text = "每人每月发放200元。"
    document = PolicyDocument(
        id="d", source="s", title="津贴办法", text=text, issued_on=date(2023, 11, 1), effective_on=effective
    )

    assert statement_year(document, sentences(text)[0]).years == years
