"""文号: the number an agency gives a document, such as 济政发〔2020〕3号, in whatever brackets it is typed.

Form: 机关代字 + 年份 in hexagonal brackets + 序号 (党政机关公文格式, GB/T 9704-2012, 7.2.5); orders (令第731号)
and announcements (公告2020年第5号) number themselves differently and are kept as written.
"""

from __future__ import annotations

import re

from retrieval.characters import fold

_BRACKETED = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{2,14}?(?:\([\u4e00-\u9fff]{1,4}\))?)\s?[〔\[【(\u3014<〈]\s?(?P<year>(?:19|20)\d\d)\s?年?[〕\]】)\u3015>〉]"
    r"\s?第?\s?(?P<number>\d{1,5})\s?号"
)
_ORDER = re.compile(r"(?P<agency>[\u4e00-\u9fff]{1,20}(?:令|公告))\s?\(?第\s?(?P<number>\d{1,5})\s?号\)?")
_ANNOUNCEMENT = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{0,20}?公告)\s?\(?(?P<year>(?:19|20)\d\d)\s?年?\s?第\s?(?P<number>\d{1,5})\s?号\)?"
)
# Words before an agency's name; 和 may also be part of it (共和国, 和田).
_LEAD = re.compile(
    r"^.*(?:根据|依据|依照|按照|参照|见|的|(?<!共)和(?![田县平林龙静硕布政顺])|与|及|由|是|为|请问|关于|印发|下发|发布|"
    r"查询|查一下|说明|文号|废止|执行|落实)(?=..)"
)


def doc_numbers(text: str) -> list[str]:
    """The 文号 named in `text`, in their standard spelling (〔2020〕), in order, each once."""
    folded = fold(text)
    found = [
        (m.start(), f"{_LEAD.sub('', m['agency']) or m['agency']}〔{m['year']}〕{int(m['number'])}号")
        for m in _BRACKETED.finditer(folded)
    ]
    found += [
        (m.start(), f"{_LEAD.sub('', m['agency']) or m['agency']}第{int(m['number'])}号")
        for m in _ORDER.finditer(folded)
    ]
    found += [
        (m.start(), f"{_LEAD.sub('', m['agency']) or m['agency']}{m['year']}年第{int(m['number'])}号")
        for m in _ANNOUNCEMENT.finditer(folded)
    ]
    return list(dict.fromkeys(number for _, number in sorted(found)))
