"""Short names and how documents write them: 公租房 is 公共租赁住房, 人社局 is 人力资源和社会保障局."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from retrieval.tokens import tagged


@dataclass(frozen=True, slots=True)
class ShortNames:
    """Every name with the others for the same, and the pattern that finds the short ones, longest first."""

    others: dict[str, tuple[str, ...]]
    short: re.Pattern[str]


@cache
def short_names() -> ShortNames:
    """The names of retrieval/short_names.toml, read once."""
    with (Path(__file__).parent / "short_names.toml").open("rb") as file:
        tables = tomllib.load(file)
    named = {short: tuple(full.split()) for table in tables.values() for short, full in table.items()}
    others = dict(named)
    for short, full in named.items():
        for name in full:
            others[name] = (*others.get(name, ()), short)
    found = sorted(named, key=len, reverse=True)
    return ShortNames(others, re.compile("|".join(map(re.escape, found))))


def short_spans(text: str) -> list[tuple[int, int]]:
    """Where short names stand in folded `text`. One that only words together make (低保 in 降低保险费) is none."""
    found = [match.span() for match in short_names().short.finditer(text)]
    if not found:
        return []
    bounds = {0, *accumulate(len(word) for word, _ in tagged(text))}
    return [(start, end) for start, end in found if start in bounds and end in bounds]


def other_names(term: str) -> tuple[str, ...]:
    """How else documents may write a term."""
    return short_names().others.get(term, ())
