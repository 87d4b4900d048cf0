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


def family(title: str) -> str:
    """The title without its marks, blanks and what only tells one version of it from another; at most 200 characters."""
    return squeeze(_STAMP.sub("", _VERSION.sub("", title)))[:200]


def is_rules(title: str) -> bool:
    """Whether the title is that of rules that a later text under the same title replaces (…法, …条例, …办法)."""
    return bool(_RULES.search(_STAMP.sub("", _VERSION.sub("", title)).strip()))
