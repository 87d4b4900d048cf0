"""Words that an office does not want asked or shown: where they are kept, and how they are found in a text.

A word is found whatever spaces and punctuation stand within it, full-width or not, capital or not. What is masked keeps
its length, so that offsets into the text hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from retrieval.characters import fold, squeeze
from retrieval.errors import UsageError
from retrieval.schema import now, words

Action = Literal["block", "mask"]
ACTIONS: tuple[Action, ...] = get_args(Action)
MASK = "＊"  # full-width: the plain one is Markdown's
_LONGEST = 100
_SIGN = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and what becomes of a text that holds it."""

    text: str
    action: Action


@dataclass(frozen=True, slots=True)
class Found:
    """A word at `text[start:end]`; `at` are the places of its own characters, without what was inserted."""

    word: Word
    start: int
    end: int
    at: tuple[int, ...]


class Words:
    """A list of words, to be looked for in texts."""

    def __init__(self, listed: Iterable[Word]) -> None:
        self._by_first: dict[str, list[tuple[str, Word]]] = {}
        self._begun: set[str] = set()  # every proper beginning of a word
        for word in listed:
            key = squeeze(word.text)
            self._by_first.setdefault(key[:1], []).append((key, word))
            self._begun.update(key[:n] for n in range(1, len(key)))
        self._reach = max(map(len, self._begun), default=0)

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def find(self, text: str) -> list[Found]:
        """Every word in `text`, in order, also those that overlap."""
        at, bare = _bare(text)
        return [
            Found(word, at[i], at[i + len(key) - 1] + 1, tuple(at[i : i + len(key)]))
            for i, first in enumerate(bare)
            for key, word in self._by_first.get(first, ())
            if bare.startswith(key, i)
        ]

    def blocks(self, text: str) -> bool:
        """Whether `text` holds a word that is blocked."""
        return any(found.word.action == "block" for found in self.find(text))

    def mask(self, text: str) -> str:
        """`text` with every word masked, whatever its action; of the same length."""
        signs = list(text)
        for found in self.find(text):
            for place in found.at:
                signs[place] = MASK
        return "".join(signs)

    def settled(self, text: str) -> int:
        """Up to where no word can still come to stand, whatever follows `text`."""
        at, bare = _bare(text)
        for size in range(min(self._reach, len(bare)), 0, -1):
            if bare[-size:] in self._begun:
                return at[-size]
        return len(text)


class SensitiveWords:
    """Keeps the words. Safe to use from several threads, and beside a running server."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._loaded: tuple[object, Words] = (None, Words(()))

    def listed(self) -> list[Word]:
        """Every word, in order."""
        with self._engine.connect() as db:
            rows = db.execute(sa.select(words.c.word, words.c.action).order_by(words.c.key))
            return [Word(row.word, row.action) for row in rows]

    def load(self) -> Words:
        """The words as they are now, to be looked for; made anew only after a change."""
        stamp, loaded = self._stamp(), self._loaded
        if stamp != loaded[0]:
            loaded = self._loaded = (stamp, Words(self.listed()))
        return loaded[1]

    def _stamp(self) -> object:
        """Something that is another after every change."""
        with self._engine.connect() as db:
            return tuple(db.execute(sa.select(sa.func.count(), sa.func.max(words.c.made_at)).select_from(words)).one())

    def add(self, listed: Sequence[Word], *, replace: bool = False) -> int:
        """Keeps words, in place of the same ones or (`replace`) of all; how many. Raises UsageError, then keeping none.

        Of two that are the same but for spaces, punctuation and width, the last counts.
        """
        rows = {_key(word): {"word": word.text, "action": word.action, "made_at": now()} for word in listed}
        with self._engine.begin() as db:
            if replace:
                db.execute(sa.delete(words))
            for key, row in rows.items():
                db.execute(sa.delete(words).where(words.c.key == key))
                db.execute(sa.insert(words).values(key=key, **row))
        return len(rows)


def _key(word: Word) -> str:
    key = squeeze(word.text)
    if not key or len(word.text) > _LONGEST or word.action not in ACTIONS:
        raise UsageError(
            f"不能用作敏感词：{word.text[:_LONGEST]!r}（{word.action}）。 Cannot be a sensitive word.",
            f"须有字，至多 {_LONGEST} 字，处理为 block 或 mask。 Letters, {_LONGEST} characters at most; block or mask.",
        )
    return key


def _bare(text: str) -> tuple[list[int], str]:
    """The places of the letters and digits of `text`, and these, folded."""
    folded = fold(text)
    at = [match.start() for match in _SIGN.finditer(folded)]
    return at, "".join(folded[place] for place in at)


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
