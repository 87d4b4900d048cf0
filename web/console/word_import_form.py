"""Taking in a list of sensitive words on the operator's page, and what became of its lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from retrieval.errors import UsageError
from retrieval.sensitive import ACTIONS, LONGEST, Action
from retrieval.word_store import Kept
from web.console.voice import Voice
from web.word_lists import WordList, read_list

if TYPE_CHECKING:
    from web.console.console import Console

SHOWN = 50  # lines named that could not be used
Updates = list[Any]


class WordImportForm:
    """The field for a file, how it is taken, and the report, in the tab that is being built."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "sensitive")
        say = self.voice.say
        with gr.Column(elem_classes="pq-upload"):
            gr.Markdown(f"### {say('import')}\n{say('import_about')}")
            file = gr.File(label=say("import_file"), file_types=[".txt", ".csv"], height=120)
            action = gr.Radio([(say(name), name) for name in ACTIONS], value="block", label=say("import_action"))
            replace = gr.Checkbox(label=say("import_replace"))
            go = gr.Button(say("import_go"), variant="primary")
            told = gr.Markdown()
        self._run = go.click(
            self.take_in,
            [file, action, replace],
            [file, replace, told],
            api_visibility="private",
            show_progress="hidden",
            concurrency_limit=1,
            concurrency_id="words",
        )

    def after(self, run: Any, inputs: list[Any], outputs: list[Any]) -> None:  # noqa: ANN401 - a handler
        """What else happens once a list was taken in."""
        self._run.success(run, inputs, outputs, api_visibility="private", show_progress="hidden")

    def take_in(self, path: str | None, action: Action, replace: bool, request: gr.Request) -> Updates:
        """Keeps the good lines of the file and tells of the others; without a good one the words stay as they were."""
        if not path:
            raise gr.Error(self.voice.say("import_none"), print_exception=False)
        try:
            listed = read_list(Path(path).read_bytes(), action)
        except UsageError as error:
            return self._told(WordList(), None, str(error))
        if not listed.words:
            return self._told(listed, None, self.voice.say("import_empty"))
        kept = self.console.assistant.records.words.add(listed.words, replace=replace)
        counts = [kept.added, kept.changed, *([kept.removed] if replace else [])]
        self.console.note(request, "words_replaced" if replace else "words_imported", "+".join(map(str, counts)))
        return self._told(listed, kept)

    def _told(self, listed: WordList, kept: Kept | None, failure: str = "") -> Updates:
        told = self.voice.render(
            "console_word_import.html", kept=kept, failure=failure, bad=listed.bad, shown=SHOWN, most=LONGEST
        )
        return [gr.File(value=None), gr.Checkbox(value=False), told]
