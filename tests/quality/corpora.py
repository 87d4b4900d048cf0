"""A corpus as the derivation rules see it: which years and places its texts name, and which of them speak of a matter.

Nothing here uses how the product understands a question, so that the derived sets do not move with it.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.quality.gazette import Area, areas_in, provinces_numbering

HEAD = 150  # characters of a text that, with its title, tell which place it is about
SIGNED = 60  # characters at its end in which it is signed
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")
_DATE = re.compile(r"(?<!\d)(20[012]\d)\s?(?:年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|[-/.]\d{1,2}[-/.]\d{1,2})")
_MONTH = re.compile(r"(?<!\d)(20[012]\d)\s?年\s?\d{1,2}\s?月")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:度)?\s?[-—–~～至到]{1,2}\s?((?:19|20)\d\d)(?!\d)")
_SHORT_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-—–~～/]\s?(\d\d)(?=学?年)")
_SPELLED = re.compile(r"[一二][九〇零○0][〇零○0一二三四五六七八九]{2}(?=年)")
_PLAN = re.compile(r"十([一二三四五])五")
_RELATIVE = re.compile(r"去年|上年|上一年|前年|明年|来年|近[两二三四五]年|过去[两二三四五]年")
_DIGITS = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "0": "0"}
_HAN = re.compile(r"[\u4e00-\u9fff]+|[a-zA-Z\d]+")
_ASKING = re.compile(
    r"请问|请教|告诉我|多少|哪些|哪个|哪几|哪里|什么时候|什么时间|什么|如何|怎么样|怎么|怎样|为什么|是否|有没有|能否|"
    r"可否|几[个项条种次家人天年月]|谁|何时|何种|[吗呢的了是有在对于为从向将把被与和及或等]"
)


@dataclass(frozen=True)
class Text:
    """A document of a corpus with what it names."""

    id: str
    title: str
    text: str
    date: str = ""

    @cached_property
    def whole(self) -> str:
        """Title and text."""
        return f"{self.title}\n{self.text}"

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring characters."""
        return frozenset(pairs_of(self.whole))

    @cached_property
    def years(self) -> frozenset[int]:
        """Every year that it may speak of: rather one too many than one too few."""
        found = years_named(self.whole)
        base = {int(self.date[:4])} if self.date[:4].isdigit() else set()
        if _RELATIVE.search(self.text):
            base |= {y + shift for y in base | found for shift in (-3, -2, -1, 1)}
        return frozenset(found | base)

    @cached_property
    def year(self) -> int | None:
        """The year of its date, else of the last whole date in its text, else that of the only months it names."""
        if self.date[:4].isdigit():
            return int(self.date[:4])
        if dates := _DATE.findall(self.text):
            return int(dates[-1])
        months = set(_MONTH.findall(self.text))
        return int(months.pop()) if len(months) == 1 else None

    @cached_property
    def named(self) -> frozenset[Area]:
        """The places that it names anywhere."""
        return frozenset(areas_in(self.whole))

    @cached_property
    def about(self) -> frozenset[Area]:
        """The places that its title, opening, signature and number tell."""
        end = " ".join(self.text.split())[-SIGNED:]
        told = areas_in(f"{self.title}\n{self.text[:HEAD]}\n{end}")
        return frozenset(told | provinces_numbering(self.title))


class Corpus:
    """Documents, and how much each of them says of a matter."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self.texts = {text.id: text for text in texts}
        self._known: Counter[str] = Counter()
        for text in self.texts.values():
            self._known.update(text.pairs)

    def coverage(self, matter: Mapping[str, float], text: Text) -> float:
        """0…1: how much of a matter a document speaks of, rare pairs of characters counting more."""
        whole = sum(matter.values())
        return sum(weight for pair, weight in matter.items() if pair in text.pairs) / whole if whole else 0.0

    def matter(self, question: str) -> dict[str, float]:
        """The pairs of characters of a question, its asking words left out, with their weights."""
        total = len(self.texts)
        pairs = {pair for part in _ASKING.split(question) for pair in pairs_of(part)}
        return {pair: math.log(1 + total / (1 + self._known[pair])) for pair in pairs}


def pairs_of(text: str) -> set[str]:
    """The pairs of neighbouring characters within words of Han, and words of Latin letters or digits whole."""
    found: set[str] = set()
    for run in _HAN.findall(text):
        found |= {run} if run[0].isascii() else {run[i : i + 2] for i in range(len(run) - 1)}
    return found


def years_named(text: str) -> set[int]:
    """The years in a text, in digits or Chinese numerals, spans and 五年规划 filled in."""
    found = {int(m.group()) for m in _YEAR.finditer(text)}
    for m in _SPAN.finditer(text):
        found |= set(range(int(m[1]), min(int(m[2]), int(m[1]) + 30) + 1))
    for m in _SHORT_SPAN.finditer(text):
        found |= set(range(int(m[1]), min(int(m[1][:2] + m[2]), int(m[1]) + 30) + 1))
    found |= {int("".join(_DIGITS.get(c, c) for c in m.group())) for m in _SPELLED.finditer(text)}
    for m in _PLAN.finditer(text):
        first = 2006 + 5 * "一二三四五".index(m[1])  # 十一五 began in 2006
        found |= set(range(first, first + 5))
    return found


def read_corpus(path: Path) -> Corpus:
    """The corpus of a lines file, plain or gzip, or of one text file."""
    if path.suffix == ".txt":
        return Corpus([Text(path.stem, path.stem, path.read_text(encoding="utf-8"))])
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return Corpus(Text(str(r["id"]), str(r["title"]), str(r["text"]), str(r.get("date") or "")) for r in rows)
