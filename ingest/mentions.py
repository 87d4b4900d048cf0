"""What a document says of others' validity: 《…》（X政发〔2015〕3号）同时废止, 将《…》第三条修改为, lists of the abolished.

Only what is said of a document named by its title or its number counts; what is said of a part of it (第五条同时废止)
changes the document and does not end it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.characters import fold
from retrieval.doc_numbers import doc_numbers
from retrieval.models import Change, Mention, PolicyDocument
from retrieval.sentences import Span, sentences

_NAME = r"《[^《》\n]{2,120}(?:〈[^〈〉]*〉[^《》\n]{0,40})?》\s*(?:\([^()\n]{2,80}\))?"
_RUN = rf"(?P<run>{_NAME}(?:\s*(?:[、,和及与]|以及)?\s*{_NAME})*)"
_PART = r"(?P<part>[^《。;\n]{0,8}第[一二三四五六七八九十百\d]+(?:条|款|项|章|部分)[^《。;\n]{0,12}?)?"
_END = r"(?P<end>废止|失效|停止执行|不再执行|停止施行|终止执行)"
# 《甲》（…）、《乙》自本办法施行之日起同时废止
_ENDED_AFTER = re.compile(rf"{_RUN}{_PART}(?P<gap>[^《。;\n]{{0,36}}?){_END}")
# 废止《甲》；宣布《甲》失效 is the form above
_ENDED_BEFORE = re.compile(rf"(?P<end>废止|停止执行)(?:了|以下|下列|的)?[^《。;\n]{{0,10}}?{_RUN}")
_CHANGED_AFTER = re.compile(
    rf"(?:对|将)?{_RUN}(?P<gap>(?:第[^《。;\n]{{1,30}}?)?,?(?:的?(?:决定|相关内容|部分条款|有关内容))?)(?:作(?:出)?(?:如下|以下|部分)?(?:修改|修订)|予以(?:修改|修订)|修改为|修订为|进行(?:了)?(?:修改|修订))"
)
_CHANGED_BEFORE = re.compile(rf"(?:关于|决定|予以)(?:修改|修订)[^《。;\n]{{0,6}}?{_RUN}")
_NUMBERED = re.compile(rf"(?P<run>[^《》。;,，\n]{{2,60}}号\)?)(?:文件?|通知)?(?P<gap>[^《。;\n]{{0,20}}?){_END}")
# What may stand between a document and what becomes of it; anything else is about something else.
_LINK = re.compile(
    r"(?:等(?:\d+|[一二三四五六七八九十]+)?[件部项个份]?|[^,《]{0,6}文件|通知|规章|政策|自[^,《]{2,24}?(?:之?日)?起|于[^,《]{2,16}?|"
    r"同时|即行|即日起?|予以|全部|全文|均|一并|也|相应|已经?|自行|现|宣布|正式|[,\s])*"
)
_DENIED = re.compile(r"[未不]$|拟|研究|是否")
_PLANNED = re.compile(r"正在|拟|抓紧|加快|尽快|适时|研究|推动|推进|及时|建议|要|应当?|可以?|需")
_TITLE = re.compile(r"《([^《》\n]{2,160})》")
_PARENTHESES = re.compile(r"[(（][^()（）]{0,90}[)）]")
# The head of a list tells what becomes of its items; the nearest head above an item counts.
_LISTS: tuple[tuple[re.Pattern[str], Change | None], ...] = (
    (re.compile(r"(?:继续有效|保留|继续执行|不再修改)"), None),
    (re.compile(r"(?:修改|修订)[^。\n]{0,16}(?:文件|规章|法规|目录|清单|办法|规定|决定)|作(?:出)?(?:如下|以下)修[改订]"), "修订"),
    (re.compile(r"失效[^。\n]{0,20}(?:文件|规章|法规|目录|清单|政策)"), "失效"),
    (re.compile(r"(?:废止|停止执行)[^。\n]{0,20}(?:文件|规章|法规|目录|清单|政策)"), "废止"),
)  # fmt: skip
_HEAD_LENGTH = 60
_PART_HEAD = re.compile(r"\s*[一二三四五六七八九十]{1,3}、")
_OTHERWISE = re.compile(r"继续有效|作(?:出)?(?:如下|以下)修[改订]|修改为|第[一二三四五六七八九十百]+条")
_RESULT = re.compile(r"(?:拟|予以|宣布)?(?P<change>废止|失效|修改|修订)")
_DRAFT = re.compile(r"征求意见|草案|送审稿|讨论稿")  # what it would end still holds
_ITEM = re.compile(r"\s*(?:[(（]?\d{1,4}[)）]?\s*[.．、|]|[(（]?[一二三四五六七八九十]{1,4}[)）、]|《|\d{1,4}\s)")
_KIND_OF_PAPER = re.compile(
    r"(?:通知|意见|办法|决定|规定|公告|通告|细则|方案|批复|条例|规则|制度|标准|措施|计划|规划|纲要)"
)


def read_mentions(document: PolicyDocument) -> list[Mention]:
    """What `document` says of others, each statement with its place; [] where it says nothing."""
    if _DRAFT.search(document.title):
        return []
    text = fold(document.text)
    found = [*_in_title(document), *_in_sentences(text), *_in_lists(fold(document.title), text)]
    distinct: dict[tuple[str | None, str | None], Mention] = {}
    for mention in found:
        known = distinct.get((mention.doc_no, mention.title))
        if known is None or (known.change == "修订" and mention.change != "修订"):
            distinct[mention.doc_no, mention.title] = mention
    titled = {m.doc_no for m in distinct.values() if m.title}
    named = [m for m in distinct.values() if m.title or m.doc_no not in titled]
    return [m for m in named if not _is_self(m, document)]


def _is_self(mention: Mention, document: PolicyDocument) -> bool:
    if mention.doc_no:
        return mention.doc_no == document.doc_no
    return mention.title == document.title


def _in_title(document: PolicyDocument) -> Iterator[Mention]:
    """国务院关于修改《…》的决定, 关于废止《…》的通知."""
    start = max(0, document.text.find(document.title))
    end = start + len(document.title) if document.text.startswith(document.title, start) else start
    title = fold(document.title)
    if match := _ENDED_BEFORE.search(title):
        yield from _named(match["run"], _change(match), start, end)
    if match := _CHANGED_BEFORE.search(title):
        yield from _named(match["run"], "修订", start, end)


def _in_sentences(text: str) -> Iterator[Mention]:
    for span in sentences(text):
        sentence = span.of(text)
        if re.search(r"废止|失效|停止|不再执行|终止", sentence):
            yield from _ended(sentence, span)
        if re.search(r"修[改订]", sentence):
            yield from _changed(sentence, span)


def _ended(sentence: str, span: Span) -> Iterator[Mention]:
    for match in _ENDED_AFTER.finditer(sentence):
        if _LINK.fullmatch(match["gap"]):
            yield from _named(match["run"], "修订" if match["part"] else _change(match), span.start, span.end)
    for match in _ENDED_BEFORE.finditer(sentence):
        if not _DENIED.search(sentence[: match.start()][-4:]):
            yield from _named(match["run"], _change(match), span.start, span.end)
    for match in _NUMBERED.finditer(sentence):
        if _LINK.fullmatch(match["gap"]) and (numbers := doc_numbers(match["run"])):
            yield Mention(_change(match), span.start, span.end, numbers[-1])


def _changed(sentence: str, span: Span) -> Iterator[Mention]:
    for pattern in (_CHANGED_AFTER, _CHANGED_BEFORE):
        for match in pattern.finditer(sentence):
            if not _PLANNED.search(sentence[: match.start() + 2][-8:]):
                yield from _named(match["run"], "修订", span.start, span.end)


def _change(match: re.Match[str]) -> Change:
    return "失效" if match["end"] == "失效" else "废止"


def _named(run: str, change: Change, start: int, end: int) -> Iterator[Mention]:
    """A mention for each document of an enumeration: its title, and the number in the parentheses behind it."""
    for match in re.finditer(_NAME, run):
        title = _TITLE.search(match.group())
        numbers = doc_numbers(match.group()[title.end() :]) if title else []
        if title:
            yield Mention(change, start, end, numbers[0] if numbers else None, title[1].strip())


def _in_lists(title: str, text: str) -> Iterator[Mention]:
    """The items of lists of abolished documents (决定废止的文件目录), and rows of tables that tell what became of each."""
    change = _list_change(title)
    about = change is not None or bool(re.search(r"废止|失效", title))
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if result := _result(line):
            yield from _item(line, result, start)
        elif about and _is_head(line):
            change = _list_change(line, change)
        elif about and change and _ITEM.match(line) and not _OTHERWISE.search(line):
            yield from _item(line, change, start)


def _is_head(line: str) -> bool:
    """Whether a line says what becomes of those below it: a short one that names none, or a part of the document."""
    if not re.search(r"废止|失效|修[改订]|继续有效|保留|停止执行", line):
        return False
    short = len(line) <= _HEAD_LENGTH and not _TITLE.search(line) and not doc_numbers(line)
    return short or bool(_PART_HEAD.match(line))


def _result(line: str) -> Change | None:
    """What a row's own cell says of the document in it (清理结果: 废止)."""
    found = next((m for cell in line.split("|")[1:] if (m := _RESULT.fullmatch(cell.strip()))), None)
    if found is None:
        return None
    return "修订" if found["change"].startswith("修") else "失效" if found["change"] == "失效" else "废止"


def _list_change(head: str, before: Change | None = None) -> Change | None:
    for pattern, change in _LISTS:
        if pattern.search(head):
            return change
    return before


def _item(line: str, change: Change, start: int) -> Iterator[Mention]:
    numbers = doc_numbers(line)
    quoted = _TITLE.search(line)
    name = quoted[1].strip() if quoted else _bare_title(line.split("|"))
    if name or numbers:
        yield Mention(change, start, start + len(line.rstrip()), numbers[0] if numbers else None, name)


def _bare_title(cells: Sequence[str]) -> str | None:
    """The cell, or the line, that reads as a document's title: without its mark and its parentheses."""
    for cell in cells:
        bare = _PARENTHESES.sub("", _ITEM.sub("", cell, count=1)).strip(" \t。;,")
        if len(bare) >= 6 and _KIND_OF_PAPER.search(bare):
            return bare
    return None
