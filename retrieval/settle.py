"""Answers that are no single quote: of a document's standing, of documents that disagree, and questions back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from prompts import Language, Prompts
from retrieval.answer import draft
from retrieval.candidates import Candidate
from retrieval.cite import citation, cite, placed
from retrieval.claims import Claim, Source
from retrieval.disagree import disagreeing
from retrieval.evidence import Statement
from retrieval.in_force import ENDED
from retrieval.models import Answer, Citation, Nearest, Outcome, PolicyDocument
from retrieval.precedence import Editions, replaced_value
from retrieval.records import Records
from retrieval.standing import Told
from retrieval.unclear import unclear
from retrieval.understand import Query
from retrieval.verify import verify
from retrieval.year_choice import year_unclear


@dataclass(frozen=True, slots=True)
class Settler:
    """Puts answers together from claims, in one language."""

    records: Records
    prompts: Prompts
    language: Language

    def answered(
        self, query: Query, claims: Sequence[Claim], warnings: Sequence[str], outcome: Outcome = "answered"
    ) -> Answer:
        """The answer that verified claims make, with a caution for each document that is no longer valid."""
        text, cited = cite(claims)
        citations = placed(cited, self.records.ledger)
        return Answer(
            question=query.original,
            understood=query.question,
            text=text,
            citations=citations,
            outcome=outcome,
            warnings=tuple(dict.fromkeys((*warnings, *self._cautions(citations)))),
        )

    def told(self, query: Query, told: Told) -> Answer:
        """What the record says of a document, or which of several documents is meant."""
        if told.choices:
            return self._asking(query, self._say("clarify_document"), told.choices, told.sources)
        return self.answered(query, told.claims, told.warnings)

    def unsettled(
        self, query: Query, rated: Sequence[Candidate], chosen: Candidate, found: Sequence[Statement]
    ) -> Answer | None:
        """The question which place or year is meant, or the values that disagree; None where the chosen candidate answers."""
        if meant := unclear(query, rated, chosen):
            sources = [(statement, statement.span) for statement in meant.statements]
            text = self._say("clarify_place", places=self._listed(meant.places))
            return self._asking(query, text, meant.choices, sources, Nearest(places=meant.places))
        if dated := year_unclear(query, chosen):
            text = self._say("clarify_year", years=self._listed(map(str, dated.years)))
            source = (chosen.statement, chosen.statement.span)
            return self._asking(query, text, dated.choices, [source], Nearest(years=dated.years))
        return self._disputed(query, disagreeing(query, rated, chosen), found)

    def precedence(self, query: Query, editions: Editions, overruled: Sequence[Candidate]) -> list[str]:
        """What to say of older editions and replaced versions that give another value."""
        warnings = []
        if editions.others:
            years = self._listed(map(str, editions.others))
            warnings.append(self._say("warn_latest", year=editions.year, years=years))
        if older := replaced_value(query, editions.chosen, overruled):
            values = self._listed(value.text for value in older.values)
            newer, replaced = (_dated(c.statement.hit.document) for c in (editions.chosen, older))
            warnings.append(self._say("warn_replaced", newer=newer, older=replaced, value=values))
        return warnings

    def _disputed(self, query: Query, candidates: Sequence[Candidate], found: Sequence[Statement]) -> Answer | None:
        """The values of documents in force that disagree, each under its document's name; None below two."""
        sides = [(c, own) for c in candidates if (own := verify(draft(query, c), found).claims)]
        if len(sides) < 2:
            return None
        claims: list[Claim] = []
        for candidate, own in sides:
            name = self._name(candidate.statement.hit.document)
            claims += [replace(own[0], text=self._say("side", document=name, value=own[0].text)), *own[1:]]
        return self.answered(query, claims, [self._say("warn_conflict", count=len(sides))], "conflict")

    def _asking(
        self, query: Query, text: str, choices: Sequence[str], sources: Sequence[Source], nearest: Nearest | None = None
    ) -> Answer:
        passages = [citation(n, statement, span) for n, (statement, span) in enumerate(sources, 1)]
        return Answer(
            question=query.original,
            understood=query.question,
            text=text,
            outcome="clarify",
            choices=tuple(choices),
            nearest=(nearest or Nearest()).model_copy(update={"passages": placed(passages, self.records.ledger)}),
        )

    def _name(self, document: PolicyDocument) -> str:
        """A document's title with its 文号, day and issuer."""
        day = document.day
        known = (document.doc_no, day and day.isoformat(), document.issuer)
        return f"《{document.title}》" + (f"（{about}）" if (about := self._listed(str(k) for k in known if k)) else "")

    def _cautions(self, citations: Sequence[Citation]) -> list[str]:
        unsound = {c.title: c.status for c in citations if c.status in ENDED}
        return [self._say("warn_status", title=title, status=status) for title, status in unsound.items()]

    def _listed(self, items: Iterable[str]) -> str:
        return self._say("separator").join(items)

    def _say(self, key: str, **values: object) -> str:
        return self.prompts.say(f"replies.{key}", self.language, **values)


def _dated(document: PolicyDocument) -> str:
    """A document's title with its day, which tells one version from another."""
    return f"《{document.title}》" + (f"（{document.day.isoformat()}）" if document.day else "")
