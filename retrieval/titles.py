"""Titles as documents name each other by them."""

from __future__ import annotations

import re

from retrieval.characters import squeeze

# 中华人民共和国专利法（2020年修正）, （2018修订）: which version it is, not another document.
_VERSION = re.compile(
    r"[（(【\[]\s*(?:\d{4}\s*年?)?\s*(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改|公布|版|文本)[本版]?\s*[）)】\]]"
)
_STAMP = re.compile(r"[（(\[【]\s*(?:已|全文|现)?(?:废止|失效|有效|修订中)[^）)\]】]{0,6}[）)\]】]")
_RULES = re.compile(r"(?:法|条例|规定|办法|细则|规则|章程|规程|准则|标准|目录|规范|解释)(?:[（(]试行[）)])?$")


# 关于印发《…办法》的通知 is the paper under which the rules were issued, and goes by their name.
_ISSUED = re.compile(
    r"^.{0,60}?(?:印发|发布|公布|颁布|颁发)[《〈](?P<quoted>[^《》〈〉]{4,})[》〉](?P<mark>[（(][^（）()]{1,8}[）)])?的(?:通知|公告|通告|决定)$"
    r"|^.{0,60}?关于(?:修订|重新)?(?:印发|发布|公布|颁布|颁发)(?P<bare>[^《》〈〉]{4,}?)的(?:通知|公告|通告|决定)$"
)
_SEVERAL = re.compile(r"等.{0,6}$")


def issued_title(title: str) -> str:
    """The title of the rules that a notice only issues, else the title itself."""
    bare = _STAMP.sub("", _VERSION.sub("", title)).strip()
    match = _ISSUED.match(bare)
    inner = (match["quoted"] + (match["mark"] or "") if match["quoted"] else match["bare"]) if match else ""
    return inner if inner and not _SEVERAL.search(inner) else title


def family(title: str) -> str:
    """The title without its marks, blanks and what only tells one version of it from another; at most 200 characters.

    A notice that issues rules is of the rules' family.
    """
    return squeeze(_STAMP.sub("", _VERSION.sub("", issued_title(title))))[:200]


def is_rules(title: str) -> bool:
    """Whether the title is that of rules that a later text under the same title replaces (…法, …条例, …办法)."""
    return bool(_RULES.search(_STAMP.sub("", _VERSION.sub("", issued_title(title))).strip()))
