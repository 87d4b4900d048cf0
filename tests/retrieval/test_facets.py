"""Answers speak of the part of a procedure that is asked for."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.assistant import Assistant

NOTICE = (
    "柳河区护林补贴办理须知\n一、申请护林补贴的时间\n申请护林补贴自每年5月1日开始。\n"
    "二、受理\n申请护林补贴由街道受理。\n三、咨询电话\n区林业局资源科：0000-7654321。\n"
)
WITH_MATERIALS = NOTICE + "四、申请护林补贴的材料\n申请护林补贴须提交身份证复印件和承包合同。\n"


def test_a_time_is_no_list_of_materials(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(a=NOTICE)
    answer = assistant.answer("申请护林补贴需要什么材料？")
    assert answer.outcome == "refused"


def test_materials_are_found_where_they_are_told(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(a=WITH_MATERIALS)
    assert "身份证复印件" in assistant.answer("申请护林补贴需要什么材料？").text


def test_a_number_below_its_heading_is_the_asked_one(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(a=NOTICE)
    assert assistant.answer("柳河区护林补贴咨询电话是多少？").text.startswith("0000-7654321")
