"""Whether a clause of a claim says what a clause of its source says: who does it, whether it is denied, due or planned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.tokens import tagged
from retrieval.verify_clauses import Clause, Parsed, Word
from retrieval.verify_conditions import condition_lost, hedges
from retrieval.verify_denial import DENIAL
from retrieval.verify_facts import Match
from retrieval.verify_lexicon import is_measure, says
from retrieval.verify_told import Told
from retrieval.years import is_plan

_MUST = re.compile(r"应当|必须|务必|应(?![急用对届聘收付邀有急征变])|须(?!知)|(?<![所])需(?![求量])|不得不")
_MUST_STRICT = re.compile(r"应当|必须|务必")
_MAY = re.compile(
    r"可以|可(?![能行靠持再见视控观比燃用信选研循]|不可)|能够|有权|允许|准予|(?<!不)(?<!可)(?<!功)能(?![力源够耗量否效级手])"
)
_WISH = re.compile(r"鼓励|支持(?=[^\d]{2,})|提倡|倡导|引导")
_PLAN = re.compile(
    r"力争|计划(?!生育|单列|经济)|拟(?!定|订|人|稿)|目标|预计|预期|规划(?=建|新|到|投|用|面|总)|争取(?=完成|实现|达到|突破|建成|到|在|年)|打算|有望|将(?:于|在|继续|进一步|新|会|要|建|投|完|启|达|实|开|举|发|增|对)|"
    r"下一步|今后|未来|即将|准备(?=建|新|在)"
)
_AIM = re.compile(r"(?:^|[,，。；;:：])\s?到(20\d\d)年")
_DONE = re.compile(
    r"实际|实有|截至目前|已经?(?!婚|有)|完成了|实现了|建成了|达到了|共?(?:新建|建成|完成|修建|建设|投入|发放|实现)了|成功"
)


@dataclass(frozen=True, slots=True)
class Aligned:
    """A clause of a claim beside the clause of a source that says the same."""

    clause: Clause
    told: Told
    at: int


def align(claim: Parsed, clause: Clause, matches: Sequence[Match], sources: Sequence[Told]) -> Aligned | str:
    """The source's clause for a claim's: that of its figures, else one that can be read with all its words; else why
    there is none.
    """
    inside = [m for m in matches if m.told.parsed.clauses]
    if inside:
        first = inside[0]
        return Aligned(clause, first.told, first.told.parsed.clause_at(first.fact.start))
    words = [w for w in claim.words_in(clause.start, clause.end) if not is_measure(w.text)]
    ranked: list[tuple[float, Told, int]] = []
    for told in sources:
        for at, own in enumerate(told.parsed.clauses):
            ranked.append((_common(words, claim, clause, told.parsed, own), told, at))
    ranked.sort(key=lambda each: -each[0])
    reasons = []
    for _, told, at in ranked[:4]:
        reason = _words_fault(claim, words, told, at)
        if reason is None:
            return Aligned(clause, told, at)
        reasons.append(reason)
    return "subject" if "subject" in reasons else "said"


def _common(words: Sequence[Word], claim: Parsed, clause: Clause, source: Parsed, own: Clause) -> float:
    text = source.folded[own.start : own.end]
    said = claim.folded[clause.start : clause.end]
    shared = sum(pair in text for pair in (said[i : i + 2] for i in range(len(said) - 1))) / max(1, len(said) - 1)
    return sum(says(text, w.text) for w in words) / max(1, len(words)) + shared


def _words_fault(claim: Parsed, words: Sequence[Word], told: Told, at: int) -> str | None:
    """Whether some word of the claim's clause is said only with another action or another doer than that of clause `at`."""
    parsed = told.parsed
    own = parsed.clauses[at]
    here = parsed.folded[own.start : own.end]
    done = {w.text for w in parsed.words_in(own.start, own.end)}
    verbs = [w.text for w in words if w.is_verb and w.text in done]
    reach = _reach(parsed, at, verbs)
    brought: list[Word] = []
    for word in words:
        if says(here, word.text):
            continue
        if says(reach, word.text) or says(told.context, word.text):
            brought.append(word)
        elif says(parsed.folded, word.text):
            return "subject"
        else:
            return "said"
    if any(_of_another(word, claim, parsed, at) for word in brought):
        return "subject"
    doers = _doers(parsed, own)
    outside = any(not w.is_verb for w in brought[:2]) and any(w in brought for w in words[:2])
    return "subject" if doers and outside and not any(says(claim.folded, w.text) for w in doers) else None


def _of_another(word: Word, claim: Parsed, parsed: Parsed, at: int) -> bool:
    """Whether a word stands in another clause only as what somebody does whom the claim does not name."""
    homes = [c for i, c in enumerate(parsed.clauses) if i != at and says(parsed.folded[c.start : c.end], word.text)]
    for home in homes:
        doers = [w.text for w in _doers(parsed, home)]
        if not doers or word.text in doers or any(says(claim.folded, doer) for doer in doers):
            return False
    return bool(homes)


def _doers(parsed: Parsed, clause: Clause) -> list[Word]:
    """Who or what does what a clause says: the nouns before its first action, else its first noun and person."""
    words = parsed.words_in(clause.start, clause.end)
    first = next((i for i, word in enumerate(words) if word.is_verb), -1)
    return words[:first] if first >= 0 else [word for i, word in enumerate(words[:2]) if not i or word.tag == "nr"]


def _reach(parsed: Parsed, at: int, verbs: Sequence[str]) -> str:
    """The clauses around clause `at` that do not say the same action anew, of the same sentence and its frame."""
    texts: list[str] = []
    for step in (-1, 1):
        i = at
        while True:
            if step < 0 and parsed.clauses[i].strong:
                break
            i += step
            if not 0 <= i < len(parsed.clauses) or (step > 0 and parsed.clauses[i].strong):
                break
            text = parsed.folded[parsed.clauses[i].start : parsed.clauses[i].end]
            if any(says(text, verb) for verb in verbs):
                break
            texts.append(text)
    frame = [parsed.folded[c.start : c.end] for c in parsed.frame(at - 1)] if at else []
    return "\n".join([*texts, *(text for text in frame if not any(says(text, verb) for verb in verbs))])


def clause_fault(claim: Parsed, aligned: Aligned, *, names: bool = False) -> str | None:
    """The reason for which a clause is not said as its source's: denial, limit (of duty and leave), plan, condition.

    `names` tells that it only says what a number is, which no leave (可拨打) and no occasion touches.
    """
    ours = claim.folded[aligned.clause.start : aligned.clause.end]
    parsed = aligned.told.parsed
    own = parsed.clauses[aligned.at]
    theirs = parsed.folded[own.start : own.end]
    if not names and _modal_fault(ours, theirs, parsed.folded):
        return "limit"
    if _plan_fault(claim, ours, aligned, theirs):
        return "plan"
    kept = names or hedges(theirs) <= hedges(claim.folded)
    if not kept or not hedges(ours) <= hedges(parsed.folded):
        return "condition"
    return None


def _modal_fault(ours: str, theirs: str, sentence: str) -> bool:
    """Whether a claim makes a duty of a leave, a leave of a duty or of nothing, or leaves out that it is a leave."""
    may, must = bool(_MAY.search(_undenied(ours))), bool(_MUST.search(_undenied(ours)))
    leave = bool(_MAY.search(_undenied(theirs)) or _WISH.search(theirs))
    if must and (leave or (_MUST_STRICT.search(ours) and not _MUST.search(sentence))):
        return not _MUST.search(_undenied(theirs))
    if may and not _MAY.search(_undenied(sentence)):
        return True
    return (may and bool(_MUST.search(_undenied(theirs))) and not leave) or (
        leave and not may and not _WISH.search(ours)
    )


def _undenied(text: str) -> str:
    return DENIAL.sub("", text)


def _plan_fault(claim: Parsed, ours: str, aligned: Aligned, theirs: str) -> bool:
    """Whether a plan is told as done, or what is done as a plan."""
    told = aligned.told
    own = told.parsed.clauses[aligned.at]
    lead = told.parsed.folded[_sentence_start(told.parsed, aligned.at) : own.end]
    deeds = any(w.tag.startswith("v") for w in told.parsed.words_in(own.start, own.end))
    said = plans(theirs) or _aims(lead, told)
    said = said or (deeds and plans(lead) and not _DONE.search(theirs))
    planned = is_plan(told.statement.hit.document, told.span, told.place(own.start))
    if said:
        return not (plans(claim.folded) or _AIM.search(claim.folded))
    if planned:
        return bool(_DONE.search(ours))
    return plans(ours)


def plans(text: str) -> bool:
    """Whether folded `text` tells what is yet to be: by its words, or by 将 before a deed (将组织, 将向; not 将资金)."""
    if _PLAN.search(text):
        return True
    words = tagged(text) if "将" in text else []
    return any(
        word == "将" and tag == "d" and after[:1] in {"v", "p", "d"} and after != "vn"
        for (word, tag), (_, after) in pairwise(words)
    )


def _aims(lead: str, told: Told) -> bool:
    """Whether a sentence opens with a year to come: 到2025年, in a document of 2021."""
    day = told.statement.hit.document.day
    return any(day is None or int(m[1]) > day.year for m in _AIM.finditer(lead))


def _sentence_start(parsed: Parsed, at: int) -> int:
    while at > 0 and not parsed.clauses[at].strong:
        at -= 1
    return parsed.clauses[at].start


def loses_condition(claim: Parsed, sources: Sequence[Told]) -> bool:
    """Whether the claim leaves out a condition under which a source's sentence holds."""
    return bool(claim.words) and any(condition_lost(claim, told.parsed) for told in sources)
