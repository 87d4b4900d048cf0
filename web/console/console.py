"""What every page of the console works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prompts import Language
from web.access import Access
from web.templating import Pages

if TYPE_CHECKING:
    import gradio as gr

    from retrieval.assistant import Assistant
    from web.intake import IngestFunction


@dataclass(frozen=True)
class Console:
    """The console in one language."""

    assistant: Assistant
    pages: Pages
    language: Language
    access: Access
    ingest: IngestFunction | None = None  # takes in the files of a folder, where documents may be added

    def note(self, request: gr.Request, action: str, target: str) -> None:
        """Writes down what an operator did, for good."""
        self.assistant.records.audit.add(
            str(request.request.scope["operator"] if request.request else ""), action, target
        )
