"""Which documents still hold: whatever the order in which they arrive, and whoever says so."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ingest.mentions import read_mentions
from retrieval.database import open_records
from retrieval.models import Intake, PolicyDocument
from retrieval.records import Records

OLD = PolicyDocument(
    id="old", source="old.txt", title="虚构市停车管理暂行办法", text="旧办法的内容。", content_hash="1",
    doc_no="虚政发〔2015〕3号", issuer="虚构市人民政府", issued_on=date(2015, 3, 1),
)  # fmt: skip
NEW = PolicyDocument(
    id="new", source="new.txt", title="虚构市停车管理办法", content_hash="2", doc_no="虚政发〔2020〕8号",
    issuer="虚构市人民政府", issued_on=date(2020, 5, 1),
    text="第九条 本办法自2020年6月1日起施行。《虚构市停车管理暂行办法》（虚政发〔2015〕3号）同时废止。",
)  # fmt: skip
CHANGE = PolicyDocument(
    id="change", source="c.txt", title="关于修改《虚构市停车管理暂行办法》的决定", content_hash="3", doc_no="虚政发〔2018〕1号",
    issued_on=date(2018, 1, 1), text="将《虚构市停车管理暂行办法》第三条修改为：“……”。",
)  # fmt: skip


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    made = open_records("", tmp_path)
    yield made
    made.close()


def put(records: Records, *documents: PolicyDocument) -> None:
    for document in documents:
        records.put(Intake(document, [], mentions=read_mentions(document)), np.empty((0, 4), np.float32))


def law(year: int, **known: object) -> PolicyDocument:
    return PolicyDocument(
        id=f"law{year}", source=f"{year}.docx", title="中华人民共和国虚构法", text=f"{year}年的文本。",
        content_hash=str(year), issued_on=date(year, 3, 1),
    ).model_copy(update=known)  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations([OLD, NEW, CHANGE])))
def test_a_document_ends_by_another_s_word_in_whatever_order_they_come(
    records: Records, order: tuple[PolicyDocument, ...]
) -> None:
    put(records, *order)
    old = records.document("old")
    assert (old.status, old.replaced_by) == ("废止", "new")
    assert old.status_reason is not None
    assert "虚政发〔2020〕8号" in old.status_reason
    assert "同时废止" in old.status_reason
    assert records.document("new").status == "未知"
    assert records.document("new").replaces == "old"


def test_what_was_said_goes_with_the_document_that_said_it(records: Records) -> None:
    put(records, OLD, NEW, CHANGE)
    records.remove("new")
    assert (records.document("old").status, records.document("old").replaced_by) == ("修订", "change")
    put(records, CHANGE.model_copy(update={"text": "另行通知。", "title": "通知", "content_hash": "4"}))
    assert (records.document("old").status, records.document("old").replaced_by) == ("未知", None)


@pytest.mark.parametrize(
    "other",
    [
        {"doc_no": "虚政发〔2015〕4号"},  # the same title under another number
        {"issued_on": date(2021, 1, 1)},  # a document cannot end one that comes after it
        {"title": "别的办法", "doc_no": None},
    ],
)
def test_a_document_that_is_not_meant_keeps_its_standing(records: Records, other: dict[str, object]) -> None:
    put(records, OLD.model_copy(update=other), NEW)
    assert records.document("old").status == "未知"


def test_a_title_names_a_document_whose_number_is_not_known(records: Records) -> None:
    put(records, OLD.model_copy(update={"doc_no": None}), NEW)
    assert records.document("old").status == "废止"


@pytest.mark.parametrize(
    "title",
    [
        "虚构市人民政府关于印发《虚构市停车管理暂行办法》的通知",
        "虚构市人民政府关于印发虚构市停车管理暂行办法的通知",
        "虚构市人民政府办公室关于重新发布虚构市停车管理暂行办法的通知",
    ],
)
def test_rules_are_known_by_their_name_under_the_notice_that_issued_them(records: Records, title: str) -> None:
    put(records, NEW, OLD.model_copy(update={"doc_no": None, "title": title}))
    assert records.document("old").status == "废止"


def test_rules_issued_anew_by_a_notice_are_a_newer_version(records: Records) -> None:
    again = NEW.model_copy(
        update={"title": "虚构市人民政府关于修订印发虚构市停车管理暂行办法的通知", "text": "请遵照执行。"}
    )
    put(records, OLD, again)
    old = records.document("old")
    assert (old.status, old.replaced_by) == ("修订", "new")


def test_a_notice_of_several_rules_or_of_another_s_is_none_of_them(records: Records) -> None:
    for title in (
        "虚构市人民政府关于印发虚构市停车管理暂行办法等三个文件的通知",
        "虚构市人民政府转发虚构市停车管理暂行办法的通知",
    ):
        put(records, OLD.model_copy(update={"doc_no": None, "title": title}), NEW)
        assert records.document("old").status == "未知"


def test_of_versions_of_a_law_the_newest_stands(records: Records) -> None:
    put(records, law(2008), law(2020), law(2000, title="中华人民共和国虚构法（2000年修正）"))
    assert records.document("law2020").status == "未知"
    for year in (2000, 2008):
        older = records.document(f"law{year}")
        assert (older.status, older.replaced_by) == ("修订", "law2020")
    assert records.document("law2020").replaces == "law2000 law2008"


def test_rules_of_two_cities_with_one_title_are_no_versions(records: Records) -> None:
    title = "停车管理办法"
    put(records, law(2008, title=title, issuer="甲市人民政府"), law(2020, title=title, issuer="乙市人民政府"))
    put(records, law(2010, title="通知", issuer="甲市人民政府"), law(2021, title="通知", issuer="甲市人民政府"))
    assert {records.document(f"law{year}").status for year in (2008, 2020, 2010, 2021)} == {"未知"}


def test_an_operator_s_word_stands_above_all_and_can_be_taken_back(records: Records) -> None:
    put(records, OLD, NEW)
    records.edit("old", {"status": "有效", "status_reason": "经核实仍然有效", "issued_on": "2015-03-02"})
    old = records.document("old")
    assert (old.status, old.status_reason, old.issued_on) == ("有效", "经核实仍然有效", date(2015, 3, 2))
    put(records, OLD.model_copy(update={"content_hash": "9", "text": "旧办法，重新导入。"}))
    assert records.document("old").status == "有效"
    assert records.ledger.edited("old").keys() == {"status", "status_reason", "issued_on"}
    records.edit("old", dict.fromkeys(("status", "status_reason", "issued_on")))
    old = records.document("old")
    assert (old.status, old.issued_on, old.replaced_by) == ("废止", date(2015, 3, 1), "new")


def test_a_document_expires_on_the_day_after_its_last() -> None:
    document = OLD.model_copy(update={"status": "有效", "expires_on": date(2020, 2, 29)})
    assert document.on(date(2020, 2, 29)).status == "有效"
    assert document.on(date(2020, 3, 1)).status == "失效"
    assert document.model_copy(update={"status": "废止"}).on(date(2020, 3, 1)).status == "废止"


def test_a_set_number_is_what_others_mean(records: Records) -> None:
    put(records, OLD.model_copy(update={"doc_no": "虚政发〔2015〕4号"}), NEW)
    assert records.document("old").status == "未知"
    records.edit("old", {"doc_no": "虚政发〔2015〕3号", "status_reason": "文号原来读错"})
    old = records.document("old")
    assert (old.status, old.replaced_by, old.status_reason) == ("废止", "new", "文号原来读错")
    assert records.document("new").replaces == "old"
    records.edit("old", {"doc_no": None, "status_reason": None})
    assert (records.document("old").status, records.document("new").replaces) == ("未知", None)


def test_a_wrongly_read_day_can_be_emptied(records: Records) -> None:
    put(records, OLD.model_copy(update={"expires_on": date(2016, 1, 1)}))
    records.edit("old", {"expires_on": ""})
    assert records.document("old").expires_on is None
    assert records.ledger.as_read("old")["expires_on"] == "2016-01-01"
