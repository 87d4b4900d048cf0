"""审计: what operators did, newest first; it can be read and not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from web.console.voice import Voice

if TYPE_CHECKING:
    from web.console.console import Console

PAGE = 50
ACTIONS = (
    *("signed_in", "faq_saved", "faq_switched", "faq_removed", "question_settled", "log_exported", "purged"),
    *("document_added", "document_updated", "documents_failed", "document_edited", "document_reindexed"),
    *("document_removed", "key_created", "key_revoked", "bot_made", "bot_changed", "bot_renewed", "bot_removed"),
    *("word_added", "word_changed", "word_removed", "words_imported", "words_replaced", "words_exported"),
)
Updates = list[Any]


class AuditPage:
    """Filters and a table of deeds."""

    def __init__(self, console: Console) -> None:
        self.voice = Voice(console)
        self.audit = console.assistant.records.audit
        say = self.voice.say
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        with gr.Tab(say("audit")) as tab:
            gr.Markdown(say("audit_about"))
            with gr.Row():
                who = gr.Textbox("", label=say("audit_who"))
                actions = [(say("any"), ""), *((say(f"did_{name}"), name) for name in ACTIONS)]
                action = gr.Dropdown(actions, value="", label=say("audit_action"))
            self.table = gr.Markdown()
            more = gr.Button(say("log_more"), visible=False)
            after = gr.State(0)  # inside: beside the tabs Gradio would take it for one of them
        filters, outputs = [who, action], [self.table, more, after]
        for source in (tab.select, who.submit, action.change):
            source(self.look, filters, outputs, **private)
        more.click(self.further, [*filters, after], outputs, **private)

    def look(self, who: str, action: str) -> Updates:
        """The newest deeds that the filters leave."""
        return self.further(who, action, 0)

    def further(self, who: str, action: str, after: int) -> Updates:
        """The deeds after the number `after`."""
        found, more = self.audit.page(PAGE, after or None, who.strip(), action)
        table = self.voice.render("console_audit.html", deeds=found, known=ACTIONS)
        return [table, gr.Button(visible=more), found[-1].n if more else 0]


def build(console: Console) -> None:
    """The page."""
    AuditPage(console)
