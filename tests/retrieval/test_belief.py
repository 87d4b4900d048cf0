"""The chance that a statement answers: a probability that grows with the question's words and the reader's word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.belief import ENOUGH, chance, likely
from retrieval.evidence import Statement
from retrieval.models import Chunk, Hit, PolicyDocument
from retrieval.reader import Judgement
from retrieval.sentences import Span

TEXT = "丽水市渡船补贴每艘1200元。"


def statement(coverage: float, judged: float | None = None) -> Statement:
    document = PolicyDocument(id="d", source="d", title="渡船补贴办法", text=TEXT)
    hit = Hit(Chunk("c", "d", 0, 0, len(TEXT), TEXT), document, 1.0, 0.9, 1.0)
    made = Statement(hit, Span(0, len(TEXT)), coverage, coverage, 0.0, (), "named")
    if judged is None:
        return made
    return replace(made, judgement=Judgement(judged, judged))


@pytest.mark.parametrize("judged", [None, -3.0, 0.0, 5.0])
def test_more_of_the_words_make_it_more_likely(judged: float | None) -> None:
    chances = [chance(statement(share / 10, judged)) for share in range(11)]
    assert chances == sorted(chances)
    assert 0 < chances[0] < chances[-1] < 1


def test_the_readers_word_counts_up_to_its_reach() -> None:
    chances = [chance(statement(0.7, judged)) for judged in (-9.0, -6.0, 0.0, 6.0, 9.0)]
    assert chances[0] == chances[1] < chances[2] < chances[3] == chances[4]


def test_without_a_reader_the_words_decide() -> None:
    assert likely(statement(ENOUGH))
    assert not likely(statement(ENOUGH - 0.01))


def test_where_the_reader_doubts_the_words_must_carry_it() -> None:
    assert not likely(statement(ENOUGH - 0.01, -3.0))
    assert likely(statement(ENOUGH - 0.01, 3.0))
