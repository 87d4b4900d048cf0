"""Whether a document is one that a question names by 《title》, or names it itself."""

from __future__ import annotations

import re
from functools import lru_cache

from retrieval.characters import squeeze
from retrieval.models import PolicyDocument
from retrieval.query import Query
from retrieval.titles import issued_title

_SHORT = 3  # characters below which a title (《通知》 aside, 《纲要》) names nothing
_GENERIC = {"通知", "公告", "办法", "意见", "方案", "规定", "若干措施", "若干意见", "实施意见", "实施方案", "实施细则"}
# 根据《劳动法》，试用期…: where the asker has it from, or thinks so.
_GROUNDS = re.compile(r"(?:根据|依据|按照?|依照|遵照|对照)《(?P<title>[^《》]+)》[^，,。？?]{0,10}[，,]")
_KIND = re.compile(
    r"(?:条例|办法|规定|规则|细则|方案|通知|公告|通告|意见|决定|规划|计划|报告|公报|标准|目录|指南|措施|法)(?:[（(][^（()）]{1,8}[)）])?$"
)
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,4}?(?:自治区|[省市县区州旗])(?!人民|政|直|级|域|场|容|民)")
_NUMBER = re.compile(r"\d+")
_FILLERS = re.compile(r"管理|实施|暂行|试行|关于|印发|进一步|做好|发放|工作|有关|问题|事项|通知|的")
_KEPT = 256  # texts kept bare: the documents of one question


def title_fits(query: Query, document: PolicyDocument) -> bool:
    """Whether the document has an asked title, or has it in its text where no article of it is asked for."""
    titles = asked_titles(query)
    if not titles or any(means_title(title, document.title) for title in titles):
        return True
    return not query.articles and any(squeeze(title) in _bare(document.text) for title in titles)


def asked_titles(query: Query) -> tuple[str, ...]:
    """The titles that the question sets in 《》 and asks for; neither rules that it only calls by name (民法典第三条), nor
    those that it gives as its grounds.
    """
    if "《" not in query.question:
        return ()
    grounds = set() if query.articles else {m["title"] for m in _GROUNDS.finditer(query.question)}
    return tuple(t for t in query.titles if t not in grounds | _GENERIC and len(squeeze(t)) >= _SHORT)


def means_title(asked: str, own: str) -> bool:
    """Whether an asked title, whole, shortened or with other filling words, means a document's own: the same numbers,
    place and kind of paper, and no word that the own one lacks.
    """
    return any(_means(asked, title) for title in dict.fromkeys((own, issued_title(own))))


def _means(asked: str, own: str) -> bool:
    if squeeze(asked) in squeeze(own):
        return True
    numbers = set(_NUMBER.findall(own))
    if numbers and not set(_NUMBER.findall(asked)) <= numbers:
        return False
    place, other = _PLACE.match(asked), _PLACE.match(own)
    if place and other and place.group() != other.group():
        return False
    kind, own_kind = _KIND.search(asked), _KIND.search(own)
    if kind and (own_kind is None or kind.group() != own_kind.group()):
        return False
    telling, left = _telling(asked), iter(_telling(own))
    return len(telling) > 1 and all(character in left for character in telling)


def _telling(title: str) -> str:
    return squeeze(_FILLERS.sub("", _PLACE.sub("", title)))


@lru_cache(_KEPT)
def _bare(text: str) -> str:
    return squeeze(text)
