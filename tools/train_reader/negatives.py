"""Passages that look like an answer and are none: what the project's own keyword search finds besides the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from retrieval.keywords import KeywordIndex
from retrieval.tokens import search_tokens
from tools.train_reader.examples import Paragraph, Question


class Neighbours:
    """Keyword search over the paragraphs of a set; the index is kept in `folder`."""

    def __init__(self, name: str, paragraphs: Mapping[str, Paragraph], folder: Path) -> None:
        path = folder / f"{name}.keywords.sqlite3"
        complete = path.exists()
        self._index = KeywordIndex(path)
        if not complete or self._index.count() < len(paragraphs):
            self._index.add((p.id, p.id, search_tokens(f"{p.title} {p.text}")) for p in paragraphs.values())

    def search(self, text: str, limit: int) -> list[str]:
        """The ids of the best paragraphs for a text, best first."""
        return list(self._index.search(search_tokens(text), limit))

    def hard(self, question: Question, limit: int, also_not: Iterable[str] = ()) -> list[str]:
        """The ids of the best paragraphs that aren't among the question's own."""
        out = {*question.gold, *also_not}
        return [key for key in self.search(question.text, limit + len(out)) if key not in out][:limit]
