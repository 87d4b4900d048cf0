"""What became of the documents of one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from retrieval.errors import IngestError

_FATES = ("added", "updated", "unchanged", "failed")
_SYNC_FATES = ("added", "updated", "unchanged", "renamed", "removed", "failed")


@dataclass
class Report:
    """The ids of documents by their fate, a reason for each failure, and the doubts about what was read.

    Only a `sync` finds documents moved or gone, and only its report speaks of them.
    """

    sync: bool = False
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    doubts: list[dict[str, str]] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many documents are dealt with."""
        return len(self.added) + len(self.updated) + len(self.unchanged) + len(self.renamed) + len(self.failed)

    def fail(self, source: str, problem: IngestError) -> None:
        """Notes that a document cannot be taken in."""
        self.failed.append({"source": source, "reason": problem.message, "hint": problem.hint})

    def as_dict(self) -> dict[str, Any]:
        """The report ready for JSON, with counts."""
        fates = _SYNC_FATES if self.sync else _FATES
        found: dict[str, Any] = {"counts": {name: len(getattr(self, name)) for name in fates}}
        return found | {name: getattr(self, name) for name in (*fates, "doubts")}

    def __add__(self, other: Report) -> Report:
        """Both reports as one."""
        both = Report(self.sync or other.sync)
        for name in (*_SYNC_FATES, "doubts"):
            setattr(both, name, [*getattr(self, name), *getattr(other, name)])
        return both
