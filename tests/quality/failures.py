"""The failures of a set, grouped by what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from retrieval.characters import squeeze
from retrieval.scoring import ANSWERED, Row, carried
from tests.quality.measure import Measured, good
from tests.quality.sets import Half, half_of

Cause = Literal[
    "document_not_found",
    "other_document",
    "other_sentence",
    "value_missing",
    "yes_or_no_missing",
    "asked_back",
    "refused_not_found",
    "refused_wrong_year",
    "refused_wrong_place",
    "refused_off_topic",
    "refused_unsafe",
    "answered_unanswerable",
    "answered_wrong_year",
    "answered_wrong_place",
    "answered_wrong_period",
    "not_carried",
]
CAUSES: tuple[Cause, ...] = Cause.__args__  # type: ignore[attr-defined]
_PARTLY = 0.5  # share of an expected answer's characters that makes it given in part


@dataclass(frozen=True)
class Failure:
    """One question that failed."""

    cause: Cause
    half: Half
    row: Row
    result: Row

    @property
    def expected(self) -> list[str]:
        """What should have been answered; [] where it should have been refused."""
        row = self.row
        alternatives = ["；".join(parts) for parts in row.get("answer_alternatives") or ()]
        return [str(a) for a in alternatives or row.get("answers") or row.get("answers_must_contain") or ()]


def failures(measured: Measured) -> dict[Cause, list[Failure]]:
    """The failures by cause, in the order of CAUSES; causes without any are left out."""
    found = [Failure(cause, half_of(row), row, r) for row, r in measured.pairs if (cause := cause_of(row, r))]
    return {cause: some for cause in CAUSES if (some := [f for f in found if f.cause == cause])}


def cause_of(row: Row, result: Row) -> Cause | None:
    """Why a question failed; None where it did not."""
    if good(row, result):
        return "not_carried" if result["outcome"] in ANSWERED and not carried(result) else None
    if not row.get("answerable", True):
        return _wrongly_answered(row)
    gold = set(row.get("gold_doc_ids") or ())
    if gold and not gold & set(result["retrieved"]):
        return "document_not_found"
    if result["outcome"] == "refused":
        return f"refused_{result['reason']}"  # type: ignore[return-value]
    if result["outcome"] == "clarify":
        return "asked_back"
    if gold and not gold & {c["document_id"] for c in result["citations"]}:
        return "other_document"
    if {"YES", "NO"} & set(row.get("answers") or ()):
        return "yes_or_no_missing"
    return "value_missing" if _given_in_part(row, result) else "other_sentence"


def _wrongly_answered(row: Row) -> Cause:
    why = row.get("why")
    return {
        "wrong_year": "answered_wrong_year",
        "year": "answered_wrong_year",
        "wrong_place": "answered_wrong_place",
        "wrong_period": "answered_wrong_period",
    }.get(str(why), "answered_unanswerable")  # type: ignore[return-value]


def _given_in_part(row: Row, result: Row) -> bool:
    """Whether the answer and its quotes have a good part of the expected answer: some of its pieces, or of its pairs."""
    said = squeeze(" ".join([result["answer"], *(c["quote"] for c in result["citations"])]))
    return any(_share_in(squeeze(str(answer)), said) >= _PARTLY for answer in _wanted(row))


def _wanted(row: Row) -> Iterable[object]:
    return row.get("answers") or ["".join(map(str, row.get("answers_must_contain") or ()))]


def _share_in(answer: str, said: str) -> float:
    """The share of an answer's threes of characters that were said; of a short one's pairs."""
    size = 3 if len(answer) > 8 else 2
    parts = [answer[i : i + size] for i in range(max(1, len(answer) - size + 1))]
    return sum(part in said for part in parts) / len(parts)
