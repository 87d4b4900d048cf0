"""Builds the widget: `python -m web.widget.build`, after `npm ci` in this folder (`make widget` does both).

The script is checked in as it is built, so that nobody who runs the server needs Node. It names the digest of the
sources that it was made from, by which a test tells that it belongs to them.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

from prompts import LANGUAGES, load_prompts

FOLDER = Path(__file__).parent
BUILT = FOLDER.parent / "static" / "widget" / "v1" / "policyqa.js"
SCRIPT = "es2020"
STYLE = "chrome87,firefox90,safari15"
_NAMED = re.compile(r"policyqa widget, sources ([0-9a-f]{16})")


def sources() -> list[Path]:
    """Everything that the script is made from."""
    made_by = [FOLDER / name for name in ("build.py", "package.json", "tsconfig.json")]
    return sorted([*(FOLDER / "src").iterdir(), *made_by, FOLDER.parent.parent / "prompts" / "widget.toml"])


def digest() -> str:
    """The beginning of a SHA-256 over the names and contents of the sources."""
    total = hashlib.sha256()
    for path in sources():
        content = path.read_bytes()
        total.update(f"{path.name} {len(content)}\n".encode() + content)
    return total.hexdigest()[:16]


def named_in(script: str) -> str:
    """The digest that a built script names; "" for any other file."""
    found = _NAMED.search(script[:300])
    return found[1] if found else ""


def build() -> None:
    """Write the script. Raises CalledProcessError where the sources do not compile, FileNotFoundError without Node."""
    made = FOLDER / "made"
    made.mkdir(exist_ok=True)
    words = _words()
    (made / "words.ts").write_text(_module(words), encoding="utf-8")
    tools = FOLDER / "node_modules" / ".bin"
    _run(str(tools / "tsc"), "-p", ".")
    _run(str(tools / "esbuild"), "src/style.css", "--minify", f"--target={STYLE}", "--outfile=made/style.css")
    _run(
        str(tools / "esbuild"),
        "src/main.ts",
        "--bundle",
        "--minify",
        "--format=iife",
        "--charset=utf8",
        "--loader:.css=text",
        "--legal-comments=none",
        f"--target={SCRIPT}",
        f"--banner:js=/*! policyqa widget, sources {digest()} */",
        f"--outfile={BUILT}",
    )


def _module(words: dict[str, dict[str, str]]) -> str:
    """The sentences as lines, a third smaller than tables, and the number of each under its key."""
    keys = f"export const enum W {{ {', '.join(words[LANGUAGES[0]])} }}\n"
    texts = {language: json.dumps("\n".join(words[language].values()), ensure_ascii=False) for language in LANGUAGES}
    return keys + "".join(f"export const {language} = {text};\n" for language, text in texts.items())


def _words() -> dict[str, dict[str, str]]:
    """The sentences of the widget by language, under their short keys."""
    prompts = load_prompts()
    keys = prompts.keys("widget.")
    return {
        language: {key.removeprefix("widget."): prompts.sentences[language][key] for key in keys}
        for language in LANGUAGES
    }


def _run(*command: str) -> None:
    subprocess.run(command, cwd=FOLDER, check=True)  # noqa: S603 - our own command


if __name__ == "__main__":
    build()
