"""Questions about another place of the same level, for which their fact does not exist."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from retrieval.scoring import Row
from tests.quality.corpora import Corpus, Text
from tests.quality.derive import Derived, PassedOver, Source, blanked, changed, derived, shuffled
from tests.quality.gazette import Area, Level, Named, area, areas_of, find_areas, province_of

# A body for the whole country: what it says holds for other places as well.
_NATIONAL = re.compile(
    r"国家|国务院|全国|中央|总局|总署|各地|各省|我国|中国(?!人民大学)|[\u4e00-\u9fff]{2,6}部(?=办公厅|要求|将|从|采|会同|对|为|在|提|是|启|推|$)|工信部|发改委(?=如何|从|将)|公安部|联防联控机制"
)
_EXAMPLE = re.compile(r"^(?:等|以外|之外|外[)）])")
_BUT = re.compile(r"(?:除|除了|不含|包括)$")
# Part of a name of its own, which is not about the place: 北京大学, 南京路.
_OWN_NAME = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4}大学|[\u4e00-\u9fff]{0,2}学院|银行|[东南西北中]?路|大街|街|大道|籍|话|菜|时间|健康码)"
)
# A place below it that no list has, and would go on naming the old one.
_BELOW = re.compile(
    r"^[\u4e00-\u9fff]{1,6}?(?:新区|园区|开发区|高新区|街道|社区|[区县镇乡村旗](?![域级间内外分别里委办政]))"
)
_SHORT = "京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀黔贵滇云陕甘陇青宁新藏蒙"
_LETTER = re.compile(
    rf"[返入来在赴援驻出离进][（(]?返?[)）]?[{_SHORT}](?=[人员返就创工办企机单投]|[^\u4e00-\u9fff]|.{{0,2}}登记|分支)|八闽"
)
_TRIED = 400  # places of a level that are tried
_LIST = 4  # places of a level that make a document a list of them
# A question is too general where more than so many documents, and such a share of all, speak of its matter.
_FEW, _GENERAL = 8, 0.08
# What a document says of the matter against what the question's own does: as much as all of it; some of it.
_WHOLLY, _TOUCHED = 0.8, 0.3
_SPECIAL = ("台湾省", "特别行政区")


def wrong_places(rows: list[Row], corpus: Corpus) -> Derived:
    """A question about another place for each of `rows` that allows one."""
    return derived(rows, corpus, _changed)


def _changed(source: Source) -> Row:
    if source.row.get("history"):
        raise PassedOver("a follow-up")
    question = source.question
    run = _run(question)
    if _NATIONAL.search(question):
        raise PassedOver("a body of the whole country")
    if _LETTER.search(question):
        raise PassedOver("the place is named by its letter too")
    before, after = question[: run[0].start], question[run[-1].end :]
    if _EXAMPLE.search(after) or _BUT.search(before):
        raise PassedOver("the place is an example or an exception")
    if _OWN_NAME.search(after):
        raise PassedOver("the place is part of a name")
    if _BELOW.search(after):
        raise PassedOver("a place below it that no list has")
    other = _free_place(source, run)
    now = _spelled(run, other)
    # Of a document that only says 本市, nobody can tell by its words which place it is about: the changed question can
    # be refused only where the question itself is.
    named = any(run[-1].area.short in text.whole for text in source.gold)
    kind = "its document names the place" if named else "its document does not name the place"
    return changed(source.row, "wrong_place", before + now + after, question[run[0].start : run[-1].end], now, kind)


def _run(question: str) -> list[Named]:
    """The one place of a question with those that it lies in (北京市东城区). Raises PassedOver where there is not one."""
    named = find_areas(blanked(question))
    if not named:
        raise PassedOver("names no place")
    run = named[:1]
    for following in named[1:]:
        if following.start != run[-1].end:
            raise PassedOver("several places")
        run.append(following)
    levels = ["province", "city", "county"]
    order = [levels.index(n.area.level) for n in run]
    if order != sorted(set(order)):
        raise PassedOver("several places")
    return run


def _spelled(run: Sequence[Named], other: Area) -> str:
    """The other place spelled as the run is, with the places that it lies in where the run names such."""
    by_level = {other.level: other} | {area(name).level: area(name) for name in other.parents}
    return "".join(by_level[named.area.level].spelled(named.full) for named in run)


def _free_place(source: Source, run: Sequence[Named]) -> Area:
    """A place that no document names together with the matter. Raises PassedOver where there is none."""
    told = run[-1].area
    bare = "".join(c for i, c in enumerate(source.question) if not run[0].start <= i < run[-1].end)
    matter = source.corpus.matter(bare)
    speaking = [t for t in source.reach if t in source.gold or source.told_in(t, matter)]
    if len(speaking) > max(_FEW, _GENERAL * len(source.corpus.texts)):
        raise PassedOver("so general that many documents speak of it")
    everywhere = [t for t in speaking if t not in source.gold and _about_no_place(t, told)]
    if any(source.answered_in(t) or source.told_in(t, matter, _WHOLLY) for t in everywhere):
        raise PassedOver("a document about no place says it too")
    touching = [t for t in source.reach if source.told_in(t, matter, _TOUCHED)]
    levels = {named.area.level for named in run}
    near = [a for a in areas_of(told.level, told.name[-1]) if a != told and _like(a, levels, told)]
    ordered = sorted(shuffled(near, str(source.row["id"])), key=lambda a: _unlike(a, told))
    other = next((a for a in ordered[:_TRIED] if _free(a, speaking, touching)), None)
    if other is None:
        raise PassedOver("no place is free")
    return other


def _about_no_place(text: Text, told: Area) -> bool:
    """Whether a document may hold for every place: neither about one nor a list of them, nor naming the asked one."""
    listed = sum(named.level == told.level for named in text.named)
    return not text.about and told not in text.named and listed < _LIST


def _free(other: Area, speaking: Sequence[Text], touching: Sequence[Text]) -> bool:
    """Whether no document names a place and speaks of the matter, and none about it even touches on the matter."""
    return not any(_speaks_for(t.named, t.about, other) for t in speaking) and not any(
        _speaks_for(t.about, t.about, other) for t in touching
    )


def _unlike(other: Area, told: Area) -> int:
    """A 省 is changed into a 省 first, into another province next, into a special region last."""
    return 2 * other.name.endswith(_SPECIAL) + (other.name[-1] != told.name[-1])


def _like(other: Area, levels: Set[Level], told: Area) -> bool:
    """Whether another place can be spelled with the same levels above it, in another province where one is named."""
    above: set[Level] = {area(name).level for name in other.parents} | {other.level}
    return levels <= above and (len(levels) == 1 or province_of(other) != province_of(told))


def _speaks_for(named: Set[Area], about: Set[Area], other: Area) -> bool:
    """Whether a document names a place, one in it, or is about one that it lies in."""
    return (
        other in named
        or any(other.name in inner.parents for inner in named)
        or any(outer.name in other.parents for outer in about)
    )
