"""The whole way in: load → parse → chunk → write, with a report of what became of each document.

Documents are parsed on all cores while those before them are embedded. A run may be stopped at any moment and
repeated: what is stored is stored whole, and what is not is taken in the next time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.limits import Limits
from ingest.load import Loaded, identify, source_of
from ingest.reading import read_all
from ingest.report import Report
from ingest.sandbox import Outcome, Sandbox
from ingest.survey import Survey, below, digest, gone, survey, wanted
from retrieval.errors import UsageError
from retrieval.ledger import File
from retrieval.library import Library
from retrieval.models import Intake

Progress = Callable[[int, int, str], None]
_BATCH = 256  # chunks written at a time: enough to sort by length, small enough to lose little when stopped
_MOST_WORKERS = 4
_WHOLE = ""  # the document of an archive, which is none itself


def ingest(
    paths: Sequence[Path],
    library: Library,
    progress: Progress | None = None,
    base: Path | None = None,
    *,
    limits: Limits | None = None,
    sync: bool = False,
) -> Report:
    """Takes in what is at `paths`; unchanged documents are skipped, changed ones replaced in one step.

    Sources are named relative to `base` (default: the working folder). With `sync`, the library becomes equal to
    the folders at `paths`: files that moved keep their documents, and the documents of files that are gone go.
    `progress` is told how many documents of how many are done, and the name of the current one.
    Raises UsageError where a path does not exist; a document's own failure goes into the report.
    """
    if sync and not all(path.is_dir() for path in paths):
        raise UsageError("--sync 只用于目录。 --sync takes folders only.", "请给出目录。 Name a folder.")
    limit = library.max_file_bytes
    seen = survey(paths, limit, base)
    run = _Run(library, seen, progress or _silent, Report(sync))
    if sync:
        for path in paths:
            run.leave(gone(run.known, source_of(path, base), seen))
    items = run.sift(wanted(paths, limit, base, seen))
    run.store(read_all(items, Sandbox(limits or Limits()), _workers()))
    if sync:
        run.remove(source_of(path, base) for path in paths)
    run.tell("")
    return run.report


def take_in(
    items: Iterable[Loaded], library: Library, progress: Progress | None = None, *, limits: Limits | None = None
) -> Report:
    """Takes in what was loaded from elsewhere (the web), as `ingest` does."""
    run = _Run(library, Survey(), progress or _silent)
    found = run.sift((item, item.problem) for item in items)
    run.store(read_all(found, Sandbox(limits or Limits()), _workers()))
    run.tell("")
    return run.report


def _silent(done: int, total: int, name: str) -> None:
    """Tells nobody."""


def _workers() -> int:
    return min(_MOST_WORKERS, os.cpu_count() or 1)


@dataclass
class _Run:
    """One run over a library: what it knew before, what has left its place, and what has become of the rest."""

    library: Library
    seen: Survey
    progress: Progress
    report: Report = field(default_factory=Report)

    def __post_init__(self) -> None:
        self.known = self.library.records.ledger.files()
        self.hashes = self.library.records.hashes()
        self.sources = self.library.records.sources()
        self.taken = set(self.sources.values())
        self.left: dict[str, File] = {}  # files that are gone from their places, by source
        self.met: set[str] = set()

    def tell(self, name: str) -> None:
        """Tells how far the run is; without a name, that it is through."""
        done = self.report.done
        self.progress(done, max(done, self.seen.total) if name else done, name)

    # -- before reading ----------------------------------------------------------------------------

    def leave(self, files: dict[str, File]) -> None:
        """Notes files that are gone from their places; they may turn up in others."""
        self.left |= files

    def sift(self, items: Iterable[tuple[Loaded, object]]) -> Iterator[Loaded]:
        """What has to be read; the rest is reported as it passes: failed, unchanged, or only moved."""
        for item, problem in items:
            if item.known_as in self.met and not item.row:
                continue  # named twice
            self.met.add(item.known_as)
            if problem is not None:
                self.report.fail(item.source, problem)  # type: ignore[arg-type]  # an IngestError by `wanted`
                continue
            own = digest(item)
            if self._unchanged(item, own) or self._moved(item, own):
                self.tell(item.name)
                continue
            yield replace(item, id=self._id(item))

    def _unchanged(self, item: Loaded, own: str) -> bool:
        file = self.known.get(item.known_as)
        if file is None or file.digest != own:
            return False
        if file.document_id != _WHOLE:
            stored = file.document_id in self.hashes
            self.report.unchanged += [file.document_id] if stored else []
            return stored
        parts = [f for source, f in self.known.items() if source.startswith(item.known_as + "/")]
        self.report.unchanged += [part.document_id for part in parts if part.document_id in self.hashes]
        return True

    def _moved(self, item: Loaded, own: str) -> bool:
        """Whether the file is one that has left its place: then its document takes the new name."""
        old = next((f for f in self.left.values() if f.digest == own and f.document_id != _WHOLE), None)
        if old is None or item.row:
            return False
        del self.left[old.source]
        self.library.records.ledger.rename(old.document_id, old.source, item.known_as)
        self.known[item.known_as] = replace(old, source=item.known_as)
        self.sources = {s: key for s, key in self.sources.items() if key != old.document_id} | {
            item.source: old.document_id
        }
        self.report.renamed.append(old.document_id)
        return True

    def _id(self, item: Loaded) -> str:
        """The id of the document from this source: the one it has, else a new one that no moved file has taken."""
        if item.row:
            return item.id
        if item.source in self.sources:
            return self.sources[item.source]
        key, number = item.id, 2
        while key in self.taken:
            key, number = identify(f"{item.source}#{number}"), number + 1
        return key

    # -- after reading -----------------------------------------------------------------------------

    def store(self, outcomes: Iterable[Outcome]) -> None:
        """Writes what was read, some chunks at a time."""
        held: list[Outcome] = []
        size = 0
        for outcome in outcomes:
            if outcome.parts:
                self._note([outcome], _WHOLE)
                self._leave_parts(outcome)
            if outcome.problem is not None:
                self.report.fail(outcome.loaded.source, outcome.problem)
            elif outcome.intake is not None and self._is_new(outcome, outcome.intake):
                held.append(outcome)
                size += len(outcome.intake.chunks)
            self.tell(outcome.loaded.name)
            if size >= _BATCH:
                self._put(held)
                held, size = [], 0
        self._put(held)

    def _leave_parts(self, whole: Outcome) -> None:
        """Notes what an archive held before and holds no more."""
        held = {part.known_as for part in whole.parts}
        for source, file in self.known.items():
            within = source.startswith(whole.loaded.known_as + "/")
            if within and not any(source == part or source.startswith(part + "/") for part in held):
                self.left[source] = file

    def _is_new(self, outcome: Outcome, intake: Intake) -> bool:
        key = intake.document.id
        source = outcome.loaded.source
        self.report.doubts += [{"source": source, "doubt": doubt} for doubt in intake.document.doubts]
        if self.hashes.get(key) != intake.document.content_hash:
            return True
        self.report.unchanged.append(key)
        self._note([outcome])
        return False

    def _put(self, outcomes: Sequence[Outcome]) -> None:
        intakes = [outcome.intake for outcome in outcomes if outcome.intake]
        if not intakes:
            return
        self.library.put(intakes)
        self._note(outcomes)
        for intake in intakes:
            key = intake.document.id
            (self.report.updated if key in self.hashes else self.report.added).append(key)
            self.hashes[key] = intake.document.content_hash
            self.tell(intake.document.title)

    def _note(self, outcomes: Sequence[Outcome], document_id: str | None = None) -> None:
        files = []
        for outcome in outcomes:
            key = outcome.intake.document.id if outcome.intake and document_id is None else document_id or _WHOLE
            files.append(File(outcome.loaded.known_as, digest(outcome.loaded), key))
        self.library.records.ledger.note_files(files)

    def remove(self, roots: Iterable[str]) -> None:
        """Takes out the documents of files that are gone for good from below `roots`."""
        below_roots = tuple(roots)
        taken_in = {file.document_id for file in self.library.records.ledger.files().values()}
        gone_ids = {file.document_id for file in self.left.values()} - {_WHOLE}
        for source, key in self.library.records.sources().items():
            orphan = key not in taken_in and any(below(root, source) for root in below_roots)
            if key in gone_ids or orphan:
                self.library.remove(key)
                self.report.removed.append(key)
        self.library.records.ledger.forget_files(list(self.left))
