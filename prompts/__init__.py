"""Every sentence shown to a model, or as a fixed reply to a person, in Chinese and English.

`*.toml` files hold one table a language; the languages of a file must have the same keys with the
same placeholders, which `load_prompts` checks, so that a missing translation fails at start.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class Prompts:
    """The sentences by language and key, the key being `file.name`."""

    sentences: Mapping[Language, Mapping[str, str]]

    def say(self, key: str, language: Language = "zh", **values: object) -> str:
        """The sentence `key` with its placeholders filled. Raises KeyError for an unknown key."""
        return self.sentences[language][key].format(**values)

    def keys(self, prefix: str) -> list[str]:
        """The keys that start with `prefix`, in file order."""
        return [key for key in self.sentences["zh"] if key.startswith(prefix)]


def load_prompts(folder: Path = Path(__file__).parent) -> Prompts:
    """All sentences below `folder`. Raises ValueError where two languages do not match."""
    sentences: dict[Language, dict[str, str]] = {language: {} for language in LANGUAGES}
    for path in sorted(folder.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        for language in LANGUAGES:
            for name, text in tables.get(language, {}).items():
                sentences[language][f"{path.stem}.{name}"] = text.strip("\n")
    for key in sentences["zh"].keys() | sentences["en"].keys():
        found = [_placeholders(sentences[language].get(key)) for language in LANGUAGES]
        if None in found or found[0] != found[1]:
            raise ValueError(f"prompt {key!r}: the languages differ: {dict(zip(LANGUAGES, found, strict=True))}")
    return Prompts(sentences)


def _placeholders(text: str | None) -> set[str] | None:
    if text is None:
        return None
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
