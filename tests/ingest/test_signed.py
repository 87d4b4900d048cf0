"""Who signed, when, and how long it holds."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.signed import joint, made, order_issuer, signature
from ingest.terms import effective_on, expires_on
from ingest.title import first_title

BODY = "各区人民政府：\n为加强湿地保护，现将有关事项通知如下。\n"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("国务院 中央军委", "国务院、中央军委"),
        ("虚构市水务局\n虚构市林业局", "虚构市水务局、虚构市林业局"),
        ("虚 构 市 人 民 政 府", "虚构市人民政府"),
        ("虚构市　人民政府", "虚构市人民政府"),
        ("虚构市发展改革委、虚构市财政局", "虚构市发展改革委、虚构市财政局"),
    ],
)
def test_joint_agencies_are_told_apart(written: str, names: str) -> None:
    assert joint(written) == names


@pytest.mark.parametrize(
    ("under", "day", "names"),
    [
        ("虚构市水务局\n2021年5月6日", date(2021, 5, 6), "虚构市水务局"),
        ("虚构市水务局（代章）\n二〇二一年五月六日", date(2021, 5, 6), "虚构市水务局"),
        ("虚构市水务局 &bsp;\n二○二一年五月十六日\n（此件公开发布）", date(2021, 5, 16), "虚构市水务局"),
        ("虚构市委办公室　虚构市政府办公室\n2021年12月31日", date(2021, 12, 31), "虚构市委办公室、虚构市政府办公室"),
        ("2021年5月6日", date(2021, 5, 6), ""),
        ("王某某于2021年5月6日提出", None, ""),
    ],
)
def test_the_lines_under_the_text(under: str, day: date | None, names: str) -> None:
    assert signature(f"{BODY}{under}\n") == (day, names)


@pytest.mark.parametrize(
    ("end", "day", "names"),
    [
        ("特此通知。 南京市水务局 2021年5月6日", date(2021, 5, 6), "南京市水务局"),
        ("特此通告 南京市水务局 2021年5月6日 【打印本页】", date(2021, 5, 6), "南京市水务局"),
        ("特此通知。　　 南京市水务局\xa0\xa0南京市财政局 2021年5月6日（此件公开发布）", date(2021, 5, 6), "南京市水务局、南京市财政局"),
        ("请及时报告。 财 \xa0政 \xa0部　　2021年5月6日", date(2021, 5, 6), "财政部"),
        ("电话12345 南京市湿地保护工作 领导小组办公室（代章） 2021年5月6日", date(2021, 5, 6), "南京市湿地保护工作领导小组办公室"),
        ("附件：南京市湿地名录 财政部 银保监会 二〇二一年五月六日", date(2021, 5, 6), "财政部、银保监会"),
        ("附件：湿地名录 南京市水务局 2021年5月6日", date(2021, 5, 6), "南京市水务局"),
        ("从其规定。 2021年5月6日", date(2021, 5, 6), ""),
        ("由各区 领导小组办公室 2021年5月6日", None, ""),
        ("来源：南京市水务局 2021年5月6日", None, ""),
        ("各区名单（自2021年5月6日起）", None, ""),
        ("报告南京市水务局。 南京市水务局2021年5月6日印发", None, ""),
        ("南京市水务局将于 2021年5月6日 公布结果。", None, ""),
    ],
)  # fmt: skip
def test_a_text_without_line_breaks_is_signed_at_its_end(end: str, day: date | None, names: str) -> None:
    assert signature(f"各区人民政府： 为加强湿地保护，现将有关事项通知如下。 {end}") == (day, names)


def test_an_order_is_signed_at_its_head() -> None:
    text = (
        "虚构省人民政府令\n第12号\n《虚构省湿地办法》已经省政府常务会议通过，现予公布，自2021年7月1日起施行。\n"
        f"省长　张 某\n2021年5月6日\n虚构省湿地办法\n第一条 制定本办法。\n{BODY * 80}"
    )
    assert signature(text) == (date(2021, 5, 6), "虚构省人民政府")
    assert order_issuer(text) == "虚构省人民政府"
    assert order_issuer(BODY) == ""


@pytest.mark.parametrize(
    ("note", "day", "maker"),
    [
        ("（2020年5月28日第十三届全国人民代表大会第三次会议通过）", date(2020, 5, 28), "全国人民代表大会"),
        ("（1984年3月12日第六届全国人民代表大会常务委员会第四次会议通过　根据2008年12月27日第十一届全国人民代表大会常务委员会第六次会议"
         "《关于修改〈甲法〉的决定》第三次修正）", date(2008, 12, 27), "全国人民代表大会常务委员会"),
        ("(1991年3月4日国务院令第76号发布 2018年9月6日国务院第23次常务会议修订通过)", date(2018, 9, 6), "国务院"),
        ("（2003年9月26日虚构市第六届人民代表大会常务委员会第五次会议通过 根据2016年7月21日第二次修正）",
         date(2016, 7, 21), "虚构市人民代表大会常务委员会"),
        ("（2020年5月28日生效的合同除外）", None, ""),
    ],
)  # fmt: skip
def test_rules_tell_how_they_came_to_be(note: str, day: date | None, maker: str) -> None:
    assert made(f"中华人民共和国虚构法\n{note}\n第一条 为了保护湿地，制定本法。") == (day, maker)


@pytest.mark.parametrize(
    ("clause", "begins", "ends"),
    [
        ("本办法自2020年1月1日起施行，有效期五年。", date(2020, 1, 1), date(2024, 12, 31)),
        ("本办法自2020年1月31日起施行，试行期6个月。", date(2020, 1, 31), date(2020, 7, 30)),
        ("本办法自2020年8月31日起施行，有效期6个月。", date(2020, 8, 31), date(2021, 2, 28)),
        ("本办法自发布之日起30日后施行，试行两年。", date(2019, 12, 31), date(2021, 12, 30)),
        ("执行期限为2019年1月1日至2023年12月31日。", date(2019, 1, 1), date(2023, 12, 31)),
        ("自2020年1月1日起施行，至2022年12月31日止。", date(2020, 1, 1), date(2022, 12, 31)),
        ("自印发之日起施行。许可证有效期三年以上的除外。", date(2019, 12, 1), None),
        ("报名时间为2020年1月1日至2020年1月5日。", None, None),
    ],
)
def test_from_when_until_when(clause: str, begins: date | None, ends: date | None) -> None:
    effective = effective_on(BODY + clause, date(2019, 12, 1))
    assert (effective, expires_on(BODY + clause, effective)) == (begins, ends)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("虚构市人民政府文件\n虚政发〔2021〕7号\n关于加强湿地保护的通知\n各区：", "关于加强湿地保护的通知"),
        ("虚构市发展改革委\n虚构市财政局\n文件\n关于加强\n湿地保护工作的通知\n各区：", "关于加强湿地保护工作的通知"),
        ("首页\n当前位置：政务公开\n虚构市湿地保护条例\n第一条 制定本条例。", "虚构市湿地保护条例"),
        ("虚构市人民政府令\n第12号\n虚构市湿地办法\n", "虚构市湿地办法"),
        (
            "虚构市人民政府令\n第17号\n《虚构市犬类管理办法》已经2006年5月11日市政府常务会议通过，现予公布。\n",
            "虚构市犬类管理办法",
        ),
        (
            "特急\n虚构市人民政府办公室文件\n虚政办〔2024〕5号\n签发人：张某\n关于做好防汛工作的通知\n",
            "关于做好防汛工作的通知",
        ),
        ("第一条 为加强节水管理，制定本办法。\n第二条 本办法适用于本市。", ""),
    ],
)
def test_the_title_is_the_first_line_that_reads_as_one(text: str, title: str) -> None:
    assert first_title(text) == title
