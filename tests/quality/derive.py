"""Questions that must be refused, made by rule from questions that can be answered: with another year, another place.

The fact must not exist: no document of the corpus that names the other year (or place) speaks of the matter. Where a
rule cannot be sure of that, or the year (or place) is no constraint of the question, the question is passed over and
counted under the name of the rule. What is chosen depends on the question's id and the corpus alone. The questions are
never written into the project.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from retrieval.characters import squeeze
from retrieval.scoring import Row
from tests.quality.corpora import Corpus, Text

Change = Literal["wrong_year", "wrong_place", "wrong_period"]
T = TypeVar("T")
ALIKE = 0.6  # a document speaks of the matter from this share of what the question's own document says of it


@dataclass
class Derived:
    """The rows that were made, and how many questions each rule passed over."""

    rows: list[Row] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


class PassedOver(Exception):
    """A question from which none is made; the message is the name of the rule."""


@dataclass(frozen=True)
class Source:
    """An answerable question with its documents, those in which its fact stands, and the corpus around them."""

    row: Row
    corpus: Corpus
    gold: tuple[Text, ...]

    @property
    def question(self) -> str:
        """The question as asked."""
        return str(self.row["question"])

    @property
    def reach(self) -> Iterable[Text]:
        """The documents in which the changed question would be answered: its own alone where it is asked of them."""
        return self.gold if self.row.get("within") else self.corpus.texts.values()

    def told_in(self, text: Text, matter: dict[str, float], share: float = ALIKE) -> bool:
        """Whether a document speaks of the matter, at least by such a share of what the question's own does."""
        own = max((self.corpus.coverage(matter, gold) for gold in self.gold), default=1.0)
        return self.corpus.coverage(matter, text) >= share * own

    def answered_in(self, text: Text) -> bool:
        """Whether an expected answer stands in a document."""
        answers = [squeeze(str(a)) for a in self.row.get("answers") or self.row.get("answers_must_contain") or ()]
        whole = squeeze(text.whole)
        return any(answer and answer in whole for answer in answers)


def source_of(row: Row, corpus: Corpus) -> Source:
    """A row with its documents; all of a corpus of one. Raises PassedOver where it has none."""
    known = [corpus.texts[key] for key in row.get("gold_doc_ids") or () if key in corpus.texts]
    gold = tuple(known or (corpus.texts.values() if len(corpus.texts) == 1 else ()))
    if not gold:
        raise PassedOver("no document is given")
    return Source(row, corpus, gold)


def derived(rows: Iterable[Row], corpus: Corpus, change: Callable[[Source], Row]) -> Derived:
    """What `change` makes of each row, and how many rows each of its rules passed over."""
    made = Derived()
    for row in rows:
        try:
            made.rows.append(change(source_of(row, corpus)))
        except PassedOver as rule:
            made.passed_over[str(rule)] += 1
    return made


def shuffled(items: Sequence[T], seed: str) -> Iterator[T]:
    """The items in an order that depends on `seed` and on what they are."""
    return iter(sorted(items, key=lambda item: hashlib.sha256(f"{seed}|{item}".encode()).digest()))


def changed(row: Row, change: Change, question: str, told: str, now: str, kind: str) -> Row:
    """The row of a changed question of some kind: `told` was said, `now` is."""
    kept = {key: row[key] for key in ("as_of", "within") if key in row}
    return kept | {
        "type": kind,
        "id": f"{row['id']}~{change}",
        "question": question,
        "answers": [],
        "answerable": False,
        "why": change,
        "changed": {"from": told, "to": now, "question": row["question"], "answers": row.get("answers") or []},
        "base": row["id"],
    }


_NAMED_THING = re.compile(r"《[^《》]*》|[〔\[【(（](?:19|20)\d\d[〕\]】)）]\s?\d*号?|“[^”]*”|\"[^\"]*\"")


def blanked(text: str) -> str:
    """A question with its titles, 文号 and quoted names made blank, at the same length."""
    return _NAMED_THING.sub(lambda m: "\0" * len(m.group()), text)
