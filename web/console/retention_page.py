"""保留与清除: how long what was asked is kept, and one person's questions removed for good."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr

from retrieval.answer_log import Sought
from retrieval.retention import purge
from web.console.sought import start_of
from web.console.voice import Voice

if TYPE_CHECKING:
    from web.console.console import Console

Updates = list[Any]


class RetentionPage:
    """What the settings say, and a purge that must be confirmed by the name typed again."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console)
        say = self.voice.say
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        with gr.Tab(say("retention")) as tab:
            self.kept = gr.Markdown()
            gr.Markdown(f"## {say('purge')}\n\n{say('purge_about')}")
            with gr.Row():
                self.who = gr.Textbox(label=say("purge_who"))
                self.before = gr.Textbox(label=say("purge_before"), placeholder="2026-01-31")
            look = gr.Button(say("purge_look"))
            with gr.Column(visible=False) as self.sure:
                self.asked = gr.Markdown()
                self.again = gr.Textbox(label=say("purge_again"))
                gone = gr.Button(say("purge_yes"), variant="stop")
            self.told = gr.Markdown()
        outputs = [self.kept, self.sure, self.asked, self.again, self.told]
        given = [self.who, self.before]
        tab.select(self.refresh, None, outputs, **private)
        look.click(self.look, given, outputs, **private)
        gone.click(self.purge, [*given, self.again], outputs, **private)

    def refresh(self, told: str = "") -> Updates:
        """What is kept, with nothing about to be removed."""
        settings, say = self.console.assistant.settings, self.voice.say
        kept = say("kept_days", days=settings.keep_days) if settings.keep_days else say("kept_for_ever")
        texts = say("kept_texts" if settings.log == "on" else "kept_counts")
        count = say("kept_count", count=self.console.assistant.records.answers.count())
        return [f"{kept}\n\n{texts}\n\n{count}", gr.Column(visible=False), "", "", told]

    def look(self, who: str, before: str) -> Updates:
        """How much would go; asks for the name again."""
        if not who.strip():
            return [gr.skip(), gr.Column(visible=False), "", "", self.voice.say("purge_nobody")]
        if before.strip() and start_of(before) is None:
            return [gr.skip(), gr.Column(visible=False), "", "", self.voice.say("purge_no_day")]
        count = self.console.assistant.records.answers.count(Sought(who=who.strip(), until=start_of(before)))
        asked = self.voice.render("console_purge.html", who=who.strip(), before=before.strip(), count=count)
        return [gr.skip(), gr.Column(visible=True), asked, "", ""]

    def purge(self, who: str, before: str, again: str, request: gr.Request) -> Updates:
        """Removes it where the name was typed again."""
        if not who.strip() or who.strip() != again.strip():
            return [gr.skip(), gr.Column(visible=True), gr.skip(), "", self.voice.say("purge_differs")]
        day = date.fromisoformat(before.strip()) if before.strip() else None
        gone = purge(self.console.assistant.records, who.strip(), day)
        self.console.note(request, "purged", f"{gone.answers}+{gone.feedback}")
        return self.refresh(self.voice.say("purge_done", answers=gone.answers, feedback=gone.feedback))


def build(console: Console) -> None:
    """The page."""
    RetentionPage(console)
