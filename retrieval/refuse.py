"""Why there is no answer, and what is known instead."""

from __future__ import annotations

from collections.abc import Sequence

from prompts import Language, Prompts
from retrieval.answer import ENOUGH, Candidate, answers
from retrieval.cite import citation
from retrieval.evidence import Statement
from retrieval.models import Answer, Nearest, Reason
from retrieval.places import places_in
from retrieval.understand import Kind, Query
from retrieval.years import spoken

_NEAR = 0.35  # least coverage of something worth naming
_AS_GOOD = 0.2  # how far below the best a hindered statement may score to be named
_TALK: frozenset[Kind] = frozenset({"plain", "how", "definition", "yesno", "list"})
_SHOWN = 3
_YEARS = 6


def refuse(
    query: Query,
    rated: Sequence[Candidate],
    found: Sequence[Statement],
    prompts: Prompts,
    language: Language,
    contact: str,
) -> Answer:
    """The refusal of a question that no candidate answers, naming the nearest known years, places and titles."""
    reason, key, shown = _cause(query, rated, found)
    nearest = _nearest(query, reason, shown)
    parts = [_sentence(query, key, nearest, prompts, language)]
    if contact:
        parts.append(prompts.say("replies.contact", language, contact=contact))
    return Answer(
        question=query.original,
        understood=query.question,
        text="".join(parts),
        outcome="refused",
        reason=reason,
        nearest=nearest,
    )


def _cause(
    query: Query, rated: Sequence[Candidate], found: Sequence[Statement]
) -> tuple[Reason, str, Sequence[Statement]]:
    """The reason, the key of its sentence, and the statements to name."""
    if query.doc_nos and not found:
        return "not_found", "replies.unknown_number", ()
    covered = [c for c in rated if c.statement.coverage >= ENOUGH]
    hinders: tuple[tuple[Reason, list[Candidate]], ...] = (
        ("wrong_place", [c for c in covered if not c.statement.place_fits and c.year_fits]),
        ("wrong_year", [c for c in covered if not c.year_fits]),
    )
    for reason, hindered in hinders:
        if hindered and not any(c.statement.place_fits and c.year_fits for c in covered):
            best = hindered[0].score
            return reason, f"replies.{reason}", [c.statement for c in hindered if c.score > best - _AS_GOOD]
    plans = [c.statement for c in covered if c.year_fits and c.year.plan and not answers(query, c)]
    if plans:
        return "not_found", "replies.only_plan", plans
    near = [s for s in found if s.coverage >= _NEAR]
    # A question for a number, a person or a year is one that an office is asked, also where nothing is near.
    if not near and query.kind in _TALK and not (query.years or query.places):
        return "off_topic", "replies.off_topic", ()
    return "not_found", "replies.not_found", near


def _nearest(query: Query, reason: Reason, shown: Sequence[Statement]) -> Nearest:
    distinct: dict[tuple[str, int], Statement] = {}
    for statement in shown:
        distinct.setdefault((statement.hit.document.id, statement.span.start), statement)
    passages = tuple(citation(n, s, s.span) for n, s in enumerate(list(distinct.values())[:_SHOWN], 1))
    titles = tuple(dict.fromkeys(s.hit.document.title for s in shown))[:_SHOWN]
    years: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    if reason == "wrong_year":
        years = tuple(sorted({y for s in shown[:_YEARS] for y in _years_of(s)}))
    if reason == "wrong_place":
        named = [
            place.name
            for s in shown[:_YEARS]
            for place in places_in(f"{s.hit.document.issuer or ''} {s.hit.document.title}")
        ]
        places = tuple(dict.fromkeys(named))[:_YEARS]
    return Nearest(years=years, places=places, titles=titles, passages=passages)


def _years_of(statement: Statement) -> set[int]:
    """The years that a statement names, or the one it belongs to."""
    said = {y for mention in spoken(statement.text, statement.hit.document.day) for y in mention.years}
    return said or set(statement.year.years)


def _sentence(query: Query, key: str, nearest: Nearest, prompts: Prompts, language: Language) -> str:
    separator = prompts.say("replies.separator", language)

    def year_list(years: Sequence[int]) -> str:
        return prompts.say("replies.year_list", language, years=separator.join(map(str, years)))

    if key == "replies.unknown_number":
        return prompts.say(key, language, numbers=separator.join(query.doc_nos))
    if key == "replies.wrong_year" and not nearest.years:
        return prompts.say("replies.wrong_year_unknown", language, asked=year_list(query.years))
    if key == "replies.wrong_year":
        return prompts.say(key, language, asked=year_list(query.years), known=year_list(nearest.years))
    if key == "replies.wrong_place":
        asked = separator.join(place.name for place in query.places)
        if not nearest.places:
            return prompts.say("replies.wrong_place_unknown", language, asked=asked)
        return prompts.say(key, language, asked=asked, known=separator.join(nearest.places))
    return prompts.say(key, language)
