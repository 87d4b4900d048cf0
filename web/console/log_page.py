"""会话记录: what was asked and answered, to be searched, read in full and exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import gradio as gr

from retrieval.answer_log import CHANNELS, Logged
from retrieval.models import Answer
from retrieval.schema import here
from web.console.sought import sought_in
from web.console.voice import Voice
from web.log_export import label_of

if TYPE_CHECKING:
    from web.console.console import Console

PAGE = 20
OUTCOMES = ("answered", "refused", "conflict", "clarify")
Updates = list[Any]


class LogPage:
    """Filters, a page of answers, the chosen one as its reader saw it, and the exports."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console)
        self.log = console.assistant.records.answers
        say = self.voice.say
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        any_ = (say("any"), "")
        with gr.Tab(say("log")) as tab:
            with gr.Row():
                text = gr.Textbox("", label=say("log_text"))
                who = gr.Textbox("", label=say("log_who"))
                outcome = gr.Dropdown(
                    [any_, *((say(f"outcome_{name}"), name) for name in OUTCOMES)], value="", label=say("log_outcome")
                )
                channel = gr.Dropdown(
                    [any_, *((say(f"channel_{name}"), name) for name in CHANNELS)], value="", label=say("log_channel")
                )
            with gr.Row():
                since = gr.Textbox("", label=say("log_since"), placeholder="2026-01-31")
                until = gr.Textbox("", label=say("log_until"), placeholder="2026-12-31")
            filters = [text, who, outcome, channel, since, until]
            with gr.Row(equal_height=False):
                look = gr.Button(say("log_look"), variant="primary")
                self.links = gr.Markdown()
            self.count = gr.Markdown()
            self.list = gr.Radio([], label=say("log_list"), elem_classes="pq-list")
            more = gr.Button(say("log_more"), visible=False)
            self.more = more
            self.detail = gr.Markdown(sanitize_html=True, elem_classes="pq-logged")
            self.after = gr.State(0)  # inside: beside the tabs Gradio would take it for one of them
        outputs = [self.list, self.count, self.links, self.more, self.after, self.detail]
        tab.select(self.look, filters, outputs, **private)
        for source in (look.click, text.submit, who.submit, since.submit, until.submit, outcome.change, channel.change):
            source(self.look, filters, outputs, **private)
        more.click(self.further, [*filters, self.after], outputs, **private)
        self.list.change(self.show, [self.list], [self.detail], **private)

    def look(self, *filters: str) -> Updates:
        """The newest answers that the filters leave."""
        return self.further(*filters, 0)

    def further(self, *given: Any) -> Updates:  # noqa: ANN401 - the filters, then a number
        """The answers after the number `given` last."""
        *filters, after = given
        sought = sought_in(*filters)
        found, more = self.log.page(PAGE, after or None, sought)
        choices = [(self._line(entry), entry.id) for entry in found]
        return [
            gr.Radio(choices=choices, value=None, visible=bool(choices)),
            self.voice.say("log_count", count=self.log.count(sought)),
            self.voice.render("console_export.html", links=_links(*filters)),
            gr.Button(visible=more),
            found[-1].n if more else 0,
            "",
        ]

    def show(self, answer_id: str | None) -> str:
        """The chosen answer as its reader saw it, with what is known of it besides."""
        entry = self.log.get(answer_id) if answer_id else None
        if entry is None:
            return ""
        body = self.voice.messages.answer(Answer.model_validate(entry.answer)) if entry.answer else ""
        label = label_of(entry, self.console.assistant.prompts, self.voice.language)
        return self.voice.render("console_logged.html", entry=entry, label=label) + body

    def _line(self, entry: Logged) -> str:
        at = here(entry.asked_at).strftime("%m-%d %H:%M")
        told = [at, self.voice.say(f"channel_{entry.channel}"), self.voice.say(f"outcome_{entry.outcome}")]
        return " · ".join([*told, entry.question or self.voice.say("log_untold")])


def _links(*filters: str) -> dict[str, str]:
    names = ("text", "who", "outcome", "channel", "since", "until")
    asked = urlencode({name: value.strip() for name, value in zip(names, filters, strict=True) if value.strip()})
    return {form: f"/admin/log.{form}" + (f"?{asked}" if asked else "") for form in ("csv", "md")}


def build(console: Console) -> None:
    """The page."""
    LogPage(console)
