"""Trying the sensitive words on a text: what is found in it, and what would be shown."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

import gradio as gr

from retrieval.sensitive import Action, Found
from web.console.voice import Voice

if TYPE_CHECKING:
    from web.console.console import Console

SHOWN = 50  # words named that were found
LONGEST = 5000  # characters of a text


class WordTrialForm:
    """The box and what comes of its text, in the tab that is being built."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "sensitive")
        say = self.voice.say
        with gr.Column(elem_classes="pq-upload"):
            gr.Markdown(f"### {say('try')}\n{say('try_about')}")
            text = gr.Textbox(label=say("try_text"), lines=3, max_lines=10, max_length=LONGEST)
            go = gr.Button(say("try_go"))
            told = gr.Markdown()
        go.click(self.tried, [text], [told], api_visibility="private", show_progress="hidden")

    def tried(self, text: str) -> str:
        """What the words do to a text."""
        if not text.strip():
            return ""
        words = self.console.assistant.records.words.load()
        found = words.find(text)
        return self.voice.render(
            "console_word_trial.html",
            text=text,
            found=found,
            shown=SHOWN,
            parts=_parts(text, found),
            masked=words.mask(text),
            refused=words.blocks(text),
            refusal=self.voice.say("refused"),
        )


def _parts(text: str, found: Iterable[Found]) -> list[tuple[str, Action | None]]:
    """The text cut where words begin and end, each part with what becomes of it; to block comes before to mask."""
    actions: list[Action | None] = [None] * len(text)
    for one in sorted(found, key=lambda found: found.word.action, reverse=True):
        actions[one.start : one.end] = [one.word.action] * (one.end - one.start)
    return [
        ("".join(sign for sign, _ in run), action)
        for action, run in groupby(zip(text, actions, strict=True), key=lambda pair: pair[1])
    ]
