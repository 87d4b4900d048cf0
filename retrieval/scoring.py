"""Whether an answer is right: what of the expected one was given, and what of it its citations carry."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Any

from retrieval.characters import squeeze
from retrieval.citation_check import unsupported_parts
from retrieval.numbers import quantities

Row = dict[str, Any]
ANSWERED = ("answered", "conflict")
_APART = re.compile(r"[，,、；;。\n]")
_LIST = 3  # things from which an expected answer is a list
_YESNO = {"YES": True, "NO": False, "是": True, "否": False}
_OPENING = re.compile(
    r"(?:(?P<no>否|不|没有?|未|无)|是|对|有|能|可|会|应|需|已|属于|符合)[\u4e00-\u9fff]{0,4}?(?=[，,。；;：:！!\n（(]|$)"
)


def contained(row: Row, result: Row) -> bool:
    """Whether an expected answer (all of `answers_must_contain`, else any of `answers`) was given."""
    if result["outcome"] not in ANSWERED:
        return False
    said = _said(result)
    yesno = [answer for answer in row.get("answers") or () if answer in _YESNO]
    if yesno:
        return says_yes(result["answer"]) in [_YESNO[answer] for answer in yesno]
    if row.get("answers_must_contain"):
        return all(squeeze(part) in said for part in row["answers_must_contain"])
    if row.get("answer_alternatives"):
        return any(all(squeeze(part) in said for part in parts) for parts in row["answer_alternatives"])
    return any(squeeze(answer) in said for answer in row.get("answers") or ())


def parts_found(row: Row, result: Row) -> float | None:
    """The share of the things that the expected answer lists which were given; None where it lists fewer than three."""
    parts = [squeeze(part) for part in _APART.split(next(iter(row.get("answers") or ()), ""))]
    parts = [part for part in parts if part]
    if len(parts) < _LIST:
        return None
    if result["outcome"] not in ANSWERED:
        return 0.0
    said = _said(result)
    return statistics.fmean(part in said for part in parts)


def lead_right(row: Row, result: Row) -> bool | None:
    """Whether the value that an answer puts before its sentence is, or is part of, an expected one, in any unit.

    None where it puts none first, or no answer is expected.
    """
    first, *rest = result["answer"].split("\n")
    answers = [*(row.get("answers") or ()), *(row.get("answers_must_contain") or ())]
    if result["outcome"] not in ANSWERED or not answers or squeeze(first) not in squeeze(" ".join(rest)):
        return None
    return any(_same(first, answer) for answer in answers)


def _same(value: str, expected: str) -> bool:
    one, other = squeeze(value), squeeze(expected)
    if one in other or other in one:
        return True
    told, wanted = quantities(value), [q for q in quantities(expected) if q.unit]
    return bool(told) and all(any(q.same_as(w) for w in wanted) for q in told)


def shown(row: Row, result: Row) -> bool:
    """Whether the passages that a refusal shows hold an expected answer."""
    said = squeeze(" ".join(result.get("shown") or ()))
    return any(squeeze(answer) in said for answer in row.get("answers") or ())


def _said(result: Row) -> str:
    """What was answered and quoted, for comparison."""
    return squeeze(" ".join([result["answer"], *(c["quote"] for c in result["citations"])]))


def says_yes(text: str) -> bool | None:
    """Whether an answer to a yes/no question opens with yes or with no (是。 不能。); None where it opens with neither."""
    opening = _OPENING.match(text.strip())
    return None if opening is None else opening["no"] is None


def carried(result: Row) -> bool:
    """Whether the answer has citations, each of them verbatim, that carry every sentence of it."""
    uncarried = result.get("uncarried")
    if uncarried is None:  # results as `eval` wrote them before
        uncarried = unsupported_parts(result["answer"], result["citations"])
    return bool(result["citations"]) and not uncarried and not result.get("not_verbatim")


def f1(row: Row, result: Row) -> float:
    """Character F1 of an answer with the nearest of the expected ones, 0 where there is none."""
    if result["outcome"] not in ANSWERED:
        return 0.0
    answers = row.get("answers") or row.get("answers_must_contain") or ()
    return overlap(squeeze(result["answer"]), list(map(squeeze, answers)))


def overlap(said: str, answers: Sequence[str]) -> float:
    """Character F1 with the nearest of the expected answers."""

    def one(answer: str) -> float:
        shared = sum((Counter(said) & Counter(answer)).values())
        return 2 * shared / (len(said) + len(answer)) if shared else 0.0

    return max(map(one, answers), default=0.0)
