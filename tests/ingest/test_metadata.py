"""What a document says about itself; what it does not say is not invented."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.dates import dates, first_date
from ingest.load import Loaded
from ingest.metadata import Metadata, read_metadata
from retrieval.errors import IngestError
from retrieval.models import PolicyDocument
from tests.conftest import parsed

BODY = "各区人民政府：\n　　为加强湿地保护，现将有关事项通知如下。\n"


def about(title: str, text: str, day: date | None = None, **fields: str) -> Metadata:
    return read_metadata(title, text, fields, day)


def document_of(text: str, name: str = "a.txt") -> PolicyDocument:
    return parsed(Loaded("d", name, name, text.encode())).document


@pytest.mark.parametrize(
    "written", ["虚政发〔2021〕7号", "虚政发[2021]7号", "虚政发【2021】7号", "虚政发（2021）7号", "虚政发(2021)7号",
                "虚政发﹝2021﹞7号", "虚政发〔２０２１〕７号", "虚政发〔2021〕07号", "虚政发 〔2021〕 7 号", "（虚政发〔2021〕7号）"]
)  # fmt: skip
def test_the_number_is_found_in_every_bracket(written: str) -> None:
    assert about("关于湿地的通知", f"关于湿地的通知\n{written}\n{BODY}")["doc_no"] == "虚政发〔2021〕7号"
    assert about("关于湿地的通知", BODY, 发文字号=written)["doc_no"] == "虚政发〔2021〕7号"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("虚构市人民政府令第12号", "虚构市人民政府令第12号"),
        ("虚构市水务局公告2021年第5号", "虚构市水务局公告2021年第5号"),
    ],
)
def test_orders_and_announcements_have_numbers_too(written: str, number: str) -> None:
    assert about("湿地办法", f"{written}\n{BODY}")["doc_no"] == number


def test_a_number_that_the_text_only_refers_to_is_not_its_own() -> None:
    text = "关于湿地的通知\n根据《关于林业工作的意见》（虚政发〔2019〕3号）和虚办发〔2018〕2号要求，现通知如下。"
    assert about("关于湿地的通知", text)["doc_no"] is None


@pytest.mark.parametrize("line", ["二〇二一年五月六日", "二○二一年五月六日", "二Ｏ二一年五月六日", "二零二一年五月六日",
                                  "2021年5月6日", "2021 年 5 月 6 日", "２０２１年５月６日", "2021年05月06日"])  # fmt: skip
def test_the_signature_gives_issuer_and_day(line: str) -> None:
    found = about("关于湿地的通知", f"{BODY}\n　　　　　虚构市水务局\n　　　　　{line}\n（此件公开发布）")
    assert (found["issuer"], found["issued_on"]) == ("虚构市水务局", date(2021, 5, 6))


def test_a_signature_above_long_attachments_is_found() -> None:
    text = f"{BODY}\n虚构市水务局\n虚构市林业局\n2021年5月6日\n附件：名录\n" + "湿地名称与位置。\n" * 200
    found = about("关于湿地的通知", text)
    assert (found["issuer"], found["issued_on"]) == ("虚构市水务局、虚构市林业局", date(2021, 5, 6))


def test_the_issuer_stands_in_the_title_or_a_label() -> None:
    assert about("虚构市人民政府办公厅关于印发湿地规划的通知", BODY)["issuer"] == "虚构市人民政府办公厅"
    assert about("关于湿地的通知", "发布机构：虚构市水务局  发布日期：2021-05-07\n" + BODY)["issuer"] == "虚构市水务局"


def test_labels_give_the_days() -> None:
    head = "发文机关：虚构市水务局\n成文日期：2021年5月1日\n发布日期：2021-05-07\n施行日期：2021年6月1日\n"
    found = about("关于湿地的通知", head + BODY)
    assert (found["issued_on"], found["published_on"], found["effective_on"]) == (
        date(2021, 5, 1),
        date(2021, 5, 7),
        date(2021, 6, 1),
    )


@pytest.mark.parametrize(
    ("clause", "effective", "expires"),
    [
        ("本办法自2021年3月31日起施行，有效期五年。", date(2021, 3, 31), date(2026, 3, 30)),
        ("本办法自2020年2月29日起施行，有效期为3年。", date(2020, 2, 29), date(2023, 2, 28)),
        ("本办法自2021年5月1日起实施，有效期两年。", date(2021, 5, 1), date(2023, 4, 30)),
        ("本规定自二〇二一年五月一日起施行。", date(2021, 5, 1), None),
        ("本通知自印发之日起施行，有效期至2024年12月31日。", date(2021, 4, 2), date(2024, 12, 31)),
        ("本通知有效期自2021年5月1日至2024年12月31日。", date(2021, 5, 1), date(2024, 12, 31)),
        ("原《湿地规定》自2015年1月1日起施行，现予废止。本办法自2021年5月1日起施行。", date(2021, 5, 1), None),
    ],
)
def test_force_and_its_end(clause: str, effective: date | None, expires: date | None) -> None:
    found = about("湿地办法", f"{BODY}{clause}\n虚构市水务局\n2021年4月2日")
    assert (found["effective_on"], found["expires_on"]) == (effective, expires)


@pytest.mark.parametrize(
    "remark",
    [
        "备注 | 水价自2021年1月1日起执行",
        "三类用户 | 4.20 | 自2021年1月1日起施行",
        "备注：水价自2021年1月1日起执行，有效期两年。",
        "水价自2021年1月1日起执行",
    ],
)
def test_a_remark_of_a_table_gives_the_document_no_term(remark: str) -> None:
    sheet = f"类别 | 单价（元） | 说明\n一类用户 | 3.10 | 居民\n二类用户 | 3.90 | 企业\n{remark}"
    found = about("水价表", sheet)
    assert (found["effective_on"], found["expires_on"]) == (None, None)
    own = about("水价表", f"{sheet}\n本表自2021年3月1日起执行，有效期两年。")
    assert (own["effective_on"], own["expires_on"]) == (date(2021, 3, 1), date(2023, 2, 28))


def test_a_table_in_a_notice_leaves_its_term_alone() -> None:
    rows = "类别 | 单价（元） | 自何时\n一类用户 | 3.10 | 自2020年7月1日起执行"
    text = f"{BODY}水价见下表。\n{rows}\n注：三类用户自2020年8月1日起执行。\n本通知自2021年3月1日起施行。\n虚构市水务局\n2021年2月2日"
    assert about("关于水价的通知", text)["effective_on"] == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("虚构市2019年国民经济统计公报", 2019),
        ("水务局2019年度工作总结", 2019),
        ("关于2018年度科学技术奖励的决定", 2018),
        ("关于2018—2019年度供暖的通知", None),
        ("关于2019年湿地保护的通知", None),
    ],
)
def test_a_report_s_year_is_in_its_title(title: str, year: int | None) -> None:
    assert about(title, BODY, date(2020, 3, 2))["period"] == year


@pytest.mark.parametrize(
    ("title", "field", "status"),
    [
        ("湿地办法（已废止）", "", "废止"),
        ("湿地办法", "有效", "有效"),
        ("湿地办法", "失效", "失效"),
        ("关于废止湿地办法的决定", "", "未知"),
    ],
)
def test_the_status_is_what_the_page_says(title: str, field: str, status: str) -> None:
    fields = {"有效性": field} if field else {}
    assert read_metadata(title, BODY, fields, None)["status"] == status


def test_nothing_is_invented_for_a_plain_text() -> None:
    found = about("会议记录", "今天开会讨论了湿地。大家认为应当加强保护，并安排了下一步的分工。")
    assert {name: value for name, value in found.items() if value is not None} == {"status": "未知"}


@pytest.mark.parametrize(
    "text", ["2021年2月30日", "2021年13月1日", "2021-02-30", "二〇二一年", "电话0531-2021-05", "120亩"]
)
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert first_date(text) is None


def test_dates_come_with_their_offsets() -> None:
    text = "自2021年5月1日至二○二三年十二月三十一日"
    assert [(day, text[a:b]) for day, a, b in dates(text)] == [
        (date(2021, 5, 1), "2021年5月1日"),
        (date(2023, 12, 31), "二○二三年十二月三十一日"),
    ]


def test_a_masthead_and_a_number_are_no_title() -> None:
    document = document_of(f"虚构市人民政府文件\n虚政发〔2021〕7号\n\n关于加强湿地保护的通知\n{BODY}")
    assert (document.title, document.doc_no) == ("关于加强湿地保护的通知", "虚政发〔2021〕7号")


@pytest.mark.parametrize(
    ("magic", "kind"),
    [(b"%PDF-1.7", "PDF"), (b"PK\x03\x04", "ZIP"), (b"\x1f\x8b\x08", "GZIP"), (b"Rar!\x1a\x07", "RAR")],
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a"])
def test_what_cannot_be_read_is_named_whatever_its_extension(magic: bytes, kind: str, name: str) -> None:
    with pytest.raises(IngestError) as refused:
        parsed(Loaded("d", name, name, magic + b"\x01\x02 rest"))
    assert kind in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("text", ["　　\n　", "。。。\n---", "\ufeff"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(IngestError):
        document_of(text)


def test_a_file_called_tomorrow_row_is_read_by_its_content() -> None:
    assert (
        document_of(f"<html><body><div id='zoom'><p>{BODY * 3}</p></div></body></html>", "tomorrow.txt").format
        == "html"
    )
    assert document_of(f"<html><body><div id='zoom'><p>{BODY * 3}</p></div></body></html>", "row.txt").format == "html"


def test_the_hash_changes_with_text_and_title_only() -> None:
    base = Loaded("d", "a.txt", "a.txt", BODY.encode(), "标题")
    same = Loaded("d", "elsewhere.txt", "b.txt", b"\xef\xbb\xbf" + BODY.replace("\n", "\r\n").encode(), "标题")
    other = Loaded("d", "a.txt", "a.txt", BODY.encode(), "另一标题")
    hashes = [parsed(loaded).document.content_hash for loaded in (base, same, other)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_number_and_a_day_in_one_line_under_the_title() -> None:
    found = about("虚构市物业收费办法", "虚构市物业收费办法\n（虚政发〔2018〕22号 2018年9月10日）\n第一条 制定本办法。")
    assert (found["doc_no"], found["issued_on"]) == ("虚政发〔2018〕22号", date(2018, 9, 10))


def test_a_region_is_a_known_place() -> None:
    assert about("虚构市乡村振兴局关于湿地的通知", BODY)["region"] is None
    assert about("济南市水务局关于湿地的通知", BODY)["region"] == "济南市"
