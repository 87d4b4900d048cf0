"""The form for a bot: what it is called and looks like, what it knows, and where it may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import gradio as gr
from pydantic import ValidationError

from retrieval.bots import Bot, BotDraft, BotLanguage, BotMode, BotTheme, Position
from retrieval.errors import NotFound, UsageError
from retrieval.sight import split_groups
from web.bots import draft_of
from web.console.voice import Voice, plain

if TYPE_CHECKING:
    from web.console.console import Console

Updates = list[Any]
CHOICES = {"language": BotLanguage, "theme": BotTheme, "position": Position, "mode": BotMode}
SOURCES = ("issuers", "folders", "document_ids")
LISTS = ("questions", *SOURCES, "origins")  # one a line
FIELDS = ("name", "accent", "greeting", "questions", *CHOICES, *SOURCES, "origins", "groups")
WIDE = frozenset({*LISTS, "greeting", "groups"})
_INFO = {"questions": "lines_info", "document_ids": "lines_info"}
_INFO |= {name: f"{name}_info" for name in ("greeting", "accent", "issuers", "folders", "origins", "groups")}


class BotForm:
    """The components of the form, in the tab that is being built, and what they do."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "bots")
        self.bots = console.assistant.records.bots
        common = Voice(console).say
        self.bot_id = gr.State("")
        with gr.Column(visible=False, elem_classes="pq-form") as self.column:
            self.title = gr.Markdown(elem_classes="pq-form-title")
            with gr.Row(elem_classes="pq-fields"):
                self.fields = [self._field(name) for name in FIELDS]
            with gr.Row():
                save = gr.Button(common("save"), variant="primary")
                close = gr.Button(common("cancel"))
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        close.click(self.closed, None, self.outputs, **private)
        self._saved = save.click(self.keep, [self.bot_id, *self.fields], self.outputs, **private)

    @property
    def outputs(self) -> list[Any]:
        """The components that `filled` and `closed` are for."""
        return [self.column, self.title, self.bot_id, *self.fields]

    def after_save(self, run: Any, inputs: list[Any], outputs: list[Any]) -> None:  # noqa: ANN401 - a handler
        """What else happens once the bot is kept."""
        self._saved.success(run, inputs, outputs, api_visibility="private", show_progress="hidden")

    def filled(self, bot: Bot | None = None) -> Updates:
        """The form, open, with a bot, or for a new one."""
        draft = bot.draft if bot else BotDraft.model_construct(name="")
        title = self.voice.say("edit_title", name=bot.name) if bot else self.voice.say("edit_new")
        values = {**draft.model_dump(), **{name: getattr(draft.sources, name) for name in SOURCES}}
        shown = {name: "\n".join(values[name]) for name in LISTS} | {"groups": "，".join(draft.groups)}
        fields = [(values | shown)[name] for name in FIELDS]
        return [gr.Column(visible=True), f"## {plain(title)}", bot.id if bot else "", *fields]

    def closed(self) -> Updates:
        """The form, put away."""
        return [gr.Column(visible=False), *[gr.skip()] * (len(self.outputs) - 1)]

    def keep(self, request: gr.Request, bot_id: str, *values: str | None) -> Updates:
        """Makes the bot, or changes it; what is wrong is told, and the form stays open."""
        given: dict[str, Any] = dict(zip(FIELDS, (value or "" for value in values), strict=True))
        given |= {name: [line.strip() for line in given[name].splitlines() if line.strip()] for name in LISTS}
        given |= {"groups": split_groups(given["groups"]), "sources": {name: given.pop(name) for name in SOURCES}}
        given["accent"] = given["accent"].strip()
        try:
            draft = draft_of(given)
            kept = self.bots.change(bot_id, draft) if bot_id else self.bots.create(draft)
        except ValidationError as error:
            raise gr.Error(self._wrong(error), print_exception=False) from error
        except UsageError as error:
            raise gr.Error(f"{error.message} {error.hint}", print_exception=False) from error
        except NotFound as error:
            raise gr.Error(self.voice.say("gone"), print_exception=False) from error
        self.console.note(request, "bot_changed" if bot_id else "bot_made", kept.id)
        gr.Info(self.voice.say("saved"))
        return self.closed()

    def _field(self, name: str) -> gr.Textbox | gr.Dropdown:
        label = self.voice.say(name)
        info = self.voice.say(_INFO[name]) if name in _INFO else " "
        if name in CHOICES:
            values = get_args(CHOICES[name])
            choices = [(self.voice.say(f"{name}_{value}"), value) for value in values]
            return gr.Dropdown(choices, label=label, info=info)
        lines = 3 if name in LISTS else 1
        return gr.Textbox(label=label, info=info, lines=lines, elem_classes="pq-wide" if name in WIDE else None)

    def _wrong(self, error: ValidationError) -> str:
        where = [str(part) for part in error.errors()[0]["loc"]]
        name = next((part for part in reversed(where) if part in FIELDS), "name")
        return (
            self.voice.say("wrong_name")
            if name == "name"
            else self.voice.say("wrong_value", field=self.voice.say(name))
        )
