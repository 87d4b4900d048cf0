"""Whether a source says a claim's amount or date: the same figure with the same limit, of the same year and matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.amounts import Amount
from retrieval.conversions import rounds_to
from retrieval.verify_clauses import Fact, Parsed, Word
from retrieval.verify_dates import Day, role_at
from retrieval.verify_lexicon import is_measure, says
from retrieval.verify_limits import same_limit
from retrieval.verify_told import Told, respective
from retrieval.years import StatementYear, spoken

_EACH = re.compile(r"每(?:个|名|位)?(人|年|月|日|天|周|次|亩|户|个|头|只|辆|张|平方米|吨|公里)")
_CHANGE = re.compile(
    r"(?:(?P<up>增长|增加|上升|提高|提升|上涨|扩大|新增|增幅|涨|增|升|多)|(?P<down>减少|下降|降低|下滑|下跌|回落|缩减|压减|缩短|降幅|减|降|少))"
    r"(?P<to>到|至|为|达到?|成)?(?:了|将近|近|约)?(?:(?:19|20)\d\d年的?)?\s?$"
)
_UP = re.compile(r"增长|增加|上升|提高|提升|上涨|扩大|新增|增幅|多(?!少)|高于|大于")
_DOWN = re.compile(r"减少|下降|降低|下滑|下跌|回落|缩减|压减|缩短|降幅|(?<!多)少|低于|小于|负增长")
_FROM = re.compile(r"(?:由|从|原)[^,，。;；]{0,12}$")
_LEVEL = re.compile(r"(?:达到?|增?至|到|总计|合计|共计?)(?:了|约)?\s?$")
_PACE = re.compile(r"幅|增速|速度|增长率|增加[额量数]")
_TO = re.compile(
    r"\s?(?:增长|增加|上升|提高|提升|上涨|扩大|减少|下降|降低|下滑|缩减|压减|缩短|调整|降|增|升|减|改|变)?(?:到|至|为|成)"
)


@dataclass(frozen=True, slots=True)
class Match:
    """The fact of a source that a claim's fact is."""

    told: Told
    fact: Fact


def match_fact(claim: Parsed, fact: Fact, sources: Sequence[Told]) -> Match | str:
    """The source's fact that carries a claim's, or the reason for which there is none: the one that came nearest."""
    reasons: list[str] = []
    for told in sources:
        for other in told.facts:
            reason = _fault(claim, fact, told, other)
            if reason is None:
                return Match(told, other)
            reasons.append(reason)
    near = ("direction", "said", "subject", "year", "limit", "date", "number")
    return next((reason for reason in near if reason in reasons), "number")


def _fault(claim: Parsed, fact: Fact, told: Told, other: Fact) -> str | None:
    if fact.day or other.day:
        return _day_fault(claim, fact, told, other)
    if not fact.amount or not other.amount or not _same_figure(fact.amount, other.amount):
        return "number"
    if not _same_limit(fact.amount, other.amount):
        return "limit"
    if claim.words and _each(claim, fact) != _each(told.parsed, other):
        return "number"
    years = [m for m in spoken(claim.text, told.statement.hit.document.day) if m.start <= fact.amount.low.start]
    if years and not _same_years(years[-1].years, told.year(other)):
        return "year"
    return _change_fault(claim, fact, told, other) or subject_fault(claim, fact, told, other)


def _same_years(ours: frozenset[int], theirs: StatementYear) -> bool:
    """Whether a figure is of just the claim's years; where its sentence names none, of these among others."""
    return ours == theirs.years if theirs.basis == "sentence" else bool(ours & theirs.years)


def _day_fault(claim: Parsed, fact: Fact, told: Told, other: Fact) -> str | None:
    """A day with its year and with what it begins or ends; what a bare day begins its sentence may say elsewhere."""
    day = fact.day or _bare_day(claim, fact, other)
    if not day or not other.day or not day.within(other.day):
        return "date"
    if day.year and day.year not in told.day_year(other.day):
        return "year"
    if claim.words and day.role != other.day.role:
        return "date"
    return subject_fault(claim, fact, told, other)


def _bare_day(claim: Parsed, fact: Fact, other: Fact) -> Day | None:
    """The day that 25日起 means beside 2月25日起: a day without its month, which a term of days has not behind it."""
    amount = fact.amount
    if not amount or not other.day or amount.low.unit != "日" or amount.high or amount.limit or amount.per:
        return None
    role = role_at(claim.folded, fact.start, fact.end)
    if not role or amount.low.value != other.day.day:
        return None
    return replace(other.day, year=None, role=role)


def _same_figure(one: Amount, other: Amount) -> bool:
    """Whether the numbers are the same; one end of a range is, where the claim says that it is the end."""
    if one.high and other.high:
        return one.low.same_as(other.low) and one.high.same_as(other.high)
    if other.high and not one.high:
        least, most = "least" in one.limit, "most" in one.limit
        return (least and one.low.same_as(other.low)) or (most and one.low.same_as(other.high))
    if not one.high and "about" in one.limit and rounds_to(one.low, other.low):
        return True
    unitless = not one.low.unit and one.low.value == other.low.value
    return not one.high and (one.low.same_as(other.low) or unitless)


def _same_limit(one: Amount, other: Amount) -> bool:
    """Whether both have the same limit; the end of a range has one that the range has not."""
    rounded = one.limit - {"about"} == other.limit and rounds_to(one.low, other.low)
    return same_limit(one, other) or rounded or bool(other.high and not one.high)


def _each(parsed: Parsed, fact: Fact) -> set[str]:
    """What a fact is for each of, by its own words or by those of its clause: 每月领取失业金1560元."""
    start, end = parsed.segment(fact)
    each = set(fact.amount.per) if fact.amount else set()
    return each | set(_EACH.findall(parsed.folded[start:end]))


def _change(parsed: Parsed, fact: Fact) -> tuple[str, str]:
    """The direction and the kind of change that a fact tells: ("up", "by"), ("down", "to"), ("", "from"), ("", "")."""
    start, _ = parsed.segment(fact)
    clause = parsed.clauses[parsed.clause_at(fact.start)]
    before = parsed.folded[start : fact.start]
    if _FROM.search(before) and _TO.match(parsed.folded[: clause.end], fact.end):
        return "", "from"
    found = _CHANGE.search(before)
    if not found:
        return "", ""
    by = not found["to"] or found.group().startswith(("增幅", "降幅"))  # 增幅为6.5%
    return "up" if found["up"] else "down", "by" if by else "to"


def _change_fault(claim: Parsed, fact: Fact, told: Told, other: Fact) -> str | None:
    """Whether the claim has a growth for a level, an increase for a decrease, or what was before for what is."""
    if not claim.words and not _change(claim, fact)[1]:
        return None  # a bare value says nothing of its change
    ours, theirs = _change(claim, fact), _change(told.parsed, other)
    if ours == theirs:
        return None
    if "from" in {ours[1], theirs[1]} or (ours[1] and theirs[1]):
        return "direction"
    before = told.parsed.folded[max(0, other.start - 12) : other.start]
    if ours[1] == "by" and _LEVEL.search(before) and not _PACE.search(before):
        return "direction"  # 达到56万亩 is what it grew to
    if ours[1] == "to" and _PACE.search(before):
        return "direction"  # 增幅达到6.5% is by how much it grew
    here, there = (claim, fact, ours[0]), (told.parsed, other, theirs[0])
    for (_, _, way), (text, at, _) in ((here, there), (there, here)):
        around = text.text_of(text.reach(at))
        if way and not (_UP if way == "up" else _DOWN).search(around):
            return "direction"
    if theirs[1] == "by" and not ours[1]:
        return (
            None if (_UP if theirs[0] == "up" else _DOWN).search(claim.text_of([claim.segment(fact)])) else "direction"
        )
    return None


def subject_fault(claim: Parsed, fact: Fact, told: Told, other: Fact) -> str | None:
    """Whether the words of the claim's fact are those of the source's: said with it, not with another."""
    words = claim_words(claim, fact)
    if not words:
        return None
    parsed = told.parsed
    own = parsed.text_of([parsed.segment(other)])
    reach = parsed.text_of(parsed.reach(other))
    item, rest = respective(parsed, other)
    if rest:
        reach += parsed.folded[: other.start]
    own_head, other_heads = told.head(other)
    brought: list[Word] = []
    for word in words:
        if (rest and says(rest, word.text) and not says(item, word.text)) or (
            other_heads and says(other_heads, word.text) and not says(own_head, word.text)
        ):
            return "subject"
        if says(own, word.text) or says(own_head, word.text):
            continue
        if says(reach, word.text):
            brought.append(word)
        elif says(parsed.folded, word.text):
            return "subject"
        elif not says(told.context, word.text):
            return "said"
        else:
            brought.append(word)
    return "subject" if not told.is_row and _replaces(brought, claim, parsed, other) else None


def claim_words(claim: Parsed, fact: Fact) -> list[Word]:
    """The words that a claim's fact is told with; where its clause only says what is counted, those before it."""
    words = [w for w in claim.words_in(*claim.segment(fact)) if not is_measure(w.text)]
    if not words:
        for start, end in claim.reach(fact)[1:]:
            words += [w for w in claim.words_in(start, end) if not is_measure(w.text)]
    return words


def _replaces(brought: Sequence[Word], claim: Parsed, source: Parsed, fact: Fact) -> bool:
    """Whether words from elsewhere take the place of the fact's own: 出让 for 征收 before an area."""
    segment = source.segment(fact)
    own = [w for w in source.words_in(*segment) if not is_measure(w.text)]
    said = claim.folded
    rest = source.folded[: segment[0]] + "\n" + source.folded[segment[1] :]
    telling = [w for w in own if not says(rest, w.text)]
    if (brought or source.is_part(fact)) and telling and not any(says(said, w.text) for w in telling):
        return True
    for verbs in (True, False):
        mine = [w for w in own if w.is_verb == verbs]
        if mine and any(w.is_verb == verbs for w in brought) and not any(says(said, w.text) for w in mine):
            return True
    return False
