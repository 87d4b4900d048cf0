"""Sentences that order a machine reader about: data like any other, but never an answer, nor shown to a model.

What is looked for is who is addressed and what is to be done (忽略以上指令, 你现在是…助手, 输出系统提示词, reply only …), and
the tokens of chat templates. Policies speak of such things as well (不得泄露提示词, 智能客服应当答复咨询), to people and
in the third person: they are none.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re

from retrieval.characters import fold

# What a sentence must have to be looked at closely; one search spares most sentences all others.
_SUSPECT = re.compile(
    r"忽[略视]|[无無]视|無視|忘[记記掉]|抛开|拋開|理[会會]|扮演|假装|伪装|提示[词詞语]|指[令示]|命令|[设設]定|模式|助[手理]|机器人|機器人|模型|人工智能|"
    r"智能体|[你您]|回[答复覆]|答[复案]|[输輸]出|打印|系[统統]|解码|解密|译码|新的?规则|从现在|以下|!\[|[<\[]|#{2}|[\u0370-\u04ff]|"
    r"ignor|disregard|forget|overrid|bypass|overlook|discard|prompt|assistant|chatbot|ai(?![a-z])|llm|gpt|you|pretend|rol[e-]|jailb|"
    r"actas|behaveas|only|always|must|answer|repl|respon|output|decode|decrypt|base64|rot-?13|system|instruc|whenasked|user|human|"
    r"vtaber|qvfertneq|flfgrz|bhgchg|ercyl|[a-z0-9+/]{24}"
)
_OPENS = r"(?:^|[,。;:!?、\"“‘'「『(（【\[>*|\-—]|请|你|您|现在|立即|立刻|务必|必须|首先|然后|同时|并|接着|,再)"
_BEFORE = (
    r"(?:以上|上述|上面|之前|此前|前面|先前|前述|前文|上文|下文|后面|后文|其他|其它|其余|所有|一切|任何|全部|你的?|您的?|系统的?|"
    r"原有|原来|原先|已有|既有|收到|给出|预设|安全|文档|本文|的|那些|这些|一切|各项)"
)
_ORDERS = r"(?:指令|指示|提示词?|prompts?|规则|设定|约束|限制|命令|系统消息|安全策略|人设)"
_CONTENTS = r"(?:内容|文字|资料|原文|信息|文本|文档|文件|对话|数字|数据|数值|说法|段落|要求|规定)"
_MACHINE = (
    r"(?:(?:ai|人工智能|智能|语音|聊天|问答|大|语言|对话)*(?:助手|助理|机器人|语言模型|大模型|智能体|客服系统|问答系统)|"
    r"(?:chat)?gpt(?:-?\d)?|llms?|ai模型|ai|人工智能|模型)"
)
_NO_MACHINE = r"(?!企业|产业|公司|产品|开发|行业|从业|人才|专业|技术|领域|服务|应用|研发|创业|工程|算法|标注|训练|备案|学院|课程|团队)"
_SAY = r"(?:输出|回答|回复|答复|返回|打印|作答|说)"
_QUOTE = r"[:\"“‘'「『《]"

_CHINESE = (
    # 忽略以上（所有）指令, as an order; or of those things by any subject but one that must not.
    rf"{_OPENS}(?:你|您|请|要|先|,|都)*(?:完全|彻底|全部)?(?:忽略|无视|忘[记掉]|抛开|不[要用必]?理会|忽视|覆盖|绕过){_BEFORE}+{_ORDERS}",
    rf"{_OPENS}(?:你|您|请|要|先|,|都)*(?:完全|彻底|全部)?(?:忽略|无视|忘[记掉]|抛开|不[要用必]?理会)(?:掉|了)?{_ORDERS}",
    rf"(?:忽略|无视|忘[记掉]|抛开|不[要用必]?理会|覆盖|绕过)(?:掉|了)?{_BEFORE}*(?:指令|提示词|prompts?|系统消息|系统提示|系统设定|安全策略|人设)",
    rf"(?:^|[,。;:!、\"“(（>|]|请|现在|立即|务必)(?:你|您|请|完全|把|将)*(?:忽略|无视|忘[记掉]|抛开|不[要用必]?理会)(?:掉|了)?"
    rf"(?:本|这份|这篇)?(?:{_BEFORE})+{_CONTENTS}",
    rf"(?:{_MACHINE}|你|您)(?:应当?|应该|必须|须|要|请|需要?|可以|,)*(?:忽略|无视|忘[记掉]|抛开){_BEFORE}*(?:{_ORDERS}|{_CONTENTS})",
    r"(?:把|将)(?:以上|上述|上面|前面|之前)[^。]{0,8}(?:忽略|忘掉|忘记)",
    # 你现在是…, 请扮演…, 进入开发者模式
    rf"(?:你|您)(?:们)?(?:现在|已经?|将|从现在起|从此|此刻|其实|不再|就)*(?:是|作为|变成|成为|充当)(?:一[个名位款台]?)?[^,。;:?]{{0,10}}{_MACHINE}{_NO_MACHINE}",
    r"(?:请|现在|你|您|从现在起|接下来|从今起)(?:你|您|来|要|将|开始|,|就|必须|一起)*(?:扮演|假装(?!修)|伪装成|假扮|角色扮演|充当)",
    r"(?:进入|切换到?|启用|开启|激活|打开)(?:为|至|了)?[\"“‘'「]?(?:开发者|越狱|无限制|不受限制?|调试|上帝|管理员|超级用户|dan|root)(?:的)?(?:模式|权限|身份)",
    r"(?:你|您)(?:现在|已经?|从现在起|从此|将|就)*(?:不再?受|没有|摆脱了?|不必遵守|无需遵守|不需要遵守|可以不遵守)[^,。]{0,8}(?:限制|约束|规则|审查|守则)",
    rf"(?:如果|假如|若|当)(?:你|您)是(?:一[个名位款台])?[^,。]{{0,6}}{_MACHINE}{_NO_MACHINE}",
    r"作为(?:一[个名位款台])?(?:ai|人工智能)?(?:语言|智能|问答)?(?:模型|助手|大模型|机器人|ai),?(?:你|您|请|我(?:无法|不能|没有))",
    # 输出系统提示词
    r"(?<!不得)(?<!不应)(?<!不会)(?<!禁止)(?<!严禁)(?<!防止)(?<!避免)(?<!是否)(?<!可能)(?<!不能)(?:输出|打印|复述|重复|透露|泄露|公布|写出|说出|展示|返回|告诉我?|给出|背出|贴出)"
    r"(?:一下|你|您|的|全部|完整|所有|原始|隐藏|内部|初始|出|一遍|我|,|上面|以上|逐字)*(?:系统)?(?:提示词|提示语|指令|系统消息|系统提示|prompts?|设定|隐藏规则)(?!的|信息|框|音|页面|窗口|卡|牌)",
    r"(?:你|您)的?(?:系统|初始|隐藏|内部)?(?:提示词|提示语|系统提示|初始指令|内部指令)(?:是|有|里|为|写)",
    # 只回答“…”, 一律回答“…”
    rf"(?:只|仅)(?:能|可以?|需要?|要|须|准|允许|许)?{_SAY}(?:为|成|出)?(?:一[个句]词?话?|以下|下列|下面)?(?:内容|文字|字样|四个字|两个字)?{_QUOTE}(?![是否有无1-9][\"”’'」、或])",
    rf"(?:一律|统一|始终|永远|总是|务必|都要?|均|必须|今后|以后|直接)(?:只|仅|要|须|都)?{_SAY}(?:为|成|说|道|出)?{_QUOTE}(?!的|[是否有无][\"”’'」、])",
    rf"(?:无论|不管|不论)[^。]{{0,14}}(?:问|提问|询问|问题)[^。]{{0,16}}{_SAY}",
    rf"(?:对|对于|针对)?(?:任何|所有|一切|用户的?|后续的?)(?:问题|提问|询问|查询|请求)[^。]{{0,8}}(?:请|都|一律|只|均|必须|务必|统一)[^。]{{0,4}}(?:{_SAY}|拒绝)[^。]{{0,4}}(?:{_QUOTE}|无法|不能|不知道|\d)",
    rf"(?:用户|有人|别人|对方|任何人)(?:如果|若|再|一旦)?(?:问|提问|询问|问起|问到)[^。]{{0,24}}(?:请|都|一律|只|必须|务必|就|应|则|要)[^。]{{0,6}}{_SAY}",
    rf"(?:请|务必|必须|一律|只|都)(?:拒绝|不要|别|停止|禁止)?{_SAY}?[^。,]{{0,6}}(?:拒绝|停止|不要|不得)(?:{_SAY})(?:任何|所有|一切|用户|关于本|有关本|后续)",
    r"(?:请|务必|现在|立即|然后|接着|并|必须|你|您|需要?|应当?|,|^)(?:只|仅|逐字|原样|大声)?(?:输出|打印|复述)(?:以下|下列|下面|这)?(?:的)?(?:文字|内容|口令|暗号|字样|一?句?话|字符串|标记|单词)?[:\"“‘'「『]",
    rf"回答[^。,]{{0,14}}(?:问题|提问|询问|内容|时)[^。]{{0,6}}(?:请|须|应|必须|务必|一律|都)(?:用|使用|采用|说|称|写|以|按|给出|改为|改用)[^。]{{0,4}}(?:{_QUOTE}|\d|http)",
    r"(?:在|于)?(?:你的?|您的?|每[个次条]|所有|全部|最终)?(?:回答|答案|回复|答复|输出)的?(?:末尾|最后|结尾|开头|前面|后面|里|中|之后)[^。]{0,12}(?:附上|加上|添加|插入|包含|写上|放上|放|附|引用|推荐)[^。]{0,16}(?:链接|网址|图片|http|!\[|[\"“‘「])",
    # 新指令：…, 以下是系统指令, 助手：…
    r"(?:新|最新|更新后?|最高优先级|优先级最高|紧急|隐藏|管理员|开发者)的?(?:系统)?(?:指令|系统消息|系统提示|提示词|系统设定|覆盖指令)(?:如下)?[:,]",
    rf"新(?:的)?规则[:,][^。]*(?:{_SAY}|模型|助手|(?<![a-z])ai(?![a-z]))",
    r"以下(?:才)?(?:是|为)?(?:系统|新的?|真正的?|管理员的?|开发者的?|用户的?)(?:指令|消息|命令|真实问题)",
    r"^[#*\-\s\[【(]*(?:助手|助理|ai助手|机器人|ai)[\]】)]?:",
    r"^[#*\-\s\[【(]*系统(?:消息|指令|提示)?[\]】)]?:.{0,20}(?:你|您|指令|规则|回答|输出|回复|忽略|覆盖|模式|切换)",
    # 致阅读本文的模型：…, AI请…
    rf"(?:致|告|各位|亲爱的|尊敬的|注意[,:!]?|提醒|写给|对)(?:所有|正在|任何|读到|阅读|处理|检索|本文|这[份篇段]|此|的|文件|文字|文档|各类|一切|,)*{_MACHINE}{_NO_MACHINE}[,:!请必须务应你的]",
    rf"(?:^|[,。;:!>])(?:读到|看到|阅读|处理|检索到?|正在)[^。,]{{0,10}}的?{_MACHINE}{_NO_MACHINE}[,:!]?(?:请|必须|务必|应|须|你)",
    rf"(?:^|[,。;:!>(（\[【]){_MACHINE}{_NO_MACHINE}[,:!]?(?:请|务必|你|您)(?:你|务必|必须|在|将|把|立即|,)*(?:{_SAY}|忽略|执行|改用|停止|告诉|引用|推荐|拒绝|按|不要|只)",
    rf"{_MACHINE}{_NO_MACHINE}(?:应当?|必须|须|只能|务必|一律)[^。,]{{0,6}}{_SAY}[^。,]{{0,6}}{_QUOTE}",
    r"(?:从现在起|从现在开始|从此刻起|接下来)[,]?(?:你|您|所有回答|的?(?:所有)?(?:回答|对话|回复))(?:的|都|必须|要|只|将|是|不|一律|应)",
    r"(?:解码|译码|base64|rot-?13|(?:解密|还原)(?:以下|下列|下面|这[段串]|后|并))[^。]{0,30}(?:并|后|再|然后|,)?[^。]{0,6}(?:执行|照做|遵照|照办|服从|按其|回答|输出)",
)
_ENGLISH = (
    r"(?<!shall )(?<!may )(?<!not )(?<!never )(?<!court )\b(?:ignore|disregard|forget|override|bypass|overlook|discard)\b(?: (?:all|any|the|your|my|of|every|everything|everything else|previous|prior|above|earlier|preceding|foregoing|former|other|these|those|those|initial|original|system|safety|and|existing|rest|in|this|that|is|was|said|whole|entire))+ ?(?:instructions?|prompts?|rules?|messages?|guidelines?|directions?|directives?|context|text|contents?|documents?|policies|constraints|restrictions|above|before|passages?|figures?|numbers?)\b",
    r"(?:^|[.;:!?,(>\"“] ?|please |you (?:must|should|will|are to) )(?:ignore|disregard|forget) (?:everything|anything|all|the above|what|this document|the document|the passages?)\b",
    r"\byou are (?:now|no longer|going to (?:be|act)|a helpful|an? (?:ai|assistant|unrestricted|uncensored|jailbroken|chatbot|language model|pirate|hacker))\b",
    r"\bfrom now on,? (?:you|your|all (?:answers|replies|responses)|always|only|answer|respond|reply)\b",
    r"(?:^|[.;:!?(>\"“] ?|please |now |you (?:must|should|will|are to) )(?:act|behave|respond|answer) as (?:a|an|the|if)\b(?! result)",
    r"\b(?:pretend (?:to be|you|that you)|role-?play as|developer mode|jailbr[eo]a?ke?n?|do anything now|\bdan mode)\b",
    r"\bas an ai(?: language)?(?: model| assistant)?\b,? (?:i|you|please|do|your)\b",
    r"\b(?:reveal|print|repeat|show|output|display|leak|reproduce|echo|tell me|recite|copy)\b[^.]{0,24}\b(?:your|the|all|hidden|initial|entire|full)\b[^.]{0,24}\b(?:system prompt|prompt|system message|instructions (?:above|you)|(?:initial|hidden|secret|original) (?:instructions|rules)|your instructions|your rules)\b",
    r"\bwhat(?: is|'s| are| was| were) (?:in )?your (?:system |initial |hidden |original |secret )*(?:prompt|instructions)\b",
    r"\brepeat (?:the (?:words|text) above|your (?:prompt|instructions)|everything above)\b",
    r"(?:^|[.;:!?,(>\"“] ?|please |and |then |must |should |simply |just )(?:output|respond|reply|answer|say|print|write|return)(?: with| in)? (?:only|nothing but|exactly|just|the (?:word|string|phrase|token))\b",
    r"\b(?:only|always|instead|simply|just) (?:output|reply|answer|respond|say|print|return)(?: with)?:? ?(?:[\"“'‘:]|\d|the (?:word|phrase|string)|that\b)",
    r"\bmust (?:always )?(?:answer|respond|reply|say|output)(?: with)?:? ?[\"“'‘:]",
    r"(?:^|[.;:!?(>\[] ?)(?:dear |attention,? |note to (?:the |all |any )?|hey,? |hello,? |to (?:the |all |any )?|important,? |instructions? (?:for|to) (?:the |all |any )?)*(?:ai|a\.i\.|llm|language model|assistant|chatbot|bot|chat ?gpt|model)s?(?: (?:models?|assistants?|systems?|readers?|agents?))?(?: reading (?:this|the)[^.:,]{0,20})?(?:[:,!]|,? (?:you must|please|must|should (?:answer|ignore|reply|say|output)))",
    r"\b(?:new|updated|hidden|real|override|admin(?:istrator)?|developer|system|urgent|priority) (?:system )?(?:rules?|instructions?|messages?|prompts?|directives?|commands?|override)\b ?(?:follows? ?)?:",
    r"\b(?:when|whenever|if) (?:you are |you're |the |a |any |anyone |someone |users? |is |are |being )*(?:asked|answering|asks?|questioned|summari[sz]ing|quer(?:y|ied))\b[^.]{0,80}\b(?:say|answer|reply|respond|output|tell|claim|state|use the|include|refuse|insert)\b",
    r"\b(?:refuse|decline|do not|don't|never|stop) (?:to )?(?:answer(?:ing)?|cit(?:e|ing)|respond(?:ing)?)\b[^.]{0,16}\b(?:any|all|questions?|users?|anything|about (?:this|the) document|sources?)\b",
    r"\b(?:decode|decrypt|base64|rot-?13|decoded)\b[^.]{0,60}\b(?:follow|execute|obey|comply|perform|do (?:as|what|it)|carry out|run|act on|instructions?)\b",
    r"\b(?:at the (?:end|beginning|start) of|in|to) (?:your|the|every|each) (?:answer|reply|response|output)s?\b[^.]{0,40}(?:link|url|image|http|!\[|[\"“])",
    r"\b(?:add|append|include|insert|put|embed|render|show)\b[^.]{0,40}(?:!\[|https?://|link|image)[^.]{0,80}\b(?:answer|reply|response|output)\b",
)
_MARKUP = (
    r"<\|[a-z_\- ]{2,24}\|?>|\[/?inst\]|<</?sys>>|<start_of_turn>|<end_of_turn>|<\/?s>(?=\s*\[|$)",
    r"[\"']role[\"']\s*:\s*[\"'](?:system|user|assistant|developer|tool)[\"']",
    r"</?(?:system|instructions?|assistant|prompt|user|human|context|im_start|im_end|tool_call|think)(?:[ _][a-z_]+)?\s*/?>",
    r"#{2,}\s*(?:system|instructions?|user|assistant|response|human|new task|系统|指令|用户|助手)\b",
    r"(?:^|[\n>*|] ?)(?:system|assistant|human|user|ai|developer)(?: message| prompt)?\s?:\s?\S",
    r"!\[[^\]]*\]\s?\(\s*(?:https?:)?//|<img\b[^>]*\bsrc\s*=|<script\b|<iframe\b|javascript:",
)
_CHINESE_RE, _ENGLISH_RE, _MARKUP_RE = (
    re.compile("|".join(f"(?:{p})" for p in patterns)) for patterns in (_CHINESE, _ENGLISH, _MARKUP)
)
_BLOCK = re.compile(
    r"!\[[^\]\n]*\]\s?\(\s*(?:https?:)?//[^)\n]*\)?|\{[^{}\n]*[\"']role[\"'][^{}\n]*\}|<\|[a-z_]+\|?>[^\n]*?(?:<\|[a-z_]*end[a-z_]*\|?>|$)|"
    r"\[INST\][^\n]*?(?:\[/INST\]|$)|<(system|instructions?|assistant|prompt)>[^\n]*?(?:</\1>|$)",
    re.I | re.M,
)
# 如已办理，请忽略以上信息: an office to those whom a notice no longer concerns.
_MOOT = re.compile(r"(?:如|若|已经?)[^。;]{0,20}(?:请|可)(?:自行)?忽略|不得|禁止|严禁|是否")
_BLANKS = re.compile(r"\s+")
_GAPS = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_CODED = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
# Letters of other scripts that look like Latin ones, and the traditional forms of the words looked for.
_ALIKE = str.maketrans(
    "аеорсухіѕԁɡοαΙ無視現規則輸內從僅請統詞設對話總覆須應務複訴時問題後將開啟為說類語機嗎這麼關於執行絕",
    "aeopcyxisdgoai无视现规则输内从仅请统词设对话总复须应务复诉时问题后将开启为说类语机吗这么关于执行绝",
)
# What a sentence beside an order says that belongs to it: which answer is to be given, what is to be held for wrong.
_TAKES_BACK = re.compile(
    r"(?:正确|真实|准确|实际|标准|唯一)的?(?:答案|回答|数[值据字]?|结果|说法|面积|金额|名称|日期|电话)|(?:有误|是错的?|错误的|作废|不可信|以此为准|应为|应改为|改为)|"
    r"^\W*(?:system|user|assistant|human|ai|系统|用户|助手|管理员)\s*[:：]\W*$|"  # whose turn it is said to be
    r"\b(?:correct|real|true|actual|right) (?:answer|value|figure|number|amount)|\b(?:wrong|outdated|incorrect|false|invalid)\b",
    re.I,
)
_GOES_ON = re.compile(
    r"回[答复]|答案|输出|答复|忽略|一律只?|你|您(?!可)|口令|暗号|\b(?:answer|repl(?:y|ies)|respon[ds]e?|output|instead|say|you|must|link|print)\b|https?:|"
    + _TAKES_BACK.pattern,
    re.I,
)


def is_instruction(sentence: str) -> bool:
    """Whether a sentence orders a machine reader about, in words, in code (base64, ROT13), or by a chat's tokens."""
    if not may_instruct(sentence):
        return False
    seen = _UNSEEN.sub("", sentence)
    return _orders(fold(seen).translate(_ALIKE)) or _coded(seen)


def may_instruct(text: str) -> bool:
    """Whether a text has any of the words without which none of its sentences is an instruction."""
    return bool(_SUSPECT.search(_GAPS.sub("", fold(text))))


def _orders(plain: str) -> bool:
    """Whether folded text holds an order."""
    spaced = _BLANKS.sub(" ", plain).strip()
    if _MARKUP_RE.search(plain) or _ENGLISH_RE.search(spaced):
        return True
    found = _CHINESE_RE.search(_BLANKS.sub("", plain))
    return found is not None and not _MOOT.search(found.string[max(0, found.start() - 12) : found.end()])


def blocks_in(text: str) -> list[tuple[int, int]]:
    """Where `text` holds turns of a chat, or pictures from elsewhere, from their opening mark to their closing one."""
    return [found.span() for found in _BLOCK.finditer(text)]


def without_order(sentence: str) -> str:
    """The sentence without the words of the orders in it, and without blanks."""
    bare = _BLANKS.sub("", _UNSEEN.sub("", sentence))
    plain = fold(bare).translate(_ALIKE)  # both keep the length
    spans = [found.span() for pattern in (_MARKUP_RE, _CHINESE_RE) for found in pattern.finditer(plain)]
    return "".join(c for at, c in enumerate(bare) if not any(start <= at < end for start, end in spans))


def _coded(sentence: str) -> bool:
    """Whether a run of base64, or the whole turned by thirteen letters, is an order."""
    for run in _CODED.findall(sentence):
        try:
            meant = base64.b64decode(run + "=" * (-len(run) % 4), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if _orders(fold(meant).translate(_ALIKE)):
            return True
    turned = codecs.encode(sentence, "rot13") if re.search(r"[A-Za-z]{4}", sentence) else ""
    return bool(turned) and bool(_ENGLISH_RE.search(_BLANKS.sub(" ", fold(turned))))


def goes_on(sentence: str) -> bool:
    """Whether a sentence after an order is likely to be a part of it."""
    return bool(_GOES_ON.search(sentence))


def takes_back(sentence: str) -> bool:
    """Whether a sentence calls something else wrong, or says what is to be held for right."""
    return bool(_TAKES_BACK.search(sentence))
