"""The form for an FAQ entry: its questions, its answer, and sentences picked from the documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr
from pydantic import ValidationError

from retrieval.characters import squeeze
from retrieval.errors import PolicyQAError, UsageError
from retrieval.faq_store import FaqCitation, FaqDraft, FaqEntry, unquoted
from retrieval.sentences import sentences
from web.catalog import Sought, find
from web.console.voice import Voice

if TYPE_CHECKING:
    from retrieval.models import PolicyDocument
    from web.console.console import Console

DOCUMENTS, SENTENCES = 20, 40  # offered at once
SHOWN = 160  # characters of a sentence in the list
Updates = list[Any]


@dataclass(frozen=True)
class Filled:
    """What the form begins with: an entry to change, or questions with sentences that may answer them."""

    entry: FaqEntry | None = None
    questions: Sequence[str] = ()
    near: Sequence[FaqCitation] = ()


class FaqForm:
    """The components of the form, in the tab that is being built, and what they do."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console)
        self.records = console.assistant.records
        say = self.voice.say
        self.entry_id = gr.State("")
        with gr.Column(visible=False, elem_classes="pq-form") as self.column:
            self.title = gr.Markdown(elem_classes="pq-form-title")
            self.questions = gr.Textbox(label=say("faq_questions"), info=say("faq_questions_hint"), lines=3)
            self.answer = gr.Textbox(label=say("faq_answer"), lines=4, max_length=4000)
            with gr.Group():
                with gr.Row():
                    self.sought = gr.Textbox(label=say("faq_find_document"), scale=3)
                    self.find = gr.Button(say("faq_find"), scale=1)
                self.document = gr.Radio([], label=say("faq_documents"), visible=False, elem_classes="pq-sentences")
                self.word = gr.Textbox(label=say("faq_word"), info=say("faq_word_hint"), visible=False)
                self.sentence = gr.CheckboxGroup(
                    [], label=say("faq_sentences"), visible=False, elem_classes="pq-sentences"
                )
                self.add = gr.Button(say("faq_add"), visible=False)
            self.chosen = gr.CheckboxGroup(
                [], label=say("faq_chosen"), info=say("faq_chosen_hint"), visible=False, elem_classes="pq-sentences"
            )
            with gr.Row():
                self.expires = gr.Textbox(label=say("faq_expires"), placeholder="2027-12-31")
                self.enabled = gr.Checkbox(True, label=say("faq_enabled"))
            with gr.Row():
                self.save = gr.Button(say("save"), variant="primary")
                self.close = gr.Button(say("cancel"))
        self.told = gr.Markdown(elem_classes="pq-told")
        self._connect()

    @property
    def outputs(self) -> list[Any]:
        """The components that `filled` and `closed` are for."""
        return [
            self.column, self.title, self.entry_id, self.questions, self.answer, self.sought, self.document, self.word,
            self.sentence, self.add, self.chosen, self.expires, self.enabled, self.told,
        ]  # fmt: skip

    def filled(self, begin: Filled) -> Updates:
        """The form, open, with what it begins with."""
        entry, say = begin.entry, self.voice.say
        chosen = self._choices(entry.citations) if entry else []
        near = self._choices(begin.near)
        return [
            gr.Column(visible=True),
            f"## {say('faq_change' if entry else 'faq_new')}",
            entry.id if entry else "",
            "\n".join(entry.questions if entry else begin.questions),
            entry.answer if entry else "",
            "",
            gr.Radio(choices=[], value=None, visible=False),
            gr.Textbox(value="", visible=False),
            gr.CheckboxGroup(choices=near, value=[], visible=bool(near)),
            gr.Button(visible=bool(near)),
            gr.CheckboxGroup(choices=chosen, value=[value for _, value in chosen], visible=bool(chosen)),
            entry.expires_on.isoformat() if entry and entry.expires_on else "",
            entry.enabled if entry else True,
            "",
        ]

    def closed(self, told: str = "") -> Updates:
        """The form, put away; `told` stands in its place."""
        return [gr.Column(visible=False), *[gr.skip()] * (len(self.outputs) - 2), told]

    def after_save(self, run: Any, inputs: list[Any], outputs: list[Any]) -> None:  # noqa: ANN401 - a handler
        """What else happens once an entry is kept."""
        self._saved.success(run, inputs, outputs, api_visibility="private", show_progress="hidden")

    def _connect(self) -> None:
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        looked = [self.document, self.word, self.sentence, self.add]
        for source in (self.find.click, self.sought.submit):
            source(self.look, [self.sought], looked, **private)
        shown = [self.sentence, self.add]
        self.document.input(self.read, [self.document, self.word], shown, **private)
        self.word.submit(self.read, [self.document, self.word], shown, **private)
        self.word.blur(self.read, [self.document, self.word], shown, **private)
        self.add.click(self.take, [self.sentence, self.chosen], [self.chosen, self.sentence], **private)
        self.close.click(self.closed, None, self.outputs, **private)
        fields = [self.entry_id, self.questions, self.answer, self.chosen, self.expires, self.enabled]
        self._saved = self.save.click(self.keep, fields, self.outputs, **private)

    def look(self, sought: str) -> Updates:
        """The documents whose title, number or issuer holds the words; the first is open."""
        found = find(self.records, Sought(q=sought.strip()), DOCUMENTS, None, date.today()).documents
        choices = [(self._line(document), document.id) for document in found]
        first = choices[0][1] if choices else None
        documents = gr.Radio(choices=choices, value=first, visible=True)
        return [documents, gr.Textbox(visible=bool(choices)), *self.read(first, "")]

    def read(self, document_id: str | None, word: str) -> Updates:
        """The sentences of a document that hold the words."""
        document = self.records.documents([document_id]).get(document_id) if document_id else None
        if document is None:
            return [gr.CheckboxGroup(choices=[], value=[], visible=False), gr.Button(visible=False)]
        wanted = [squeeze(part) for part in word.split()]
        found = [
            FaqCitation(document_id=document.id, quote=span.of(document.text), quote_start=span.start)
            for span in sentences(document.text)
            if 2 <= span.end - span.start <= 2000 and all(part in squeeze(span.of(document.text)) for part in wanted)
        ][:SENTENCES]
        choices = [(_cut(cited.quote), _packed(cited)) for cited in found]
        return [gr.CheckboxGroup(choices=choices, value=[], visible=True), gr.Button(visible=bool(choices))]

    def take(self, picked: list[str], chosen: list[str]) -> Updates:
        """The picked sentences among the chosen ones."""
        kept = list(dict.fromkeys([*chosen, *picked]))
        choices = self._choices([_unpacked(value) for value in kept])
        return [gr.CheckboxGroup(choices=choices, value=kept, visible=bool(kept)), gr.CheckboxGroup(value=[])]

    def keep(
        self,
        entry_id: str,
        questions: str,
        answer: str,
        chosen: list[str],
        expires: str,
        enabled: bool,
        request: gr.Request,
    ) -> Updates:
        """Keeps the entry; what is wrong with it is told, and the form stays open."""
        try:
            draft = FaqDraft(
                questions=tuple(line for line in questions.splitlines() if line.strip()),
                answer=answer,
                citations=tuple(_unpacked(value) for value in chosen),
                expires_on=_day(expires),
                enabled=enabled,
            )
            entry = self.records.faq.save(draft, self.records, entry_id or None)
        except (ValidationError, PolicyQAError) as error:
            raise gr.Error(self._wrong(error), print_exception=False) from error
        self.console.note(request, "faq_saved", entry.id)
        loose = unquoted(entry)
        told = self.voice.say("faq_kept")
        return self.closed(told + (self.voice.say("faq_unquoted", numbers="、".join(loose)) if loose else ""))

    def _line(self, document: PolicyDocument) -> str:
        return " · ".join(filter(None, (f"《{document.title}》", document.doc_no, self.voice.standing(document))))

    def _wrong(self, error: ValidationError | PolicyQAError) -> str:
        if isinstance(error, PolicyQAError):
            return str(error)
        return self.voice.say(f"faq_wrong_{error.errors()[0]['loc'][0]}")

    def _choices(self, citations: Sequence[FaqCitation]) -> list[tuple[str, str]]:
        known = self.records.documents([cited.document_id for cited in citations])
        titles = {key: document.title for key, document in known.items()}
        return [
            (f"{_cut(cited.quote)} ——《{titles.get(cited.document_id, cited.document_id)}》", _packed(cited))
            for cited in citations
        ]


def _cut(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= SHOWN else flat[:SHOWN] + "…"


def _packed(cited: FaqCitation) -> str:
    return json.dumps([cited.document_id, cited.quote_start, cited.quote], ensure_ascii=False)


def _unpacked(value: str) -> FaqCitation:
    document_id, start, quote = json.loads(value)
    return FaqCitation(document_id=document_id, quote_start=start, quote=quote)


def _day(text: str) -> date | None:
    """The day that was typed; None for none. Raises UsageError."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"{text.strip()} 不是日期，应如 2027-12-31。 Not a date.") from error
