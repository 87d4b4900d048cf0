"""Articles and the documents they are asked of: 民法典第一千零四十二条, 第42条第二款, 3号文.

Documents number their articles in Chinese; an article asked for in Arabic digits is looked for in both spellings.
"""

from __future__ import annotations

import re

from retrieval.characters import fold
from retrieval.numbers import parse_number
from retrieval.query import LooseNumber

_HAN = "零一二三四五六七八九十"
_ARTICLE = re.compile(r"第(?P<number>[零一二两三四五六七八九十百千]+|\d{1,4})条(?P<after>之[一二三四五六七八九十]+)?")
_CLAUSE = re.compile(r"第[一二三四五六七八九十\d]+[款项](?!目|措施|工作|任务|政策)")
_RULES = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,24}(?:法典|法|条例|办法|规定|细则|规则|章程|通则|解释))(?:[(（][^)）]{1,10}[)）])?(?:的|中|里|规定的)?(?=第[零一二三四五六七八九十百千\d]+条)"
)
_LEAD = re.compile(
    r"^.*(?:根据|依据|依照|按照|请问|查一下|看一下|什么是|关于|以及|或者?|想知道|告诉我|解释一?下?(?!.*解释$)|说明一?下?|介绍一?下?)"
)
# 3号文, 济政发3号, 2020年第3号文件: a number without its brackets, its year or its agency.
_LOOSE = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{1,8}?(?:政办发|政发|政字|政办字|政办|府发|府办|办发|办字|发|函|字|办))?\s?(?:(?P<year>(?:19|20)\d\d)年?)?\s?第?(?P<number>\d{1,4})号(?P<file>文件?)?"
)


def hanzi(number: int) -> str:
    """A number below ten thousand as Chinese documents count their articles: 1042 is 一千零四十二."""
    if number <= 10:
        return _HAN[number]
    if number < 20:
        return "十" + _HAN[number % 10]
    size, name = next((s, n) for s, n in ((1000, "千"), (100, "百"), (10, "十")) if number >= s)
    left = number % size
    gap = "零" if left and left < size // 10 else ""
    rest = ("一" if 10 <= left < 20 else "") + hanzi(left) if left else ""
    return f"{_HAN[number // size]}{name}{gap}{rest}"


def articles_in(question: str) -> tuple[str, ...]:
    """The articles that a question names, each as documents spell it and as it was typed."""
    found: list[str] = []
    for match in _ARTICLE.finditer(fold(question)):
        value = parse_number(match["number"])
        number = hanzi(int(value)) if value is not None and 0 < value < 10_000 else match["number"]
        after = match["after"] or ""
        found += [f"第{number}条{after}", f"第{match['number']}条{after}"]
    return tuple(dict.fromkeys(found))


def clauses_in(question: str) -> tuple[str, ...]:
    """The paragraphs and items of an article that a question names: 第二款, 第（三）项 without its brackets."""
    text = re.sub(r"[（()）]", "", fold(question))
    return tuple(dict.fromkeys(_CLAUSE.findall(text))) if _ARTICLE.search(text) else ()


def rules_named(question: str) -> tuple[str, ...]:
    """The rules whose articles a question asks for without 《》: 民法典第…条."""
    if "《" in question:
        return ()
    names = (_LEAD.sub("", match["name"]) for match in _RULES.finditer(question))
    return tuple(
        dict.fromkeys(name for name in names if len(name) >= 2 and not name.startswith(("该", "本", "此", "这")))
    )


def loose_numbers(question: str) -> tuple[LooseNumber, ...]:
    """The 文号 that a question gives in part: 济政发3号, 2020年3号文; not those in full, nor other numbers (5号楼)."""
    found = []
    for match in _LOOSE.finditer(fold(question)):
        if match["file"] or (match["agency"] and match["agency"] not in {"发", "字", "办", "函"}):
            agency = re.sub(r"^.*(?:的|和|与|据|照|问|于|看|查)", "", match["agency"] or "")
            found.append(LooseNumber(agency, int(match["year"]) if match["year"] else None, int(match["number"])))
    return tuple(dict.fromkeys(found))
