"""What is known of a document's standing, issue and number, in words, each with the sentences that say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from prompts import Language, Prompts
from retrieval.document_questions import Matter
from retrieval.in_force import ENDED
from retrieval.models import PolicyDocument
from retrieval.records import Records
from retrieval.sentences import Span
from retrieval.standing_quotes import (
    begin_clause,
    day_line,
    ending_sentences,
    ends,
    issuer_line,
    number_line,
    status_line,
    term_clause,
    title_line,
)

Place = tuple[PolicyDocument, Span]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of a document, in words, with the places that say it.

    `written` is False where only the record says it (a page's field, an operator); the place is then the title.
    """

    text: str
    places: tuple[Place, ...]
    written: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """Tells what the records know of a document on a day, in one language."""

    records: Records
    today: date
    prompts: Prompts
    language: Language

    def of(self, matter: Matter, document: PolicyDocument) -> list[Fact]:
        """What answers a question for `matter`, first; [] where the record does not say it."""
        tell: dict[Matter, Callable[[PolicyDocument], list[Fact]]] = {
            "effective": lambda d: self._begins(d, "standing_effective"),
            "expires": self._expires,
            "issued": self._issued,
            "issuer": self._issuer,
            "number": self._number,
        }
        return tell.get(matter, self.validity)(document)

    def newest(self, documents: Sequence[PolicyDocument]) -> list[Fact]:
        """The newest of several, the newest first, that holds; with what became of it where none does."""
        first = next((d for d in documents if d.status not in ENDED), documents[0])
        told = Fact(self._say("standing_newest", document=self.name(first)), self._head(first))
        return [told, *(self.validity(first) if first.status in ENDED else [])]

    def validity(self, document: PolicyDocument) -> list[Fact]:
        """Whether a document holds; where nothing says so, that it is not known, and what is."""
        if document.status in ENDED:
            return [self._end(document)]
        if document.effective_on and document.effective_on > self.today:
            return self._begins(document, "standing_not_yet")
        if document.status == "有效" and document.expires_on:
            return self._until(document, document.expires_on, "standing_valid_until")
        if document.status == "有效":
            reason = document.status_reason or ""
            return [self._fact("standing_valid", document, status_line(document), reason=reason)]
        return [self._fact("standing_unknown", document, title_line(document)), *self._known(document)]

    def ended_by(self, named: str, other: PolicyDocument, spans: tuple[Span, ...]) -> Fact:
        """That the document called `named` was ended, or changed, by sentences of another."""
        key = "standing_ended_by" if ends(spans, other) else "standing_changed_by"
        text = self._say(key, name=named, other=self.name(other))
        return Fact(text, tuple((other, span) for span in spans))

    def name(self, document: PolicyDocument) -> str:
        """A document's title with its 文号 and day."""
        known = [document.doc_no, self._day(document.day) if document.day else None]
        about = self._say("separator").join(filter(None, known))
        return f"《{document.title}》" + (f"（{about}）" if about else "")

    def _end(self, document: PolicyDocument) -> Fact:
        """That a document holds no more, or not as it was, and by whose word."""
        key = document.replaced_by
        other = self.records.documents([key]).get(key) if key else None
        if other is not None and (spans := ending_sentences(other, document)):
            return self.ended_by(f"《{document.title}》", other, spans)
        if other is not None:
            text = self._say("standing_newer", name=f"《{document.title}》", other=self.name(other))
            return Fact(text, self._head(other))
        if document.status == "失效" and document.expires_on:
            return self._until(document, document.expires_on, "standing_expired")[0]
        reason = document.status_reason or ""
        return self._fact("standing_ended", document, status_line(document), status=document.status, reason=reason)

    def _begins(self, document: PolicyDocument, key: str) -> list[Fact]:
        day = document.effective_on
        if day is None:
            return []
        fact = self._fact(key, document, begin_clause(document), day=self._day(day))
        signed = day_line(document, day) if fact.written and day == document.day else None
        if signed and (document, signed) not in fact.places:  # 自印发之日起: the day itself stands elsewhere
            return [Fact(fact.text, (*fact.places, (document, signed)))]
        return [fact]

    def _expires(self, document: PolicyDocument) -> list[Fact]:
        if document.expires_on:
            ended = [self._end(document)] if document.status in ENDED and document.replaced_by else []
            return [*ended, *self._until(document, document.expires_on, "standing_until")]
        if document.status in ENDED:
            return [self._end(document)]
        return [self._fact("standing_no_end", document, title_line(document)), *self._known(document)]

    def _until(self, document: PolicyDocument, day: date, key: str) -> list[Fact]:
        return [self._fact(key, document, term_clause(document), day=self._day(day))]

    def _issued(self, document: PolicyDocument) -> list[Fact]:
        day = document.day
        if day is None:
            return []
        return [self._fact("standing_issued", document, day_line(document, day), day=self._day(day))]

    def _issuer(self, document: PolicyDocument) -> list[Fact]:
        if document.issuer is None:
            return []
        return [self._fact("standing_issuer", document, issuer_line(document), issuer=document.issuer)]

    def _number(self, document: PolicyDocument) -> list[Fact]:
        if document.doc_no is None:
            return []
        return [self._fact("standing_number", document, number_line(document), number=document.doc_no)]

    def _known(self, document: PolicyDocument) -> list[Fact]:
        """What is known of the time of a document whose standing or end is not."""
        return [*self._issued(document), *self._begins(document, "standing_effective")]

    def _head(self, document: PolicyDocument) -> tuple[Place, ...]:
        """The title and the line of the day by which one version is newer than another."""
        line = day_line(document, document.day) if document.day else None
        return ((document, title_line(document)), *(((document, line),) if line else ()))

    def _fact(self, key: str, document: PolicyDocument, span: Span | None, **values: str) -> Fact:
        text = self._say(key, name=f"《{document.title}》", **values)
        return Fact(text, ((document, span or title_line(document)),), span is not None)

    def _day(self, day: date) -> str:
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "zh" else day.isoformat()

    def _say(self, key: str, **values: object) -> str:
        return self.prompts.say(f"replies.{key}", self.language, **values)
