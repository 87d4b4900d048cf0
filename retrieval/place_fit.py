"""Whether what a document, or a row of a table in it, says is about the asked place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from retrieval.models import Hit, PolicyDocument
from retrieval.national import national
from retrieval.places import Place, gazetteer, means, place_spans, places_in
from retrieval.query import Query
from retrieval.table_rows import TableRow

# wider: it holds for the whole country, and so in the place as well.
PlaceFit = Literal["named", "wider", "unnamed", "other"]

# A place that no list has, known by standing before its agency (白沙县水务局) or before 关于.
_AGENCY_PLACE = re.compile(
    r"(?:^|\s)(?![全本我各该])([\u4e00-\u9fff]{2,5}?[市县区旗镇乡])(?=[\u4e00-\u9fff]{0,10}?(?:人民政府|政府|委|局|办公室|中心|关于))"
)
_LEAD_IN = re.compile(r"(?:[\s“‘（(，,：:]|其中|而|同时|此外|另外|[一二三四五六七八九十\d]{1,2}[、.．])*")
_NO_SUBJECT = re.compile(r"[籍来返赴至到入与和及等、]")  # 湖北籍人员, 广州至深圳
_BEGINS, _ENDS, _TWICE = 1500, 300, 2  # characters in which a text of 本市 is looked through, and the least count
_FEW = 4  # places up to which a text that names one of them in passing is about each
_HEAD = 200  # characters of a text in which a document without a telling title names its place


def worst_fit(fits: Iterable[PlaceFit]) -> PlaceFit:
    """The fit to several asked places: as bad as the worst of them."""
    found = set(fits)
    return next((fit for fit in ("other", "unnamed", "wider") if fit in found), "named")


def narrowest(places: Sequence[Place]) -> list[Place]:
    """The places without those that only say where another of them lies: of 四川省金堂县, 金堂县."""
    return [p for p in places if not any(set(p.names) & set(other.within) for other in places)]


def is_home(query: Query) -> bool:
    """Whether the places that a question names are the office's own, from which documents of 本市 are."""
    return bool(query.home) and all(means(query.home, place) for place in narrowest(query.places))


def place_fit(hit: Hit, place: Place) -> PlaceFit:
    """Whether the hit's document names the place, names none that excludes it, or is about another."""
    document = hit.document
    around = _around(document)
    if means(around, place) or means(hit.chunk.text, place):
        return "named"
    titled = places_in(around) + [Place(name, (name,)) for name in _AGENCY_PLACE.findall(around)]
    said = means(document.text, place) and not (place.listed and _excludes(titled, place))
    if said and (titled or len({p.name for p in places_in(document.text)}) <= _FEW):
        return "named"
    if not titled and national(document):
        return "wider"
    if said:
        return "unnamed"
    own = titled or places_in(document.text[:_HEAD]) or seat(document.text)
    return "other" if _excludes(own, place) else "unnamed"


def elsewhere(said: str, document: PolicyDocument, places: Sequence[Place]) -> bool:
    """Whether a sentence has another place for its subject (茂名通过…) than those asked for, of which the document tells
    beside others. One that lies in an asked place is none other.
    """
    if not places:
        return False
    known = gazetteer()
    start = _LEAD_IN.match(said)
    opening = known.pattern.match(said, start.end() if start else 0)
    if opening is None or _NO_SUBJECT.match(said, opening.end()):
        return False
    told = known.places[opening.group()]
    around = _around(document)
    return not any(
        means(said, place) or means(around, place) or _lies_in(told, place) or _lies_in(place, told) for place in places
    )


def _lies_in(inner: Place, outer: Place) -> bool:
    return any(name in inner.within for name in outer.names)


def _around(document: PolicyDocument) -> str:
    """What tells which place a document is about."""
    return f"{document.title} {document.issuer or ''} {document.region or ''}"


def seat(text: str) -> list[Place]:
    """The place that a text of 本市 or 本区 is most likely from: the one named at least twice and most often, by its
    beginning and end; [] where several are named about as often, as in a national text.
    """
    named = [place for place, _, _ in place_spans(f"{text[:_BEGINS]}\n{text[_BEGINS:][-_ENDS:]}") if place.listed]
    ranked = Counter(place.name for place in named).most_common(2)
    if not ranked or ranked[0][1] < _TWICE or (len(ranked) > 1 and ranked[1][1] * 2 > ranked[0][1]):
        return []
    return [next(place for place in named if place.name == ranked[0][0])]


def row_place_fit(hit: Hit, row: TableRow, place: Place) -> PlaceFit:
    """Whether a row is about the place: a place that only other rows name is another one."""
    document = hit.document
    own = " ".join([row.head_words, row.row.span.of(document.text), document.title, hit.chunk.section])
    if means(own, place) or means(f"{document.issuer or ''} {document.region or ''}", place):
        return "named"
    return "other" if means(hit.chunk.text, place) else place_fit(hit, place)


def _excludes(own: Sequence[Place], place: Place) -> bool:
    """Whether a document about the places `own` is not about `place`, nor about one that it lies in."""
    return bool(own) and not any(name in place.within for known in own for name in known.names)
