"""常见问题: every entry with its state, those that want an eye first; to write, change, switch off and remove."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr

from retrieval.errors import NotFound
from retrieval.faq_store import BROKEN, FaqEntry, FaqState, state_of, unquoted
from web.console.faq_form import FaqForm, Filled
from web.console.voice import Voice
from web.links import viewer_url

if TYPE_CHECKING:
    from web.console.console import Console

Updates = list[Any]


class FaqPage:
    """The list of entries, the chosen one, and the form."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console)
        self.store = console.assistant.records.faq
        say = self.voice.say
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        with gr.Tab(say("faq")) as tab:
            gr.Markdown(say("faq_about"))
            with gr.Row():
                self.word = gr.Textbox("", label=say("faq_filter"), scale=3)
                new = gr.Button(say("faq_write"), variant="primary", scale=1)
            self.flagged = gr.Markdown()
            self.list = gr.Radio([], label=say("faq_list"), elem_classes="pq-list")
            self.detail = gr.Markdown()
            with gr.Row(visible=False) as self.buttons:
                change = gr.Button(say("change"))
                self.switch = gr.Button(say("faq_switch_off"))
                remove = gr.Button(say("remove"), variant="stop")
            with gr.Row(visible=False) as self.sure:
                gr.Markdown(say("faq_remove_sure"))
                removed = gr.Button(say("remove_yes"), variant="stop")
                kept = gr.Button(say("cancel"))
            self.form = FaqForm(console)
        refreshed = [self.list, self.flagged, self.detail, self.buttons, self.sure]
        shown = [self.detail, self.buttons, self.switch, self.sure]
        tab.select(self.refresh, [self.word], refreshed, **private)
        self.word.change(self.refresh, [self.word], refreshed, **private)
        self.list.change(self.show, [self.list], shown, **private)
        new.click(lambda: self.form.filled(Filled()), None, self.form.outputs, **private)
        change.click(self.change, [self.list], self.form.outputs, **private)
        self.switch.click(self.turn, [self.list, self.word], refreshed, **private)
        remove.click(lambda: gr.Row(visible=True), None, [self.sure], **private)
        kept.click(lambda: gr.Row(visible=False), None, [self.sure], **private)
        removed.click(self.remove, [self.list, self.word], refreshed, **private)
        self.form.after_save(self.refresh, [self.word], refreshed)

    def refresh(self, word: str) -> Updates:
        """The entries that hold a word, those that want an eye first, with none chosen."""
        found = [entry for entry in self.store.listed() if word.strip() in "\n".join((*entry.questions, entry.answer))]
        states = {entry.id: self._state(entry) for entry in found}
        found.sort(key=lambda entry: states[entry.id] not in BROKEN)
        choices = [
            (f"{entry.questions[0]} · {self.voice.say(f'state_{states[entry.id]}')}", entry.id) for entry in found
        ]
        broken = sum(state in BROKEN for state in states.values())
        told = self.voice.say("faq_flagged", count=broken) if broken else "" if found else self.voice.say("faq_none")
        listed = gr.Radio(choices=choices, value=None, visible=bool(choices))
        return [listed, told, "", gr.Row(visible=False), gr.Row(visible=False)]

    def show(self, entry_id: str | None) -> Updates:
        """The chosen entry, with its sentences."""
        entry = self._entry(entry_id)
        if entry is None:
            return ["", gr.Row(visible=False), gr.skip(), gr.Row(visible=False)]
        documents = self.console.assistant.records.documents([cited.document_id for cited in entry.citations])
        cited = [
            {
                "quote": one.quote,
                "title": documents[one.document_id].title if one.document_id in documents else one.document_id,
                "url": viewer_url(one.document_id, one.quote_start, one.quote_start + len(one.quote)),
            }
            for one in entry.citations
        ]
        detail = self.voice.render(
            "console_faq.html", entry=entry, state=self._state(entry), cited=cited, loose=unquoted(entry), broken=BROKEN
        )
        text = self.voice.say("faq_switch_off" if entry.enabled else "faq_switch_on")
        return [detail, gr.Row(visible=True), gr.Button(text), gr.Row(visible=False)]

    def change(self, entry_id: str | None) -> Updates:
        """The form with the chosen entry."""
        entry = self._entry(entry_id)
        return self.form.filled(Filled(entry)) if entry else [gr.skip()] * len(self.form.outputs)

    def turn(self, entry_id: str | None, word: str, request: gr.Request) -> Updates:
        """Switches the chosen entry off, or on."""
        if entry := self._entry(entry_id):
            self.store.enable(entry.id, enabled=not entry.enabled)
            self.console.note(request, "faq_switched", entry.id)
        return self.refresh(word)

    def remove(self, entry_id: str | None, word: str, request: gr.Request) -> Updates:
        """Removes the chosen entry."""
        if entry := self._entry(entry_id):
            self.store.remove(entry.id)
            self.console.note(request, "faq_removed", entry.id)
        return self.refresh(word)

    def _entry(self, entry_id: str | None) -> FaqEntry | None:
        try:
            return self.store.get(entry_id) if entry_id else None
        except NotFound:  # removed meanwhile, elsewhere
            return None

    def _state(self, entry: FaqEntry) -> FaqState:
        documents = self.console.assistant.records.documents([cited.document_id for cited in entry.citations])
        return state_of(entry, documents, date.today())


def build(console: Console) -> None:
    """The page."""
    FaqPage(console)
