"""Answers prefer what holds, say what does not, and cite a notice from two sources once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from retrieval.assistant import Assistant

OLD = (
    "虚构市停车收费暂行办法\n虚政发〔2015〕3号\n第一条 为规范停车收费，制定本办法。\n第二条 中心城区停车每小时收费3元。\n"
    "虚构市人民政府\n2015年3月1日\n"
)
NEW = (
    "虚构市停车收费办法\n虚政发〔2020〕8号\n第一条 为规范停车收费，制定本办法。\n第二条 中心城区停车每小时收费5元。\n"
    "第三条 本办法自2020年6月1日起施行，有效期五年。《虚构市停车收费暂行办法》（虚政发〔2015〕3号）同时废止。\n"
    "虚构市人民政府\n2020年5月1日\n"
)
NOTICE = (
    "虚构市关于免费健康体检的通知\n各街道办事处：\n为做好老年人健康服务，现将有关事项通知如下。\n"
    "一、凡年满65周岁的本市居民，每年可在社区卫生服务中心免费体检1次，体检项目共12项。\n"
    "二、体检时间为每年3月至10月，请携带身份证到所在社区卫生服务中心预约登记。\n"
)


def test_of_two_the_one_that_holds_answers(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(a=OLD, b=NEW)
    answer = assistant.answer("中心城区停车每小时收费多少元？", as_of=date(2021, 1, 1))
    assert answer.text.startswith("5元")
    (said,) = answer.warnings
    assert "2020-05-01" in said
    assert "2015-03-01）的规定为3元" in said
    assert {c.status for c in answer.citations} == {"有效"}


def test_what_was_abolished_answers_where_it_is_asked_for_with_a_warning(
    assistant_over: Callable[..., Assistant],
) -> None:
    assistant = assistant_over(a=OLD, b=NEW)
    by_number = assistant.answer("虚政发〔2015〕3号规定中心城区停车每小时收费多少元？", as_of=date(2021, 1, 1))
    assert by_number.text.startswith("3元")
    assert len(by_number.warnings) == 1
    assert "废止" in by_number.warnings[0]
    assert all(c.status == "废止" for c in by_number.citations)


def test_a_term_that_ran_out_is_warned_of_from_the_next_day(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(b=NEW)
    question = "中心城区停车每小时收费多少元？"
    assert assistant.answer(question, as_of=date(2025, 5, 31)).warnings == ()
    late = assistant.answer(question, as_of=date(2025, 6, 1))
    assert late.text.startswith("5元")
    assert len(late.warnings) == 1
    assert "失效" in late.warnings[0]


def test_a_notice_from_two_sources_is_cited_once_with_both(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(a=NOTICE, b="当前位置：首页 > 通知\n" + NOTICE, c="虚构市供水通知\n日供水30万吨。\n")
    events = list(assistant.ask("年满65周岁的居民免费体检共多少项？"))
    answer = assistant.answer("年满65周岁的居民免费体检共多少项？")
    assert answer.text.startswith("12项")
    assert len({c.document_id for c in answer.citations}) == 1
    (other,) = answer.citations[0].also
    assert other.endswith(".txt)")
    sources = next(event.data["hits"] for event in events if event.type == "sources")
    assert [hit["title"] for hit in sources[:2]] == ["虚构市关于免费健康体检的通知"] * 2


def test_of_two_that_hold_no_more_the_newer_comes_first_and_is_warned_of(
    assistant_over: Callable[..., Assistant],
) -> None:
    loose = NEW.replace("中心城区停车每小时收费5元", "在中心城区，停车按每小时5元的标准收费")
    assistant = assistant_over(a=OLD, b=loose)
    answer = assistant.answer("中心城区停车每小时收费多少元？", as_of=date(2026, 1, 1))
    assert "5元" in answer.text.split("\n")[0]
    assert {c.title for c in answer.citations} == {"虚构市停车收费办法"}
    assert any("《虚构市停车收费办法》的状态是“失效”" in warning for warning in answer.warnings)


def test_what_was_abolished_answers_by_words_and_by_its_own_title(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(a=OLD, b=NEW)
    for question in (
        "旧办法规定中心城区停车每小时收费多少元？",
        "《虚构市停车收费暂行办法》规定停车每小时收费多少元？",
    ):
        answer = assistant.answer(question, as_of=date(2021, 1, 1))
        assert "3元" in answer.text.split("\n")[0]
        assert any("废止" in warning for warning in answer.warnings)


def test_of_two_texts_of_one_law_the_later_counts_and_says_so(assistant_over: Callable[..., Assistant]) -> None:
    def law(year: int, share: str) -> str:
        return (
            f"虚构市绿化条例（{year}年修订）\n第一条 为了绿化，制定本条例。\n第二条 新建居住区绿地率不低于{share}。\n"
            f"虚构市人民代表大会常务委员会\n{year}年3月1日\n"
        )

    assistant = assistant_over(a=law(2014, "百分之三十"), b=law(2022, "百分之三十五"))
    for question in ("新建居住区绿地率不低于多少？", "《虚构市绿化条例》规定新建居住区绿地率不低于多少？"):
        answer = assistant.answer(question, as_of=date(2023, 1, 1))
        assert "百分之三十五" in answer.text.split("\n")[0]
        assert any("2014-03-01）的规定为" in warning and "百分之三十" in warning for warning in answer.warnings)
        assert {c.title for c in answer.citations} == {"虚构市绿化条例（2022年修订）"}


RICE = (
    "青石市{year}年水稻种植补贴实施办法\n青农发〔{year}〕{number}号\n第一条 为做好水稻种植补贴，制定本办法。\n"
    "第二条 水稻每亩补贴{amount}元。\n第三条 本办法自{year}年6月1日起施行，有效期{term}年。{end}\n"
    "青石市农业农村局\n{year}年5月1日\n"
)
RICE_OLD = RICE.format(year=2019, number=3, amount=80, term="三", end="")


def test_a_document_named_in_other_words_is_found_and_its_standing_told(
    assistant_over: Callable[..., Assistant],
) -> None:
    assistant = assistant_over(a=RICE_OLD, c="青石市供水通知\n日供水30万吨。\n青石市水务局\n2020年1月5日\n")
    for question in ("2019年水稻补贴办法还有效吗？", "水稻补贴政策现在还执行吗？"):
        late = assistant.answer(question, as_of=date(2023, 1, 1))
        assert late.outcome == "answered"
        assert "已失效：有效期至2022年" in late.text
        assert "现行有效" in assistant.answer(question, as_of=date(2021, 1, 1)).text


def test_a_document_of_another_year_or_kind_is_not_told_of_instead(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(a=RICE_OLD)
    for question in ("2016年水稻补贴办法还有效吗？", "小麦补贴办法还有效吗？", "水稻补贴条例现在还执行吗？"):
        answer = assistant.answer(question, as_of=date(2021, 1, 1))
        assert "有效期至" not in answer.text
        assert "没有找到《" not in answer.text
