"""An answer written by a language model: what it is shown, and what of its words stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prompts import Language, Prompts
from retrieval.answer import Candidate
from retrieval.claims import Claim, Draft
from retrieval.evidence import Statement
from retrieval.verify import claims_of, verify

_SHOWN = 12  # statements among which the support of the model's words is sought


@dataclass(frozen=True, slots=True)
class Written:
    """What stands of a model's words, and the cautions that belong to it. Without claims, nothing stands."""

    claims: tuple[Claim, ...]
    warnings: tuple[str, ...] = ()


def evidence_of(chosen: Candidate, found: Sequence[Statement]) -> list[Statement]:
    """The statements that a model may use, the one that answers without it first."""
    others = (s for s in found if s is not chosen.statement and s.year_fits and s.place_fits)
    return [chosen.statement, *others]


def checked(text: str, evidence: Sequence[Statement], prompts: Prompts, language: Language) -> Written:
    """The claims of a model's text that the evidence supports; none where its first claim has no support."""
    cannot = any(prompts.say("model.cannot", known) in text for known in ("zh", "en"))
    claims = claims_of(text)
    verified = verify(Draft(claims), evidence[:_SHOWN])
    if cannot or not verified.claims or verified.claims[0].text != claims[0].text:
        return Written((), (prompts.say("replies.warn_model_claims", language),))
    if verified.dropped:
        left_out = prompts.say("replies.warn_model_dropped", language, count=len(verified.dropped))
        return Written(verified.claims, (left_out,))
    return Written(verified.claims)
