"""A setting, route or command that the README does not name fails here; so does one that it names and is gone."""

from __future__ import annotations

import re
from pathlib import Path

from app import _parser
from retrieval.assistant import Assistant
from retrieval.settings import ROOT, Settings
from web.server import create_app

README = (ROOT / "README.md").read_text(encoding="utf-8")


def _settings() -> set[str]:
    return {str(f.validation_alias or f"POLICYQA_{name.upper()}") for name, f in Settings.model_fields.items()}


def test_every_setting_is_documented_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `((?:POLICYQA|LLM)_\w+)` \| ([^|]+) \|", README, re.M))
    assert set(rows) == _settings()
    for name, field in Settings.model_fields.items():
        shown = rows[str(field.validation_alias or f"POLICYQA_{name.upper()}")].strip().strip("`")
        if field.default not in ("", None):
            assert shown == re.sub(r"\.0$", "", str(field.default)), name


def test_every_command_and_option_is_documented() -> None:
    (commands,) = [action for action in _parser()._actions if action.dest == "command"]
    assert isinstance(commands.choices, dict)
    for name, parser in commands.choices.items():
        row = re.search(rf"^\| `{name}\b.*$", README, re.M)
        assert row, f"command {name} is not in the README"
        for action in parser._actions:
            for option in action.option_strings:
                if option.startswith("--") and option not in {"--help", "--data"}:
                    assert option in row.group(), f"{name} {option} is not in the README"
    documented = set(
        re.findall(r"^\| `(\w+)(?: [^`]*)?` \|", README.split("| 命令 | 用途 |")[1].split("\n\n")[0], re.M)
    )
    assert documented == set(commands.choices)


def test_every_route_is_documented(assistant: Assistant) -> None:
    app = create_app(assistant)
    for path, methods in app.openapi()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path.replace('{document_id}', '{id}')}" in README


def test_every_picture_of_the_readme_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    assert [p for p in pictures if not Path(ROOT, p).is_file()] == []


def test_the_changelog_names_the_version() -> None:
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    assert version
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
