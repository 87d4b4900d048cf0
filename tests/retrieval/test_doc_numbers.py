"""文号 in every bracket form."""

from __future__ import annotations

import pytest

from retrieval.doc_numbers import doc_numbers

BRACKETS = ["〔〕", "[]", "【】", "（）", "()", "﹝﹞", "［］", "〈〉", "<>"]


@pytest.mark.parametrize("pair", BRACKETS)
@pytest.mark.parametrize("form", ["青政发{a}2020{b}3号", "青政发 {a}2020{b} 3 号", "青政发{a}２０２０{b}第03号"])
def test_every_bracket_form_is_the_same_number(pair: str, form: str) -> None:
    assert doc_numbers(form.format(a=pair[0], b=pair[1])) == ["青政发〔2020〕3号"]


OTHER = [
    ("请问青政发〔2020〕3号讲什么", ["青政发〔2020〕3号"]),
    ("请问按照青政发〔2020〕3号", ["青政发〔2020〕3号"]),
    ("根据《关于修渠的通知》（青政发〔2020〕3号）", ["青政发〔2020〕3号"]),
    ("青政发〔2020〕3号和青政办字〔2019〕12号", ["青政发〔2020〕3号", "青政办字〔2019〕12号"]),
    ("青政发〔2020〕3号、青政发〔2020〕3号", ["青政发〔2020〕3号"]),
    ("和田地发〔2020〕3号", ["和田地发〔2020〕3号"]),
    ("中华人民共和国国务院令（第9号）", ["中华人民共和国国务院令第9号"]),
    ("青石市人民政府令第 12 号", ["青石市人民政府令第12号"]),
    ("税务总局公告2020年第5号", ["税务总局公告2020年第5号"]),
    ("民政部公告第47号", ["民政部公告第47号"]),
]


@pytest.mark.parametrize(("text", "numbers"), OTHER)
def test_numbers_in_running_text(text: str, numbers: list[str]) -> None:
    assert doc_numbers(text) == numbers


@pytest.mark.parametrize("text", ["2020年3号线", "（2020）年度", "3号楼", "第3号院", "〔2020〕", "电话[0531]8号"])
def test_what_is_no_document_number(text: str) -> None:
    assert not doc_numbers(text)
