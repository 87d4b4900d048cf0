"""Words that an office does not want asked or shown, and how they are found in a text.

A word is found whatever spaces and punctuation stand within it, in whatever form its signs are written: full-width,
capital, circled, as a radical. What is masked keeps its length, so that offsets into the text hold.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from retrieval.characters import fold

Action = Literal["block", "mask"]
Fault = Literal["empty", "long"]
ACTIONS: tuple[Action, ...] = get_args(Action)
LONGEST = 100  # characters of a word
MASK = "＊"  # full-width: the plain one is Markdown's


@dataclass(frozen=True, slots=True)
class Word:
    """A word and what becomes of a text that holds it."""

    text: str
    action: Action

    @property
    def key(self) -> str:
        """By which it is found: its letters and digits alone, written alike. Words with the same key are one."""
        return _bare(self.text)[1]

    @property
    def id(self) -> str:
        """By which it is named where it must not stand itself."""
        return f"word-{hashlib.sha256(self.key.encode()).hexdigest()[:12]}"

    @property
    def fault(self) -> Fault | None:
        """Why it cannot be looked for."""
        return "long" if len(self.text) > LONGEST else None if self.key else "empty"


@dataclass(frozen=True, slots=True)
class Found:
    """A word at `text[start:end]`; `at` are the places of its own characters, without what was inserted."""

    word: Word
    start: int
    end: int
    at: tuple[int, ...]


class Words:
    """A list of words, to be looked for in texts. What a search costs does not grow with the list."""

    def __init__(self, listed: Iterable[Word]) -> None:
        self._by_key = {word.key: word for word in listed}
        self._begun = {key[:n] for key in self._by_key for n in range(1, len(key))}  # every proper beginning of a word
        self._reach = max(map(len, self._begun), default=0)

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def find(self, text: str) -> list[Found]:
        """Every word in `text`, in order, also those that overlap."""
        at, bare = _bare(text)
        return [
            Found(self._by_key[bare[i:end]], at[i], at[end - 1] + 1, tuple(at[i:end]))
            for i in range(len(bare))
            for end in self._ends(bare, i)
        ]

    def blocks(self, *texts: str) -> bool:
        """Whether one of the texts holds a word that is blocked."""
        return any(found.word.action == "block" for text in texts for found in self.find(text))

    def mask(self, text: str) -> str:
        """`text` with every word masked, whatever its action; of the same length."""
        signs = list(text)
        for found in self.find(text):
            for place in found.at:
                signs[place] = MASK
        return "".join(signs)

    def clean(self, text: str) -> bool:
        """Whether nothing of `text` has to be masked, or was."""
        return not self or not (MASK in text or self.find(text))

    def settled(self, text: str) -> int:
        """Up to where no word can still come to stand, whatever follows `text`."""
        at, bare = _bare(text)
        for size in range(min(self._reach, len(bare)), 0, -1):
            if bare[-size:] in self._begun:
                return at[-size]
        return len(text)

    def _ends(self, bare: str, start: int) -> Iterator[int]:
        """Where the words that begin at `start` end."""
        for end in range(start + 1, len(bare) + 1):
            key = bare[start:end]
            if key in self._by_key:
                yield end
            if key not in self._begun:
                return


def _bare(text: str) -> tuple[list[int], str]:
    """The places of the letters and digits of `text`, and these as they are compared."""
    signs = [(place, alike) for place, sign in enumerate(text) if (alike := _alike(sign))]
    return [place for place, _ in signs], "".join(alike for _, alike in signs)


@lru_cache(maxsize=1 << 16)
def _alike(sign: str) -> str:
    """A letter or digit as it is compared; nothing for any other sign."""
    like = fold(unicodedata.normalize("NFKC", fold(sign))).lower()
    like = like if len(like) == 1 else fold(sign)
    return like if like.isalnum() else ""


def place_of(quote: str, text: str, start: int) -> int:
    """Where a quote stands in a text, at `start` or else first; -1 where it does not. A masked sign stands for any."""
    if MASK not in quote:
        return start if text.startswith(quote, start) else text.find(quote)
    masked = re.compile(re.escape(quote).replace(re.escape(MASK), "."), re.DOTALL)
    found = masked.match(text, start) or masked.search(text)
    return found.start() if found else -1


class Veil:
    """Masks a text that comes in parts."""

    def __init__(self, listed: Words) -> None:
        self._words = listed
        self._given = 0
        self.text = ""

    @property
    def blocked(self) -> bool:
        """Whether what came so far holds a blocked word."""
        return self._words.blocks(self.text)

    def more(self, delta: str) -> str:
        """What may be shown now that `delta` has come."""
        self.text += delta
        return self._until(self._words.settled(self.text))

    def rest(self) -> str:
        """What was held back, when nothing more comes."""
        return self._until(len(self.text))

    def _until(self, end: int) -> str:
        begin, self._given = self._given, max(self._given, end)
        return self._words.mask(self.text)[begin : self._given]
