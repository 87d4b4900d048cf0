"""Which row and which columns of a table a question asks for.

A row is read for a question only where the question names it: each row of a table shares the heads' words with all
the others, so that nothing but its label tells which one is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from retrieval.asks import PAYS
from retrieval.characters import bigrams, fold, squeeze
from retrieval.numbers import measure_of, parse_number, unscaled
from retrieval.period_words import Period, periods_in
from retrieval.places import Place, places_in
from retrieval.table_parts import is_blank, is_value
from retrieval.table_rows import TableRow, row_year
from retrieval.understand import Query
from retrieval.years import mentions

NAMED = 0.6  # least share of a label's pairs of characters that a question which names it has
TOTAL_FIT, _SOLE_FIT, _YEAR_FIT = 0.5, 0.6, 0.9
LEAST_COLUMN = 0.3  # least share of a head's words that a question for its column has
_CLEAR = 0.5  # share from which a head is named
_TIE = 0.05
_TIME = 12  # characters up to which a label that names a month names nothing else
_ANYTHING = re.compile(
    r"数[值量]|[数值]|金额|内容|结果|标准|要求|完成情况"
)  # heads that say no more than that a value stands below
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_NAME = re.compile(r"(?<=..)(?:名称|姓名|名单)$")
_ANY_UNIT = frozenset(["", "duration"])
ORDINAL = re.compile(r"第\s?(?P<n>[一二三四五六七八九十百\d]+)\s?(?:[个位名所项家]|顺位)")
_DIGIT = re.compile(r"\d")


def label_fit(query: Query, row: TableRow) -> float:
    """How surely the question names the row, 0…1: by its label, its year, its running number, or as the total."""
    asked = ORDINAL.search(query.question)
    if asked and row.ordinal is not None:
        return 1.0 if parse_number(asked["n"]) == row.ordinal else 0.0
    question = squeeze(query.question)
    shares = [_label_share(query, label, question) for label in row.labels]
    best = max(shares, default=0.0)
    if best >= NAMED:
        return 0.7 * best + 0.3 * sum(shares) / len(shares)
    if row.total:
        others = (_label_share(query, label, question) for label in row.other_labels)
        return 0.0 if any(share >= NAMED for share in others) else TOTAL_FIT
    return _SOLE_FIT if len(row.table.rows) == 1 and not row.labels else 0.0


def _label_share(query: Query, label: str, question: str) -> float:
    """The share of a label that the question has; a place by any of its names, a year and a month as what they are."""
    if query.periods and (told := periods_in(label)) and len(squeeze(label)) <= _TIME:
        return _YEAR_FIT if _asked_part(query, told) else 0.0
    if (named := mentions(label, None)) and len(squeeze(label)) <= 6:
        return _YEAR_FIT if query.years and named[0].years <= set(query.years) else 0.0
    words = _without_unit(label)
    if query.places and (places := places_in(label)):
        if not all(_means_one(place, query.places) for place in places):
            return 0.0
        for name in sorted((name for place in places for name in place.names), key=len, reverse=True):
            words = words.replace(name, "")
        if len(squeeze(words)) <= 1:
            return 1.0
    return share(squeeze(words), question)


def _asked_part(query: Query, told: Iterable[Period]) -> bool:
    """Whether one of the told parts of a year is asked for."""
    return not {period.days for period in query.periods}.isdisjoint(period.days for period in told)


def _means_one(place: Place, asked: Sequence[Place]) -> bool:
    """Whether a place is one of the asked, or one in which an asked one lies."""
    return any(place.name == other.name or set(place.names) & set(other.within) for other in asked)


def _without_unit(words: str) -> str:
    return _BRACKETS.sub(lambda m: "" if len(m.group()) <= 8 and _unit_like(m.group()[1:-1]) else m.group(), words)


def _unit_like(words: str) -> bool:
    return is_value("1" + words.replace("单位", "").strip("：: ")) or words in {"%", "％"}


def share(words: str, question: str) -> float:
    """The share of the pairs of characters of squeezed `words` that the squeezed question has, 1 where it has them whole."""
    if not words:
        return 0.0
    if words in question:
        return 1.0
    if len(words) < 2:
        return 0.0
    pairs = bigrams(words)
    return sum(pair in question for pair in pairs) / len(pairs)


def has_rival(query: Query, row: TableRow) -> bool:
    """Whether the question has a word that only other rows' labels have: then it asks for one of them."""
    own = fold(" ".join([row.head_words, *row.labels, row.document.title]))
    others = fold("\n".join(row.other_labels))
    words = (term.text for term in query.terms if term.weight >= 1 and len(term.text) > 1)
    return any(word in others and word not in own for word in words)


def questions_of(query: Query) -> tuple[str, ...]:
    """The question, or the words of each of several asked values."""
    if len(query.asks) > 1 and all(ask.label for ask in query.asks):
        return tuple(ask.label for ask in query.asks)
    return (query.question,)


def asked_columns(query: Query, row: TableRow, asked: str) -> tuple[list[int], float]:
    """The columns that the question asks for with how well their heads suit; those of the asked years first."""
    words = squeeze(asked)
    for label in row.labels:
        words = words.replace(squeeze(label), " ")
    first = 1 + (row.ordinal is not None)  # the row's label is known, not asked
    columns = [c for c in range(first, len(row.table.heads)) if _may_hold(query, row, c)]
    if len(row.table.heads) == first:
        columns = [first - 1]  # a list of names
    timely = [c for c in columns if not query.years or row_year(row, c).years & set(query.years)]
    fits = _column_fits(row, timely or columns, words)
    best = max(fits.values(), default=0.0)
    chosen = [c for c, fit in fits.items() if fit >= best - _TIE]
    if best >= _CLEAR and all(_says_what(row.head_of(c), words) for c in chosen):
        return chosen, best
    if len(fits) == 1 and row.ordinal is not None and ORDINAL.search(query.question):
        return chosen, best  # 第三位是谁, in a list of names
    sole = len(fits) == 1 and (best > 0 or _ANYTHING.fullmatch(row.head_of(chosen[0])))
    # The head is hardly named, or only the group that it is in: then nothing else may be asked.
    return (chosen, best) if (best >= LEAST_COLUMN or sole) and _all_said(query, row) else ([], 0.0)


def _says_what(head: str, question: str) -> bool:
    """Whether the question has some of the last part of a head, which says what its values are (文史类 最低)."""
    parts = head.split()
    return len(parts) < 2 or head_share(parts[-1], question) > 0


def _all_said(query: Query, row: TableRow) -> bool:
    """Whether each telling word of the question stands in the row, its heads, or the document's title."""
    own = fold(" ".join([row.head_words, row.row.span.of(row.document.text), row.document.title]))
    return all(term.text in own for term in query.terms if term.weight >= 1 and len(term.text) > 1)


def _may_hold(query: Query, row: TableRow, column: int) -> bool:
    """Whether a column may hold what is asked: its unit measures it, and it is not another place's."""
    head = row.head_of(column)
    unit = next((row.unit(cell, column) for cell in row.row.cells if column in cell.columns), "")
    measures = query.asks[0].measures if len(query.asks) == 1 else ""
    wanted = PAYS if measures == "pay" else {measures}
    if unit and measures not in _ANY_UNIT and measure_of(unscaled(fold(unit))) not in wanted:
        return False
    if query.periods and (told := periods_in(head)) and not _asked_part(query, told):
        return False
    return not query.places or not _elsewhere(places_in(head), query.places)


def _elsewhere(named: Iterable[Place], asked: Sequence[Place]) -> bool:
    known = [place.name for place in named]
    return bool(known) and not any(place.name in known for place in asked)


def _column_fits(row: TableRow, columns: Sequence[int], question: str) -> dict[int, float]:
    """How much of each head the question has; what all of them say tells nothing."""
    parts = {c: row.head_of(c).split() for c in columns}
    shared = set.intersection(*map(set, parts.values())) if len(parts) > 1 else set()
    fits = {}
    for column, words in parts.items():
        telling = [word for word in words if word not in shared and not mentions(word, None)] or words
        fits[column] = sum(head_share(word, question) for word in telling) / max(1, len(telling))
    return fits


def head_share(words: str, question: str) -> float:
    """The share of a head that the question has; of 文史/历史类, the better of the two."""
    if mentions(words, None):
        return LEAST_COLUMN  # a column of the asked year suits whatever is asked
    bare = _NAME.sub("", _BRACKETS.sub("", words)) or words  # 中学名称（按音序） are 中学
    parts = [*_without_unit(words).split("/"), *bare.split("/")]
    return max((share(squeeze(part), question) for part in parts), default=0.0)


def suits(query: Query, text: str) -> bool:
    """Whether a cell's text is of the kind that is asked for: a number, a date and a telephone number have digits."""
    if is_blank(text):
        return False
    return bool(_DIGIT.search(text)) or query.kind not in {"quantity", "date", "phone"}
