"""The client examples of the README, run as they stand against a real server."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.settings import ROOT

if TYPE_CHECKING:
    from tests.web.conftest import Site

DEFAULT = "http://127.0.0.1:7860"
FENCE = re.compile(r"^```(bash|python|javascript|java)\n(.*?)^```", re.M | re.S)
PROGRAMS: dict[str, tuple[str, ...]] = {
    "bash": ("bash", "example.sh"),
    "python": (sys.executable, "example.py"),
    "javascript": ("node", "example.mjs"),
    "java": ("java", "-Dfile.encoding=UTF-8", "Ask.java"),
}
FOUND = FENCE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
EXAMPLES = [(language, text) for language, text in FOUND if DEFAULT in text and not text.startswith("make ")]


def test_every_language_has_an_example() -> None:
    assert {language for language, _ in EXAMPLES} == set(PROGRAMS)


@pytest.mark.parametrize(("language", "text"), EXAMPLES, ids=[f"{n}-{e[0]}" for n, e in enumerate(EXAMPLES)])
def test_an_example_answers(site: Site, tmp_path: Path, language: str, text: str) -> None:
    program, *arguments = PROGRAMS[language]
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"no {program} here to run the example with")
    (tmp_path / arguments[-1]).write_text(text.replace(DEFAULT, site.base), encoding="utf-8")
    done = subprocess.run(
        [found, *arguments], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "3150亩" in done.stdout
    assert "/documents/" in done.stdout
