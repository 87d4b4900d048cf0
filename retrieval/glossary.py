"""The glossary of English policy words, and the places of China by their pinyin."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from retrieval.places import gazetteer

Part = Literal["noun", "verb", "adjective"]
_LONGEST = 4  # words of the longest entries
_LEVELS = {
    "province": "省",
    "city": "市",
    "municipality": "市",
    "prefecture": "市",
    "district": "区",
    "county": "县",
    "new area": "新区",
    "town": "镇",
    "township": "乡",
    "village": "村",
}


@dataclass(frozen=True, slots=True)
class Glossary:
    """English to Chinese; keys are lower-case stems, words apart by one blank."""

    words: Mapping[str, tuple[str, Part]]
    units: Mapping[str, str]
    places: Mapping[str, str]

    def find(self, words: list[str], at: int, *, verb: bool) -> tuple[str, Part, int] | None:
        """The longest entry at `words[at:]`: its Chinese, its part of speech, and how many words it takes.

        `verb` prefers the verb where a single word may be either (plan, review).
        """
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            some = [word.lower() for word in words[at : at + size]]
            keys = (" ".join(some), " ".join(map(stem, some)))
            for key in keys:
                both = (f"v:{key}", key) if verb else (key, f"v:{key}")
                for name in both:
                    if name in self.words:
                        return *self.words[name], size
        return None

    def unit(self, words: list[str], at: int) -> tuple[str, int] | None:
        """The unit of measure at `words[at:]` and how many words it takes."""
        for size in (2, 1):
            key = " ".join(stem(w) for w in words[at : at + size]).lower()
            if len(words) >= at + size and key in self.units:
                return self.units[key], size
        return None


@cache
def glossary() -> Glossary:
    """The glossary of retrieval/glossary.toml, read once."""
    with (Path(__file__).parent / "glossary.toml").open("rb") as file:
        tables = tomllib.load(file)
    words: dict[str, tuple[str, Part]] = {}
    kinds: tuple[tuple[str, Part, str], ...] = (
        ("adjectives", "adjective", ""),
        ("nouns", "noun", ""),
        ("verbs", "verb", "v:"),
    )
    for table, part, mark in kinds:
        for english, chinese in tables[table].items():
            for key in (english, " ".join(map(stem, english.split()))):
                words[mark + key] = (chinese, part)
    units = {" ".join(map(stem, k.split())): v for k, v in tables["units"].items()}
    return Glossary(words, units, tables["places"])


def stem(word: str) -> str:
    """The word without the ending of a plural or of a past or continuing verb; rough, the same for both sides."""
    low = word.lower()
    for ending, instead in (("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if low.endswith(ending) and len(low) - len(ending) >= 3 and not low.endswith(("ss", "us", "is")):
            low = low[: -len(ending)] + instead
            break
    if len(low) > 3 and low[-1] == low[-2] and low[-1] not in "slze":
        low = low[:-1]
    return low[:-1] if low.endswith("e") and len(low) > 3 else low


@cache
def _by_pinyin() -> Mapping[str, str | None]:
    """Places by the pinyin of their names; None where several share it."""
    known = gazetteer()
    return romanised(place.name for place in known.places.values()) | romanised(
        spelling for spelling in known.places if not spelling.endswith(("区", "县"))
    )


@lru_cache(maxsize=2)
def regions_romanised(regions: tuple[str, ...]) -> Mapping[str, str | None]:
    """The places of a library's documents by their pinyin: reckoned anew only where documents of other places came."""
    return romanised(regions)


def romanised(names: Iterable[str]) -> dict[str, str | None]:
    """Chinese names by their pinyin without blanks and tones; None where several share it."""
    from pypinyin import lazy_pinyin

    found: dict[str, str | None] = {}
    for name in dict.fromkeys(names):
        key = "".join(lazy_pinyin(name)).replace("ü", "v").lower()
        found[key] = name if found.get(key, name) == name else None
    return found


def place_named(words: list[str], at: int, extra: Mapping[str, str | None]) -> tuple[str, int] | None:
    """The Chinese name of the place at `words[at:]` (Jinan City, Xi'an) and how many words it takes; None where unknown.

    A pinyin that several places share is not guessed at. `extra` are further names by their pinyin.
    """
    listed = glossary().places
    for size in (3, 2, 1):
        some = words[at : at + size]
        if len(some) < size:
            continue
        whole = " ".join(some).lower()
        if whole in listed:
            return listed[whole], size
        level = next((zh for en, zh in _LEVELS.items() if size > 1 and whole.endswith(f" {en}")), "")
        bare = whole.rsplit(" ", 1)[0] if level else whole
        if bare in listed and level:
            return listed[bare], size
        name = _spelled(re.sub(r"[^a-z]", "", bare), level, extra)
        if name:
            return name, size
    return None


def _spelled(pinyin: str, level: str, extra: Mapping[str, str | None]) -> str | None:
    endings = {
        "省": "sheng",
        "市": "shi",
        "区": "qu",
        "县": "xian",
        "新区": "xinqu",
        "镇": "zhen",
        "乡": "xiang",
        "村": "cun",
    }
    for names in (extra, _by_pinyin()):
        for key in (pinyin + endings[level],) if level else (pinyin, f"{pinyin}shi", f"{pinyin}sheng"):
            if name := names.get(key):
                return name
    return None
