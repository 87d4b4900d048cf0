"""Who may see which documents: groups of people and sources of documents, as the records keep them and as a condition
of every read.

A document without groups is for everyone. One with groups is, for anyone in none of them, as if it were not there; so
is, for whoever asks a bot that knows some sources alone, one from elsewhere. The condition stands in the reads
themselves, so that no answer, list or number is made of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import ClassVar

import sqlalchemy as sa
from pydantic import ConfigDict

from retrieval.errors import UsageError
from retrieval.schema import documents

Groups = frozenset[str]
ALL = "*"  # stands for the groups of one who sees every document
_APART = "|"
_BETWEEN = re.compile(r"[,;，；]")
_NAME = re.compile(r"[^|,;，；\x00-\x1f]{1,100}")


@dataclass(frozen=True, slots=True)
class Sources:
    """Documents by where they come from: those of any of these; all documents where nothing is named."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")  # as a part of what an operator sends

    issuers: tuple[str, ...] = ()  # parts of an issuer's name
    folders: tuple[str, ...] = ()  # folders or sites, as the beginning of a document's source, without the last /
    document_ids: tuple[str, ...] = ()

    @property
    def limited(self) -> bool:
        """Whether anything is named."""
        return bool(self.issuers or self.folders or self.document_ids)

    @property
    def packed(self) -> str | None:
        """As it is stored with an answer; None where all documents are meant."""
        return json.dumps(asdict(self), ensure_ascii=False) if self.limited else None

    @classmethod
    def unpacked(cls, stored: str | None) -> Sources:
        """Stored sources."""
        return cls(**{name: tuple(values) for name, values in json.loads(stored or "{}").items()})

    def cover(self, other: Sources) -> bool:
        """Whether every document of the others is one of these, whatever documents there are."""
        if not self.limited or not other.limited:
            return not self.limited
        return (
            all(any(own in name for own in self.issuers) for name in other.issuers)
            and all(any(f"{place}/".startswith(f"{own}/") for own in self.folders) for place in other.folders)
            and set(other.document_ids) <= set(self.document_ids)
        )


@dataclass(frozen=True, slots=True)
class Sight:
    """What someone may see: of the `sources`, the documents for everyone and for their `groups` (None: for any group)."""

    groups: Groups | None = frozenset()
    sources: Sources = Sources()

    @property
    def whole(self) -> bool:
        """Whether it is every document."""
        return self.groups is None and not self.sources.limited

    @property
    def told(self) -> str | None:
        """What of a person's groups is kept with their questions."""
        return ALL if self.groups is None else packed(self.groups)

    def joined(self, groups: Iterable[str]) -> Sight:
        """This with what those in these groups see as well."""
        return self if self.groups is None else Sight(self.groups | frozenset(groups), self.sources)

    def within(self, sources: Sources) -> Sight:
        """This, of these sources alone."""
        return Sight(self.groups, sources)


EVERYTHING = Sight(None)
PUBLIC = Sight()


def checked_sources(sources: Sources) -> Sources:
    """The sources, each once, in order. Raises UsageError for a blank one."""
    folders = [place.strip().rstrip("/") for place in sources.folders]
    found = [_sorted(sources.issuers), _sorted(folders), _sorted(sources.document_ids)]
    if "" in [name for names in found for name in names]:
        raise UsageError("来源里有一项是空的。 A source is empty.", "去掉它，或写明机关、目录、网址、文件编号。")
    return Sources(*found)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name.strip() for name in names}))


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


def shares(groups: str | None, sources: str | None, sight: Sight) -> bool:
    """Whether one who sees this sees all that was seen for an answer, with which `groups` and `sources` were kept."""
    own = sight.groups
    of_groups = own is None or (groups != ALL and own.issuperset(unpacked(groups)))
    return of_groups and sight.sources.cover(Sources.unpacked(sources))


def unpacked(stored: str | None) -> tuple[str, ...]:
    """Stored groups."""
    return tuple(name for name in (stored or "").split(_APART) if name)


def seen_by(sight: Sight) -> sa.ColumnElement[bool]:
    """The condition over the documents' columns under which one is seen."""
    return sa.and_(_of_groups(sight.groups), _of_sources(sight.sources))


def _of_groups(groups: Groups | None) -> sa.ColumnElement[bool]:
    if groups is None:
        return sa.true()
    own = (documents.c.groups.contains(f"{_APART}{name}{_APART}", autoescape=True) for name in sorted(groups))
    return sa.or_(documents.c.groups.is_(None), *own)


def _of_sources(sources: Sources) -> sa.ColumnElement[bool]:
    if not sources.limited:
        return sa.true()
    c = documents.c
    issued = (c.issuer.contains(name, autoescape=True) for name in sources.issuers)
    placed = (  # not LIKE, which in SQLite takes a/ for A/
        sa.or_(c.source == place, sa.func.substr(c.source, 1, len(place) + 1) == f"{place}/")
        for place in sources.folders
    )
    # An issuer that is not known is none, not unknown: `hides` asks for what this is not.
    return sa.or_(sa.and_(c.issuer.is_not(None), sa.or_(*issued, sa.false())), *placed, c.id.in_(sources.document_ids))
