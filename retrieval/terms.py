"""The content words of a question: what its evidence must speak of."""

from __future__ import annotations

import re

from retrieval.characters import fold, has_han
from retrieval.numbers import UNITS
from retrieval.places import place_spans
from retrieval.query import Term
from retrieval.short_names import short_spans
from retrieval.tokens import tagged

QUESTION_WORDS = re.compile(
    r"请问|请教|我想(?:知道|了解|问)(?:一?下)?|想(?:知道|了解|问)|麻烦|能(?:不能)?告诉我|告诉我|查(?:询|一下|一查)|"
    r"分别是什么|是什么|有什么|做了什么|为什么|什么时[候间]|是?指(?:的是)?什么|指的是|什么样的?|什么|哪[些几个位里年月天日种类项家条]+|哪|"
    r"多少|多[大高重长久远]|几(?=个|项|条|种|类|次|家|人|天|年|月|所|名|位|批|亩|宗|户)|如何|怎么样?|怎样|怎办|为何|何时|何处|何人|是否|能否|可否|有没有|是不是|"
    r"能不能|可不可以|会不会|[吗呢嘛吧啊呀]|谁|分别|一共|总共|具体|目前|其中|根据|按照|针对"
)
GENERIC = frozenset(
    (
        "政策 措施 办法 方式 方面 内容 情况 要求 规定 规范 工作 问题 方法 渠道 途径 手段 行动 活动 举措 做法 "
        "意义 作用 目的 原因 时间 地点 日期 数量 名称 对象 范围 标准 流程 步骤 条件 材料 特点 功能 提供 采取 "
        "采用 推出 提出 实行 进行 开展 实施 出台 给予 制定 发布 印发 包括 涵盖 涉及 分为 具有 使用 通过 得到 "
        "做好 要 能 可以 开始 讲 说 领 领取 应该 应当 需要 将 会 有 是 对 为 在 由 向 从 把 被 使 让 影响 期间 疫情 有关 相关 "
        "关于 部门 单位 人员 企业 年 月 日 哪 什么 个 项 条 种 家 次 主要 重点 进一步 全面 切实 加强 等 优惠 "
        "支持 "
    ).split()
)
_FUNCTION_TAGS = frozenset(
    {"u", "uj", "ul", "uz", "ud", "ug", "uv", "p", "c", "r", "y", "e", "o", "x", "w", "zg", "k", "h", "d", "df", "f"}
)
_NAME_TAGS = frozenset({"nt", "eng"})
_DAY = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?")
_DOUBLED = re.compile(r"([局厅处科院])\1(?=长)")  # 自然资源局局长 is an agency and an office, not 局局长
_RUN_ON = re.compile(r"([省市县区旗镇乡村州盟])(?=新[增建造办修设签立开启生入改扩])")  # 县新造林 is no 县新 and 造林
_CAN = re.compile(r"(?<![性功可职技智才只未不])能(?=[领拿办报贷补享交退转])")  # the tagger takes 能领 for a noun
WHEN = re.compile(
    r"(?:19|20)\d\d\s?年?度?|[一二][九零][零一二三四五六七八九]{2}年度?|去年|今年|前年|明年|上一?年度?|本年度?|[近过][去]?[一二三四五六七八九十\d]+年"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[【(](?:19|20)\d\d[〕\]】)]\s?第?\d{1,5}号")  # a 文号: found by itself
_BOOK = re.compile(r"《([^《》]{2,80})》")
_ORGANISATION = re.compile(
    r"(?:^|(?<=[\s的由在对与和]))(?![在由对和与是])[\u4e00-\u9fff]{1,12}(?:学院|大学|医院|公司|集团|银行|研究院|研究所|法院|检察院|[局厅院])(?![长子面部])"
)
_QUOTED = re.compile(r"[“\"‘「]([^”\"’」]{1,30})[”\"’」]")


def terms_of(question: str) -> list[Term]:
    """The content words of a question, each once, question words and dates left out."""
    terms: dict[str, Term] = {}
    for quoted in _QUOTED.findall(question):
        _put(terms, fold(quoted), 1.0, name=True)
    bare = _NUMBER.sub(" ", fold(_BOOK.sub(" ", question)))
    bare = _DAY.sub(" ", WHEN.sub(" ", bare))
    for piece in QUESTION_WORDS.split(_apart(bare)):
        for name in _ORGANISATION.findall(piece):
            # 国学院 is torn by the tagger, 商务部办公厅 is not; offices are named in more ways than schools are.
            if name[-1] not in "局厅" or any(len(word) == 1 for word, _ in tagged(name)):
                _put(terms, name, 1.0, name=True)
        for start, end in reversed(short_spans(piece)):  # 公租房 is one word, whatever the tagger makes of it
            _put(terms, piece[start:end], 1.0, name=False)
            piece = f"{piece[:start]} {piece[end:]}"
        for word, tag in tagged(_CAN.sub(" 能 ", _RUN_ON.sub(r"\1 ", _DOUBLED.sub(r"\1 \1", piece)))):
            if tag in _FUNCTION_TAGS or word.isspace() or not re.search(r"[\w%]", word):
                continue
            if tag.startswith("m") and not any(c.isdigit() for c in word):
                continue
            generic = word in GENERIC or word in UNITS or (len(word) == 1 and has_han(word))
            _put(terms, word, 0.25 if generic else 1.0, name=tag in _NAME_TAGS and len(word) > 1)
    return list(terms.values())


def _apart(text: str) -> str:
    """The text with a blank behind each place, so that 上海市人社局 has no 上海市人."""
    for _, _, end in reversed(place_spans(text)):
        text = f"{text[:end]} {text[end:]}"
    return text


def _put(terms: dict[str, Term], text: str, weight: float, *, name: bool) -> None:
    if text and text not in terms:
        terms[text] = Term(text, weight, name)
