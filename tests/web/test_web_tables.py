"""Tables in a document's text, and where cited characters stand on a page."""

from __future__ import annotations

import pytest

from prompts import load_prompts
from retrieval.models import Mark
from web.highlight import Paragraph, Span
from web.overlay import first_page, quotes, rects
from web.templating import Pages
from web.text_tables import Row, Table, blocks

TEXT = (
    "表1 情况\n县 | 面积 | 面积\n县 | 2022年 | 2023年\n北部 | 北部 | 北部\n甲 | 1 | 2\n乙 | | 3\n丙\n丁 | 5 | 5\n完。"
)


def rebuilt(text: str, found: list[Paragraph | Table]) -> str:
    """The text of blocks, as a browser's textContent has it."""
    lines = []
    for block in found:
        if isinstance(block, Table):
            for row in (*block.head, *block.body):
                lines.append("".join("".join(p.text for p in c.pieces) + c.bar for c in row.cells))
        else:
            lines.append("".join(piece.text for piece in block.pieces))
    return "\n".join(lines)


def table_of(text: str, *spans: Span) -> Table:
    (found,) = [block for block in blocks(text, list(spans)) if isinstance(block, Table)]
    return found


def shown(row: Row) -> list[tuple[str, int, int]]:
    return [(cell.text, cell.columns, cell.rows) for cell in row.cells if not cell.hidden]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "",
        "\n\n",
        "a | b\nc | d",
        "a | b",
        "| a | b |\n| --- | --- |\n| 1 | |\n",
        "a | b\nc | d\n\ne | f\ng | h",
        "标题\na|b\n　　缩进 | 段\n x | y \n| | z\n|\n",
        "a | b\nc\nd | e",
    ],
)
def test_nothing_of_a_text_is_lost_or_added(text: str) -> None:
    spans = [Span(1, 2), Span(4, len(text) - 2)] if len(text) > 8 else []
    assert rebuilt(text, blocks(text, spans)) == text


def test_heads_that_were_merged_are_one_cell_again() -> None:
    table = table_of(TEXT)
    assert [shown(row) for row in table.head] == [[("县", 1, 2), ("面积", 2, 1)], [("2022年", 1, 1), ("2023年", 1, 1)]]


def test_rows_keep_their_empty_cells_and_labels_span_the_table() -> None:
    group, first, second, alone, last = table_of(TEXT).body
    assert shown(group) == [("北部", 3, 1)]
    assert shown(second) == [("乙", 1, 1), ("", 1, 1), ("3", 1, 1)]
    assert shown(alone) == [("丙", 3, 1)]
    assert [cell.number for cell in first.cells] == [False, True, True]
    assert shown(last) == [("丁", 1, 1), ("5", 1, 1), ("5", 1, 1)], "equal numbers are not a merged cell"


def test_only_the_cited_row_is_marked() -> None:
    start = TEXT.index("乙 |")
    rows = table_of(TEXT, Span(start, start + 7)).body
    assert [row.cited for row in rows] == [False, False, True, False, False]
    assert [p.mark for row in rows for cell in row.cells for p in cell.pieces if p.mark] == ["cite"]


def test_a_row_is_filled_up_to_the_width_of_its_table() -> None:
    table = table_of("甲 | 乙 | 丙\n1 | 2 | 3\n4 | 5")
    assert [row.gap for row in (*table.head, *table.body)] == [0, 0, 1]


def test_a_sentence_with_a_bar_is_no_table() -> None:
    assert not [b for b in blocks("联系人 | 电话见附件。\n另行通知。", []) if isinstance(b, Table)]


def test_a_cell_is_escaped() -> None:
    text = "<b>甲</b> | 乙\n<script>x</script> | 1"
    template = '{% from "text.html" import body %}{{ body(found, say) }}'
    pages = Pages(load_prompts())
    html = pages._environment.from_string(template).render(found=blocks(text, []), say=lambda key: key)
    assert "&lt;script&gt;x&lt;/script&gt;" in html
    assert "<b>" not in html


def test_a_part_of_a_line_takes_its_share_of_the_box() -> None:
    text = "早稻每亩补贴120元。"
    mark = Mark(0, len(text), 3, (0.1, 0.2, 0.6, 0.22))
    em = 0.5 / (8 + 3 * 0.5)  # eight full-width characters and three digits
    (rect,) = rects(text, [Span(2, 9)], [mark], 3)
    assert rect.x == pytest.approx(100 * (0.1 + 2 * em), abs=0.2)
    assert rect.x + rect.width == pytest.approx(100 * (0.6 - 2 * em), abs=0.2)
    assert rect.y == pytest.approx(20, abs=0.2)
    assert rect.height == pytest.approx(2, abs=0.3)
    assert rects(text, [Span(2, 9)], [mark], 2) == []


def test_a_box_of_several_lines_is_marked_whole() -> None:
    text = "一个跨了好几行的单元格里的文字"
    mark = Mark(0, len(text), 1, (0.1, 0.2, 0.3, 0.3))
    (rect,) = rects(text, [Span(2, 4)], [mark], 1)
    assert rect.x == pytest.approx(10, abs=0.2)
    assert rect.width == pytest.approx(20, abs=0.3)


def test_boxes_stay_on_the_page() -> None:
    (rect,) = rects("甲", [Span(0, 1)], [Mark(0, 1, 1, (0.0, 0.0, 1.0, 1.0))], 1)
    assert (rect.x, rect.y, rect.width, rect.height) == (0, 0, 100, 100)


def test_citations_know_their_pages() -> None:
    marks = [Mark(0, 2, 1), Mark(2, 4, 2, (0.0, 0.0, 1.0, 0.1))]
    spans = [Span(0, 1), Span(2, 3), Span(5, 6)]
    assert [(q.number, q.text, q.page) for q in quotes("甲乙丙丁戊己", spans, marks)] == [
        (1, "甲", 1),
        (2, "丙", 2),
        (3, "己", None),
    ]
    assert first_page(spans, marks) == 2
    assert first_page(spans[:1], marks) is None
