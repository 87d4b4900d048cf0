"""question → Query: what is asked, of which year, place and document, and in which words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from retrieval.characters import fold, has_han
from retrieval.doc_numbers import doc_numbers
from retrieval.errors import QuestionError
from retrieval.follow_up import complete_question
from retrieval.models import Filters, Turn
from retrieval.numbers import DURATIONS, UNITS, measure_of
from retrieval.places import Place, places_in
from retrieval.tokens import tagged
from retrieval.years import asked_years

Kind = Literal["quantity", "date", "person", "phone", "address", "definition", "list", "yesno", "how", "plain"]
Wants = Literal["plan", "result", "any"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One asked value: what it measures ("area", "money", a counter, or "" for any) and the words before it."""

    measures: str
    label: str


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question; `weight` is below 1 for words that say little (政策, 措施)."""

    text: str
    weight: float
    name: bool = False  # a proper name, a code, a quoted term: it must stand in the evidence


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood. `question` is complete: a follow-up is filled in from the history."""

    question: str
    original: str
    kind: Kind
    years: tuple[int, ...] = ()
    days: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    doc_nos: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    terms: tuple[Term, ...] = ()
    wants: Wants = "any"
    filters: Filters = field(default_factory=Filters)
    today: date = date.max  # the day of the question
    past: bool = False  # whether it asks for what no longer holds


_UNIT = "|".join(map(re.escape, UNITS))
_AMOUNT = re.compile(
    rf"(?P<label>[^,、;?!。\s]{{0,12}}?)(?:是|为|有|达到?|共)?(?:多少|几)(?P<unit>{_UNIT})?(?P<noun>[\u4e00-\u9fff]{{0,6}})"
)
_DURATION = re.compile(r"多久|多长时间|期限(?:是|为)?多|几[天年]|多少[天年]|几个月")
_MEASURE_WORDS = (
    (re.compile(r"面积"), "area"),
    (re.compile(r"钱|金额|资金|费用|收入|支出|投资|产值|总值|负担|补贴|补助|贷款"), "money"),
    (re.compile(r"比例|占比|比重|率$|百分"), "share"),
    (re.compile(r"人数|人口"), "人"),
)
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("phone", re.compile(r"(?:电话|热线|号码|传真|联系方式|手机号?)[^,。]{0,8}(?:多少|什么|几|[?]|$)")),
    ("address", re.compile(r"地址|在哪(?!些|[一几]?[个种类])|位于(?:哪|何)|什么地方|(?<!如)何处|哪里|地点")),
    ("person", re.compile(r"(?:是|由|为)谁|谁(?:是|担任|负责|当(?!选))|哪位|叫什么名字|谁[?]?$")),
    (
        "date",
        re.compile(
            r"什么时[候间]|何时|哪[一]?[天日年月]|几[月号点]|什么日期|(?:时间|日期|日子)(?:是|为)?(?:什么|何|哪|多少|[?]|$)|截止时间|几时"
        ),
    ),
    (
        "quantity",
        re.compile(
            r"多少|(?<!哪)几(?!乎|经|何|项主要)|多[大高重长久远]|(?:比例|金额|面积|数量|人数|占比|额度)(?:是|为)?(?:[?]|$)|百分之几"
        ),
    ),
    (
        "definition",
        re.compile(
            r"(?:是?指(?:的是)?(?:什么|哪)|什么是|的(?:定义|含义|意思)|是什么意思|分别(?:是|代表)什么|代表什么)"
        ),
    ),
    (
        "list",
        re.compile(
            r"哪些|哪几|有什么|包括什么|分别|几个方面|什么(?:措施|政策|要求|条件|内容|材料|办法|举措|方式|规定|服务|措施|活动|工作)"
        ),
    ),
    ("yesno", re.compile(r"[吗嘛][?]?$|是否|能否|可否|有没有|能不能|可不可以|会不会|是不是|需不需要|要不要")),
    ("how", re.compile(r"如何|怎[么样]|为什么|为何|什么原因|流程|步骤|怎办")),
)
_QUESTION_WORDS = re.compile(
    r"请问|请教|我想(?:知道|了解|问)(?:一?下)?|想(?:知道|了解|问)|麻烦|能(?:不能)?告诉我|告诉我|查(?:询|一下|一查)|"
    r"分别是什么|是什么|有什么|做了什么|为什么|什么时[候间]|是?指(?:的是)?什么|指的是|什么样的?|什么|哪[些几个位里年月天日种类项家条]+|哪|"
    r"多少|多[大高重长久远]|几(?=个|项|条|种|类|次|家|人|天|年|月|所|名|位|批|亩|宗|户)|如何|怎么样?|怎样|怎办|为何|何时|何处|何人|是否|能否|可否|有没有|是不是|"
    r"能不能|可不可以|会不会|[吗呢嘛吧啊呀]|谁|分别|一共|总共|具体|目前|其中|根据|按照|针对"
)
_GENERIC = frozenset(
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
_WHEN = re.compile(
    r"(?:19|20)\d\d\s?年?度?|[一二][九零][零一二三四五六七八九]{2}年度?|去年|今年|前年|明年|上一?年度?|本年度?|[近过][去]?[一二三四五六七八九十\d]+年"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[【(](?:19|20)\d\d[〕\]】)]\s?第?\d{1,5}号")  # a 文号: found by itself
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百千\d]+条")
_BOOK = re.compile(r"《([^《》]{2,80})》")
_QUOTED = re.compile(r"[“\"‘「]([^”\"’」]{1,30})[”\"’」]")
_PLAN = re.compile(r"力争|计划|目标|预计|预期|拟|打算|将(?:要|会)?(?!近)|安排|规划")
_PAST = re.compile(
    r"废止|失效|旧(?:版|法|办法|规定|条例)|原(?:版|法|办法|规定|条例|来的)|修[订正改]前|历史(?:版本|文件)|以前的"
)
_RESULT = re.compile(r"完成|实现|了(?!解)|已|达到|实际|累计|获得|取得|同比|增长了")


def understand(
    question: str, history: Sequence[Turn], today: date, *, filters: Filters | None = None, longest: int = 1000
) -> Query:
    """What `question` asks, follow-ups completed from `history`, relative years counted from `today`.

    Raises QuestionError where the question is empty, has no word, or is longer than `longest` characters.
    """
    original = _checked(question, longest)
    complete = complete_question(original, history)
    folded = fold(complete)
    kind = _kind(folded)
    titles = tuple(_BOOK.findall(complete))
    return Query(
        question=complete,
        original=original,
        kind=kind,
        years=asked_years(complete, today),
        days=tuple(m.group().replace("号", "日") for m in _DAY.finditer(folded)),
        places=tuple(places_in(complete)),
        doc_nos=tuple(doc_numbers(complete)),
        articles=tuple(_ARTICLE.findall(complete)),
        titles=titles,
        asks=_asks(folded) if kind == "quantity" else (),
        terms=tuple(_terms(complete)),
        wants=_wants(folded),
        filters=filters or Filters(),
        today=today,
        past=bool(_PAST.search(complete)),
    )


def _checked(question: str, longest: int) -> str:
    stripped = " ".join(question.split())
    if not stripped or not re.search(r"\w", stripped):
        raise QuestionError("问题是空的。 The question is empty.", "请输入一个问题。 Type a question.")
    if len(stripped) > longest:
        raise QuestionError(
            f"问题有 {len(stripped)} 个字，最多 {longest} 个。 The question is too long.",
            "请缩短问题，只问一件事。 Ask one thing in fewer words.",
        )
    return stripped


def _kind(folded: str) -> Kind:
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), "plain")


def _wants(folded: str) -> Wants:
    if _PLAN.search(folded):
        return "plan"
    return "result" if _RESULT.search(folded) else "any"


def _asks(folded: str) -> tuple[Ask, ...]:
    """The asked values in order: 多少批次、面积多少 asks for a count of 批次 and for an area."""
    asks = []
    for match in _AMOUNT.finditer(folded):
        unit, label = match["unit"] or "", match["label"]
        measures = _of_unit(unit) if unit else _measure(label, match["noun"])
        asks.append(Ask(measures, label + match["noun"]))
    if not asks:
        asks.append(Ask("duration" if _DURATION.search(folded) else _measure(folded, ""), ""))
    elif len(asks) == 1 and not asks[0].measures and _DURATION.search(folded):
        asks = [Ask("duration", asks[0].label)]
    return tuple(asks)


def _of_unit(unit: str) -> str:
    """What an asked unit measures; 几天 may be told in 工作日, 多少年 in 个月."""
    return "duration" if unit in DURATIONS else measure_of(unit)


def _measure(label: str, noun: str) -> str:
    for pattern, measures in _MEASURE_WORDS:
        if pattern.search(noun) or pattern.search(label[-6:]):
            return measures
    return ""


def _terms(question: str) -> list[Term]:
    """The content words of a question, each once, question words and dates left out."""
    terms: dict[str, Term] = {}
    for quoted in _QUOTED.findall(question):
        _put(terms, fold(quoted), 1.0, name=True)
    bare = _NUMBER.sub(" ", fold(_BOOK.sub(" ", question)))
    bare = _DAY.sub(" ", _WHEN.sub(" ", bare))
    for piece in _QUESTION_WORDS.split(bare):
        for word, tag in tagged(_RUN_ON.sub(r"\1 ", _DOUBLED.sub(r"\1 \1", piece))):
            if tag in _FUNCTION_TAGS or word.isspace() or not re.search(r"[\w%]", word):
                continue
            if tag.startswith("m") and not any(c.isdigit() for c in word):
                continue
            generic = word in _GENERIC or word in UNITS or (len(word) == 1 and has_han(word))
            _put(terms, word, 0.25 if generic else 1.0, name=tag in _NAME_TAGS and len(word) > 1)
    return list(terms.values())


def _put(terms: dict[str, Term], text: str, weight: float, *, name: bool) -> None:
    if text and text not in terms:
        terms[text] = Term(text, weight, name)
