"""What belongs to an answer beside the sentence that was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ingest.chunk import chunk
from retrieval.evidence import Statement
from retrieval.models import Hit, PolicyDocument
from retrieval.passage_run import run
from retrieval.sentences import sentences
from retrieval.understand import Kind, understand

ITEMS = "".join(
    f"（{n}）在湿地内从事第{n}类活动，经劝阻后仍不停止，造成水面、堤岸、植被或者鸟类栖息地损坏的；\n"
    for n in "一二三四五六七八九十"
)
STATUTE = f"湿地办法\n第九条　湿地分为两级。\n第十条　有下列情形之一的，处以罚款：\n{ITEMS}第十一条　罚款上缴国库。\n"


def said(kind: Kind, sentence: str, text: str = STATUTE) -> list[str]:
    document = PolicyDocument(id="d", source="d", title="湿地办法", text=text, content_hash="0123456789")
    at = text.index(sentence)
    (part,) = [part for part in chunk(document) if part.start <= at < part.end]
    (span,) = [s for s in sentences(text, part.start, part.end) if s.start == at]
    statement = Statement(Hit(part, document, 1.0), span, 1.0, 1.0, 0.0, (), "named")
    query = replace(understand("湿地里怎么办", (), date(2026, 1, 1)), kind=kind, facet="")
    return [other.of(text) for other in run(query, statement)]


def test_an_article_gives_all_its_items_and_no_other_article() -> None:
    found = said("list", "第十条　有下列情形之一的，处以罚款：")
    assert [line[:3] for line in found[1:]] == [f"（{n}）" for n in "一二三四五六七八九十"]


def test_an_item_gives_its_siblings() -> None:
    assert len(said("list", "（三）在湿地内")) == 10


def test_what_follows_in_another_article_belongs_to_no_answer() -> None:
    assert said("how", "第九条　湿地分为两级。") == ["第九条　湿地分为两级。"]


ASKED = """湿地问答
一、湿地里能钓鱼吗？
可以在划定的岸段钓鱼。每人限一竿。
二、船只怎样停靠？
船只停在东码头；夜间停靠须先登记；不得停在苇丛旁。
"""


def test_a_printed_question_gives_its_reply() -> None:
    assert said("how", "一、湿地里能钓鱼吗？", ASKED) == ["可以在划定的岸段钓鱼。", "每人限一竿。"]
    assert said("yesno", "一、湿地里能钓鱼吗？", ASKED) == ["可以在划定的岸段钓鱼。", "每人限一竿。"]


def test_a_part_behind_a_semicolon_brings_the_parts_before_it() -> None:
    assert said("how", "夜间停靠须先登记；", ASKED) == ["船只停在东码头；", "夜间停靠须先登记；", "不得停在苇丛旁。"]


def test_items_that_a_plain_sentence_begins_belong_to_it() -> None:
    text = "湿地工作\n本市今年做好三件事。一是补种芦苇。二是清理河道。三是架设栈桥。\n各区照此办理。\n"
    assert said("plain", "本市今年做好三件事。", text)[1:] == ["一是补种芦苇。", "二是清理河道。", "三是架设栈桥。"]


def test_questions_that_a_text_lists_belong_together() -> None:
    text = "湿地咨询\n人工服务重点回复：如何申请观鸟证？哪里可以停车？几点闭园？\n其余问题由智能问答回复。\n"
    assert said("list", "人工服务重点", text)[1:] == ["哪里可以停车？", "几点闭园？"]


def test_an_address_and_a_definition_are_given_to_the_end_of_their_sentence() -> None:
    text = "湿地须知\n来信地址:南湖路12号;湿地管理站收;邮政编码:102300\n咨询时间为工作日。\n"
    assert said("address", "来信地址", text)[1:] == ["湿地管理站收;", "邮政编码:102300"]
    colours = "湿地须知\n橙色表示属于以下情况之一：进过核心区；带过犬只；未预约。绿色表示可以入园。\n"
    assert said("definition", "橙色", colours)[1:] == ["带过犬只；", "未预约。"]
