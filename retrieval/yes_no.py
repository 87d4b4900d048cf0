"""Yes/no questions: an answer leads with 是, 不可以 or 没有 as the question asks, where its sentences settle that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from prompts import Language, Prompts
from retrieval.claims import Claim, Draft
from retrieval.models import Unsupported
from retrieval.propositions import proposition_of
from retrieval.query import Query
from retrieval.verify_reply import reply_of, settled

_OPENING = re.compile(r"^\s*[\u4e00-\u9fffA-Za-z]{1,4}?(?=[，,。.！!；;\s]|$)")


@dataclass(frozen=True, slots=True)
class Replies:
    """Says yes and no in one language."""

    prompts: Prompts
    language: Language

    def led(self, query: Query, drafted: Draft) -> Draft:
        """The draft with a lead of yes or no, where its sentences say either and none of them otherwise."""
        lead = self._lead(query, drafted.claims)
        return replace(drafted, claims=(lead, *drafted.claims)) if lead else drafted

    def judged(
        self, query: Query, said: str, claims: tuple[Claim, ...]
    ) -> tuple[tuple[Claim, ...], tuple[Unsupported, ...]]:
        """What stands of a model's words, led by yes or no where the first of it settles that; and what the model
        said itself, where that is the contrary.
        """
        lead = self._lead(query, claims[:1])
        if lead is None:
            return claims, ()
        opening = _OPENING.match(said)
        own = reply_of(opening.group()) if opening else None
        wrong = opening is not None and own is not None and own is not reply_of(lead.text)
        fallen = (Unsupported(text=opening.group().strip(), reason="polarity"),) if opening and wrong else ()
        return (lead, *claims), fallen

    def _lead(self, query: Query, claims: Sequence[Claim]) -> Claim | None:
        asked = proposition_of(query.question) if query.kind == "yesno" else None
        sources = tuple(dict.fromkeys(source for claim in claims for source in claim.sources))
        sign = settled(query.question, sources) if asked else None
        if asked is None or sign is None:
            return None
        word = self.prompts.say(f"replies.{'yes' if sign else 'no'}_{asked.form}", self.language)
        carrying = tuple(source for source in sources if settled(query.question, (source,)) is sign)
        return Claim(word, carrying, replies=query.question)
