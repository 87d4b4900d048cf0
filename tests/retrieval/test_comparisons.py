"""Asked comparisons and series: a whole question for each side."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.comparisons import comparison_in
from retrieval.series import series_in

DAY = date(2020, 3, 10)
COMPARED = [
    ("2019年出让土地比2018年多多少亩？", "difference", ["2019年出让土地多少亩", "2018年出让土地多少亩"]),
    ("2019年比2018年出让土地多多少亩", "difference", ["2019年出让土地多少亩", "2018年出让土地多少亩"]),
    ("2019年修渠与2018年相比增加了多少", "difference", ["2019年修渠多少", "2018年修渠多少"]),
    ("2018年和2019年相比，修渠多了多少条", "difference", ["2019年修渠多少条", "2018年修渠多少条"]),
    ("青石市2018和2019年修渠相差多少条", "difference", ["青石市2019年修渠多少条", "青石市2018年修渠多少条"]),
    ("去年比前年多修了多少条渠", "difference", ["2019年修了多少条渠", "2018年修了多少条渠"]),
    ("从2018年到2019年修渠增加多少条", "difference", ["2019年修渠多少条", "2018年修渠多少条"]),
    ("与2018年相比，2019年修渠减少多少条", "difference", ["2019年修渠多少条", "2018年修渠多少条"]),
    ("覆盖率2019年比2018年提高几个百分点", "difference", ["覆盖率2019年多少", "覆盖率2018年多少"]),
    ("2019年上半年修渠比2018年多多少条", "difference", ["2019年上半年修渠多少条", "2018年上半年修渠多少条"]),
    ("济南市比青岛市多修渠多少条", "difference", ["济南市修渠多少条", "青岛市修渠多少条"]),
    ("甲河县修渠比乙阳县多多少条", "difference", ["甲河县修渠多少条", "乙阳县修渠多少条"]),
    ("早稻每亩补贴比晚稻多多少元", "difference", ["早稻每亩补贴多少元", "晚稻每亩补贴多少元"]),
    ("早稻和晚稻每亩补贴相差多少元", "difference", ["早稻每亩补贴多少元", "晚稻每亩补贴多少元"]),
    ("2019年造林面积比护林面积多多少亩", "difference", ["2019年造林面积多少亩", "2019年护林面积多少亩"]),
    ("2019年修渠同比增长百分之几", "growth", ["2019年修渠多少", "2018年修渠多少"]),
    ("2019年修渠比上年增长多少", "growth", ["2019年修渠多少", "2018年修渠多少"]),
    ("2019年修渠较2017年的增幅是多少", "growth", ["2019年修渠多少", "2017年修渠多少"]),
    ("2019年修渠的增长率是多少", "growth", ["2019年修渠多少", "2018年修渠多少"]),
    ("2019年修渠是2018年的几倍", "ratio", ["2019年修渠多少", "2018年修渠多少"]),
    ("2019年林地面积占土地面积的比例是多少", "share", ["2019年林地面积多少", "2019年土地面积多少"]),
    ("2018年和2019年一共修渠多少条", "sum", ["2018年修渠多少条", "2019年修渠多少条"]),
    ("2017年、2018年和2019年修渠之和", "sum", ["2017年修渠多少", "2018年修渠多少", "2019年修渠多少"]),
    ("2018年至2020年累计修渠多少条", "sum", ["2018年修渠多少条", "2019年修渠多少条", "2020年修渠多少条"]),
    ("济南市和青岛市2019年一共修渠多少条", "sum", ["济南市2019年修渠多少条", "青岛市2019年修渠多少条"]),
    ("2018年和2019年哪年修渠多", "greater", ["2018年修渠多少", "2019年修渠多少"]),
    ("2018年与2019年哪一年修的渠更多？", "greater", ["2018年修的渠多少", "2019年修的渠多少"]),
    ("修渠2018年多还是2019年多", "greater", ["修渠2018年多少", "修渠2019年多少"]),
    ("近两年哪年修渠最多", "greater", ["2018年修渠多少", "2019年修渠多少"]),
    ("2019年济南市和青岛市哪个市修渠多", "greater", ["2019年济南市修渠多少", "2019年青岛市修渠多少"]),
]


@pytest.mark.parametrize(("question", "operation", "sides"), COMPARED)
def test_each_side_of_a_comparison_is_a_question_of_its_own(question: str, operation: str, sides: list[str]) -> None:
    found = comparison_in(question, DAY)
    assert found
    assert found.operation == operation
    assert [side.question for side in found.sides] == sides


def test_the_side_is_named_by_what_tells_it_apart_and_less_is_known() -> None:
    found = comparison_in("前年修渠比去年少多少条", DAY)
    assert found
    assert [side.name for side in found.sides] == ["2018年", "2019年"]
    assert found.least


@pytest.mark.parametrize(
    "question",
    [
        *("2019年修渠多少条", "补贴比例是多少", "2018年和2019年哪年多", "济南市和青岛市的补贴有哪些"),
        *("一共有多少人比较满意", "修渠数量比2018年增长12%的是哪个镇", "多少人可以申请", "近三年修渠多少条"),
    ],
)
def test_what_asks_for_no_comparison(question: str) -> None:
    assert comparison_in(question, DAY) is None


SERIES = [
    ("近两年各年修渠多少条", ("2018年修渠多少条", "2019年修渠多少条")),
    ("2018—2020年每年修渠多少条？", ("2018年修渠多少条", "2019年修渠多少条", "2020年修渠多少条")),
    ("青石市2018年至2019年逐年修渠数量", ("青石市2018年修渠数量", "青石市2019年修渠数量")),
    ("2018年和2019年分别修渠多少条", ("2018年修渠多少条", "2019年修渠多少条")),
    ("近三年升学和就业的比例分别是多少", ()),
    ("每年发放多少元", ()),
    ("近三年修渠多少条", ()),
]


@pytest.mark.parametrize(("question", "whole"), SERIES)
def test_years_asked_for_one_by_one(question: str, whole: tuple[str, ...]) -> None:
    assert series_in(question, DAY) == whole
