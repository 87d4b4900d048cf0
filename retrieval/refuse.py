"""Why there is no answer, and what is known instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prompts import Language, Prompts
from retrieval.answer import answers
from retrieval.belief import ENOUGH
from retrieval.candidates import Candidate
from retrieval.cite import citation
from retrieval.evidence import Statement
from retrieval.models import Answer, Filters, Nearest, PolicyDocument, Reason
from retrieval.places import places_in
from retrieval.records import Records
from retrieval.screen import for_model, without_orders
from retrieval.table_answers import blank_column
from retrieval.title_fit import asked_titles, title_fits
from retrieval.understand import Kind, Query
from retrieval.years import spoken

_NEAR = 0.35  # least coverage of something worth naming
_SENSED = 0.05  # least chance of the place at which the reader points to be worth showing
_AS_GOOD = 0.2  # how far below the best a hindered statement may score to be named
_TALK: frozenset[Kind] = frozenset({"plain", "how", "definition", "yesno", "list"})
_SHOWN = 3
_YEARS = 6


@dataclass(frozen=True, slots=True)
class _Cause:
    """The reason of a refusal, the key of its sentence, and the statements to name."""

    reason: Reason
    key: str
    shown: Sequence[Statement] = ()
    column: str = ""  # of `blank_cell`: the head of the empty column


def refuse(
    query: Query,
    rated: Sequence[Candidate],
    found: Sequence[Statement],
    prompts: Prompts,
    language: Language,
    contact: str,
    records: Records | None = None,
) -> Answer:
    """The refusal of a question that no candidate answers, naming the nearest known years, places and titles.

    Where nothing is near, it names documents of `records`, and numbers like an unknown one.
    """
    cause = _cause(query, rated, found)
    nearest = _nearest(query, cause.reason, cause.shown)
    alike = _numbered_alike(query, records) if records and cause.key == "replies.unknown_number" else []
    known = known_titles(records) if records and not (cause.shown or alike) else ()
    parts = [
        _sentence(query, cause, nearest, prompts, language),
        _instead(cause, nearest, alike, known, prompts, language),
    ]
    if contact:
        parts.append(prompts.say("replies.contact", language, contact=contact))
    titles = nearest.titles or tuple(d.title for d in alike) or known
    return Answer(
        question=query.original,
        understood=query.question,
        text=(" " if language == "en" else "").join(filter(None, parts)),
        outcome="refused",
        reason=cause.reason,
        nearest=nearest.model_copy(update={"titles": titles}),
    )


def _instead(
    cause: _Cause,
    nearest: Nearest,
    alike: Sequence[PolicyDocument],
    known: Sequence[str],
    prompts: Prompts,
    language: Language,
) -> str:
    """What there is instead: documents numbered alike, or any at all, or rules for the whole country, or near ones."""
    wider = dict.fromkeys(s.hit.document.title for s in cause.shown if s.place == "wider")
    if alike:
        numbers = [
            prompts.say("refusals.numbered", language, number=d.doc_no, title=without_orders(d.title)) for d in alike
        ]
        listed = prompts.say("replies.separator", language).join(numbers)
        return prompts.say("refusals.near_numbers", language, numbers=listed)
    if known:
        return prompts.say("refusals.known", language, titles=named(known, prompts, language))
    if wider and cause.reason == "wrong_place":
        return prompts.say("refusals.national", language, titles=named([*wider][:_SHOWN], prompts, language))
    if nearest.titles and not (nearest.years or nearest.places or cause.column):
        return prompts.say("refusals.near", language, titles=named(nearest.titles, prompts, language))
    return ""


def known_titles(records: Records) -> tuple[str, ...]:
    """The titles of some documents that may be asked about."""
    documents, _ = records.page(_SHOWN)
    return tuple(dict.fromkeys(filter(None, (without_orders(document.title) for document in documents))))


def named(titles: Sequence[str], prompts: Prompts, language: Language) -> str:
    """Titles as a list in a sentence."""
    quoted = (t if t.startswith("《") else prompts.say("refusals.title", language, title=t) for t in titles)
    return prompts.say("replies.separator", language).join(quoted)


def _numbered_alike(query: Query, records: Records) -> list[PolicyDocument]:
    """Some documents whose numbers (文号) are of the same series as an asked one."""
    series = {number.split("〔")[0] for number in query.doc_nos if "〔" in number}
    column = Records.columns().doc_no
    return [d for name in sorted(series) for d in records.page(_SHOWN, where=column.startswith(f"{name}〔"))[0]]


def _cause(query: Query, rated: Sequence[Candidate], found: Sequence[Statement]) -> _Cause:
    if query.doc_nos and not found:
        return _Cause("not_found", "replies.unknown_number")
    if asked_titles(query) and not any(title_fits(query, statement.hit.document) for statement in found):
        return _Cause("not_found", "replies.unknown_title", [s for s in found if s.coverage >= _NEAR])
    if blank := _blank(query, found):
        return blank
    sensed = _sensed(found)
    covered = [c for c in rated if c.statement.coverage >= ENOUGH]
    fit = [c for c in covered if c.statement.place_fits and c.year_fits]
    if fit and not fit[0].period_fits(query):
        return _Cause("not_found", "replies.wrong_period", _about_best(fit))
    hinders: tuple[tuple[Reason, list[Candidate]], ...] = (
        ("wrong_place", [c for c in covered if not c.statement.place_fits and c.year_fits]),
        ("wrong_year", [c for c in covered if not c.year_fits]),
    )
    for reason, hindered in hinders:
        if hindered and not (fit or sensed):
            shown = _about_best(hindered)
            if reason == "wrong_place":  # what holds for the whole country is named first
                shown.sort(key=lambda statement: statement.place != "wider")
            return _Cause(reason, f"replies.{reason}", shown)
    plans = [c.statement for c in covered if c.year_fits and c.year.plan and not answers(query, c)]
    if plans:
        return _Cause("not_found", "replies.only_plan", plans)
    near = sensed + [s for s in found if s.coverage >= _NEAR]
    # A question for a number, a person or a year is one that an office is asked, also where nothing is near.
    free = query.filters == Filters() and not (query.years or query.places)
    if not near and query.kind in _TALK and free:
        return _Cause("off_topic", "replies.off_topic")
    return _Cause("not_found", "replies.not_found", near)


def _sensed(found: Sequence[Statement]) -> list[Statement]:
    """What the reader points at, of the asked year and place, surest first: too unsure to answer with, worth a look."""
    fit = [s for s in found if s.sure >= _SENSED and s.year_fits and s.place_fits]
    return sorted(fit, key=lambda s: -s.sure)


def _about_best(hindered: Sequence[Candidate]) -> list[Statement]:
    """The best statement of some, best first, with those nearly as good."""
    return [c.statement for c in hindered if c.score > hindered[0].score - _AS_GOOD]


def _blank(query: Query, found: Sequence[Statement]) -> _Cause | None:
    """That the table has the asked row, and nothing in the asked column."""
    for statement in found:
        if statement.row and statement.coverage >= _NEAR and statement.year_fits and statement.place_fits:
            column = blank_column(query, statement.row)
            if column is not None:
                return _Cause("not_found", "refusals.blank_cell", [statement], column or "-")
    return None


def _nearest(query: Query, reason: Reason, shown: Sequence[Statement]) -> Nearest:
    distinct: dict[tuple[str, int], Statement] = {}
    for statement in for_model(shown):
        distinct.setdefault((statement.hit.document.id, statement.span.start), statement)
    passages = tuple(citation(n, s, s.span) for n, s in enumerate(list(distinct.values())[:_SHOWN], 1))
    titles = tuple(dict.fromkeys(s.hit.document.title for s in shown))[:_SHOWN]
    years: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    if reason == "wrong_year":
        years = tuple(sorted({y for s in shown[:_YEARS] for y in _years_of(s)}))
    if reason == "wrong_place":
        said = [
            place.name
            for s in shown[:_YEARS]
            for place in places_in(f"{s.hit.document.issuer or ''} {s.hit.document.title}")
        ]
        places = tuple(dict.fromkeys(said))[:_YEARS]
    return Nearest(years=years, places=places, titles=titles, passages=passages)


def _years_of(statement: Statement) -> set[int]:
    """The years that a statement names, or the one it belongs to."""
    said = {y for mention in spoken(statement.text, statement.hit.document.day) for y in mention.years}
    return said or set(statement.year.years)


def _sentence(query: Query, cause: _Cause, nearest: Nearest, prompts: Prompts, language: Language) -> str:
    separator = prompts.say("replies.separator", language)
    key = cause.key

    def year_list(years: Sequence[int]) -> str:
        return prompts.say("replies.year_list", language, years=separator.join(map(str, years)))

    if key == "refusals.blank_cell":
        return _blank_sentence(cause, prompts, language)
    if key == "replies.unknown_number":
        return prompts.say(key, language, numbers=separator.join(query.doc_nos))
    if key == "replies.unknown_title":
        return prompts.say(key, language, titles=named(asked_titles(query), prompts, language))
    if key == "replies.wrong_period":
        asked = separator.join(query.question[p.start : p.end] or p.name for p in query.periods)
        return prompts.say(key, language, asked=asked)
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


def _blank_sentence(cause: _Cause, prompts: Prompts, language: Language) -> str:
    statement = cause.shown[0]
    row = " ".join(statement.row.labels) if statement.row else ""
    title = statement.hit.document.title
    if cause.column == "-":
        return prompts.say("refusals.blank_cell_unnamed", language, title=title, row=row)
    return prompts.say("refusals.blank_cell", language, title=title, row=row, column=cause.column)
