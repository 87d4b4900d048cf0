"""The same notice from two sources is known as one; its like of another year, number or place is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from retrieval.database import open_records
from retrieval.models import Intake, PolicyDocument
from retrieval.records import Records
from retrieval.twins import PERMUTATIONS, signature

BODY = (
    "各区人民政府，市政府各部门：\n为加强全市湿地保护工作，根据有关法律法规，结合本市实际，现就有关事项通知如下。\n"
    "一、到2025年底前，全市湿地面积保持在120万亩以上，新增国家重要湿地3处，湿地保护率达到56.5%。\n"
    "二、各区应当在每年6月30日前完成湿地名录的编制工作，并报市林业局备案；逾期不报的，予以通报。\n"
    "三、市财政每年安排800万元用于湿地管护，专款专用，任何单位和个人不得截留、挪用。\n"
    "四、在湿地内放牧、垦荒的，由所在地的区人民政府责令停止，限三个月内恢复原状；拒不恢复的，依法处理，所需费用由当事人承担。\n"
    "五、鼓励社会资金参与湿地的修复，修复后的湿地可以用来观鸟、研学，收入归管护单位所有，用于补足管护所需，不再上缴。\n"
)
TITLE = "虚构市人民政府关于加强湿地保护工作的通知"
SIGNED = "虚构市人民政府\n2021年5月1日\n"
FIELDS = (
    f"索 引 号：\n000111222/2021-00012\n发文机关：\n虚构市人民政府\n成文日期：\n2021-05-01\n标 题：\n{TITLE}\n"
    f"发文字号：\n虚政发〔2021〕9号\n{TITLE}\n虚政发〔2021〕9号\n"
)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    made = open_records("", tmp_path)
    yield made
    made.close()


def notice(key: str, text: str = BODY, **known: object) -> PolicyDocument:
    made = PolicyDocument(
        id=key, source=f"https://{key}.example/1.htm", title=TITLE, text=text, content_hash=text[-40:]
    )
    return made.model_copy(update=known)


def put(records: Records, *documents: PolicyDocument) -> None:
    for document in documents:
        records.put(Intake(document, [], signature=signature(document.text)), np.empty((0, 4), np.float32))


def test_a_notice_on_two_sites_is_one(records: Records) -> None:
    around = "首页 > 政务公开\n" + BODY + "扫一扫在手机打开当前页\n"
    put(records, notice("a"), notice("b", around, title=f"{TITLE}_虚构市林业局"), notice("c"))
    assert [records.document(key).twin_of for key in "abc"] == [None, "a", "a"]
    assert {key: [t[0] for t in found] for key, found in records.ledger.twins(["a", "b"]).items()} == {
        "a": ["b", "c"],
        "b": ["a", "c"],
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"text": f"{TITLE}\n{BODY}"}, {"text": FIELDS + BODY + SIGNED}),
        (
            {"text": FIELDS + BODY + SIGNED},
            {"text": f"{BODY}{SIGNED}来源：虚构市政府网站 责任编辑：小虚\n分享：打印本页"},
        ),
        ({}, {"text": f"虚构市人民政府\n虚政发〔2021〕9号\n{BODY}{SIGNED}", "title": "虚构市人民政府"}),
        ({"text": f"发布时间：2021-05-06 10:20 浏览次数：12次\n{BODY}"}, {"text": f"发布时间：2021-05-09\n{BODY}"}),
        ({"text": BODY + "虚构市林业局 虚构市财政局"}, {"text": BODY + "虚构市财政局 虚构市林业局"}),
        (
            {"text": BODY.replace("报市林业局", "其后报市林业局")},
            {"text": BODY.replace("报市林业局", "其後報市林业局".replace("報", "报"))},
        ),
        (
            {"text": BODY.replace("一、", "1、").replace("二、", "2、")},
            {"text": BODY.replace("一、", "").replace("二、", "")},
        ),
    ],
    ids="fields site issuer published order script numbering".split(),
)
def test_what_a_site_puts_around_a_notice_makes_no_other(
    records: Records, one: dict[str, object], other: dict[str, object]
) -> None:
    put(records, notice("a").model_copy(update=one), notice("b").model_copy(update=other))
    assert records.document("b").twin_of == "a"
    put(records, notice("d").model_copy(update=other))
    records.remove("a"), records.remove("b")
    put(records, notice("e").model_copy(update=one))
    assert records.document("e").twin_of == "d"


ANOTHER = BODY.replace("市", "县")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"虚构市人民政府\n{BODY}", f"乙县人民政府\n{BODY}"),
        (f"{BODY}虚构市人民政府", f"{BODY}乙县人民政府"),
        (f"{TITLE}\n{BODY}", f"{BODY}乙县人民政府\n虚政发〔2022〕1号"),
        (BODY, ANOTHER),
        (f"{BODY}2021年5月1日", f"{BODY}2022年5月9日"),
        (f"{BODY}二〇二一年五月一日", f"{BODY}二〇二二年五月一日"),
        (f"虚政发〔2021〕9号\n{BODY}", f"虚政发〔2021〕10号\n{BODY}"),
        (
            BODY,
            f"湿地保护政策汇编\n{BODY}\n乙县湿地补助办法\n第一条 为规范补助资金，制定本办法。第二条 补助每亩30元。\n",
        ),
        (BODY, f"各科室：\n现将市政府通知转发给你们，请结合实际认真执行。\n{BODY}"),
        (BODY, f"{BODY}请各单位于本月底前将落实情况报我局。"),
        (BODY, BODY.replace("予以通报", "予以处分")),
        (BODY, BODY.replace("湿地保护率达到56.5%", "湿地保护率达到565%")),
        (BODY, BODY.replace("不得截留", "得截留")),
        (BODY.replace("3处", "三处"), BODY.replace("3处", "五处")),
        (BODY, BODY[: BODY.index("三、")]),
        (BODY, BODY[BODY.index("一、") :]),
        (
            BODY,
            f"{BODY}附表\n"
            + "\n".join(f"虚构湿地{c} {c}镇 面积若干亩 管护单位{c}站" for c in "甲乙丙丁戊己庚辛壬癸子丑"),
        ),
    ],
    ids="head_place signed_place told_place template year year_in_words number collection forwarded ending revised "
    "decimal denied numeral excerpt without_opening table".split(),
)
def test_what_differs_in_itself_is_another_notice(records: Records, one: str, other: str) -> None:
    title = "关于加强湿地保护工作的通知"
    put(records, notice("a", one, title=title), notice("b", other, title=title))
    assert records.document("b").twin_of is None
    put(records, notice("a", other, title=title), notice("b", one, title=title))
    assert records.document("b").twin_of is None


def test_titles_of_different_years_or_places_are_of_different_notices(records: Records) -> None:
    put(records, notice("a", title="虚构市2021年湿地保护工作要点"), notice("b", title="虚构市2022年湿地保护工作要点"))
    put(records, notice("c", title="丙丁县湿地保护工作要点"))
    put(records, notice("d", title="虚构大学研究生湿地保护工作要点"))
    put(records, notice("e", title="虚构大学留学生湿地保护工作要点"))
    assert {key: records.document(key).twin_of for key in "abcde"} == dict.fromkeys("abcde")


def test_a_lead_is_found_behind_any_number_of_its_copies(records: Records) -> None:
    put(records, notice("z", FIELDS + BODY))
    put(records, *(notice(f"m{i:02}", BODY) for i in range(12)))
    put(records, notice("n", f"虚构市人民政府\n{BODY}{SIGNED}"))
    assert {d.twin_of for d in records.documents([*(f"m{i:02}" for i in range(12)), "n"]).values()} == {"z"}


def test_no_chain_joins_what_its_ends_tell_apart(records: Records) -> None:
    put(records, notice("a", doc_no="虚政发〔2021〕9号"), notice("b"), notice("c", doc_no="虚政发〔2022〕3号"))
    assert [records.document(key).twin_of for key in "abc"] == [None, "a", None]


@pytest.mark.parametrize(
    "other",
    [
        {"text": BODY.replace("800万元", "900万元").replace("120万亩", "130万亩")},
        {"doc_no": "虚政发〔2022〕9号"},
        {"issued_on": date(2022, 5, 1)},
        {"title": "乙市教育局关于开展校园安全检查的函"},
        {"text": "另一件事，与湿地无关。" * 20},
    ],
)
def test_its_like_is_another_notice(records: Records, other: dict[str, object]) -> None:
    put(
        records,
        notice("a", doc_no="虚政发〔2021〕9号", issued_on=date(2021, 5, 1)),
        notice("b").model_copy(update=other),
    )
    assert records.document("b").twin_of is None


def test_when_the_first_goes_or_changes_another_takes_its_place(records: Records) -> None:
    put(records, notice("a"), notice("b"), notice("c"))
    records.remove("a")
    assert [records.document(key).twin_of for key in "bc"] == [None, "b"]
    put(records, notice("b", "已改为另一份文件，内容完全不同，说的是别的事情，与此前无关。" * 5))
    assert [records.document(key).twin_of for key in "bc"] == [None, None]


def test_a_signature_needs_enough_text() -> None:
    assert signature("短文。") == ()
    assert len(signature(BODY)) == PERMUTATIONS
    assert signature(BODY) == signature(BODY.replace("，", ","))
