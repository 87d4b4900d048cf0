"""What a conversation is about: the matter of a question, and whether a question has a matter of its own.

A noun such as 条件, 院长 or 面积 names a part, a role or a measure of something else. A question that has
only such nouns, or none, asks about what was spoken of before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.characters import fold
from retrieval.places import place_spans
from retrieval.tokens import tagged

# Nouns that belong to something: its measures, terms, parts, roles and members.
_PARTS = (
    "率 比例 比重 占比 数 人数 总数 数量 面积 金额 总额 额度 规模 长度 宗数 情况 现状 特色 特点 优势 成就 成效 成果 定位 目标 任务 职责 职能 "
    "内容 范围 对象 条件 资格 要求 标准 流程 步骤 程序 手续 材料 资料 证件 期限 时限 时间 日期 地点 地址 电话 热线 网址 网站 邮箱 方式 渠道 "
    "途径 方法 费用 收费 价格 依据 根据 原因 理由 目的 意义 作用 影响 背景 用途 好处 区别 例外 处罚 罚款 奖励 措施 院长 校长 局长 主任 所长 "
    "处长 科长 书记 负责人 联系人 法人 部门 单位 成员 委员 专家 教师 老师 师资 学生 本科生 研究生 硕士生 博士生 硕士 博士 本科 毕业生 校友 "
    "员工 职工 人员 申请人 专业 课程 学科 系 系别 科室 方向 领域 地域 项目 条款 章节 附件 附则 校区 学制 学费 学位 就业 升学 名称 全称 简称 前身 "
    "有效期 窗口 单价 总价 上限 下限 最高 最低 结果 问题 关系 名单 进度 周期 年限 次数 频率 等级 级别 类别 种类 类型 国外 "
    "城市 大学 工作 方面 时候 地方 年份 月份 下限 主体 事项 模式 理念 业务 计划 学习 交流 合作 活动 政策 办法 规定 "
    "国内 海外 国际交流 院校 院际 院系 招生 成立 起始 开始 主要 目前 其中 整体 总体 近年 期间 分别 当时 后来 之后 以后 方案 "
    "核心 特点 入学 毕业 录取 考试 招聘 师资力量 办公 申报 报名 基本 优惠 时 天 年 月 日 亩 元 个 号 文号 表格 表 证明 样式"
).split()
_RELATIONAL = re.compile(
    r".+(?:率|比例|人数|数量|面积|金额|额度|时间|日期|期限|电话|地址|标准|条件|材料|流程|方式|情况|特色|领域|方向|学位|对象|范围|依据|周期)$"
)
_BELONGS = frozenset(_PARTS)
ASKING = re.compile(
    r"什么时[候间]|什么样|为什么|为啥|什么|啥|何时|何地|何处|何人|为何|如何|怎么样?|怎样|怎办|咋|哪一?[些个位里儿年月天日种类项家条几]*|"
    r"多少|多[大高重长久远]|几(?=[个项条种类次家人天年月所名位批亩宗户点号])|是否|能否|可否|是不是|有没有|能不能|可不可以|会不会|要不要|谁|[吗嘛呢]$|百分之几"
)
_LEAD = re.compile(
    r"^(?:请问一?下?|请教一?下?|你好|您好|麻烦|那么|那|还有(?=[,，])|另外|此外|再问一?下?|再|想问一?下?|我想(?:知道|了解|问)一?下?|告诉我|查一下|帮我查一?下?|[,、。:;!\s])+"
)
# Verbs that end what a question is about: 高龄津贴|怎么申请, 办法|什么时候施行.
_PREDICATE = (
    r"申请|申报|办理|领取|(?<![首带本率占])领|发放|施行|实施|执行|成立|开始|结束|启动|截止|发布|印发|制定|出台|公布|审批|审核|受理|缴纳|报名|提交|提供|享受|"
    r"获得|包括|包含|涵盖|设立|设有|下设|拥有|开设|规定|要求|需要|应当|应该|可以|能够|必须|适用|属于|位于|组建|创建|完成|实现|达到|"
    r"取得|采取|推出|做了?|有|是|为|由|在|从|到|要|需|能|会|应|共|最高|最低|最多|最少|最|一共|总共|分别|都|具体|主要|目前|现在|与|和|跟|对|向|给|将|被|把|通过|针对|采用|旨在|致力于|培养|每个?[人月年天户亩季]+度?|怎|相差|(?<![时温价误偏落])差"
)
_TRAILING = re.compile(rf"(?:{_PREDICATE}|[的了过着,，\s])+$")
_OFFICE = re.compile(r"([局厅处科院部])\1长$")
_OBJECT = re.compile(
    rf"^(?:什么是|(?:如何|怎么样?|怎样|在?哪里|去哪里?|什么人|哪些人|哪类人|谁|哪些企业|什么时候|何时|能否|是否|能不能|可不可以)(?:才能|可以|能够|能|应该|应当|去)*(?:{_PREDICATE}))(?P<matter>[^,?]{{2,30}})$"
)
_BOOK = re.compile(r"《[^《》]{2,60}》")
# Whom a question is about, said before what it asks: 我妈今年85岁,高龄津贴能领多少.
PERSONAL = re.compile(r"^(?:我|咱|俺|本人|家里|老家|家中)[^,?]{0,16},")
_LONGEST = 40  # characters of a matter that is put before a follow-up


def bare(question: str) -> str:
    """The folded question without the words that only open it, and without its closing mark."""
    return _LEAD.sub("", fold(question)).rstrip("?。! ,")


def matter_of(question: str) -> str:
    """What a question is about (小微企业担保补贴是什么: 小微企业担保补贴); "" where it says nothing of its own."""
    if book := _BOOK.search(question):
        return book.group()
    matter = _matter(bare(question))
    at = fold(question).find(matter)
    return question[at : at + len(matter)] if at >= 0 else matter


def _matter(text: str) -> str:
    text = PERSONAL.sub("", text)
    if asked_object := _OBJECT.match(text):
        return _with_place(text, ASKING.sub("", asked_object["matter"]).strip("的"))
    asked = ASKING.search(text)
    head = text[: asked.start()] if asked else text
    head = _owner(_OFFICE.sub(r"\1", _TRAILING.sub("", head)))
    places = place_spans(head)
    if not specific(head) or (places and places[0][1] == 0 and places[-1][2] == len(head)):
        head += _asked_thing(text[asked.end() :]) if asked else ""
    return head if specific(head) and len(head) <= _LONGEST else ""


def _asked_thing(after: str) -> str:
    """What is asked of a bare place: 北京市|出台哪些|政策加大支持力度 is about 加大支持力度的政策."""
    words = [word for word, _ in tagged(ASKING.sub("", after))]
    parts = ""
    while words and words[0] in _BELONGS:
        parts += words.pop(0)
    rest = _TRAILING.sub("", "".join(words)).strip("的了")
    if not specific(rest):
        return f"{rest}{parts}" if rest else ""
    return f"{rest}的{parts}" if parts else rest


def _with_place(text: str, matter: str) -> str:
    """The matter with the place of the question before it."""
    named = [text[start:end] for _, start, end in place_spans(text)]
    return matter if not named or named[0] in matter else named[0] + matter


def _owner(head: str) -> str:
    """What a part belongs to: 补贴办法的依据 is about 补贴办法, 面积 alone about nothing said."""
    while (at := head.rfind("的")) > 1 and belongs(head[at + 1 :]):
        head = head[:at]
    words = [word for word, _ in tagged(head)]
    while len(words) > 1 and words[-1] in _BELONGS and specific("".join(words[:-1])) and len("".join(words[:-1])) > 3:
        words.pop()
    return _TRAILING.sub("", head[: len("".join(words))])


def named_by(question: str) -> str:
    """What a question counts or measures by its own words (拆违多少: 拆违); "" where these name but a part, or do but what
    is done with anything (面积多少, 能领多少).
    """
    text = PERSONAL.sub("", bare(question))
    asked = ASKING.search(text)
    head = _TRAILING.sub("", text[: asked.start()] if asked else text)
    return "" if belongs_wholly(head) else head


def belongs(text: str) -> bool:
    """Whether the words of `text` name only parts, roles or measures of something else."""
    return not specific(text)


def belongs_wholly(text: str) -> bool:
    """Whether the words of `text`, of which there is one at least, are listed parts (条件, 办理流程)."""
    words = [word for word, _ in tagged(_TRAILING.sub("", text))]
    return bool(words) and all(word in _BELONGS or word == "的" for word in words)


def specific(text: str) -> bool:
    """Whether `text` has a noun, a name, a number of a document or a quoted word that stands for itself."""
    if re.search(r"《|〔|“", text) or place_spans(text):
        return True
    return any(_is_own(word, tag) for word, tag in tagged(text))


def _is_own(word: str, tag: str) -> bool:
    if not tag.startswith(("n", "vn", "eng", "j", "l", "i", "g", "an")) or len(word) < 2 or word.endswith(("于", "有")):
        return False
    return not (word in _BELONGS or (len(word) <= 4 and _RELATIONAL.match(word)))


def subject_of(before: str) -> str:
    """The nouns with which the words before a question word begin, up to the first verb or preposition.

    All the words where they begin with one: 外出务工的劳动力, 对病人, 经认定的老字号.
    """
    said = ""
    for word, tag in tagged(before):
        if not said and word in _PREPOSITIONS:
            return before
        if tag.startswith(("v", "p", "d", "f")) and not tag.startswith("vn"):
            return said or before
        said += word
    return said


# Those that the tagger takes for nouns before a verb.
_PREPOSITIONS = frozenset("经凭按受因依")
# Who holds an office holds it in a body, never in another matter.
_HOLDER = re.compile(r"^(?:[局院校厅处科所部]长|主任|书记)(?:是|叫|$)")
# Of whom an organisation is the owner, whatever else was spoken of last.
_ROLES = re.compile(
    r"学生|本科生|研究生|毕业生|硕士|博士|教师|老师|师资|[局院校厅处科所部]长|主任|书记|校友|校区|员工|职工|科室|升学|就业"
)
_ORGANISED = re.compile(
    r"(?:学院|大学|学校|中学|小学|医院|公司|集团|银行|局|厅|研究院|研究所|院|校|部|委员?会?|办公?室?|中心|政府|[支大]队|所|处)$"
)


def owner_of(text: str, matters: Sequence[str]) -> str:
    """What a question without its own matter asks about: the topic, or the organisation whose people it asks for."""
    asked = ASKING.search(text)
    if _ROLES.search(text[: asked.start()] if asked else text):
        organised = [m for m in matters if _ORGANISED.search(m)]
        if organised:
            return topic_of(organised)
    return "" if _HOLDER.match(text) else topic_of(matters)


def topic_of(matters: Sequence[str]) -> str:
    """What a conversation is about, from the matters of its turns in order; "" where none has one.

    The last matter, or what an earlier turn was about where the last only goes on about it (国学院, 国学院人才培养).
    """
    last = next((m for m in reversed(matters) if m), "")
    begun = [m for m in matters if m and m != last and last.startswith(m)]
    ends = [m for m in matters if m and m != last and len(m) > 2 and _begins_within(last, m)]
    chosen = min(begun, key=len) if begun else max(ends, key=len) if ends else last
    longer = [m for m in matters if len(chosen) > 2 and m.endswith(chosen) and len(m) <= len(chosen) + 8]
    return max(longer, key=len, default=chosen)


def _begins_within(last: str, matter: str) -> bool:
    """Whether `last` begins with the end of `matter`: 文学院承办…, 青石大学文学院."""
    return any(last.startswith(matter[i:]) for i in range(1, len(matter) - 2))
