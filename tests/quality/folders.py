"""Data folders with a corpus already taken in, kept below a folder by what made them and copied for each run.

A data folder is owned by one process; two runs at the same time therefore each take a copy, and only the making of a
folder, its copying and its removal hold a lock.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.pipeline import ingest
from retrieval.errors import DataError
from retrieval.library import open_library
from retrieval.settings import ROOT, load_settings

_KEPT = 2  # folders of a suite that stay: for what is worked on now and what it is compared with
_UNREADABLE = 0.01  # share of a corpus that may fail
# What shapes stored data, besides all of ingest/.
_STORING = (
    "channels characters database doc_numbers embedder fast_encoder index keywords library records same_notice schema "
    "tokens twins"
)


@contextmanager
def prepared(name: str, corpus: Path, cache: Path) -> Iterator[Path]:
    """A data folder of its own with `corpus` taken in, gone when the block ends."""
    cache.mkdir(parents=True, exist_ok=True)
    kept = cache / f"{name}-{_fingerprint(corpus)}"
    with tempfile.TemporaryDirectory(prefix=f"run-{name}-", dir=cache) as folder:
        own = Path(folder) / "data"
        with _locked(cache / f"{name}.lock"):
            if not kept.exists():
                _take_in(corpus, Path(folder) / "made")
                (Path(folder) / "made").rename(kept)
            kept.touch()
            shutil.copytree(kept, own)
            _prune(name, cache)
        yield own


def _take_in(corpus: Path, data: Path) -> None:
    library = open_library(load_settings(data=data))
    try:
        report = ingest([corpus], library)
    finally:
        library.close()
    # Figures over a part of a corpus would mislead, and the folder would be kept; a few rows may be no documents.
    if len(report.failed) > _UNREADABLE * report.done:
        raise DataError(f"{len(report.failed)} of {corpus} could not be taken in, the first: {report.failed[0]}", "")


def _fingerprint(corpus: Path) -> str:
    """A digest of the corpus and of the code that reads and stores it."""
    digest = hashlib.sha256(corpus.read_bytes())
    storing = [ROOT / "retrieval" / f"{name}.py" for name in _STORING.split()]
    for path in (*sorted((ROOT / "ingest").rglob("*.py")), *storing):
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:16]


def _prune(name: str, cache: Path) -> None:
    made = sorted(cache.glob(f"{name}-" + "[0-9a-f]" * 16), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in made[_KEPT:]:
        shutil.rmtree(old)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
