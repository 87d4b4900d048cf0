"""文件: documents are added, found, corrected, indexed again and deleted here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr

from retrieval.errors import NotFound
from retrieval.models import PolicyDocument
from web.catalog import FORMATS, LONGEST, STATUSES, find, read_sought
from web.console.document_form import DocumentForm
from web.console.upload_form import UploadForm
from web.console.voice import Voice
from web.templating import NAMED_FORMATS, WORDS

if TYPE_CHECKING:
    from web.console.console import Console

PAGE = 20
Updates = list[Any]


class DocumentsPage:
    """The field for new files, the filters, the list, and the chosen document with what can be done to it."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "desk")
        self.records = console.assistant.records
        say, common = self.voice.say, Voice(console).say
        with gr.Tab(say("documents")) as tab:
            self.upload = UploadForm(console)
            with gr.Row(elem_classes="pq-filters"):
                self.filters = self._filters(common("any"))
                look = gr.Button(say("look"), variant="primary")
            self.count = gr.Markdown()
            self.list = gr.Radio([], label=say("list"), visible=False, elem_classes="pq-list")
            with gr.Row():
                self.first = gr.Button(say("first"), visible=False)
                self.next = gr.Button(say("next"), visible=False)
            self.detail = gr.Markdown()
            with gr.Row(visible=False, elem_classes="pq-deeds") as self.buttons:
                edit = gr.Button(say("edit"))
                reindex = gr.Button(say("reindex"))
                remove = gr.Button(say("remove"), variant="stop")
            with gr.Column(visible=False) as self.sure:
                self.asked = gr.Markdown(elem_classes="pq-sure")
                with gr.Row():
                    removed = gr.Button(common("remove_yes"), variant="stop")
                    kept = gr.Button(common("cancel"))
            self.form = DocumentForm(console)
            start, following = gr.State(""), gr.State("")
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        chosen = [self.detail, self.buttons, self.sure, self.form.column]
        listed = [self.list, self.count, self.first, self.next, start, following, *chosen]
        for source in (tab.select, look.click, self.first.click, *self._asking()):
            source(self.look, self.filters, listed, **private)
        self.next.click(self.further, [following, *self.filters], listed, **private)
        self.list.input(self.show, [self.list], chosen, **private)
        edit.click(self.edit, [self.list], [*self.form.outputs, self.sure], **private)
        reindex.click(self.reindex, [self.list], chosen, **{**private, "show_progress": "minimal"})
        remove.click(self.ask_sure, [self.list], [self.asked, self.sure, self.form.column], **private)
        kept.click(lambda: gr.Column(visible=False), None, [self.sure], **private)
        removed.click(self.remove, [start, self.list, *self.filters], listed, **private)
        self.form.after_save(self.again, [start, self.list, *self.filters], listed)
        self.upload.after(self.look, self.filters, listed)

    def _filters(self, anything: str) -> list[Any]:
        say, page = self.voice.say, self.voice.messages.say
        statuses = [(anything, ""), *((page(WORDS[status]), status) for status in STATUSES)]
        formats = [(anything, ""), *((self._format(name), name) for name in FORMATS)]
        return [
            gr.Textbox(label=say("find"), max_length=LONGEST, elem_classes="pq-wide"),
            gr.Textbox(label=say("issuer"), max_length=LONGEST),
            gr.Textbox(label=say("year"), placeholder="2024", max_length=4),
            gr.Dropdown(statuses, value="", label=say("status")),
            gr.Dropdown(formats, value="", label=say("format")),
        ]

    def _asking(self) -> list[Any]:
        """What else begins a search: Enter in a field, a choice from a list."""
        q, issuer, year, status, form = self.filters
        return [q.submit, issuer.submit, year.submit, status.input, form.input]

    def look(self, *filters: str) -> Updates:
        """The first page of the documents that the filters leave."""
        return self.page("", None, "", *filters)

    def page(self, after: str, chosen: str | None, told: str, *filters: str) -> Updates:
        """The page after the id `after`, with a document of it `chosen`, and `told` below."""
        names = ("q", "issuer", "year", "status", "format")
        sought = read_sought(dict(zip(names, (one or "" for one in filters), strict=True)))
        found = find(self.records, sought, PAGE, after or None, date.today())
        choices = [(self._line(document), document.id) for document in found.documents]
        if chosen not in [key for _, key in choices]:
            chosen = None
        say = self.voice.say
        return [
            gr.Radio(choices=choices, value=chosen, visible=bool(choices)),
            say("count", count=found.total) if found.total else say("none"),
            gr.Button(visible=bool(after)),
            gr.Button(visible=found.has_more),
            after,
            found.following or "",
            *self.show(chosen, told),
        ]

    def further(self, following: str, *filters: str) -> Updates:
        """The next page."""
        return self.page(following, None, "", *filters)

    def again(self, start: str, chosen: str | None, *filters: str) -> Updates:
        """The same page as its documents are now, with the same one chosen."""
        return self.page(start, chosen, "", *filters)

    def show(self, document_id: str | None, told: str = "") -> Updates:
        """What is known of the chosen document, its versions, and what can be done to it."""
        document = self._document(document_id)
        hidden = [gr.Column(visible=False), gr.Column(visible=False)]
        if document is None:
            return [told, gr.Row(visible=False), *hidden]
        detail = self.voice.render(
            "console_document.html",
            document=document.on(date.today()),
            versions=self.records.ledger.versions(document.id),
            passages=len(self.records.chunks_of(document.id)),
            told=told,
        )
        return [detail, gr.Row(visible=True), *hidden]

    def edit(self, document_id: str | None) -> Updates:
        """The form with the chosen document."""
        if self._document(document_id) is None:
            return [*self.form.closed(), gr.Column(visible=False)]
        return [*self.form.filled(str(document_id)), gr.Column(visible=False)]

    def reindex(self, document_id: str | None, request: gr.Request) -> Updates:
        """Embeds the chosen document's passages anew and writes them to the index."""
        if self._document(document_id) is None:
            return self.show(None, self.voice.say("gone"))
        count = self.console.assistant.library.refresh(str(document_id))
        self.console.note(request, "document_reindexed", str(document_id))
        return self.show(document_id, self.voice.say("reindexed", count=count))

    def ask_sure(self, document_id: str | None) -> Updates:
        """Asks whether the chosen document is to go."""
        document = self._document(document_id)
        sure = self.voice.say("remove_sure", title=document.title) if document else ""
        asked = self.voice.render("console_sure.html", asked=sure) if sure else ""
        return [asked, gr.Column(visible=document is not None), gr.Column(visible=False)]

    def remove(self, request: gr.Request, start: str, document_id: str | None, *filters: str) -> Updates:
        """Deletes the chosen document."""
        document = self._document(document_id)
        if document is None:
            return self.page(start, None, self.voice.say("gone"), *filters)
        self.console.assistant.library.remove(document.id)
        self.console.note(request, "document_removed", document.id)
        gr.Info(self.voice.say("removed", title=document.title))
        return self.page(start, None, "", *filters)

    def _document(self, document_id: str | None) -> PolicyDocument | None:
        try:
            return self.records.document(document_id) if document_id else None
        except NotFound:  # deleted meanwhile, elsewhere
            return None

    def _line(self, document: PolicyDocument) -> str:
        day = document.day.isoformat() if document.day else None
        known = [document.doc_no, document.issuer, day, self.voice.standing(document), self._format(document.format)]
        return " · ".join([f"《{' '.join(document.title.split())}》", *filter(None, known)])

    def _format(self, name: str) -> str:
        return self.voice.messages.say(f"format_{name}") if name in NAMED_FORMATS else name.upper()


def build(console: Console) -> None:
    """The page."""
    DocumentsPage(console)
