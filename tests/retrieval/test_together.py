"""Answers that more than one place gives."""

from __future__ import annotations

from datetime import date

from ingest.chunk import chunk
from retrieval.evidence import Statement
from retrieval.models import Hit, PolicyDocument
from retrieval.sentences import sentences
from retrieval.together import together
from retrieval.understand import understand

QUESTION = "柳河区采取了哪些措施保护湿地"


def statement(key: str, sentence: str, text: str) -> Statement:
    document = PolicyDocument(id=key, source=key, title=f"湿地通知{key}", text=text, content_hash=key * 10)
    at = text.index(sentence)
    (part,) = [part for part in chunk(document) if part.start <= at < part.end]
    (span,) = [s for s in sentences(text, part.start, part.end) if s.start == at]
    return Statement(Hit(part, document, 1.0), span, 1.0, 1.0, 0.0, (), "named")


BEST = statement(
    "a", "柳河区把湿地划为三个保护片区，各设一名管护员。", "柳河区把湿地划为三个保护片区，各设一名管护员。"
)
OTHER = statement("b", "柳河区限制湿地周边采砂，", "柳河区限制湿地周边采砂，枯水期停止取水。")
THIRD = statement("c", "柳河区每年春季向湿地补水两次。", "柳河区每年春季向湿地补水两次。")


def told(question: str, *others: tuple[Statement, float]) -> list[str]:
    query = understand(question, (), date(2026, 1, 1))
    return [claim.sources[0][0].hit.document.id for claim in together(query, BEST, 1.2, others)]


def test_another_document_nearly_as_good_is_quoted_too() -> None:
    assert told(QUESTION, (OTHER, 1.1), (THIRD, 1.09)) == ["a", "b"]


def test_one_much_worse_is_not() -> None:
    assert told(QUESTION, (OTHER, 0.9)) == ["a"]


def test_one_that_repeats_the_words_makes_room_for_the_next() -> None:
    again = statement("d", BEST.text, BEST.text)
    assert told(QUESTION, (again, 1.2), (THIRD, 1.15)) == ["a", "c"]


def test_what_is_defined_is_defined_once() -> None:
    assert told("湿地保护片区是指什么", (OTHER, 1.2)) == ["a"]


def test_each_claim_quotes_its_own_document() -> None:
    query = understand(QUESTION, (), date(2026, 1, 1))
    for claim in together(query, BEST, 1.2, [(OTHER, 1.15)]):
        source, span = claim.sources[0]
        assert span.of(source.hit.document.text) == claim.text
