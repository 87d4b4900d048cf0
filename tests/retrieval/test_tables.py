"""Tables found and read by offset."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.sentences import sentences
from retrieval.table_columns import columns_of
from retrieval.table_parts import Table, head_unit, is_value, unit_line
from retrieval.tables import find_tables, read_table


def read(text: str) -> Table:
    (region,) = find_tables(text)
    return read_table(text, region.head, region.rows[0].start, region.rows[-1].end)


def rows(text: str) -> list[list[tuple[str, tuple[int, ...]]]]:
    return [[(text[c.start : c.end], c.columns) for c in row.cells] for row in read(text).rows]


BARS = """各区要抓紧落实。
表1 2019年各区修渠情况表
单位：公里
区县 | 水渠 | 水渠 | 投资（万元）
区县 | 新修 | 修缮 | 投资（万元）
东山区 | 12.5 | | 300
西山区 | 8 | 6.25 | 1,200
合计
以上数据由水务局提供。"""


def test_bar_rows_have_caption_unit_and_heads_over_two_rows() -> None:
    text = BARS.replace("合计\n", "合计 | 20.5 | 6.25 | 1500\n")
    table = read(text)
    assert table.caption == "表1 2019年各区修渠情况表\n单位：公里"
    assert table.unit == "公里"
    assert table.heads == ("区县", "水渠 新修", "水渠 修缮", "投资（万元）")
    assert rows(text)[0] == [("东山区", (0,)), ("12.5", (1,)), ("", (2,)), ("300", (3,))]
    assert table.head.of(text).startswith("表1")
    assert table.head.of(text).endswith("投资（万元）")


def test_a_row_of_nothing_but_its_label_belongs_to_the_table() -> None:
    text = "区县 | 面积\n甲乡 | 3\n其中\n乙乡 | 4\n丙乡 | 5\n"
    assert [row.span.of(text) for row in read(text).rows] == ["甲乡 | 3", "其中", "乙乡 | 4", "丙乡 | 5"]


def test_a_table_ends_at_a_sentence() -> None:
    assert read(BARS).rows[-1].span.of(BARS) == "西山区 | 8 | 6.25 | 1,200"


def test_a_caption_within_the_table_is_no_head() -> None:
    text = "修渠统计表 | 修渠统计表\n区县 | 长度（公里）\n甲乡 | 3\n乙乡 | 4"
    assert read(text).caption == "修渠统计表"
    assert read(text).heads == ("区县", "长度（公里）")


def test_markdown_tables_lose_their_rule() -> None:
    text = "| 区县 | 长度 |\n| --- | --- |\n| 甲乡 | 3 |\n| 乙乡 | 4 |"
    assert [head for head in read(text).heads if head] == ["区县", "长度"]
    assert len(read(text).rows) == 2


def test_labels_with_their_texts_have_no_heads() -> None:
    text = "受理部门 | 政务大厅二楼\n办公时间 | 上午九点\n咨询电话 | 0999-8123456"
    assert read(text).heads == ()
    assert len(read(text).rows) == 3


def test_a_line_with_one_bar_row_is_no_table() -> None:
    assert find_tables("首页 | 新闻 | 公开\n欢迎来到本站。") == []


LINES = """2019年分区水渠统计
导航
各区水渠情况
区县
平原/河谷
最长
平原/河谷
最短
山区/丘陵
最长
山区/丘陵
最短
东山区
12
3
9.5
2
西山区
7
1
南山区
（新区）
8
2
6
5
北山区
4
2018年
2019年"""


def test_a_cell_a_line_with_heads_broken_in_two() -> None:
    table = read(LINES)
    assert table.caption == "各区水渠情况"
    assert table.heads[1:] == ("平原/河谷 最长", "平原/河谷 最短", "山区/丘陵 最长", "山区/丘陵 最短")
    assert [row.span.of(LINES).split("\n")[0] for row in table.rows] == ["东山区", "西山区", "南山区", "北山区"]


def test_lost_cells_leave_the_columns_open_that_they_may_be_of() -> None:
    found = rows(LINES)
    assert found[0][1:] == [("12", (1,)), ("3", (2,)), ("9.5", (3,)), ("2", (4,))]
    assert found[1][1:] == [("7", (1, 3)), ("1", (2, 4))]  # one of the two groups, but which
    assert found[2][0] == ("南山区\n（新区）", (0,))
    assert found[3][1:] == [("4", (1, 2, 3, 4))]


def test_heads_as_groups_before_their_parts() -> None:
    assert columns_of(["城镇", "农村", "户数", "人数", "户数", "人数"]) == (
        "城镇 户数", "城镇 人数", "农村 户数", "农村 人数",
    )  # fmt: skip
    assert columns_of(["户数", "人数"]) == ("户数", "人数")
    assert columns_of(["户数", "户数", "人数"]) == ()


def test_rows_with_two_labels() -> None:
    text = "省份名称\n科目\n分数\n甲省\n物理\n600\n乙省\n历史\n580\n丙省\n物理\n590\n化学\n588"
    assert rows(text)[0] == [("甲省", (0,)), ("物理", (1,)), ("600", (2,))]
    assert rows(text)[-1] == [("化学", (0,)), ("588", (2,))]


def test_numbered_rows_whose_values_look_like_numbers() -> None:
    text = "序号\n品名\n数量\n1\n水桶\n2\n2\n铁锹\n3\n3\n绳索\n1"
    assert [row.span.of(text).split("\n") for row in read(text).rows] == [
        ["1", "水桶", "2"], ["2", "铁锹", "3"], ["3", "绳索", "1"],
    ]  # fmt: skip


def test_a_numbered_row_with_broken_cells_leaves_its_columns_open() -> None:
    text = "序号\n品名\n用途\n1\n水桶\n提水\n2\n铁锹\n挖土\n填土\n3\n绳索\n捆扎"
    found = rows(text)
    assert found[0][1:] == [("水桶", (1,)), ("提水", (2,))]
    assert all(len(columns) == 2 for _, columns in found[1][1:])


def test_a_list_of_names() -> None:
    text = "示范村名单\n村庄名称\n柳树村\n杨家村\n分享到：\n首页"
    assert read(text).heads == ("村庄名称",)
    assert [row.span.of(text) for row in read(text).rows] == ["柳树村", "杨家村"]


def test_broken_prose_is_no_table() -> None:
    assert find_tables("自\n20\n世纪\n80\n年代起\n,\n至\n1998\n年\n7\n月\n,\n颁布办法") == []


@pytest.mark.parametrize(
    ("head", "unit"),
    [("面积（公顷）", "公顷"), ("资金(单位：万元)", "万元"), ("产量/万吨", "万吨"), ("面积", ""), ("学校（所）", "所"),
     ("增长（%）", "%"), ("说明（见附件）", "")],
)  # fmt: skip
def test_the_unit_of_a_head(head: str, unit: str) -> None:
    assert head_unit(head) == unit


@pytest.mark.parametrize(
    ("caption", "unit"), [("单位：万亩", "万亩"), ("计量单位:亿元", "亿元"), ("单位：亩、个", ""), ("单位：林业局", "")]
)
def test_the_unit_line(caption: str, unit: str) -> None:
    assert unit_line(caption) == unit


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12.5", True),
        ("1,200", True),
        ("-3%", True),
        ("12万亩", True),
        ("2019年", False),
        ("甲", False),
        ("3个村", False),
    ],
)
def test_what_is_a_value(cell: str, value: bool) -> None:
    assert is_value(cell) is value


def test_a_row_is_one_sentence() -> None:
    text = "见下表。\n甲乡 | 修渠；建桥。  护岸 | 3\n乙乡 | | 4\n以上。"
    assert [s.of(text) for s in sentences(text)] == [
        "见下表。",
        "甲乡 | 修渠；建桥。  护岸 | 3",
        "乙乡 | | 4",
        "以上。",
    ]


_LINE = st.one_of(
    st.sampled_from(
        ["表1 情况表", "单位：万亩", "区县 | 面积", "甲 | 3", "| 4", "甲", "序号", "名称", "1", "2", "3", "（续）", "12.5",
         "—", "", "2019年", "名单", "水渠已修。", "| --- | --- |", " | ", "最高", "最低"]
    ),
    st.text(max_size=12),
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.lists(_LINE, max_size=40).map("\n".join))
def test_tables_of_any_text_are_in_order_and_read_as_they_were_found(text: str) -> None:
    at = 0
    for region in find_tables(text):
        assert at <= region.head.start <= region.head.end <= region.rows[0].start
        at = region.rows[-1].end
        assert all(a.end <= b.start for a, b in zip(region.rows, region.rows[1:], strict=False))
        table = read_table(text, region.head, region.rows[0].start, at)
        for row in table.rows:
            assert all(row.span.start <= cell.start <= cell.end <= row.span.end for cell in row.cells)
            assert all(cell.columns for cell in row.cells)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 60), st.integers(0, 59), st.booleans())
def test_some_rows_read_as_they_do_among_all(count: int, first: int, bars: bool) -> None:
    first %= count
    lines = [("甲{0} | {0} | 5" if bars else "甲{0}村\n{0}\n5").format(i) for i in range(count + 2)]
    text = "\n".join(["修渠表", "区县 | 长度 | 户数" if bars else "区县\n长度\n户数", *lines])
    (region,) = find_tables(text)
    whole = read_table(text, region.head, region.rows[0].start, region.rows[-1].end)
    part = read_table(text, region.head, region.rows[first].start, region.rows[-1].end)
    assert [row.span for row in whole.rows] == list(region.rows)
    assert part.rows == whole.rows[first:]
    assert part.heads == whole.heads


def test_a_row_wider_than_the_heads_leaves_its_columns_open() -> None:
    text = "区县 | 修渠 | 投资\n甲乡 | 3 | 40\n乙乡 | 4 | 5 | 60"
    found = rows(text)
    assert found[0][1:] == [("3", (1,)), ("40", (2,))]
    assert found[1][1] == ("4", (1, 2, 3))
