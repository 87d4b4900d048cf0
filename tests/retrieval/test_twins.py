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
)
TITLE = "虚构市人民政府关于加强湿地保护工作的通知"


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
