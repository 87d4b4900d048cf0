"""Statements → the events of an answer: which way a question is answered, by quoting, by a model, or with a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prompts import Language, Prompts
from retrieval.answer import draft, pick
from retrieval.candidates import Candidate, candidates
from retrieval.claims import Claim, Draft
from retrieval.clock import Clock
from retrieval.composed import Look, Side, sides_of, stated
from retrieval.computed import computed, quotes
from retrieval.contrasted import own_claims, under_name
from retrieval.evidence import Statement
from retrieval.llm import ChatModel
from retrieval.models import Answer, Event
from retrieval.precedence import by_force, latest
from retrieval.records import Records
from retrieval.refuse import refuse
from retrieval.screen import for_model, spared
from retrieval.settle import Settler
from retrieval.standing import answer_about
from retrieval.understand import Query
from retrieval.verify import verify
from retrieval.writing import write
from retrieval.yes_no import Replies


@dataclass(frozen=True)
class Responder:
    """Answers from statements, in one language; `model` writes where it is set."""

    records: Records
    prompts: Prompts
    language: Language
    contact: str = ""
    model: ChatModel | None = None
    look: Look | None = None  # how each side of a comparison is searched for

    @property
    def _settler(self) -> Settler:
        return Settler(self.records, self.prompts, self.language)

    def respond(self, query: Query, found: Sequence[Statement], clock: Clock) -> Iterator[Event]:
        """The events after `sources`: `delta* → citation* → retract? → done`."""
        settler = self._settler
        if together := self._together(query, found):
            clock.lap("answer")
            yield from finish(together, clock)
            return
        if told := answer_about(query, found, self.records, self.prompts, self.language):
            clock.lap("answer")
            yield from finish(settler.told(query, told), clock)
            return
        rated, overruled = by_force(query, candidates(query, found))
        chosen = pick(query, rated)
        clock.lap("answer")
        if chosen is None:
            yield from finish(self._refused(query, rated, found), clock)
            return
        editions = latest(query, rated, chosen)
        if unsettled := settler.unsettled(query, rated, editions.chosen, found):
            yield from finish(unsettled, clock)
            return
        warnings = settler.precedence(query, editions, overruled)
        yield from cautioned(self._best(query, editions.chosen, rated, found, clock), warnings)

    def _best(
        self,
        query: Query,
        chosen: Candidate,
        rated: Sequence[Candidate],
        found: Sequence[Statement],
        clock: Clock,
    ) -> Iterator[Event]:
        """The answer of the chosen candidate, written by the model where one is set."""
        drafted = Replies(self.prompts, self.language).led(query, spared(draft(query, chosen, rated)))
        readable = for_model([chosen.statement])
        if self.model and readable and not drafted.doubt:  # whose value it is, a model could only guess
            yield from self._written(query, chosen, drafted, found, self.model, clock)
        else:
            yield from finish(self._quoted(query, drafted, found), clock)

    def _written(
        self,
        query: Query,
        chosen: Candidate,
        drafted: Draft,
        found: Sequence[Statement],
        model: ChatModel,
        clock: Clock,
    ) -> Iterator[Event]:
        """The model's answer as far as it stands, else the quoted one with the reason in its warnings."""
        written = yield from write(query, chosen, for_model(found), model, self.prompts, self.language)
        clock.lap("model")
        update: dict[str, object] = {"usage": {"characters": written.characters, "tries": written.tries}}
        if written.claims:
            plan = (self.prompts.say("replies.warn_plan", self.language),) if drafted.plan else ()
            answer = self._answered(query, written.claims, (*written.warnings, *plan))
            update["mode"] = "llm"
        else:
            answer = self._quoted(query, drafted, found, written.warnings)
        update["unsupported"] = (*answer.unsupported, *written.unsupported)
        yield from finish(answer.model_copy(update=update), clock, written.shown)

    def _together(self, query: Query, found: Sequence[Statement]) -> Answer | None:
        """The answer to a comparison or a series from an answer to each side; None for other questions."""
        sides = sides_of(query, self.look) if self.look else []
        if not sides:
            return None
        if query.comparison and query.comparison.operation == "contrast":
            return self._contrasted(query, sides)
        parts = [side.part for side in sides]
        drafted = computed(query, parts, self.prompts, self.language)
        if drafted and (answer := self._verified(query, drafted)):
            lacking = [part.name for part in parts if not part.chosen]
            unknown = [self.prompts.say("replies.warn_series", self.language, year=name) for name in lacking]
            return answer.model_copy(update={"warnings": (*answer.warnings, *unknown)})
        if known := stated(query, sides, found):
            return self._quoted(known[0], draft(*known), found)
        without = next((side for side in sides if not side.part.chosen), None)
        return self._without(query, without) if without else self._verified(query, Draft(tuple(quotes(parts))))

    def _contrasted(self, query: Query, sides: Sequence[Side]) -> Answer:
        """What is found for each side of a contrast, under its name; the refusal that names a side of which nothing is."""
        claims: list[Claim] = []
        for side in sides:
            own = own_claims(side)
            if not own:
                refused = self._without(query, side)
                unknown = self.prompts.say("refusals.unknown_side", self.language, name=side.part.name)
                return refused.model_copy(update={"text": f"{unknown}{' ' * (self.language == 'en')}{refused.text}"})
            claims += under_name(own, side.part.name, self.prompts, self.language)
        return self._answered(query, claims, ())

    def _without(self, query: Query, side: Side) -> Answer:
        refused = self._refused(side.part.query, side.rated, side.found)
        return refused.model_copy(update={"question": query.original, "understood": query.question})

    def _verified(self, query: Query, drafted: Draft) -> Answer | None:
        """The answer of a draft whose first claim stands."""
        verified = verify(drafted, ())
        if not verified.first:
            return None
        return self._answered(query, verified.claims, ()).model_copy(update={"unsupported": tuple(verified.dropped)})

    def _quoted(self, query: Query, drafted: Draft, found: Sequence[Statement], warnings: Sequence[str] = ()) -> Answer:
        verified = verify(drafted, found)
        if not verified.claims:
            return self._refused(query, [], found)
        answer = self._answered(query, verified.claims, warnings)
        keys = [key for key, on in (("warn_plan", drafted.plan), ("warn_column", drafted.doubt)) if on]
        cautions = [self.prompts.say(f"replies.{key}", self.language) for key in keys]
        return answer.model_copy(update={"warnings": (*answer.warnings, *cautions)})

    def _answered(self, query: Query, claims: Sequence[Claim], warnings: Sequence[str]) -> Answer:
        return self._settler.answered(query, claims, warnings)

    def _refused(self, query: Query, rated: Sequence[Candidate], found: Sequence[Statement]) -> Answer:
        if not self.records.count():
            text = self.prompts.say("replies.empty", self.language)
            return Answer(
                question=query.original, understood=query.question, text=text, outcome="refused", reason="not_found"
            )
        return refuse(query, rated, found, self.prompts, self.language, self.contact, self.records)


def cautioned(events: Iterator[Event], warnings: Sequence[str]) -> Iterator[Event]:
    """The events of an answer, with warnings before its own."""
    for event in events:
        if event.type == "done" and warnings:
            yield Event("done", {**event.data, "warnings": [*warnings, *event.data["warnings"]]})
        else:
            yield event


def finish(answer: Answer, clock: Clock, streamed: str = "") -> Iterator[Event]:
    """The last events: what was streamed is taken back where the final text is another."""
    clock.lap("verify")
    final = answer.model_copy(update={"timings": clock.total()})
    retracted = bool(streamed) and final.mode != "llm"
    if not streamed:
        yield Event("delta", {"text": final.text})
    for citation in final.citations:
        yield Event("citation", citation.model_dump(mode="json"))
    if retracted:
        yield Event("retract", {"reason": "unverified"})
    yield Event("done", final.model_dump(mode="json"))
