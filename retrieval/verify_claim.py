"""One claim against the sentences that are to carry it: the first reason for which they do not, in order of weight."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.characters import fold, squeeze
from retrieval.claims import Source
from retrieval.doc_numbers import doc_numbers
from retrieval.numbers import Quantity, parse_number
from retrieval.places import Place, means, places_in
from retrieval.tokens import tagged
from retrieval.value_names import SURNAMES
from retrieval.verify_clauses import Clause, Parsed
from retrieval.verify_denial import drops_denial, verbs_denied
from retrieval.verify_facts import Match, match_fact
from retrieval.verify_told import Told, told_of, year_before
from retrieval.verify_words import align, clause_fault, loses_condition
from retrieval.years import mentions, spoken

_QUOTED = re.compile(r"[“\"《「]([^”\"》」]{2,60})[”\"》」]")
# Limits and modes that a claim may not make up.
_STRICT = re.compile(
    r"不得|禁止|严禁|不予|不再|无需|不需|不超过|不低于|不少于|除外|免(?!费)|最高|最低|至少|至多|必须|应当|以上|以下|以内"
)
_ALIKE = {"不低于": "least", "不少于": "least", "至少": "least", "最低": "least", "以上": "least"}
_ALIKE |= {"不超过": "most", "至多": "most", "最高": "most", "以下": "most", "以内": "most"}
_ALIKE |= {"必须": "must", "应当": "must", "禁止": "no", "严禁": "no", "不得": "no", "无需": "free", "不需": "free"}
_CODE = 5  # least digits of a number that is no count but a name: a telephone's
_CALLED = re.compile(r"电话|热线|号码|传真|邮编|账号|代码|公众号")
_FRACTION = re.compile(r"(?P<of>[零一二两三四五六七八九十\d]+)分之(?P<n>[零一二两三四五六七八九十\d.点]+)")
_ORDINAL = re.compile(r"第(?P<n>[零一二三四五六七八九十百千\d]+)(?P<of>[条款项章节批期届名位次类级轮期季])")
_RISE = re.compile(r"增长|增加|上升|提高|提升|上涨|扩大|增幅|涨幅")
_FALL = re.compile(r"下降|减少|降低|下滑|下跌|回落|缩小|缩减|缩短|降幅|跌幅|压减|负增长")
_OFFICES = "书记|局长|主任|市长|县长|区长|省长|部长|厅长|处长|科长|院长|校长|主席|会长|秘书长|组长|镇长|乡长|所长|站长|董事长|总经理|经理"
_OFFICE = re.compile(rf"(副?(?:{_OFFICES}))(?:是|为|由)?$")


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a claim falls ("" where it stands), and its amounts, each with the one of the source that it is."""

    reason: str = ""
    figures: tuple[tuple[Quantity, Quantity], ...] = ()


def judge(claim: str, sources: Sequence[Source]) -> Finding:
    """Whether sentences hold every figure with its unit, year and matter, every name, limit, denial and condition of a
    claim, and what of them is planned.
    """
    told = told_of(sources)
    quotes = [span.of(statement.hit.document.text) for statement, span in sources]
    if claim in quotes or any(" | ".join(quote.split("\n")) == claim for quote in quotes):
        return Finding()
    parsed = Parsed(claim)
    checks: tuple[Callable[[Parsed, Sequence[Told]], str], ...] = (_years, _names, _ordinals, _strict)
    for check in checks:
        if reason := check(parsed, told):
            return Finding(reason)
    matches: list[Match] = []
    for fact in parsed.facts:
        found = match_fact(parsed, fact, told)
        if isinstance(found, str):
            return Finding(found)
        matches.append(found)
    reason = _said(parsed, matches, told) if parsed.words or re.search(r"[\u4e00-\u9fff]{2}", _worded(parsed)) else ""
    return Finding(reason) if reason else Finding("", tuple(_figures(parsed, matches)))


def _worded(parsed: Parsed) -> str:
    """The claim without its facts."""
    text = parsed.folded
    for fact in reversed(parsed.facts):
        text = text[: fact.start] + text[fact.end :]
    return text


def _figures(parsed: Parsed, matches: Sequence[Match]) -> list[tuple[Quantity, Quantity]]:
    pairs = []
    for fact, match in zip(parsed.facts, matches, strict=True):
        if fact.amount and match.fact.amount:
            pairs.append((fact.amount.low, match.fact.amount.low))
            if fact.amount.high and match.fact.amount.high:
                pairs.append((fact.amount.high, match.fact.amount.high))
    return [(ours, theirs) for ours, theirs in pairs if ours.measures == theirs.measures]


def _said(claim: Parsed, matches: Sequence[Match], told: Sequence[Told]) -> str:
    """The reason for which the words of a claim are not those of its sources."""
    text = "\n".join(each.parsed.text for each in told)
    if any(way.search(claim.text) and not way.search(text) for way in (_RISE, _FALL)):
        return "direction"
    whole = Parsed(text)
    if drops_denial(claim, whole) or drops_denial(whole, claim) or verbs_denied(claim, told):
        return "denial"
    only_names = True
    for clause in claim.clauses:
        inside = [m for fact, m in zip(claim.facts, matches, strict=True) if clause.start <= fact.start < clause.end]
        if not claim.words_in(clause.start, clause.end) and not inside:
            continue
        aligned = align(claim, clause, inside, told)
        names = _names_number(claim, clause)
        only_names = only_names and names
        reason = aligned if isinstance(aligned, str) else clause_fault(claim, aligned, names=names)
        if reason:
            return reason
    return "condition" if not only_names and loses_condition(claim, told) else ""


def _names_number(claim: Parsed, clause: Clause) -> bool:
    """Whether a clause only says what a number is: 热线是12366, whatever one may do with it."""
    numbers = [f for f in claim.facts_in(clause) if f.amount and not f.amount.low.unit and f.end - f.start >= _CODE]
    named = _CALLED.search(claim.folded, clause.start, clause.end)
    return bool(numbers and named) and not any(word.is_verb for word in claim.words_in(clause.start, clause.end))


def _years(claim: Parsed, told: Sequence[Told]) -> str:
    """Whether the claim's years are the sources' own; 比2018年增长 makes 2018 no year of a statement."""
    text = "\n".join(each.parsed.text for each in told)
    said = {year for each in told for year in each.statement.year.years}
    said |= {year for mention in spoken(text, None) for year in mention.years}
    said |= {year for each in told for fact in each.facts if (year := year_before(each.parsed, fact))}
    named = {year for mention in mentions(text, None) for year in mention.years}
    if not claim.words:  # a bare year is that of a date, whatever it dates
        said |= named
    told_of_itself = spoken(claim.text, None)
    compared = [m for m in mentions(claim.text, None) if m not in told_of_itself]
    right = all(m.years <= said for m in told_of_itself) and all(m.years <= named for m in compared)
    return "" if right else "year"


def _names(claim: Parsed, told: Sequence[Told]) -> str:
    """Whether 文号, quoted names, persons with their offices and places stand in the sentences or above them."""
    around = "\n".join(part for each in told for part in (each.parsed.folded, each.context, _known(each)))
    if not set(doc_numbers(claim.text)) <= set(doc_numbers(around)):
        return "number_of_document"
    squeezed = squeeze(around)
    at = 0
    for word, tag in tagged(claim.text):
        if tag == "nr" and len(word) > 1 and word[0] in SURNAMES:
            office = _OFFICE.search(claim.folded[:at])
            if word not in squeezed or (office and not _holds(squeezed, word, office[1])):
                return "name"
        at += len(word)
    named = all(squeeze(name) in squeezed for name in _QUOTED.findall(claim.text))
    return "" if named and all(_placed(around, place) for place in places_in(claim.text)) else "name"


def _placed(text: str, place: Place) -> bool:
    """Whether a text means a place; of 公示由村委会负责 no place is read at all."""
    return means(text, place) or (not place.listed and "由" in place.name and place.name.rpartition("由")[2] in text)


def _holds(text: str, name: str, office: str) -> bool:
    """Whether `text` says a name's office behind it, or nothing of another office before it."""
    deputy = "" if office.startswith("副") else "(?<!副)"
    return bool(re.search(rf"{name}(?:同志)?(?:任|担任|为|是)?[^,，。;；]{{0,10}}{deputy}{office}", text)) or bool(
        re.search(rf"{deputy}{office}(?:是|为|由)?[^,，。;；]{{0,2}}{name}", text)
    )


def _known(told: Told) -> str:
    document = told.statement.hit.document
    return fold(" ".join(filter(None, (document.title, document.issuer, document.region, document.doc_no))))


def _ordinals(claim: Parsed, told: Sequence[Told]) -> str:
    """Whether fractions, and 第3批 or 第三批, are the sources' own."""
    text = "\n".join(each.parsed.folded for each in told)
    around = "\n".join([text, *(each.context for each in told)])
    own = _pairs(_FRACTION, claim.folded) <= _pairs(_FRACTION, text)
    return "" if own and _pairs(_ORDINAL, claim.folded) <= _pairs(_ORDINAL, around) else "number"


def _pairs(pattern: re.Pattern[str], text: str) -> set[tuple[object, object]]:
    return {(parse_number(m["n"]), _number(m["of"])) for m in pattern.finditer(text)}


def _number(text: str) -> object:
    """A written number as its value, so that 三 and 3 are one; anything else as it is."""
    return parse_number(text) if text[0].isdigit() or text[0] in "零一二两三四五六七八九十" else text


def _strict(claim: Parsed, told: Sequence[Told]) -> str:
    """Whether a claim makes up a limit, a duty or a ban."""
    text = "\n".join(each.parsed.text for each in told)
    theirs = {_ALIKE.get(word, word) for word in _STRICT.findall(text)}
    limits = {limit for each in told for fact in each.facts if fact.amount for limit in fact.amount.limit}
    ranges = {"least", "most"} if any(f.amount and f.amount.high for each in told for f in each.facts) else set()
    ours = {_ALIKE.get(word, word) for word in _STRICT.findall(claim.text)}
    duties = {"must"} if re.search(r"应|须|需", text) else set()
    return "" if ours <= theirs | limits | ranges | duties else "limit"
