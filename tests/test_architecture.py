"""The rooms of the house keep apart."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.settings import ROOT

ROOMS = ("retrieval", "ingest", "prompts", "web")
MODULES = sorted([ROOT / "app.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))])
NAMES = [str(path.relative_to(ROOT)) for path in MODULES]
MAY_IMPORT = {
    "prompts": {"prompts"},
    "retrieval": {"retrieval", "prompts"},
    "ingest": {"ingest", "retrieval"},
    "web": {"web", "ingest", "retrieval", "prompts"},
    "app.py": {"web", "ingest", "retrieval", "prompts"},
}
LONGER = {
    "retrieval/fast_encoder.py": "one network with its kernels, read as one piece",
    "retrieval/records.py": "one table after another, and every statement on them",
}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_room_imports_only_rooms_below_it(name: str) -> None:
    ours = {module for module in _imports(ROOT / name) if module in {*ROOMS, "app", "tests"}}
    assert ours <= MAY_IMPORT[name.split("/")[0]]


@pytest.mark.parametrize("name", NAMES)
def test_only_the_settings_read_the_environment(name: str) -> None:
    if name == "retrieval/settings.py":
        return
    tree = _tree(ROOT / name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}:
            written = any(
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "setdefault"
                and call.func.value is node
                for call in ast.walk(tree)
            )
            assert written, f"{name}:{node.lineno} reads the environment"
        assert not (isinstance(node, ast.ImportFrom) and node.module == "os"), f"{name} imports from os"


@pytest.mark.parametrize("name", NAMES)
def test_modules_are_short_enough_to_be_read(name: str) -> None:
    lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
    assert lines <= (350 if name in LONGER else 250)


def _catches_all(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return bool({"Exception", "BaseException"} & {n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)})


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """Whether the handler only cleans up: it ends with a bare `raise`."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


@pytest.mark.parametrize("name", NAMES)
def test_only_the_border_catches_everything(name: str) -> None:
    everything = [
        node.lineno
        for node in ast.walk(_tree(ROOT / name))
        if isinstance(node, ast.ExceptHandler) and _catches_all(node) and not _raises_again(node)
    ]
    assert not everything or name == "web/border.py"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_prints_but_the_command_line(name: str) -> None:
    printed = [
        node.lineno
        for node in ast.walk(_tree(ROOT / name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not printed or name == "app.py"


def test_no_module_is_a_drawer_for_anything() -> None:
    assert not [name for name in NAMES if Path(name).stem in {"utils", "util", "helpers", "common", "misc"}]


def test_the_rooms_were_found() -> None:
    assert {name.split("/")[0] for name in NAMES} == {"app.py", *ROOMS}
    assert all((ROOT / name).is_file() for name in LONGER)


def test_answering_needs_neither_ingest_nor_heavy_libraries() -> None:
    code = "import retrieval.assistant, sys; print(*{m.split('.')[0] for m in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "retrieval" in loaded
    assert not loaded & {"ingest", "web", "torch", "gradio", "fastapi", "transformers"}
