"""Citations: verbatim, numbered from 1, with their place in the answer."""

from __future__ import annotations

from datetime import date

from retrieval.belief import chance
from retrieval.cite import cite, viewer_url
from retrieval.claims import Claim
from retrieval.evidence import Statement
from retrieval.models import Chunk, Hit, PolicyDocument
from retrieval.sentences import Span, sentences

TEXT = "𠮷石镇修渠97条。修路3公里。建桥5座。"


def _statements() -> list[Statement]:
    document = PolicyDocument(id="甲/1", source="s", title="通报", text=TEXT, issued_on=date(2020, 3, 2), status="有效")
    hit = Hit(Chunk("c", "甲/1", 0, 0, len(TEXT), TEXT, section="一、水利", page=4), document, 1.0)
    return [Statement(hit, span, 1.7, 1.0, 0.0, (), "named") for span in sentences(TEXT)]


def test_each_claim_has_a_line_and_its_citation_covers_it() -> None:
    one, two, _ = _statements()
    text, found = cite(
        [Claim("97条", ((one, one.span),)), Claim("", ((two, two.span),)), Claim("3公里", ((two, two.span),))]
    )
    assert text == "97条\n3公里"
    assert [c.n for c in found] == [1, 2]
    assert [text[c.answer_start : c.answer_end] for c in found] == ["97条", "3公里"]
    assert [c.quote for c in found] == ["𠮷石镇修渠97条。", "修路3公里。"]
    assert all(TEXT[c.quote_start : c.quote_end] == c.quote for c in found)


def test_a_sentence_of_several_claims_is_cited_once_over_all_of_them() -> None:
    one, _, three = _statements()
    sources = ((one, one.span), (three, three.span))
    text, found = cite([Claim("97条", sources), Claim(one.text, ((one, one.span),))])
    assert [c.n for c in found] == [1, 2]
    assert text[found[0].answer_start : found[0].answer_end] == text
    assert text[found[1].answer_start : found[1].answer_end] == "97条"


def test_a_citation_tells_its_document() -> None:
    one, *_ = _statements()
    (made,) = cite([Claim("97条", ((one, one.span),))])[1]
    assert (made.document_id, made.chunk_id, made.title, made.status) == ("甲/1", "c", "通报", "有效")
    assert (made.published_on, made.page, made.section) == (date(2020, 3, 2), 4, "一、水利")
    assert made.score == round(chance(one), 4)


def test_no_claims_make_no_citations() -> None:
    assert cite([]) == ("", ())


def test_the_viewer_address_is_safe_for_any_id() -> None:
    assert viewer_url("甲/1?x", Span(3, 9)) == "/documents/%E7%94%B2%2F1%3Fx?cite=3-9"
