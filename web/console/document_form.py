"""The form for what is known of a document: each field with what was read; an operator's word stands above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import gradio as gr
from pydantic import ValidationError

from retrieval.errors import NotFound, UsageError
from web.catalog import STATUSES
from web.console.voice import Voice, plain
from web.document_schemas import EDITABLE, DocumentEdit
from web.edit_view import Entry, entries
from web.templating import WORDS

if TYPE_CHECKING:
    from web.console.console import Console

Updates = list[Any]
_LABELS = {"doc_no": "document_no"}


class DocumentForm:
    """The components of the form, in the tab that is being built, and what they do."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "desk")
        say, common = self.voice.say, Voice(console).say
        self.document_id = gr.State("")
        self.was = gr.State(dict[str, str]())
        with gr.Column(visible=False, elem_classes="pq-form") as self.column:
            self.title = gr.Markdown(elem_classes="pq-form-title")
            with gr.Row(elem_classes="pq-fields"):
                self.fields = [self._field(name) for name in EDITABLE]
            self.back = gr.CheckboxGroup([], label=say("edit_back"), visible=False)
            with gr.Row():
                self.save = gr.Button(common("save"), variant="primary")
                close = gr.Button(common("cancel"))
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        close.click(self.closed, None, self.outputs, **private)
        given = [self.document_id, self.was, self.back, *self.fields]
        self._saved = self.save.click(self.keep, given, self.outputs, **private)

    @property
    def outputs(self) -> list[Any]:
        """The components that `filled` and `closed` are for."""
        return [self.column, self.title, self.document_id, self.was, self.back, *self.fields]

    def after_save(self, run: Any, inputs: list[Any], outputs: list[Any]) -> None:  # noqa: ANN401 - a handler
        """What else happens once the document is kept."""
        self._saved.success(run, inputs, outputs, api_visibility="private", show_progress="hidden")

    def filled(self, document_id: str) -> Updates:
        """The form, open, with what is known of a document. Raises NotFound."""
        records = self.console.assistant.records
        document = records.document(document_id)
        shown = entries(records, document)
        back = [(self._label(entry.name), entry.name) for entry in shown if entry.is_set]
        return [
            gr.Column(visible=True),
            f"## {plain(self.voice.say('edit_title', title=document.title))}\n{self.voice.say('edit_about')}",
            document_id,
            {entry.name: entry.value for entry in shown},
            gr.CheckboxGroup(choices=back, value=[], visible=bool(back)),
            *map(self._filled, shown),
        ]

    def closed(self) -> Updates:
        """The form, put away."""
        return [gr.Column(visible=False), *[gr.skip()] * (len(self.outputs) - 1)]

    def keep(
        self, request: gr.Request, document_id: str, was: Mapping[str, str], back: list[str], *values: str | None
    ) -> Updates:
        """Keeps what was changed; what is wrong with it is told, and the form stays open."""
        given = dict(zip(EDITABLE, (value or "" for value in values), strict=True))
        changes: dict[str, str | None] = {name: value for name, value in given.items() if value != was.get(name, "")}
        changes |= dict.fromkeys(back)
        if not changes:
            raise gr.Error(self.voice.say("edit_nothing"), print_exception=False)
        try:
            edit = DocumentEdit.model_validate(changes)
            self.console.assistant.library.edit(document_id, edit.changes)
        except ValidationError as error:
            raise gr.Error(self._wrong(error), print_exception=False) from error
        except NotFound as error:
            raise gr.Error(self.voice.say("gone"), print_exception=False) from error
        except UsageError as error:  # what can be no group
            raise gr.Error(str(error), print_exception=False) from error
        self.console.note(request, "document_edited", document_id)
        gr.Info(self.voice.say("edit_saved"))
        return self.closed()

    def _field(self, name: str) -> gr.Textbox | gr.Dropdown:
        label = self._label(name)
        if name == "status":
            return gr.Dropdown([(self._page(WORDS[status]), status) for status in STATUSES], label=label, info=" ")
        if name in {"title", "status_reason"}:
            return gr.Textbox(label=label, info=" ", lines=2, max_length=1000, elem_classes="pq-wide")
        return gr.Textbox(label=label, info=" ", placeholder="2024-01-31" if name.endswith("_on") else None)

    def _filled(self, entry: Entry) -> gr.Textbox | gr.Dropdown:
        words = {str(status): self._page(key) for status, key in WORDS.items()} if entry.kind == "status" else {}
        read = words.get(str(entry.read), entry.read)
        info = self.voice.say("edit_read", value=read) if read else self.voice.say("edit_read_nothing")
        component = gr.Dropdown if entry.kind == "status" else gr.Textbox
        return component(value=entry.value, info=info)

    def _label(self, name: str) -> str:
        return self._page(_LABELS.get(name, name))

    def _page(self, key: str) -> str:
        return self.voice.messages.say(key)

    def _wrong(self, error: ValidationError) -> str:
        name = str(error.errors()[0]["loc"][0])
        kind = "wrong_day" if name.endswith("_on") else "wrong_empty" if name == "title" else "wrong_value"
        return self.voice.say(kind, field=self._label(name))
