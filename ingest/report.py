"""What became of the documents of one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from retrieval.errors import IngestError

_FATES = ("added", "updated", "unchanged", "renamed", "removed", "failed")


@dataclass
class Report:
    """The ids of documents by their fate, a reason for each failure, and the doubts about what was read."""

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
        found: dict[str, Any] = {"counts": {name: len(getattr(self, name)) for name in _FATES}}
        return found | {name: getattr(self, name) for name in (*_FATES, "doubts")}
