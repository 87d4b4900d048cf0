"""What only leads in to a text is no answer, and what a term stands for is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import assistant_of

NOTICES = {
    "posts": (
        "转发省人力资源和社会保障厅关于岗位聘用工作的通知\n"
        "转发省人力资源和社会保障厅关于做好岗位聘用工作有关问题的通知 各县（市、区）人力资源和社会保障局，市直各单位：\n"
        "岗位聘用工作实行公示制度，公示期不少于五个工作日，聘用结果由主管部门备案。\n云岭市人力资源和社会保障局\n2023年4月3日\n"
    ),
    "codes": (
        "云岭市巡查码使用说明\n系统按巡查结果生成绿色、橙色两种巡查码。橙色表示存在隐患、须限期整改；绿色表示巡查合格。\n"
        "云岭市应急管理局\n2023年5月3日\n"
    ),
}


@pytest.mark.usefixtures("_shared_embedder")
def test_a_title_with_its_addressees_answers_nothing(tmp_path: Path) -> None:
    bot = assistant_of(tmp_path, {"posts": NOTICES["posts"]})
    given = bot.answer("云岭市人力资源和社会保障局对岗位聘用工作有什么要求？")
    bot.close()
    assert "公示期不少于五个工作日" in given.text
    assert not given.text.startswith("转发")


@pytest.mark.usefixtures("_shared_embedder")
def test_what_a_term_stands_for_defines_it(tmp_path: Path) -> None:
    bot = assistant_of(tmp_path, {"codes": NOTICES["codes"]})
    given = bot.answer("橙色巡查码代表什么？")
    bot.close()
    assert given.text.startswith("橙色表示存在隐患")
