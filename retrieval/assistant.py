"""question → understand → search → answer → verify → cite: the one place where the steps are put together."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

from prompts import Language, Prompts, load_prompts
from retrieval.answer import Candidate, Claim, Draft, candidates, draft, pick
from retrieval.cite import cite, placed
from retrieval.errors import ModelError
from retrieval.evidence import Statement, read, weigh
from retrieval.examples import examples
from retrieval.ledger import Ledger
from retrieval.library import Library, open_library
from retrieval.llm import ChatModel, messages
from retrieval.models import Answer, Citation, Event, Filters, Hit, Turn
from retrieval.records import Records
from retrieval.refuse import refuse
from retrieval.search import search
from retrieval.settings import Settings
from retrieval.understand import Query, understand
from retrieval.verify import claims_of, verify

_HITS = 60  # passages found for a question
_SOURCES = 10  # documents named in `sources`


class Assistant:
    """Answers questions from a library. `from_settings` is the only place where its parts are chosen."""

    def __init__(self, settings: Settings, library: Library, prompts: Prompts, model: ChatModel | None) -> None:
        self.settings = settings
        self.library = library
        self.prompts = prompts
        self._model = model

    @classmethod
    def from_settings(cls, settings: Settings) -> Assistant:
        """The assistant over the settings' data folder, which it then owns until `close`."""
        prompts = load_prompts()
        model = ChatModel(settings) if settings.uses_llm else None
        return cls(settings, open_library(settings), prompts, model)

    @property
    def records(self) -> Records:
        """The documents it knows."""
        return self.library.records

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        as_of: date | None = None,
        mode: Literal["extract", "llm"] | None = None,
        filters: Filters | None = None,
        language: Language = "zh",
    ) -> Iterator[Event]:
        """The steps of one answer: `meta → sources → delta* → citation* → retract? → done`.

        `as_of` is the day of the question (default: today), from which 去年 counts. Raises QuestionError
        before the first event where the question cannot be taken.
        """
        clock = _Clock()
        query = understand(
            question, history, as_of or date.today(), filters=filters, longest=self.settings.max_question
        )
        clock.lap("understand")
        writes = self._model if self._model and mode != "extract" else None
        yield Event(
            "meta", {"question": query.original, "understood": query.question, "mode": "llm" if writes else "extract"}
        )
        hits = search(self.library, query, _HITS)
        hits, found = read(query, hits, weigh(query, self.library.index.keywords))
        clock.lap("search")
        yield Event("sources", {"hits": _sources(hits, self.records.ledger)})
        yield from self._respond(query, found, writes, language, clock)

    def _respond(
        self, query: Query, found: Sequence[Statement], writes: ChatModel | None, language: Language, clock: _Clock
    ) -> Iterator[Event]:
        rated = candidates(query, found)
        chosen = pick(query, rated)
        clock.lap("answer")
        if chosen is None:
            refusal = self._refused(query, rated, found, language)
            yield from _finish(refusal, clock, "")
            return
        warnings: list[str] = []
        streamed = ""
        if writes:
            evidence = [
                chosen.statement,
                *(s for s in found if s is not chosen.statement and s.year_fits and s.place_fits),
            ]
            pieces: list[str] = []
            try:
                for piece in writes.stream(messages(query, evidence, self.prompts, language)):
                    pieces.append(piece)
                    yield Event("delta", {"text": piece})
            except ModelError as error:
                warnings.append(self.prompts.say("replies.warn_model_down", language, reason=error.message[:80]))
            streamed = "".join(pieces)
            clock.lap("model")
            if not warnings and (written := self._written(query, streamed, evidence, language, warnings)):
                yield from _finish(written, clock, streamed)
                return
        yield from _finish(self._quoted(query, draft(query, chosen), found, language, warnings), clock, streamed)

    def _written(
        self, query: Query, text: str, evidence: Sequence[Statement], language: Language, warnings: list[str]
    ) -> Answer | None:
        """The model's answer as far as it stands, or None (with a warning added) where its core does not."""
        cannot = any(self.prompts.say("model.cannot", known) in text for known in ("zh", "en"))
        claims = claims_of(text)
        verified = verify(Draft(claims), evidence[:12])
        if cannot or not verified.claims or verified.claims[0].text != claims[0].text:
            warnings.append(self.prompts.say("replies.warn_model_claims", language))
            return None
        if verified.dropped:
            warnings.append(self.prompts.say("replies.warn_model_dropped", language, count=len(verified.dropped)))
        answer = self._answered(query, verified.claims, language, warnings)
        return answer.model_copy(update={"mode": "llm", "usage": {"characters": len(text)}})

    def _quoted(
        self, query: Query, drafted: Draft, found: Sequence[Statement], language: Language, warnings: Sequence[str]
    ) -> Answer:
        verified = verify(drafted, found)
        if not verified.claims:
            return self._refused(query, [], found, language)
        answer = self._answered(query, verified.claims, language, warnings)
        keys = [key for key, on in (("warn_plan", drafted.plan), ("warn_column", drafted.doubt)) if on]
        cautions = [self.prompts.say(f"replies.{key}", language) for key in keys]
        return answer.model_copy(update={"warnings": (*answer.warnings, *cautions)})

    def _answered(self, query: Query, claims: Sequence[Claim], language: Language, warnings: Sequence[str]) -> Answer:
        """The answer that verified claims make, with a caution for each document that is no longer valid."""
        text, cited = cite(claims)
        citations = placed(cited, self.records.ledger)
        return Answer(
            question=query.original,
            understood=query.question,
            text=text,
            citations=citations,
            outcome="answered",
            warnings=(*warnings, *self._cautions(citations, language)),
        )

    def _refused(
        self, query: Query, rated: Sequence[Candidate], found: Sequence[Statement], language: Language
    ) -> Answer:
        if not self.records.count():
            text = self.prompts.say("replies.empty", language)
            return Answer(
                question=query.original, understood=query.question, text=text, outcome="refused", reason="not_found"
            )
        return refuse(query, rated, found, self.prompts, language, self.settings.contact)

    def _cautions(self, citations: Sequence[Citation], language: Language) -> list[str]:
        unsound = {c.title: c.status for c in citations if c.status in {"废止", "失效", "修订"}}
        return [self.prompts.say("replies.warn_status", language, title=t, status=s) for t, s in unsound.items()]

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        as_of: date | None = None,
        mode: Literal["extract", "llm"] | None = None,
        filters: Filters | None = None,
        language: Language = "zh",
    ) -> Answer:
        """The collected answer to a question; the arguments are those of `ask`."""
        events = self.ask(question, history=history, as_of=as_of, mode=mode, filters=filters, language=language)
        return Answer.model_validate(list(events)[-1].data)  # ask always ends with `done`

    def search(self, query: str, *, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The best chunks for a query, best first."""
        understood = understand(query, (), date.today(), filters=filters, longest=self.settings.max_question)
        return search(self.library, understood, limit)

    def examples(self, limit: int = 4) -> list[str]:
        """Questions made from the documents that this assistant is known to answer."""
        return examples(self.records, lambda q: self.answer(q, mode="extract").outcome == "answered", limit)

    def ready(self) -> dict[str, object]:
        """What it is ready with. Raises DataError where the data cannot be read."""
        vectors, keywords = self.library.index.counts()
        return {
            "documents": self.records.count(),
            "chunks": self.records.count_chunks(),
            "vectors": vectors,
            "keywords": keywords,
            "embedder": self.library.embedder.fingerprint,
            "model": self.settings.llm_model if self._model else None,
        }

    def close(self) -> None:
        """Gives the data folder free."""
        self.library.close()


class _Clock:
    """Milliseconds by step."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round((now - self._last) * 1000, 2)
        self._last = now

    def total(self) -> dict[str, float]:
        return self.laps | {"total": round((time.perf_counter() - self._start) * 1000, 2)}


def _sources(hits: Sequence[Hit], ledger: Ledger) -> list[dict[str, Any]]:
    """The best hit of each of the best documents, each followed by its twins, which are the same notice."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.document.id, hit)
    shown = list(best.items())[:_SOURCES]
    twins = ledger.twins([key for key, _ in shown])
    return [
        {"document_id": known, "chunk_id": hit.chunk.id, "title": title, "score": round(hit.score, 4)}
        for key, hit in shown
        for known, title in [(key, hit.document.title), *((t[0], t[1]) for t in twins.get(key, ()))]
    ][:_SOURCES]


def _finish(answer: Answer, clock: _Clock, streamed: str) -> Iterator[Event]:
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
