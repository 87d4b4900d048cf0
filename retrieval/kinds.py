"""What kind of answer a question wants, and whether of plans, of results, or of what no longer holds."""

from __future__ import annotations

import re

from retrieval.query import Facet, Kind, Wants

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("phone", re.compile(r"(?:(?<!打)(?<!打个)电话|热线|号码|传真|联系方式|手机号?)[^,。]{0,8}(?:多少|什么|几|[?]|$)")),
    ("address", re.compile(r"地址|在哪(?!些|[一几]?[个种类])|位于(?:哪|何)|什么地方|(?<!如)何处|哪里|地点")),
    ("person", re.compile(r"(?:是|由|为)谁|谁(?:是|担任|负责|当(?!选))|哪位|叫什么名字|谁[?]?$")),
    (
        "date",
        re.compile(
            r"什么时[候间]|何时|哪[一]?[天日年月]|几[月号点]|什么日期|(?:时间|日期|日子)(?:是|为)?(?:什么|何|哪)|(?<!多少)(?<!多长)(?:时间|日期)(?:是|为)?多少|^(?!.*(?:哪|什么|多|几|谁|怎|如何|[吗呢])).*(?:时间|日期|日子)(?:是|为)?[?]?$|截止时间|几时"
        ),
    ),
    (
        "quantity",
        re.compile(
            r"多少|(?<![哪第这那后好头近过十])(?<!(?<!提)前)几(?!乎|经|何|项主要)|多[大高重长久远]|(?:比例|金额|面积|数量|人数|占比|额度)(?:是|为)?(?:[?]|$)|百分之几"
        ),
    ),
    (
        "definition",
        re.compile(
            r"(?:是?指(?:的是)?(?:什么|哪)|什么是|的(?:定义|含义|意思)|是什么意思|分别(?:是|代表)什么|代表什么|[”\"』」][^,。?]{0,8}(?:具体|分别)?(?:指|是)的?(?:是)?哪(?:[几些两二三四五六七八九十]|\d))"
        ),
    ),
    (
        "list",
        re.compile(
            r"哪些|哪(?:[几两二三四五六七八九十]|\d)|有什么|包括什么|分别|几个方面|什么(?:措施|政策|要求|条件|内容|材料|办法|举措|方式|规定|服务|措施|活动|工作)"
        ),
    ),
    ("yesno", re.compile(r"[吗嘛][?]?$|是否|能否|可否|有没有|能不能|可不可以|会不会|是不是|需不需要|要不要")),
    ("how", re.compile(r"如何|怎[么样]|为什么|为何|什么原因|流程|步骤|怎办")),
)
_PLAN = re.compile(r"力争|计划|目标|预计|预期|拟|打算|将(?:要|会)?(?!近)|安排|规划")
_OLDER = re.compile(r"旧(?:版|法|办法|规定|条例)|原(?:版|法|办法|规定|条例|来的)|修[订正改]前|历史(?:版本|文件)|以前的")
_ENDED = re.compile(r"废止|失效")
_RESULT = re.compile(r"完成|实现|了(?!解)|已|达到|实际|累计|获得|取得|同比|增长了")


def kind_of(folded: str) -> Kind:
    """The kind of answer that a folded question wants."""
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), "plain")


def wants_of(folded: str) -> Wants:
    """Whether a folded question asks for what is planned or for what is done."""
    if _PLAN.search(folded):
        return "plan"
    return "result" if _RESULT.search(folded) else "any"


def asks_past(folded: str) -> bool:
    """Whether a folded question asks for what no longer holds."""
    return bool(_ENDED.search(folded)) or asks_older(folded)


def asks_older(question: str) -> bool:
    """Whether a question asks for an older version by that name."""
    return bool(_OLDER.search(question))


# 为什么 and 依据 ask for grounds whatever else is named, hence first.
_FACETS: tuple[tuple[Facet, re.Pattern[str]], ...] = (
    ("reason", re.compile(r"为什么|为何|为啥|什么原因|原因(?:是|有|何)|何故|缘何|理由是")),
    (
        "basis",
        re.compile(
            r"依据(?:是|有|什么|哪|何|[?]|$)|(?:根据|依据|按照)(?:什么|哪)|(?:法律|政策|文件)依据|有什么依据|凭什么"
        ),
    ),
    (
        "materials",
        re.compile(
            r"(?:哪些|什么|几[种份样]|多少[种份])(?:申[请报]|证明|办理|报名)?(?:材料|资料|证件|手续|文件|表格|证明)|(?:材料|资料|证件)(?:有|是|包括)?(?:哪|什么|[?]|$)|(?:带|交|提交|提供|准备|递交)(?:些)?(?:什么|哪些|啥)"
        ),
    ),
    (
        "conditions",
        re.compile(
            r"(?:什么|哪些|何种|怎样的?)(?:条件|资格|要求|门槛)|(?:条件|资格|要求|门槛)(?:是|有)(?:什么|哪)|什么人|哪些人|哪类人|谁(?:可以|能)"
        ),
    ),
    (
        "fees",
        re.compile(
            r"收费|(?:费用?|手续费|工本费|学费)(?:是|要|为)?(?:多少|几)|(?:要|需要|用)(?:交|缴)?(?:多少)?钱|花多少钱|免费(?:吗|的吗)"
        ),
    ),
    (
        "time_limit",
        re.compile(
            r"(?:多久|多长时间|几天|几个工作日|多少天|多少个?工作日)(?:内)?(?:能|可以|会)?(?:办|审|批|完|到账|下来|发|拿|出|答复|办结|办完)|(?:办理|审批|审核|办结|受理|法定|承诺)(?:时限|期限|时间|周期)|(?:办理?|审核|审批|批复|答复)[^,。]{0,6}(?:多久|多长时间|几天|几个工作日)"
        ),
    ),
    (
        "channel",
        re.compile(
            r"(?:网上|线上|手机|掌上|在线|微信|app)(?:怎么|如何|能|可以)|(?:什么|哪些)(?:渠道|途径|方式|平台|网站)"
        ),
    ),
    (
        "place",
        re.compile(
            r"(?:去|到|在)(?:哪[里儿个]?|什么地方|何处)[^,。]{0,6}(?:办|申|领|交|报|取|登记|查)|(?:办理|申请|受理|报名)(?:地点|地址|窗口)"
        ),
    ),
    (
        "steps",
        re.compile(
            r"流程|步骤|程序(?:是|有|如何|怎|[?]|$)|手续(?:怎|如何)|(?:怎么样?|如何|怎样|咋)(?:去|才能|可以|能)?(?:办|申|领|报|缴|交|注册|登记|预约|查询|提取|落户|补办|享受|变更|注销|开)"
        ),
    ),
    ("count", re.compile(r"(?:有|共|分为?|包括)(?:多少|几)(?:个方面|大?[项条种类款章点步级])")),
)


def facet_of(folded: str) -> Facet:
    """The part of a procedure or rule that a folded question asks for; "" where it asks for no such part."""
    return next((facet for facet, pattern in _FACETS if pattern.search(folded)), "")
