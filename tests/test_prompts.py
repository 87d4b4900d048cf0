"""The sentences of the bot: both languages, or no start."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from prompts import LANGUAGES, load_prompts


def _folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "some.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_sentence_is_there_in_every_language() -> None:
    prompts = load_prompts()
    zh, en = (prompts.sentences[language] for language in LANGUAGES)
    assert zh.keys() == en.keys()
    assert {"model.system", "replies.wrong_year", "pages.name"} <= zh.keys()
    assert all(text.strip() for sentences in (zh, en) for text in sentences.values())


def test_every_sentence_can_be_filled_in() -> None:
    prompts = load_prompts()
    for language in LANGUAGES:
        for key, text in prompts.sentences[language].items():
            names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            said = prompts.say(key, language, **dict.fromkeys(names, "甲"))
            assert "{" not in said or "{{" in text, key


def test_placeholders_are_filled_and_languages_differ(tmp_path: Path) -> None:
    prompts = load_prompts(_folder(tmp_path, '[zh]\na = "有 {n} 份"\nb = "乙"\n[en]\na = "{n} files"\nb = "B"\n'))
    assert prompts.say("some.a", n=3) == "有 3 份"
    assert prompts.say("some.a", "en", n=3) == "3 files"
    assert prompts.keys("some.") == ["some.a", "some.b"]


BROKEN = [
    '[zh]\na = "甲"\nb = "乙"\n[en]\na = "A"\n',
    '[zh]\na = "甲"\n[en]\na = "A"\nb = "B"\n',
    '[zh]\na = "有 {n} 份"\n[en]\na = "{m} files"\n',
    '[zh]\na = "有 {n} 份"\n[en]\na = "files"\n',
    '[zh]\na = "甲"\n',
    '[zh]\na = "甲\n',
    '[zh]\na = "有 {n 份"\n[en]\na = "{n} files"\n',
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_missing_sentence_or_placeholder_fails_at_load(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        load_prompts(_folder(tmp_path, text))


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_prompts().say("replies.no_such_sentence")
