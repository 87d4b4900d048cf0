"""Questions that ask for help to do harm, told from those about the rules against it, and whom each is sent to.

A modest set of rules: how to do it (怎么, 教我, 配方) next to what is done. Words of offices (处罚, 举报, 许可, 防范) make it a
question about the rules.
"""

from __future__ import annotations

import re
from typing import Literal

from retrieval.characters import fold

Harm = Literal["self_harm", "weapons", "drugs", "violence", "evasion", "personal", "abuse"]

# Who asks how to do it speaks of himself or of nobody; 王某如何伪造 asks what a document tells.
_SELF = (
    r"(?:^|[,。!?;:]|请问|我(?:们|想|要|该|家|自己|能)?|请|你(?:能|可以)?|想(?:知道|问|学)|知道|一下|有人|能不能|可以|(?:^|[,。])(?:企业|公司|单位|个人|老板|学生|老百姓|普通人|商家|工地))"
    r"(?:应该|该|要|可以|能|在[^,。;]{1,8}|用[^,。;]{1,8})?"
)
_HOW = (
    _SELF
    + r"(?:怎么|怎样|如何|咋|教我|教教我|告诉我|自制|自己做|制作|制造|合成|提炼|配方|教程|步骤|方法|办法|哪里能?买|哪儿能?买|求购|how (?:to|do i|can i)|teach me|steps to|recipe for|make an?|build an?)"
)
_HELP = (
    _SELF
    + r"(?:怎么|怎样|如何|咋|教我|教教我|帮我|给我|有什么(?:办法|方法|技巧|门路)|有没有(?:办法|方法|门路)|哪里(?:能|可以)|(?:才能|可以)怎么|how (?:to|do i|can i)|help me)"
)
_RULES = re.compile(
    r"处罚|罚款|惩|查处|举报|奖励|许可|审批|审核|备案|登记|管理|管控|监管|规定|条例|办法(?!逃|避|骗|套|躲|规避)|政策|标准|资质|认定|界定|鉴定|处置|处理|防范|防止|预防|"
    r"防治|打击|整治|治理|治安|专项|识别|避免|干预|救助|援助|救治|戒[毒断]|宣传|教育|上缴|收缴|销毁|移送|立案|量刑|定罪|构成|什么罪|判几年|判多少|追究|责任|"
    r"算不算|属于|是否|违法吗|犯法吗|合法吗|赔偿|案例|统计|制度|方案|预案|应急|报案|投诉|维权|被骗|被害|受害|家属|遭|申诉|劝|保护|"
    r"penalt|punish|report|licen[sc]|permit|regulat|prevent|\blaws?\b|illegal|legal|fine for|victim",
    re.I,
)
_PATTERNS: tuple[tuple[Harm, str], ...] = (
    (
        "self_harm",
        rf"(?:{_HOW}|无痛|最快|哪种|什么药|我(?:想|要|准备|打算)?)[^。,;]{{0,10}}(?:自杀|自残|轻生|割腕|上吊|寻死|去死|结束(?:我?自己的?)?生命|了结自己)|"
        r"我[^。,;]{0,8}(?:不想活|活不下去|想死|活够了)|(?:自杀|自残)的?(?:方法|方式|教程)|"
        r"(?:how (?:to|do i|can i)|ways? to|want to|going to) (?:kill (?:myself|oneself)|commit suicide|hurt myself|end my life)",
    ),
    (
        "weapons",
        rf"{_HOW}[^。;]{{0,12}}(?:炸弹|炸药|雷管|枪支|土枪|手枪|气枪|猎枪|子弹|毒气|燃烧瓶|芥子气|沙林|爆炸物|爆炸装置|引爆|火药|硝化甘油|"
        r"bombs?|explosives?|guns?|firearms?|nerve agent|molotov)|"
        r"(?:炸弹|炸药|土枪|手枪|枪支|燃烧瓶|爆炸物)(?:的)?(?:制作|制造|怎么做|怎么造|配方|教程|做法|图纸)",
    ),
    (
        "drugs",
        rf"{_HOW}[^。;]{{0,12}}(?<!易制)(?:冰毒|海洛因|摇头丸|大麻|毒品|k粉|芬太尼|甲基苯丙胺|鸦片|可卡因|罂粟|迷药|迷奸药|"
        r"meth(?:amphetamine)?\b|heroin|fentanyl|cocaine|lsd)|(?<!易制)(?:冰毒|海洛因|摇头丸|大麻|毒品|鸦片)(?:的)?(?:制作|怎么做|配方|教程|做法|种植方法|合成)",
    ),
    (
        "violence",
        rf"{_HELP}[^。;]{{0,8}}(?:杀人|杀[死掉害了]|弄死|下毒|毒死|投毒|绑架|勒索|报复|打残|揍|拐卖|强奸|猥亵|纵火|放火|"
        r"kill (?:someone|a person|my|him|her)|poison (?:someone|my|him|her)|kidnap|blackmail)|(?:儿童|幼女|未成年)(?:色情|裸照|黄片)|"
        r"(?:哪里|怎么|如何|哪儿)[^。]{0,6}(?:看|找|下载|买)[^。]{0,4}(?:黄色网站|色情|黄片|裸聊|嫖)",
    ),
    (
        "evasion",
        rf"{_HELP}[^。;]{{0,16}}(?:逃税|偷税|漏税|避税而不|少缴税又|(?:避开|规避|逃避|躲避|躲过|绕过|应付|糊弄|蒙混过)[^。]{{0,6}}(?:检查|监管|处罚|限购|审查|执法|执行|核查|税|审计|督察|巡查|调查|交警|罚款)|"
        r"骗取|骗(?:医|社)?保|套取|骗补|伪造|造假|做假账|办?假证|假发票|虚开|行贿|送礼打点|走后门|洗钱|作弊|替考|走私|偷渡|黑进|入侵|攻击[^。]{0,6}(?:网站|系统|服务器)|破解[^。]{0,6}(?:密码|账号)|"
        r"诈骗|虚报|冒领|买分|消分|转移财产[^。]{0,6}(?:执行|法院|债)|恶意欠薪|偷排|"
        r"evade tax|dodge tax|forge|launder|bribe|hack (?:into|a|the)|cheat (?:on|in)|smuggle|defraud|fake (?:id|invoice|document|certificate))|"
        r"(?:购买|买|代办|代开)[^。]{0,4}(?:假证|假发票|假文凭|假章|假身份证)",
    ),
    (
        "personal",
        r"(?:身份证号码?|家庭(?:住址|地址)|私人(?:电话|手机|住址)|个人(?:手机号?码?|住址|银行账号)|行踪|开房记录|通话记录|聊天记录|户籍信息|征信报告)"
        r"(?:是|为)?(?:多少|什么|几号|在哪|哪里|给我|发我|告诉我|查|[?]|$)|"
        r"(?:帮我?|给我|替我)(?:查|找|定位|人肉|调取|搜)[^。]{0,4}(?:一下|出)?[^。]{0,10}(?:某人|先生|女士|邻居|同事|前[男女]友|前[夫妻]|老板|他|她|这个人|别人|身份证|住址|行踪|手机号|开房|定位|位置|个人信息)|人肉搜索|"
        r"(?:home address|id number|private phone|phone number|whereabouts) of (?:my|mr|mrs|ms|the (?:man|woman|person|neighbou?r))",
    ),
    (
        "abuse",
        rf"(?:{_HELP}|组织|煽动|策划|参与)[^。;]{{0,8}}(?:推翻|颠覆|暴动|暴乱|骚乱|分裂国家|冲击(?:政府|机关)|打砸|恐怖袭击|overthrow)|"
        r"(?:写|编|来|说|生成)[^。]{0,8}(?:辱骂|谩骂|诋毁|抹黑|攻击|造谣|谣言|仇恨|歧视|骂)[^。]{0,14}",
    ),
)
_HARMS: tuple[tuple[Harm, re.Pattern[str]], ...] = tuple((harm, re.compile(pattern)) for harm, pattern in _PATTERNS)


def unsafe(question: str) -> Harm | None:
    """Which harm a question asks help for; None where it asks for none, or about the rules against it."""
    asked = " ".join(fold(question).split())
    if _RULES.search(asked):
        return None
    return next((harm for harm, pattern in _HARMS if pattern.search(asked)), None)
