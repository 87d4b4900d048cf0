"""What documents say of each other's validity; what they do not say is not heard."""

from __future__ import annotations

import pytest

from ingest.mentions import read_mentions
from retrieval.models import PolicyDocument


def said(text: str, title: str = "虚构市停车管理办法") -> list[tuple[str, str | None, str | None]]:
    document = PolicyDocument(id="x", source="x", title=title, text=text, doc_no="虚政发〔2020〕8号")
    found = read_mentions(document)
    assert all(0 <= m.start <= m.end <= len(text) for m in found)
    return [(m.change, m.doc_no, m.title) for m in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《甲办法》（虚政发〔2015〕3号）同时废止。", [("废止", "虚政发〔2015〕3号", "甲办法")]),
        ("原《甲办法》(虚政发[2015]3号)、《乙规定》（虚政办发【2016】13号）自本办法施行之日起停止执行。",
         [("废止", "虚政发〔2015〕3号", "甲办法"), ("废止", "虚政办发〔2016〕13号", "乙规定")]),
        ("虚构市人民政府2003年9月6日发布的《甲办法》同时废止。", [("废止", None, "甲办法")]),
        ("根据《立法规定》，市政府决定废止《丁办法》（虚政令第12号）。", [("废止", "虚政令第12号", "丁办法")]),
        ("《甲办法》、《乙办法》和《丙办法》等3件规章宣布失效。",
         [("失效", None, "甲办法"), ("失效", None, "乙办法"), ("失效", None, "丙办法")]),
        ("《丙条例》第五条同时废止。", [("修订", None, "丙条例")]),
        ("虚政发〔2012〕8号文件同时废止。", [("废止", "虚政发〔2012〕8号", None)]),
        ("将《虚构市办法》第三条修改为：“市级部门负责。”", [("修订", None, "虚构市办法")]),
        ("对《戊规定》作如下修改：", [("修订", None, "戊规定")]),
    ],
)  # fmt: skip
def test_what_is_said_of_a_document(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert said(f"第一条 为加强管理，制定本办法。\n{text}\n") == expected


@pytest.mark.parametrize(
    "text",
    [
        "《庚办法》未被废止前仍然执行。",
        "本办法与《辛办法》不一致的，以本办法为准。",
        "抓紧对《规划纲要》进行修订。",
        "正在研究废止部分文件，《甲办法》继续有效。",
        "依据《甲办法》，对不再执行的项目予以清理。",
        "在《甲安排》框架下，对企业不再执行外商投资规定。",
        "资质证书有效期届满失效的，依照《甲办法》办理。",
    ],
)
def test_what_is_not_said(text: str) -> None:
    assert said(text) == []


def test_a_list_of_documents_under_its_heads() -> None:
    text = (
        "经研究，决定对部分规范性文件予以清理。\n附件1 废止的规范性文件目录\n"
        "1. 关于印发虚构市养犬办法的通知（虚政发〔2010〕5号）\n2．《虚构市绿化条例》\n"
        "附件2 继续有效的规范性文件目录\n1. 关于印发虚构市垃圾办法的通知（虚政发〔2010〕6号）\n"
        "附件3 宣布失效的规范性文件目录\n序号 | 文件名称 | 文号\n1 | 虚构市人民政府关于供暖的意见 | 虚政发〔2009〕1号\n"
        "附件4 修改的规范性文件目录\n（一）虚构市人民政府关于燃气管理的规定（虚政发〔2011〕2号）\n"
    )
    assert said(text, "虚构市人民政府关于废止、宣布失效和修改部分规范性文件的决定") == [
        ("废止", "虚政发〔2010〕5号", "关于印发虚构市养犬办法的通知"),
        ("废止", None, "虚构市绿化条例"),
        ("失效", "虚政发〔2009〕1号", "虚构市人民政府关于供暖的意见"),
        ("修订", "虚政发〔2011〕2号", "虚构市人民政府关于燃气管理的规定"),
    ]
    assert said(text, "虚构市2020年工作总结") == []  # lists count only in a document that is about them


def test_the_title_tells_too() -> None:
    assert said("现予公布。", "虚构市人民政府关于修改《己办法》的决定") == [("修订", None, "己办法")]
    assert said("现予公布。", "虚构市人民政府关于废止《己办法》的决定") == [("废止", None, "己办法")]


def test_a_document_says_nothing_of_itself_and_each_is_named_once() -> None:
    text = "《虚构市停车管理办法》修改后重新公布。《甲办法》同时废止。\n本办法公布后，《甲办法》即行废止。\n虚政发〔2020〕8号同时废止。"
    assert said(text) == [("废止", None, "甲办法")]


def test_parts_of_a_decision_say_what_becomes_of_those_they_name() -> None:
    text = (
        "一、废止下列行政规范性文件：\n1.《虚构市甲管理办法》（虚政发〔2008〕1号）\n2.《虚构市乙管理办法》（虚政发〔2009〕2号）\n"
        "二、对《虚构市丙收费办法》（虚政发〔2018〕22号）作如下修改：\n1.将第三条修改为：“由市价格主管部门制定。”\n"
        "三、《虚构市丁实施细则》继续有效。\n"
    )
    assert said(text, "虚构市人民政府关于废止和修改部分行政规范性文件的决定") == [
        ("修订", "虚政发〔2018〕22号", "虚构市丙收费办法"),
        ("废止", "虚政发〔2008〕1号", "虚构市甲管理办法"),
        ("废止", "虚政发〔2009〕2号", "虚构市乙管理办法"),
    ]


def test_a_row_says_what_became_of_its_document() -> None:
    text = (
        "序号 | 文件名称 | 文号 | 清理结果\n1 | 虚构市摊位管理办法 | 虚政发〔2007〕11号 | 废止\n"
        "2 | 虚构市渡口管理办法 | 虚政发〔2008〕3号 | 继续有效\n3 | 虚构市燃气管理规定 | 虚政发〔2011〕2号 | 修改\n"
    )
    assert said(text, "虚构市规范性文件清理结果") == [
        ("废止", "虚政发〔2007〕11号", "虚构市摊位管理办法"),
        ("修订", "虚政发〔2011〕2号", "虚构市燃气管理规定"),
    ]


def test_a_draft_ends_nothing() -> None:
    text = "本办法自2024年6月1日起施行。2013年施行的《虚构市餐饮垃圾管理办法》同时废止。"
    assert said(text, "《虚构市餐饮垃圾管理办法（征求意见稿）》公开征求意见的公告") == []
    assert said(text) != []
