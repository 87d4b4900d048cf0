"""Keyword search over our own tokens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.errors import IndexBroken
from retrieval.keywords import KeywordIndex
from retrieval.tokens import search_tokens

TEXTS = {
    "c1": ("d1", "2020年全市新增湿地面积120亩"),
    "c2": ("d1", "由市林业局负责湿地管护"),
    "c3": ("d2", "2020年全市新建公路35公里"),
}


@pytest.fixture
def keywords(tmp_path: Path) -> Iterator[KeywordIndex]:
    made = KeywordIndex(tmp_path / "index" / "keywords.sqlite3")
    made.add((chunk, document, search_tokens(text)) for chunk, (document, text) in TEXTS.items())
    yield made
    made.close()


def found(keywords: KeywordIndex, question: str, limit: int = 10, documents: list[str] | None = None) -> list[str]:
    return list(keywords.search(search_tokens(question), limit, documents))


def test_the_best_match_comes_first(keywords: KeywordIndex) -> None:
    assert found(keywords, "新增湿地面积多少亩")[0] == "c1"
    assert found(keywords, "公路多少公里")[0] == "c3"


def test_scores_fall(keywords: KeywordIndex) -> None:
    scores = list(keywords.search(search_tokens("全市新增湿地面积"), 10).values())
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 3


@pytest.mark.parametrize("written", ["１２０亩", "120亩"])
def test_full_width_digits_are_the_same(keywords: KeywordIndex, written: str) -> None:
    assert found(keywords, written) == ["c1"]


@pytest.mark.parametrize("question", ["", "？！", "火星", "的了吗"])
def test_what_matches_nothing_gives_nothing(keywords: KeywordIndex, question: str) -> None:
    assert found(keywords, question) == []


@pytest.mark.parametrize("token", ['"', '" OR "', "*", "NEAR(", '湿地" AND "公路', "-", ":", "'"])
def test_a_token_is_no_query_language(keywords: KeywordIndex, token: str) -> None:
    assert keywords.search([token, "湿地"], 10).keys() == {"c1", "c2"}


def test_only_the_wanted_documents_are_searched(keywords: KeywordIndex) -> None:
    assert found(keywords, "2020年全市", documents=["d2"]) == ["c3"]
    assert found(keywords, "2020年全市", documents=[]) == []
    many = [f"x{n}" for n in range(300_000)] + ["d1"]
    assert found(keywords, "2020年全市", documents=many) == ["c1"]


def test_a_limit_is_kept(keywords: KeywordIndex) -> None:
    assert len(found(keywords, "湿地", limit=1)) == 1


def test_adding_again_takes_the_place_of_what_was_there(keywords: KeywordIndex) -> None:
    keywords.add([("c1", "d1", search_tokens("水库除险加固"))])
    assert keywords.count() == 3
    assert found(keywords, "湿地") == ["c2"]
    assert found(keywords, "水库") == ["c1"]


def test_removed_chunks_are_not_found_or_counted(keywords: KeywordIndex) -> None:
    assert keywords.frequency(["湿地"]) == {"湿地": 2}
    keywords.remove(["c1", "unknown"])
    assert keywords.ids() == {"c2", "c3"}
    assert found(keywords, "湿地") == ["c2"]
    assert keywords.frequency(["湿地", "火星"]) == {"湿地": 1, "火星": 0}


def test_a_failing_add_changes_nothing(keywords: KeywordIndex) -> None:
    def rows() -> Iterator[tuple[str, str, list[str]]]:
        yield "c9", "d9", ["湿地"]
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        keywords.add(rows())
    assert keywords.ids() == set(TEXTS)
    assert "c9" not in keywords.search(["湿地"], 10)


def test_a_file_that_is_no_index_is_said_to_be_broken(tmp_path: Path) -> None:
    path = tmp_path / "keywords.sqlite3"
    path.write_bytes(b"garbage" * 1000)
    with pytest.raises(IndexBroken) as broken:
        KeywordIndex(path)
    assert "reindex" in broken.value.hint
    assert path.read_bytes() == b"garbage" * 1000
