"""Whether a question asks of a document itself: does it hold, since when, who issued it, under which number."""

from __future__ import annotations

import re

from retrieval.query import About

# What a document is called, at the end of the words that name it.
_DOCUMENT = (
    r"(?:》|号文?件?|办法|条例|规定|细则|通知|意见|公告|通告|决定|方案|规划|文件|政策|法规|规章|规范|规则|章程|标准|目录|批复|函|"
    r"法律|纲要|指南|措施|公报|决议|(?<![方办无依司立非违])法)(?:[(（][^)）]{1,8}[)）])?"
)
_LINK = r"(?:的|是|由|在|于|,|现在|现|目前|如今|到底|究竟|今年|当前|至今|一直|仍然?|依然|还|都|已经?|最早|最初|正式)*"
_ASKED: tuple[tuple[About, str], ...] = (
    (
        "successor",
        r"被?(?:什么|哪[个些部份]+[^,。?]{0,6}?)(?:新?(?:文件|办法|规定|政策|条例))?(?:代替|取代|替代|废止)|(?:代替|取代|替代)了?(?:哪|什么|谁)",
    ),
    (
        "expires",
        r"(?:什么时[候间]|何时|哪[一]?[天年月日]+|几时|多久|几[年月]+)[^,。?]{0,3}?(?:失效|到期|废止|过期|终止)|有效期|有效期限|失效(?:日期|时间)|有效到|废止(?:日期|时间)",
    ),
    (
        "validity",
        r"(?:还|仍|是否|是不是|能否|继续|现行)[^,。?]{0,4}?(?:有效|执行|适用|管用|能用|可用|作数|算数|生效)|(?:有效|作废|失效|废止|过期|取消|生效)(?:了|着)?(?:吗|没有?|么|[?]|$)|"
        r"(?:有没有|是否|是不是)[^,。?]{0,4}(?:作废|失效|废止|过期|修[订改正]|更新|取消|有效)|效力(?:如何|怎样|状态|是什么)|有效性|被废止|被修[订改]",
    ),
    (
        "number",
        r"(?:文号|发文字号|文件号|编号|文件编号)(?:是|为)?(?:什么|多少|哪|几|[?]|$)|(?:什么|哪个|多少)(?:文号|号文?)",
    ),
    (
        "issuer",
        r"(?:由|是)?(?:谁|哪[个些一]?(?:部门|单位|机关|机构|家)?|什么(?:部门|单位|机关|机构))(?:联合)?(?:发布|印发|制定|颁布|出台|公布|发出|下发|签发|起草|发的|出的)|"
        r"(?:发文|发布|制定|印发|颁布|起草|签发)(?:机关|部门|单位|机构|主体|者)",
    ),
    (
        "effective",
        r"(?:什么时[候间]|何时|哪[一]?[天年月日]+|几时|几[月号]+|从?什么日期|多会儿)(?:份)?(?:开始|正式|起)?(?:施行|实施|生效|执行|起效)|(?:施行|实施|生效|执行)(?:日期|时间|日)(?:是|为)?(?:什么|哪|何|多|[?]|$)|"
        r"(?:施行|实施|生效|执行)(?:是|的)?(?:什么时[候间]|何时|哪天|哪[一]?年)",
    ),
    (
        "date",
        r"(?:什么时[候间]|何时|哪[一]?[天年月日]+|几时|几[月号]+)(?:份)?(?:正式)?(?:发布|印发|出台|颁布|公布|下发|成文|签发|制定|发的|出的|通过)|(?:成文|发布|印发|公布|颁布|发文|出台|签发|通过)(?:日期|时间)",
    ),
)
_OF_A_DOCUMENT = tuple((about, re.compile(rf"{_DOCUMENT}{_LINK}(?:{asked})")) for about, asked in _ASKED)
_OF_A_NUMBER = tuple((about, re.compile(asked)) for about, asked in _ASKED)


def about_of(folded: str, *, named: bool) -> About:
    """What a folded question asks of a document itself; "content" where it asks for what documents say.

    `named` says that it names a document by number or title, which then is what it asks about.
    """
    patterns = _OF_A_NUMBER if named and not _INSIDE.search(folded) else _OF_A_DOCUMENT
    return next((about for about, pattern in patterns if pattern.search(folded)), "content")


# 《办法》规定的补贴什么时候… asks for what the document says.
_INSIDE = re.compile(r"(?:》|号)[^,。?]{0,6}?(?:规定|要求|明确|提出|提到|中|里)|根据|按照|依据|依照")
