"""question → understand → search → answer → verify → cite: the one place where the steps are put together."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Literal

from prompts import Language, Prompts, load_prompts
from retrieval.characters import has_han
from retrieval.clock import Clock
from retrieval.decline import decline
from retrieval.evidence import Statement, read, weigh
from retrieval.examples import examples
from retrieval.faq import Faq
from retrieval.glossary import regions_romanised
from retrieval.guard import guarded
from retrieval.hear import hear
from retrieval.labels import finished
from retrieval.library import Library, open_library
from retrieval.llm import ChatModel
from retrieval.models import Answer, Event, Filters, Hit, Turn
from retrieval.open_questions import OpenQuestions
from retrieval.records import Records
from retrieval.rerankers import Reranker, open_reranker
from retrieval.reread import reread
from retrieval.respond import Responder, finish
from retrieval.rewrite import leans, rewrite
from retrieval.screen import harmless, screened
from retrieval.search import search
from retrieval.settings import Settings
from retrieval.sight import Sight
from retrieval.sources import cited_of, sources_of
from retrieval.suggest import follow_ups
from retrieval.understand import Query, understand

_HITS = 60  # passages found for a question
_VIEWS = 200  # sights whose assistants are kept ready


class Assistant:
    """Answers questions from a library. `from_settings` is the only place where its parts are chosen."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        prompts: Prompts,
        model: ChatModel | None,
        reranker: Reranker | None = None,
    ) -> None:
        self.settings = settings
        self.library = library
        self.prompts = prompts
        self._model = model
        self._reranker = reranker
        self._views: dict[Sight, Assistant] = {}
        self.faq = Faq(library.records, library.embedder, self.understood)
        self.open_questions = OpenQuestions(library.records, library.embedder, self.faq, self.understood)

    @classmethod
    def from_settings(cls, settings: Settings) -> Assistant:
        """The assistant over the settings' data folder, which it then owns until `close`."""
        prompts = load_prompts()
        model = ChatModel(settings) if settings.uses_llm else None
        reranker = open_reranker(settings)
        return cls(settings, open_library(settings), prompts, model, reranker)

    def as_seen_by(self, sight: Sight) -> Assistant:
        """The assistant that knows the documents alone that someone may see."""
        if sight.whole:
            return self
        if (view := self._views.get(sight)) is None:
            view = Assistant(self.settings, self.library.as_seen_by(sight), self.prompts, self._model, self._reranker)
            self._views = {**dict(list(self._views.items())[-_VIEWS:]), sight: view}  # anew: others may be reading it
        return view

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
        words = self.records.words.load()
        way = "extract" if words.blocks(question) else mode  # what is refused anyway is not for the model to read
        before = [turn for turn in history if not words.blocks(turn.question, *turn.answers)]
        with closing(self._asked(question, before, as_of or date.today(), way, filters, language)) as events:
            for event in guarded(events, words, self.prompts.say("sensitive.refused", language)):
                yield event if event.type != "done" else finished(event, filters, self.prompts, language)

    def _asked(
        self,
        question: str,
        history: Sequence[Turn],
        day: date,
        mode: Literal["extract", "llm"] | None,
        filters: Filters | None,
        language: Language,
    ) -> Generator[Event, None, None]:
        clock = Clock()
        heard = hear(question, history)
        writes = self._model if mode != "extract" else None
        query = self._understood(heard.question, heard.history, day, filters)
        unchanged = query.question == heard.question and not heard.declined
        if writes and heard.history and unchanged and leans(heard.question):
            whole = rewrite(heard.question, heard.history, writes, self.prompts, language)
            query = self._understood(whole, (), day, filters) if whole else query
        query = replace(query, original=" ".join(question.split()))
        clock.lap("understand")
        given = self.faq.answer(query) if heard.declined in {None, "off_topic"} else None  # never where it would harm
        way = "faq" if given else "llm" if writes else "extract"
        yield Event("meta", {"question": query.original, "understood": query.question, "mode": way})
        if given:
            clock.lap("faq")
            yield Event("sources", {"hits": cited_of(given)})
            yield from finish(given, clock)
            return
        if heard.declined:
            yield Event("sources", {"hits": []})
            declined = decline(query, heard.declined, self.records, self.prompts, language, self.settings.contact)
            yield from finish(declined, clock)
            return
        hits, found = self._find(query)
        clock.lap("search")
        yield Event("sources", {"hits": sources_of(hits, self.records.ledger)})

        def look(side: str) -> tuple[Query, Sequence[Statement]]:
            asked = self._understood(side, (), query.today, filters)
            return asked, self._find(asked)[1]

        responder = Responder(self.records, self.prompts, language, self.settings.contact, writes, look)
        yield from responder.respond(query, found, clock)

    def understood(self, question: str, day: date) -> Query:
        """What a question asks that stands alone, asked on a day. Raises QuestionError."""
        return self._understood(question, (), day, None)

    def _understood(self, question: str, history: Sequence[Turn], today: date, filters: Filters | None) -> Query:
        """The question, with its words put right by those of the documents."""
        query = understand(
            question,
            history,
            today,
            filters=filters,
            longest=self.settings.max_question,
            names=None if has_han(question) else regions_romanised(tuple(self.records.regions())),
            known=self.library.frequencies(),
        )
        return replace(query, home=self.settings.place)

    def _find(self, query: Query) -> tuple[list[Hit], list[Statement]]:
        """The passages for a question, and their statements without orders to the reader, best first."""
        weighted = weigh(query, self.library.index.keywords)
        hits, found = read(query, harmless(search(self.library, query, _HITS)), weighted)
        found = screened(found)
        # A document asked for as such needs no judging, and the reader learned Chinese alone.
        if self._reranker is None or not weighted.terms or not has_han(query.question):
            return hits, found
        return reread(query, hits, found, self._reranker)

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
        return search(self.library, self._understood(query, (), date.today(), filters), limit)

    def examples(self, limit: int = 4) -> list[str]:
        """Questions made from the documents that this assistant is known to answer."""
        clean = self.records.words.load().clean
        return examples(
            self.records, lambda q: clean(q) and self.answer(q, mode="extract").outcome == "answered", limit
        )

    def follow_ups(
        self,
        answer: Answer,
        asked: Sequence[str] = (),
        *,
        language: Language = "zh",
        wanted: Callable[[], bool] = lambda: True,
    ) -> list[str]:
        """Questions that lead on from an answer, each of which this assistant does answer under the same filters.

        `asked` were asked before. It takes some answers' time, and gives up once nobody has `wanted` them any more.
        """

        clean = self.records.words.load().clean

        def ask(question: str) -> Answer | None:
            if not clean(question):  # neither to be shown nor, masked, to be understood
                return None
            return self.answer(question, mode="extract", filters=answer.filters, language=language)

        return follow_ups(answer, asked, self.records, ask, wanted)

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
