"""Claims → citations: the verbatim sentence of each claim, with its place in the document and in the answer."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from retrieval.belief import chance
from retrieval.claims import Claim
from retrieval.evidence import Statement
from retrieval.ledger import Ledger
from retrieval.marks import within
from retrieval.models import Citation
from retrieval.sentences import Span


def cite(claims: Sequence[Claim]) -> tuple[str, tuple[Citation, ...]]:
    """The answer's text, a line for each claim, and its citations, numbered from 1 in order of use.

    A sentence that carries several claims is cited once, for the first of them through the last.
    """
    text = ""
    made: dict[tuple[str, int, int], Citation] = {}
    for claim in claims:
        if not claim.text:
            continue
        text += "\n" if text else ""
        start, end = len(text), len(text) + len(claim.text)
        text += claim.text
        for statement, span in claim.sources:
            key = (statement.hit.document.id, span.start, span.end)
            if key in made:
                made[key] = made[key].model_copy(update={"answer_end": end})
            else:
                made[key] = citation(len(made) + 1, statement, span, start, end)
    return text, tuple(made.values())


def citation(n: int, statement: Statement, span: Span, answer_start: int = 0, answer_end: int = 0) -> Citation:
    """The citation number `n`: the sentence `span` of the statement's document."""
    document, chunk = statement.hit.document, statement.hit.chunk
    return Citation(
        n=n,
        document_id=document.id,
        chunk_id=chunk.id,
        title=document.title,
        doc_no=document.doc_no,
        issuer=document.issuer,
        published_on=document.published_on or document.issued_on,
        status=document.status,
        url=viewer_url(document.id, span),
        page=chunk.page,
        section=chunk.section or None,
        quote=span.of(document.text),
        quote_start=span.start,
        quote_end=span.end,
        answer_start=answer_start,
        answer_end=answer_end,
        score=round(chance(statement), 4),
    )


def placed(citations: Sequence[Citation], ledger: Ledger) -> tuple[Citation, ...]:
    """The citations with the page of each sentence, and the other sources of the same notice."""
    ids = list(dict.fromkeys(c.document_id for c in citations))
    twins = ledger.twins(ids) if ids else {}
    paged = {c.document_id for c in citations if c.page is not None}  # a chunk has a page where its document has marks
    marks = {key: ledger.marks(key) for key in paged}
    found = []
    for c in citations:
        here = within(marks.get(c.document_id, ()), c.quote_start, c.quote_end)
        also = tuple(f"{title} ({source})" for _, title, source in twins.get(c.document_id, ()))
        found.append(c.model_copy(update={"page": here[0].page if here else c.page, "also": also}))
    return tuple(found)


def viewer_url(document_id: str, span: Span) -> str:
    """Where the source viewer shows a document with a place marked."""
    return f"/documents/{quote(document_id, safe='')}?cite={span.start}-{span.end}"
