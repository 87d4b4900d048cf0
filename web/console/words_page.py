"""敏感词: words that are not asked or shown are added, found, changed, removed, taken in from a file, and tried here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from retrieval.sensitive import ACTIONS, LONGEST, Action, Word
from web.console.voice import Voice
from web.console.word_import_form import WordImportForm
from web.console.word_trial_form import WordTrialForm

if TYPE_CHECKING:
    from web.console.console import Console

PAGE = 20
LISTED = 10  # components of the list and of the chosen word
Updates = list[Any]


class WordsPage:
    """The field for a new word, the list, the chosen word with what can be done to it, trying, and taking in a file."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "sensitive")
        self.words = console.assistant.records.words
        say, common = self.voice.say, Voice(console).say
        named = [(say(name), name) for name in ACTIONS]
        with gr.Tab(say("words")) as tab:
            gr.Markdown(say("about"))
            with gr.Row(elem_classes="pq-add", equal_height=False):
                new = gr.Textbox(label=say("add_word"), max_length=LONGEST)
                action = gr.Radio(named, value="block", label=say("action"))
                add = gr.Button(say("add"), variant="primary")
            said = gr.Markdown()
            with gr.Row(elem_classes="pq-filters"):
                part = gr.Textbox("", label=say("find"), max_length=LONGEST, elem_classes="pq-wide")
                only = gr.Dropdown([(common("any"), ""), *named], value="", label=say("action"))
                look = gr.Button(say("look"))
            self.count = gr.Markdown()
            self.list = gr.Radio([], label=say("list"), visible=False, elem_classes="pq-list")
            with gr.Row():
                self.first = gr.Button(say("first"), visible=False)
                self.next = gr.Button(say("next"), visible=False)
            self.detail = gr.Markdown()
            with gr.Row(visible=False) as self.buttons:
                self.switch = gr.Button(say("switch_mask"))
                remove = gr.Button(say("remove"), variant="stop")
            with gr.Column(visible=False) as self.sure:
                self.asked = gr.Markdown(elem_classes="pq-sure")
                with gr.Row():
                    removed = gr.Button(common("remove_yes"), variant="stop")
                    kept = gr.Button(common("cancel"))
            WordTrialForm(console)
            taken = WordImportForm(console)
            start, following = gr.State(""), gr.State("")
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        filters = [part, only]
        chosen = [self.detail, self.buttons, self.switch, self.sure]
        listed = [self.list, self.count, self.first, self.next, start, following, *chosen]
        for source in (tab.select, look.click, self.first.click, part.submit, only.input):
            source(self.look, filters, listed, **private)
        for source in (add.click, new.submit):
            source(self.add, [new, action, *filters], [new, said, *listed], **private)
        self.next.click(self.further, [following, *filters], listed, **private)
        self.list.input(self.show, [self.list], chosen, **private)
        self.switch.click(self.change, [start, self.list, *filters], listed, **private)
        remove.click(self.ask_sure, [self.list], [self.asked, self.sure], **private)
        kept.click(lambda: gr.Column(visible=False), None, [self.sure], **private)
        removed.click(self.remove, [start, self.list, *filters], listed, **private)
        taken.after(self.look, filters, listed)

    def look(self, part: str, only: str) -> Updates:
        """The first page of the words that the filters leave."""
        return self.page("", None, "", part, only)

    def further(self, following: str, part: str, only: str) -> Updates:
        """The next page."""
        return self.page(following, None, "", part, only)

    def page(self, after: str, chosen: str | None, told: str, part: str, only: str) -> Updates:
        """The page after the key `after`, with a word of it `chosen`, and `told` below."""
        found, more = self.words.page(PAGE, after, part, only)
        choices = [(self._line(word), word.key) for word in found]
        if chosen not in [key for _, key in choices]:
            chosen = None
        return [
            gr.Radio(choices=choices, value=chosen, visible=bool(choices)),
            self.voice.render("console_words.html", count=self.words.count(part, only)),
            gr.Button(visible=bool(after)),
            gr.Button(visible=more),
            after,
            found[-1].key if found else "",
            *self.show(chosen, told),
        ]

    def show(self, key: str | None, told: str = "") -> Updates:
        """The chosen word, and what can be done to it."""
        word = self.words.get(key) if key else None
        detail = self.voice.render("console_word.html", word=word, told=told) if word or told else ""
        switch = self.voice.say(f"switch_{_other(word.action)}") if word else ""
        return [detail, gr.Row(visible=word is not None), gr.Button(switch), gr.Column(visible=False)]

    def add(self, request: gr.Request, text: str, action: Action, part: str, only: str) -> Updates:
        """Keeps a word, or another action for one that is there; what is wrong with it is told."""
        word = Word(" ".join(text.split()), action)
        if word.fault:
            told = self.voice.say(f"fault_{word.fault}", most=LONGEST)
            return [text, self._noticed(told), *[gr.skip()] * LISTED]
        kept = self.words.add([word])
        if kept.added or kept.changed:
            self.console.note(request, "word_added" if kept.added else "word_changed", word.id)
        told = self.voice.say("added" if kept.added else "switched" if kept.changed else "already")
        return ["", self._noticed(told), *self.look(part, only)]

    def change(self, request: gr.Request, start: str, key: str | None, part: str, only: str) -> Updates:
        """Gives the chosen word the other action."""
        word = self.words.get(key) if key else None
        if word is None:
            return self.page(start, None, self.voice.say("gone"), part, only)
        self.words.add([Word(word.text, _other(word.action))])
        self.console.note(request, "word_changed", word.id)
        return self.page(start, key, self.voice.say("switched"), part, only)

    def ask_sure(self, key: str | None) -> Updates:
        """Asks whether the chosen word is to go."""
        word = self.words.get(key) if key else None
        asked = self.voice.render("console_word_sure.html", word=word.text) if word else ""
        return [asked, gr.Column(visible=word is not None)]

    def remove(self, request: gr.Request, start: str, key: str | None, part: str, only: str) -> Updates:
        """Removes the chosen word."""
        word = self.words.get(key) if key else None
        if word is None or not self.words.remove(word.key):
            return self.page(start, None, self.voice.say("gone"), part, only)
        self.console.note(request, "word_removed", word.id)
        return self.page(start, None, self.voice.say("removed"), part, only)

    def _noticed(self, told: str) -> str:
        return self.voice.render("console_word.html", word=None, told=told)

    def _line(self, word: Word) -> str:
        return f"{' '.join(word.text.split())} · {self.voice.say(word.action)}"


def _other(action: Action) -> Action:
    return "mask" if action == "block" else "block"


def build(console: Console) -> None:
    """The page."""
    WordsPage(console)
