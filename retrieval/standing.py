"""Answers about a document itself, from its record: whether it holds, since when and until when, by whom, its number.

Each is cited with the sentence in which it stands: the clause of its term, its head, or the sentence of another
document that ended it. What no document says is said to be unknown; nothing is concluded from silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from prompts import Language, Prompts
from retrieval.characters import squeeze
from retrieval.claims import Claim, Source
from retrieval.document_questions import Asked, asked_about
from retrieval.evidence import Statement
from retrieval.in_force import ENDED
from retrieval.models import Chunk, Hit, PolicyDocument
from retrieval.named_documents import named_documents, named_only
from retrieval.records import Records
from retrieval.sentences import Span
from retrieval.standing_facts import Fact, Facts
from retrieval.standing_quotes import ending_sentences, title_line
from retrieval.understand import Query

_LISTED = 5  # other versions named beside an answer


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a document: claims, each with the sentences that carry it, and cautions.

    Where several documents may be meant, there are no claims: `choices` asks the question for each, and `sources`
    are the titles of these documents.
    """

    claims: tuple[Claim, ...] = ()
    warnings: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


def answer_about(
    query: Query, found: Sequence[Statement], records: Records, prompts: Prompts, language: Language
) -> Told | None:
    """The answer to a question about a document itself.

    None where it asks for something else, where no document is known that it names, or where the record does not
    say what is asked; the document's text may then still answer.
    """
    asked = asked_about(query)
    if asked is None:
        return None
    facts = Facts(records, query.today, prompts, language)
    documents: Sequence[PolicyDocument] = named_documents(query, asked, found, records)
    if not documents:
        known = _unseen(query, facts) if asked.matter in {"validity", "ended_by", "expires"} else []
        return _told(known, records, prompts, language)
    meant: Sequence[PolicyDocument]
    if asked.matter == "newest":
        told, meant = _told(facts.newest(documents), records, prompts, language), documents[:1]
    else:
        meant = _meant(documents)
        if len(meant) > 1:
            sources = tuple(_source(records, document, title_line(document)) for document in meant)
            return Told(choices=tuple(_choice(query, asked, document) for document in meant), sources=sources)
        told = _told(facts.of(asked.matter, meant[0]), records, prompts, language)
    if told is None:
        return None
    cautions = [
        prompts.say("replies.warn_status", language, title=d.title, status=d.status) for d in meant if d.status in ENDED
    ]
    others = [document for document in documents if document not in meant][:_LISTED]
    named = [
        prompts.say("replies.warn_other_version", language, document=facts.name(d), status=d.status) for d in others
    ]
    return replace(told, warnings=(*told.warnings, *cautions, *named))


def _meant(documents: Sequence[PolicyDocument]) -> Sequence[PolicyDocument]:
    """The documents without those that another of them took the place of."""
    ids = {document.id for document in documents}
    return [d for d in documents if d.replaced_by not in ids] or documents


def _choice(query: Query, asked: Asked, document: PolicyDocument) -> str:
    """The question with the whole name of one document in place of the words that fit several."""
    name = f"《{document.title}》" + (f"（{document.doc_no}）" if document.doc_no else "")
    said = f"《{query.titles[0]}》" if query.titles else asked.name
    return query.question.replace(said, name, 1)


def _unseen(query: Query, facts: Facts) -> list[Fact]:
    """What the newest of other documents says of one that the library lacks; [] where none names it."""
    title = next(iter(query.titles), "")
    number = next(iter(query.doc_nos), None)
    lost = PolicyDocument(id="", source="", title=title, text="", doc_no=number)
    for other in named_only(query, facts.records):
        if spans := ending_sentences(other, lost):
            return [facts.ended_by(f"《{title}》" if title else str(number), other, spans)]
    return []


def _told(facts: Sequence[Fact], records: Records, prompts: Prompts, language: Language) -> Told | None:
    """The facts as claims, each followed by those of its sentences that say more; None where there are none."""
    claims: list[Claim] = []
    for fact in facts:
        sources = tuple(_source(records, document, span) for document, span in fact.places)
        claims.append(Claim(fact.text, sources))
        quotes = [Claim(span.of(s.hit.document.text), ((s, span),)) for s, span in sources if fact.written]
        said = squeeze("\n".join(claim.text for claim in claims))
        claims += [quote for quote in dict.fromkeys(quotes) if squeeze(quote.text) not in said]
    silent = not all(fact.written for fact in facts)
    warnings = (prompts.say("replies.warn_from_record", language),) if silent else ()
    return Told(tuple(claims), warnings) if claims else None


def _source(records: Records, document: PolicyDocument, span: Span) -> Source:
    """A place of a document as the source of a claim."""
    chunks = records.chunks_of(document.id)
    holding = next((c for c in chunks if c.start <= span.start < c.end), None) or next(iter(chunks), None)
    chunk = holding or Chunk(document.id, document.id, 0, span.start, span.end, "")
    return Statement(Hit(chunk, document, 0.0), span, 1.0, 1.0, 0.0, (), "named"), span
