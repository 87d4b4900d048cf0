"""Whether a question asks about a document itself: if it still holds, since when, by whom, under which number.

A question is taken apart as a whole, the document's name and what is asked of it: 《…》|什么时候施行. Where any
other word is left over (《…》什么时候受理申请), it asks for something in the document and is none of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from retrieval.characters import fold
from retrieval.doc_numbers import doc_numbers
from retrieval.understand import Query

Matter = Literal["validity", "effective", "expires", "issued", "issuer", "number", "ended_by", "newest"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a document, and the words by which the question names it where it gives neither 《》 nor 文号."""

    matter: Matter
    name: str = ""


_DOC = r"(?P<doc>(?:《[^《》]+》|[^《》?。;,!])+?)"
KIND = re.compile(
    r"(?:法|条例|规定|办法|细则|规则|章程|规程|准则|标准|目录|规范|解释|通知|意见|方案|公告|通告|决定|批复|规划|"
    r"计划|制度|措施|政策|文件|纲要|指引|指南|简章|要点)(?:\([\u4e00-\u9fff]{1,6}\))?$"
)
_THIS = re.compile(r"(?:这个|这份|这部|这项|该)(?:文件|通知|办法|规定|意见|条例|政策|法律?|决定)?$|(?<=号)(?:文件|文)$")
_LEAD = re.compile(r"^(?:请问一?下?|请教|麻烦问?一?下?|我?想(?:知道|了解|问)一?下?|(?:帮我)?查一?下|那么?)[,:]?")
_END = r"(?:吗|么|嘛|呢|啊|呀)?"
_NOW = r"(?:目前|现在|如今|今天|当前|至今|到底|究竟|现|到现在)?"
_WHEN = r"(?:什么时[候间]|何时|哪一?[天日年]|几时|几月(?:几[日号])?|什么日期|多会儿)"
_WHO = r"(?:谁|哪(?:一?个|几个|些|家)?(?:部门|单位|机关|机构|政府|部委|[委局厅])|什么(?:部门|单位|机关|机构)|何(?:部门|单位|机关))"
_ISSUE = r"(?:发布|印发|公布|出台|颁布|颁发|发文|下发|制定|制发|签发|发出|发)"
_BEGIN = r"(?:施行|实施|生效|执行|实行)"
_HOLDS = r"(?:有效|生效|适用|执行|施行|实行|能用|可以用|可用|管用|作数|算数)"
_ENDED = r"(?:废止|废除|失效|过期|作废|到期|停止执行|停止施行|撤销|取消|修订|修改|更新|取代|替代)"
_IF = r"(?:是否|是不是)"
_WHICH = r"(?:哪一?[个份部版项]|什么|哪些|哪几[个份])"

_MATTERS: tuple[tuple[Matter, tuple[str, ...]], ...] = (
    (
        "newest",
        (
            rf"(?:最新版?|现行有效|现行|新版)的?{_DOC}(?:是|有|为)?{_WHICH}(?:文件|版本?|办法|规定)?",
            rf"(?:最新版?|现行有效|现行|新版)的?{_DOC}是?(?:哪一?年|{_WHEN})(?:{_ISSUE}|修[订改正])?(?:的|版)?",
            rf"{_DOC}的?(?:最新|现行有效|现行)的?(?:版本?|文件|规定|修订版?|文本)?(?:是|为)?(?:{_WHICH}|哪一?年|{_WHEN})(?:版|的|{_ISSUE}的)?(?:文件|版本?)?",
            rf"{_DOC}(?:有没有|有|是否有|出了?)(?:更?新|最新)的?(?:版本?|修订版?|规定|文件)(?:了|没有)?",
        ),
    ),
    (
        "ended_by",
        (
            rf"{_DOC}(?:已经?|后来|现在|最后|是)*被(?:哪|什么|何)[^?被]{{0,10}}?(?:{_ENDED}|代替)(?:了|的|掉)?",
            rf"(?:哪|什么)[^?,]{{0,8}}?(?:{_ENDED}|代替)(?:了|的)?{_DOC}",
        ),
    ),
    (
        "validity",
        (
            rf"{_DOC}的?{_NOW}(?:{_IF}|还|仍然?|依然|继续|还在|是)*(?:现行)?{_HOLDS}(?:的|着)?(?:吗|么|嘛|不|与否|没有)",
            rf"{_DOC}的?{_NOW}{_IF}(?:还|仍然?|依然|继续|在|是)*(?:现行)?{_HOLDS}(?:的|着)?",
            rf"{_DOC}的?{_NOW}还?(?:有没有|有无)(?:效力?|被?{_ENDED})(?:了)?",
            rf"{_DOC}的?{_NOW}(?:已经?|被|都|早就|正式)*{_ENDED}了?(?:吗|么|嘛|没有?|了没)",
            rf"{_DOC}的?{_NOW}{_IF}(?:已经?|被|都|正式)*{_ENDED}了?",
            rf"{_DOC}的?(?:{_NOW}的?)?(?:效力(?:状态)?|有效性|时效性|状态)(?:是|为)?(?:如何|怎么?样|什么|怎样)?(?:的|样)?",
        ),
    ),
    (
        "effective",
        (
            rf"{_DOC}(?:是|将|要|会)*[自从于在]?{_WHEN}(?:开始|起|正式|就|才|会|将)*{_BEGIN}(?:的|了)?",
            rf"{_DOC}的?{_BEGIN}(?:时间|日期|之?日)(?:是|为)?(?:{_WHEN}|多少)?",
        ),
    ),
    (
        "expires",
        (
            rf"{_DOC}(?:是|将|要|会)*[于在到至]?{_WHEN}(?:就|才|会|将|被|要)*{_ENDED}(?:的|了)?",
            rf"{_DOC}的?有效期限?(?:是|为|到|至|有|截止)*(?:{_WHEN}|多久|多长时?间?|多长|几年|多少年|几个月)?(?:为?止)?",
            rf"{_DOC}(?:能|可以)?(?:有效|执行|施行|实施|用)(?:到|至)?(?:{_WHEN}|多久|多长时间|几年)(?:为?止)?",
            rf"{_DOC}的?(?:失效|废止|到期|截止)(?:时间|日期)(?:是|为)?(?:{_WHEN}|多少)?",
        ),
    ),
    (
        "issued",
        (
            rf"{_DOC}(?:是|于|在)*{_WHEN}(?:正式)?{_ISSUE}(?:的|了)?",
            rf"{_DOC}的?(?:{_ISSUE}|成文)(?:时间|日期|之?日)(?:是|为)?(?:{_WHEN}|多少)?",
            rf"{_WHEN}(?:正式)?{_ISSUE}(?:的|了){_DOC}",
        ),
    ),
    (
        "issuer",
        (
            rf"{_DOC}(?:是|由)*{_WHO}(?:联合|共同|一起)?{_ISSUE}(?:的|了)?",
            rf"{_DOC}的?(?:{_ISSUE})(?:机关|机构|单位|部门|主体)(?:是|为|有|包括)*(?:{_WHO}|哪些|哪几个|哪个|什么)?",
            rf"(?:是|由)?{_WHO}(?:联合|共同|一起)?{_ISSUE}(?:的|了){_DOC}",
        ),
    ),
    (
        "number",
        (rf"{_DOC}的?(?:发?文号|发?文?字号|文件号|文件编号|发文编号)(?:是|为)*(?:多少|什么|几号?|哪一?个)?",),
    ),
)
# Compiled once; nothing else happens when the module is loaded.
_PATTERNS = tuple((matter, tuple(re.compile(form + _END) for form in forms)) for matter, forms in _MATTERS)
# The same forms anywhere in a question that names a document by 《》 or 文号 and says nothing else.
_ANYWHERE = tuple(
    (matter, tuple(re.compile(form.replace(_DOC, "")) for form in forms))
    for matter, forms in _MATTERS
    if matter != "newest"
)
_OF_STANDING = re.compile(
    rf"{_ISSUE}|{_BEGIN}|{_HOLDS}|{_ENDED}|文号|有效期限?|代替|日期|时间|效力|谢谢|文件|正式|最新|版本?|新版"
)
# 《办法》规定的补贴什么时候… asks for what the document says.
_INSIDE = re.compile(r"(?:》|号)[^,。?]{0,6}?(?:规定|要求|明确|提出|提到|中|里)|根据|按照|依据|依照")


def asked_about(query: Query) -> Asked | None:
    """What the question asks of a document as such, or None where it asks for anything else."""
    asked = _LEAD.sub("", fold(query.question).strip(" ?。!.,")).strip()
    for matter, patterns in _PATTERNS:
        for pattern in patterns:
            if (match := pattern.fullmatch(asked)) and (found := _named(matter, match["doc"])):
                return found
    alone = all(term.weight < 1 or _OF_STANDING.fullmatch(term.text) for term in query.terms)
    if not alone or not (query.titles or query.doc_nos) or _INSIDE.search(asked):
        return None
    found_in = (matter for matter, patterns in _ANYWHERE if any(pattern.search(asked) for pattern in patterns))
    return next((Asked(matter) for matter in found_in), None)


def _named(matter: Matter, said: str) -> Asked | None:
    """The matter of the document that `said` names, or None where it names none."""
    name = _THIS.sub("", said.strip(" 的")).strip(" 的")
    if "《" in name or doc_numbers(name):
        return Asked(matter)
    return Asked(matter, name) if len(name) > 3 and KIND.search(name) else None
