"""The form for a new key, and the key itself, which is shown this once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import gradio as gr

from retrieval.errors import UsageError
from retrieval.keys import SCOPES
from retrieval.sight import split_groups
from web.console.voice import Voice
from web.key_commands import LONGEST, checked_key

if TYPE_CHECKING:
    from web.console.console import Console

Updates = list[Any]


class KeyForm:
    """The components of the form, in the tab that is being built, and what they do."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "keys")
        say = self.voice.say
        with gr.Column(elem_classes="pq-upload"):
            gr.Markdown(f"### {say('new')}")
            self.kind = gr.Radio(
                [(say("kind_secret_about"), "secret"), (say("kind_public_about"), "public")],
                value="secret", label=say("kind"), elem_classes="pq-sentences",
            )  # fmt: skip
            with gr.Row(elem_classes="pq-fields"):
                self.name = gr.Textbox(label=say("name"), info=say("name_about"), max_length=LONGEST)
                self.days = gr.Textbox(label=say("days"), info=say("days_about"), max_length=5)
                self.groups = gr.Textbox(label=say("groups"), info=say("groups_about"))
            scopes = [(say(f"scope_{scope}_about"), scope) for scope in SCOPES]
            self.scopes = gr.CheckboxGroup(scopes, value=["ask"], label=say("scopes"), elem_classes="pq-sentences")
            self.origins = gr.Textbox(
                label=say("origins"), info=say("origins_about"), placeholder="https://www.x.gov.cn", lines=2, visible=False
            )  # fmt: skip
            make = gr.Button(say("make"), variant="primary")
            self.made = gr.Markdown()
            self.seen = gr.Button(say("seen"), visible=False)
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        self.kind.input(self.turn, [self.kind], [self.scopes, self.origins], **private)
        given = [self.kind, self.name, self.scopes, self.origins, self.days, self.groups]
        self._kept = make.click(self.make, given, self.outputs, **private)
        self.seen.click(self.closed, None, self.outputs, **private)

    @property
    def outputs(self) -> list[Any]:
        """The components that `make` and `closed` are for."""
        return [self.made, self.seen, self.name, self.origins]

    def after_made(self, run: Any, outputs: list[Any]) -> None:  # noqa: ANN401 - a handler
        """What else happens once a key is made."""
        self._kept.success(run, None, outputs, api_visibility="private", show_progress="hidden")

    def turn(self, kind: str) -> Updates:
        """The fields of this kind of key."""
        return [gr.CheckboxGroup(visible=kind == "secret"), gr.Textbox(visible=kind == "public")]

    def closed(self) -> Updates:
        """The form without the last key's text."""
        return ["", gr.Button(visible=False), gr.skip(), gr.skip()]

    def make(
        self, kind: str, name: str, scopes: list[str], origins: str, days: str, groups: str, request: gr.Request
    ) -> Updates:
        """A new key, shown this once; what is wrong with what was typed is told instead."""
        pages = re.split(r"[\s,，、;；]+", origins.strip()) if kind == "public" and origins.strip() else []
        if kind == "public" and not pages:
            raise gr.Error(self.voice.say("origins_missing"), print_exception=False)
        if days.strip() and not days.strip().isdecimal():
            raise gr.Error(self.voice.say("days_wrong"), print_exception=False)
        until = int(days) if days.strip() else None
        may = scopes if kind == "secret" else ["ask"]
        try:
            wanted = checked_key(name, may, pages, until, split_groups(groups))
        except UsageError as error:
            raise gr.Error(str(error), print_exception=False) from error
        key, secret = wanted.made(self.console.assistant.records.keys)
        self.console.note(request, "key_created", key.id)
        shown = self.voice.render("console_key_made.html", key=key, secret=secret)
        return [shown, gr.Button(visible=True), "", ""]
