"""Who may see which documents: groups of people, as the records keep them and as a condition of every read.

A document without groups is for everyone. One with groups is, for anyone in none of them, as if it were not there:
the condition stands in the reads themselves, so that no answer, list or number is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa

from retrieval.errors import UsageError
from retrieval.schema import documents

Groups = frozenset[str]
ALL = "*"  # stands for the groups of one who sees every document
_APART = "|"
_BETWEEN = re.compile(r"[,;，；]")
_NAME = re.compile(r"[^|,;，；\x00-\x1f]{1,100}")


def checked_groups(names: Iterable[str]) -> tuple[str, ...]:
    """The names of groups, each once, in order. Raises UsageError for what is no name."""
    found = sorted({name.strip() for name in names if name.strip()})
    for name in found:
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name[:100]!r} 不能作组名。 Not the name of a group.", "组名里不能有 | , ; 。")
    return tuple(found)


def listed_groups(texts: Iterable[str]) -> tuple[str, ...]:
    """The groups that somebody lists, each text one or several apart by commas or semicolons. Raises UsageError for what
    is no name: a document for a group that is left out would be for everyone.
    """
    return checked_groups(name for text in texts for name in _BETWEEN.split(text))


def split_groups(text: str) -> tuple[str, ...]:
    """The groups that a list apart by commas or semicolons names; what can be no name is left out."""
    names = (part.strip() for part in _BETWEEN.split(text))
    return tuple(sorted({name for name in names if _NAME.fullmatch(name)}))


def packed(groups: Iterable[str]) -> str | None:
    """Groups as they are stored; None where there are none."""
    names = sorted(groups)
    return _APART + _APART.join(names) + _APART if names else None


def told(groups: Groups | None) -> str | None:
    """What of a person's groups is kept with their questions."""
    return ALL if groups is None else packed(groups)


def shares(kept: str | None, groups: Groups | None) -> bool:
    """Whether one who sees these groups' documents sees all that the one of `kept` saw."""
    return groups is None or (kept != ALL and groups.issuperset(unpacked(kept)))


def unpacked(stored: str | None) -> tuple[str, ...]:
    """Stored groups."""
    return tuple(name for name in (stored or "").split(_APART) if name)


def seen_by(groups: Groups | None) -> sa.ColumnElement[bool]:
    """The condition over the documents' columns under which someone in these groups sees one; None sees all."""
    if groups is None:
        return sa.true()
    own = (documents.c.groups.contains(f"{_APART}{name}{_APART}", autoescape=True) for name in sorted(groups))
    return sa.or_(documents.c.groups.is_(None), *own)
