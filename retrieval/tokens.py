"""Our own tokens for keyword search: jieba's search tokens plus Han bigrams, the same in every engine."""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from retrieval.characters import fold

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:\.[0-9]+)?")
# Particles and question words occur everywhere and separate nothing.
_STOP = frozenset("的了和与及或在是为对从到以于等把被将由其该之也都而且并但如若则有个吗呢吧啊着过得地所")


def search_tokens(text: str) -> list[str]:
    """The tokens of `text` in order, repeated as often as they occur; each is letters and digits only."""
    folded = fold(text)
    tokens = [t for word in rjieba.cut_for_search(folded) for t in _clean(word)]
    tokens.extend(_bigrams(folded))
    return tokens


def _clean(word: str) -> Iterator[str]:
    for match in _RUN.finditer(word):
        token = match.group()
        if token not in _STOP and not (len(token) == 2 and token[0] >= "\u3400"):
            yield token.replace(".", "点")  # two-character words come as bigrams; engines split at dots


def _bigrams(folded: str) -> Iterator[str]:
    for match in _RUN.finditer(folded):
        run = match.group()
        if run[0] >= "\u3400":
            for i in range(len(run) - 1):
                yield run[i : i + 2]


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of folded `text` with jieba's part-of-speech tags (n, v, ns place, nr person, …)."""
    return [(word, tag) for word, tag in rjieba.tag(fold(text))]


def is_word(text: str) -> bool:
    """Whether `text` is one word of jieba's dictionary, not one that it only guesses at."""
    return len(rjieba.cut(fold(text), False)) == 1
