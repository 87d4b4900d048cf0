"""The refusal of a question that is not searched for: off topic, unsafe, or no question at all."""

from __future__ import annotations

from prompts import Language, Prompts
from retrieval.hear import Declined
from retrieval.models import Answer, Nearest, Reason
from retrieval.records import Records
from retrieval.refuse import known_titles, named
from retrieval.understand import Query


def decline(
    query: Query, why: Declined, records: Records, prompts: Prompts, language: Language, contact: str
) -> Answer:
    """The refusal, which says whom to turn to, or what may be asked instead."""
    reason: Reason = "off_topic" if why in {"off_topic", "instruction"} else "unsafe"
    titles: tuple[str, ...] = ()
    if reason == "unsafe":
        parts = [prompts.say(f"refusals.unsafe_{why}", language)]
    else:
        titles = known_titles(records)
        parts = [prompts.say("refusals.outside" if why == "off_topic" else "refusals.instruction", language)]
        parts += [prompts.say("refusals.known", language, titles=named(titles, prompts, language))] if titles else []
        parts += [prompts.say("replies.contact", language, contact=contact)] if contact else []
    return Answer(
        question=query.original,
        understood=query.question,
        text=(" " if language == "en" else "").join(parts),
        outcome="refused",
        reason=reason,
        nearest=Nearest(titles=titles),
    )
