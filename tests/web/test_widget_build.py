"""The built widget belongs to its sources, stays small, and reads no text as HTML."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from web.widget import build

SCRIPT = build.BUILT.read_text(encoding="utf-8")
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|createContextualFragment"
    r"|setHTMLUnsafe|setTimeout\(['\"]|importScripts"
)


def test_the_built_script_belongs_to_the_sources() -> None:
    assert build.named_in(SCRIPT) == build.digest(), "run `make widget` and commit what it builds"


def test_another_source_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = build.digest()
    more = tmp_path / "more.ts"
    more.write_text("export {}")
    listed = build.sources()
    monkeypatch.setattr(build, "sources", lambda: [*listed, more])
    assert build.digest() != before


def test_the_script_is_small() -> None:
    assert len(gzip.compress(SCRIPT.encode(), 9)) <= 15_000


def test_nothing_reads_text_as_html_or_code() -> None:
    assert SINKS.findall(SCRIPT) == []
    for source in build.sources():
        if source.suffix == ".ts":
            assert SINKS.findall(source.read_text(encoding="utf-8")) == [], source.name


def test_the_script_names_no_other_host() -> None:
    assert set(re.findall(r"https?://[\w.-]+", SCRIPT)) == {"http://www.w3.org"}  # the namespace of SVG


def test_every_sentence_is_used_and_none_is_missing() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in build.sources() if p.suffix == ".ts")
    words = build._words()["zh"]
    assert all("\n" not in sentence for table in build._words().values() for sentence in table.values())
    assert set(re.findall(r"\bW\.(\w+)", code)) == words.keys()


def test_the_tools_have_exact_versions_and_the_lock_names_no_registry() -> None:
    package = json.loads((build.FOLDER / "package.json").read_text())
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in package["devDependencies"].values())
    assert "resolved" not in (build.FOLDER / "package-lock.json").read_text()


def test_modules_are_short_enough_to_be_read() -> None:
    for source in build.sources():
        if source.suffix == ".ts":
            assert len(source.read_text(encoding="utf-8").splitlines()) <= 250, source.name
