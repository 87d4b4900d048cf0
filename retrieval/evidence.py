"""Hits → statements: the sentences that may answer, how well each covers the question, and of which year.

A question word counts fully where it stands in the sentence itself, less where it stands only around it
(the sentence before, the headings, the title, the rest of the passage). Rare words count more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from retrieval.characters import bigrams, fold, squeeze
from retrieval.keywords import KeywordIndex
from retrieval.models import Hit
from retrieval.place_fit import PlaceFit, elsewhere, is_home, narrowest, place_fit, row_place_fit, worst_fit
from retrieval.reader import Judgement
from retrieval.sentences import Span, sentences
from retrieval.short_names import other_names
from retrieval.table_rows import TableRow, row_year, rows_of
from retrieval.tokens import search_tokens
from retrieval.understand import Query, Term
from retrieval.years import StatementYear, statement_year

_READ = 30  # passages that are read sentence by sentence
# Weight in a passage's rank of its best sentence, and of its document's second passage.
_BEST, _SECOND = 2.0, 0.1
# How much a question word counts by where it is found.
_IN_SENTENCE, _IN_HEADS, _BESIDE, _IN_HEADER, _IN_CHUNK, _IN_DOCUMENT = 1.0, 0.95, 0.85, 0.8, 0.6, 0.4
_LEAD = 0.4
_MEANS = frozenset("代表 表示 意思 含义 意味".split())  # words that only ask what something is
_TITLE_LENGTH = 8  # characters from which a title that stands in a sentence makes it a headline
_DATELINE = re.compile(
    r"(?:社|报|网|台|记者)[\u4e00-\u9fff]{0,6}\s?\d{1,2}月\d{1,2}日(?:电|讯)|^(?:题：|原标题)|本报记者|[(（]记者"
)
_PREAMBLE = re.compile(
    r"(?:如下|以下)(?:通知|公告|意见|措施|要求|规定)?[：:。]?$|^(?:为|根据|按照|依据)[^。]{6,}(?:制定本|特制定|现(?:就|将|对|予?印发|转发)|提出(?:如下|以下))"
)
_ADDRESSEES = re.compile(r"^各(?:有关|[市州县区省]|[\u4e00-\u9fff]{0,8}单位)[^。]{0,80}[：:]$")
_HEADLINE = re.compile(r"^[^，,。；;：:]{0,40}关于[^。；;：:]{4,80}的(?:通知|公告|通告|函|批复)$")
_BOOK = re.compile(r"《[^《》]*》")
_MENTIONED = 0.3  # what a word counts that stands only in the title of another document
_PARTLY = 0.8  # at most so much for a word of which only parts are found
_POINTED = 0.1  # weight of being what the reader points at, where it is sure
_PRIOR = 0.08  # weight of the passage's search score against coverage


@dataclass(frozen=True)
class Statement:
    """A sentence of a hit, with what it has to do with the question."""

    hit: Hit
    span: Span
    coverage: float  # 0…1: share of the question's words found in or around the sentence
    local: float  # 0…1: share found in the sentence itself
    prior: float  # the passage's search score, best hit 0, others below
    asked: tuple[int, ...]  # the years of the question
    place: PlaceFit
    lead: bool = False  # a headline or a dateline: it names the matter and answers nothing
    row: TableRow | None = None  # where the statement is a row of a table
    judgement: Judgement | None = None  # what the reader says of its passage
    pointed: Span | None = None  # where in the document the reader points, if that begins in it

    @cached_property
    def text(self) -> str:
        """The sentence as it stands in the document."""
        return self.span.of(self.hit.document.text)

    @property
    def said(self) -> str:
        """The sentence with the words that it can only be read with: of a row, those of the table's heads."""
        return f"{self.row.head_words}\n{self.text}" if self.row else self.text

    @cached_property
    def year(self) -> StatementYear:
        """The years that the statement speaks of."""
        if self.row:
            return row_year(self.row, None)
        return statement_year(self.hit.document, self.span)

    @cached_property
    def year_fits(self) -> bool:
        """Whether the statement may answer a question about the asked years."""
        return not self.asked or not self.year.years.isdisjoint(self.asked)

    def timely(self, at: int) -> bool:
        """Whether the value at offset `at` of the sentence is of the asked years, of all of them and no others."""
        year, asked = statement_year(self.hit.document, self.span, self.span.start + at), frozenset(self.asked)
        # A document is of the year of its day, and of that in which it takes effect.
        return not asked or (bool(year.years & asked) if year.basis == "document" else year.years == asked)

    @property
    def score(self) -> float:
        """What statements of any kind are ranked by."""
        return self.coverage + 0.5 * self.local + _PRIOR * self.prior + _POINTED * self.sure - _LEAD * self.lead

    @property
    def sure(self) -> float:
        """The chance that the answer stands here by the reader's word, 0 where it points elsewhere or judged nothing."""
        return self.judgement.sure if self.judgement and self.pointed else 0.0

    def ranked(self, hit: Hit, best: float) -> Statement:
        """The statement of its passage as ranked anew; `best` is the score of the first passage."""
        return replace(self, hit=hit, prior=max(-6.0, hit.score - best))

    @property
    def place_fits(self) -> bool:
        """Whether the document may speak for the asked place; one that names none is of the office's own place."""
        return self.place == "named"


@dataclass(frozen=True)
class Weighted:
    """The question's words with their weights, which add up to 1."""

    terms: tuple[tuple[str, float], ...]


def weigh(query: Query, keywords: KeywordIndex) -> Weighted:
    """How much each word of the question says: the rarer in the library, the more."""
    total = keywords.count()
    place_names = {name for place in query.places for name in place.names}
    terms = [t for t in query.terms if not _is_place(t, place_names) and not _only_asks(t, query)] or list(query.terms)
    if (query.doc_nos or query.titles) and all(term.weight < 1 for term in terms):
        return Weighted(())  # 国发〔2018〕1号讲了什么 asks for the document as such
    forms = {term.text: (term.text, *other_names(term.text)) for term in terms}
    tokens = {form: search_tokens(form) or [form] for some in forms.values() for form in some}
    frequency = keywords.frequency({token for some in tokens.values() for token in some})
    weights = {t.text: t.weight * min(_rarity(tokens[f], frequency, total) for f in forms[t.text]) for t in terms}
    whole = sum(weights.values()) or 1.0
    return Weighted(tuple((text, weight / whole) for text, weight in weights.items()))


def _is_place(term: Term, names: set[str]) -> bool:
    return any(term.text in name or name in term.text for name in names if len(term.text) > 1)


def _only_asks(term: Term, query: Query) -> bool:
    """Whether a word only says how to answer: 各类别 for each of them, 列为第三位 by their order, 代表什么 by a definition."""
    word = re.escape(term.text)
    ordered = rf"各个?{word}|{word}第[一二三四五六七八九十\d]+[个名位]"
    return (query.kind == "definition" and term.text in _MEANS) or bool(re.search(ordered, query.question))


def _rarity(tokens: Sequence[str], frequency: Mapping[str, int], total: int) -> float:
    rarest = min(frequency[token] for token in tokens)
    return math.log(1 + (total + 1) / (rarest + 1))


def read(query: Query, hits: Sequence[Hit], weighted: Weighted) -> tuple[list[Hit], list[Statement]]:
    """The best hits ranked anew by their best sentences, and their sentences, best first."""
    texts: dict[str, str] = {}
    read_hits: list[tuple[Hit, list[Statement]]] = []
    for hit in hits[:_READ]:
        folded = texts.setdefault(hit.document.id, fold(hit.document.text))
        found = _read(query, hit, weighted, folded)
        best = max((s.local for s in found), default=0.0)
        read_hits.append((replace(hit, score=hit.score + _BEST * best), found))
    read_hits = _with_seconds(read_hits)
    first = read_hits[0][0].score if read_hits else 0.0
    statements = [s.ranked(hit, first) for hit, found in read_hits for s in found]
    return [hit for hit, _ in read_hits] + list(hits[_READ:]), sorted(statements, key=lambda s: -s.score)


def _with_seconds(pairs: list[tuple[Hit, list[Statement]]]) -> list[tuple[Hit, list[Statement]]]:
    """Best first; a document's first passage gains by its second: two passages on the matter are no accident."""
    scores: dict[str, list[float]] = {}
    for hit, _ in sorted(pairs, key=lambda pair: -pair[0].score):
        scores.setdefault(hit.document.id, []).append(hit.score)
    gained = []
    for hit, found in pairs:
        own = scores[hit.document.id]
        gain = _SECOND * max(0.0, own[1]) if len(own) > 1 and hit.score == own[0] else 0.0
        gained.append((replace(hit, score=hit.score + gain), found))
    return sorted(gained, key=lambda pair: (-pair[0].score, pair[0].chunk.id))


def _read(query: Query, hit: Hit, weighted: Weighted, document_text: str) -> list[Statement]:
    document, chunk = hit.document, hit.chunk
    header = f"{fold(document.title)} {fold(document.issuer or '')} {fold(chunk.section)}"
    whole = (fold(chunk.text), document_text)
    place = worst_fit(place_fit(hit, asked) for asked in narrowest(query.places))
    place = "named" if place == "unnamed" and is_home(query) else place
    headline = squeeze(document.title)
    found, before = [], ""
    for span, row in _pieces(hit):
        said = span.of(document.text)
        own, heads = fold(said), fold(row.head_words) if row else ""
        around: tuple[tuple[str, float], ...] = (
            (before, _BESIDE),
            (header, _IN_HEADER),
            (whole[0], _IN_CHUNK),
            (whole[1], _IN_DOCUMENT),
        )
        if row:  # the rows beside a row are no context of it, the heads above them all are
            around = ((_parts_in(f"{own} {heads}", weighted), _IN_HEADS), (heads, _IN_HEADS), (header, _IN_HEADER))
        places = ((own, _IN_SENTENCE), *around)
        coverage = sum(w * max(f * contains(t, text) for text, f in places) for t, w in weighted.terms)
        coverage = coverage if weighted.terms else 1.0  # a document asked for by its number alone
        said = f"{heads} {fold(_BOOK.sub(' ', said))}"  # a title that is only mentioned says nothing itself
        local = sum(w * (contains(t, said) or _MENTIONED * contains(t, own)) for t, w in weighted.terms)
        # Asked for as a whole, a document answers with its preamble; asked for anything in it, never.
        lead = _is_lead(own, headline) if weighted.terms else not _PREAMBLE.search(own)
        if row:
            fits = worst_fit(row_place_fit(hit, row, asked) for asked in narrowest(query.places))
        else:
            fits = "other" if elsewhere(span.of(document.text), document, query.places) else place
        found.append(Statement(hit, span, coverage, local, 0.0, query.years, fits, lead and not row, row))
        before = own
    return found


def _pieces(hit: Hit) -> Iterator[tuple[Span, TableRow | None]]:
    """The sentences of a passage; where it is a part of a table, the lines of its head, and its rows."""
    document, chunk = hit.document, hit.chunk
    rows = rows_of(document, chunk)
    first = rows[0].row.span.start if rows else chunk.end
    yield from ((span, None) for span in sentences(document.text, chunk.start, max(chunk.start, first)))
    yield from ((row.row.span, row) for row in rows)


def _is_lead(sentence: str, headline: str) -> bool:
    """Whether a sentence only leads in: the title again, a dateline, or the preamble of a notice."""
    bare = squeeze(sentence)
    return (
        bare in headline
        or (len(headline) >= _TITLE_LENGTH and headline in bare)
        or any(pattern.search(sentence) for pattern in (_DATELINE, _PREAMBLE, _ADDRESSEES, _HEADLINE))
    )


def _parts_in(text: str, weighted: Weighted) -> str:
    """Those words of a question of which a row and its heads say both halves apart: 法学专业 is 法学 below 专业."""
    halves = ((term, term[:i], term[i:]) for term, _ in weighted.terms for i in range(2, len(term) - 1))
    return " ".join(term for term, first, second in halves if first in text and second in text)


def contains(term: str, text: str) -> float:
    """1 where the folded `term`, or another name for it, stands in the folded `text`, else a share by the pairs of
    characters that do.
    """
    if term in text or any(name in text for name in other_names(term)):
        return 1.0
    if len(term) < 3:
        return 0.0
    pairs = bigrams(term)
    return _PARTLY * sum(pair in text for pair in pairs) / len(pairs)
