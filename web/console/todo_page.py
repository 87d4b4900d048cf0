"""待办: what was asked in vain or answered badly, alike questions together; one click begins an FAQ entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from retrieval.answer_log import Logged
from retrieval.faq_store import FaqCitation
from retrieval.open_questions import OpenQuestion
from retrieval.sensitive import place_of
from web.console.faq_form import FaqForm, Filled
from web.console.voice import Voice

if TYPE_CHECKING:
    from web.console.console import Console

SHOWN = 100
NEAR = 8  # sentences offered to begin with
Updates = list[Any]


class TodoPage:
    """The list of open questions, what is known of the chosen one, and the form."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console)
        say = self.voice.say
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        with gr.Tab(say("todo")) as tab:
            gr.Markdown(say("todo_about"))
            self.empty = gr.Markdown()
            self.list = gr.Radio([], label=say("todo_list"), elem_classes="pq-list")
            self.detail = gr.Markdown()
            with gr.Row(visible=False) as self.buttons:
                write = gr.Button(say("todo_write"), variant="primary")
                settle = gr.Button(say("todo_settle"))
            self.form = FaqForm(console)
        refreshed = [self.list, self.empty, self.detail, self.buttons]
        tab.select(self.refresh, None, refreshed, **private)
        self.list.change(self.show, [self.list], [self.detail, self.buttons], **private)
        write.click(self.write, [self.list], self.form.outputs, **private)
        settle.click(self.settle, [self.list], refreshed, **private)
        self.form.after_save(self.refresh, [], refreshed)

    def refresh(self) -> Updates:
        """The list as it is now, with none chosen."""
        found = self.console.assistant.open_questions.listed(SHOWN)
        say = self.voice.say
        choices = [(say("todo_line", count=one.count, question=one.questions[0]), one.answer_ids[0]) for one in found]
        listed = gr.Radio(choices=choices, value=None, visible=bool(choices))
        return [listed, "" if choices else say("todo_none"), "", gr.Row(visible=False)]

    def show(self, answer_id: str | None) -> Updates:
        """What is known of the chosen question."""
        found = self._found(answer_id)
        if found is None:
            return ["", gr.Row(visible=False)]
        entry = self.console.assistant.records.answers.get(found.answer_ids[0])
        return [self.voice.render("console_todo.html", found=found, entry=entry), gr.Row(visible=True)]

    def write(self, answer_id: str | None) -> Updates:
        """The form, begun with the question's wordings and the sentences that were near it."""
        found = self._found(answer_id)
        if found is None:
            return [gr.skip()] * len(self.form.outputs)
        entry = self.console.assistant.records.answers.get(found.answer_ids[0])
        return self.form.filled(Filled(questions=found.questions, near=self._near(entry)))

    def settle(self, answer_id: str | None, request: gr.Request) -> Updates:
        """Takes the question off the list until it is asked again."""
        found = self._found(answer_id)
        if found is not None:
            self.console.assistant.open_questions.settle(found.questions)
            self.console.note(request, "question_settled", found.answer_ids[0])
        return self.refresh()

    def _near(self, entry: Logged | None) -> list[FaqCitation]:
        """The sentences that the answer cited, or named as near, as they stand in their documents."""
        if entry is None or entry.answer is None:
            return []
        cited = [*entry.answer["citations"], *entry.answer.get("nearest", {}).get("passages", ())][:NEAR]
        known = self.console.assistant.records.documents([one["document_id"] for one in cited])
        texts = [known[one["document_id"]].text if one["document_id"] in known else "" for one in cited]
        places = [place_of(one["quote"], text, one["quote_start"]) for one, text in zip(cited, texts, strict=True)]
        return [
            FaqCitation(document_id=one["document_id"], quote=text[at : at + len(one["quote"])], quote_start=at)
            for one, text, at in zip(cited, texts, places, strict=True)
            if at >= 0
        ]

    def _found(self, answer_id: str | None) -> OpenQuestion | None:
        listed = self.console.assistant.open_questions.listed(SHOWN)
        return next((one for one in listed if answer_id in one.answer_ids), None)


def build(console: Console) -> None:
    """The page."""
    TodoPage(console)
