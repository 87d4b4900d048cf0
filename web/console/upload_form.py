"""Adding documents on the operator's page: several files, how far they are, and a reason for each that failed."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.data_classes import FileData, ListFiles

from retrieval.errors import PolicyQAError, UsageError
from retrieval.sight import listed_groups
from web.console.voice import Voice
from web.pump import Emit, Failure, pump
from web.uploads import place

if TYPE_CHECKING:
    from web.console.console import Console
    from web.intake import IngestFunction

SHOWN = 50  # documents named after a run
TICK = 1.0  # seconds after which the page is told that the run goes on
Updates = list[Any]
Sent = list[tuple[str, str]]  # the name that a file was sent under, and where it lies
Step = tuple[int, int] | dict[str, Any]  # how many of how many, and last the report


class UploadForm:
    """The field for files, the button, and what became of them, in the tab that is being built."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "desk")
        say = self.voice.say
        with gr.Column(visible=console.ingest is not None, elem_classes="pq-upload"):
            gr.Markdown(f"### {say('upload')}\n{say('upload_about', most=console.assistant.settings.max_file_mb)}")
            self.files = gr.File(label=say("upload_files"), file_count="multiple", height=150)
            # Gradio's own reading strips names of their brackets, and a name tells which document is a new version.
            self.files.preprocess = _sent  # type: ignore[method-assign, assignment]
            self.groups = gr.Textbox(label=say("upload_groups"), info=say("upload_groups_about"), max_length=1000)
            self.go = gr.Button(say("upload_go"), variant="primary")
            self.told = gr.Markdown(elem_classes="pq-upload-told")
        self._run = self.go.click(
            self.take_in,
            [self.files, self.groups],
            [self.files, self.go, self.told],
            api_visibility="private",
            show_progress="hidden",
            concurrency_limit=1,
            concurrency_id="documents",
        )

    def after(self, run: Any, inputs: list[Any], outputs: list[Any]) -> None:  # noqa: ANN401 - a handler
        """What else happens once files were taken in."""
        self._run.success(run, inputs, outputs, api_visibility="private", show_progress="hidden")

    async def take_in(self, sent: Sent | None, named: str, request: gr.Request) -> AsyncIterator[Updates]:
        """Takes the files in, for the groups named alone; tells how far it is, and last what became of each."""
        ingest = self.console.ingest
        if not sent or ingest is None:
            raise gr.Error(self.voice.say("upload_none" if ingest else "upload_off"), print_exception=False)
        try:
            groups = listed_groups([named])
        except UsageError as error:
            raise gr.Error(str(error), print_exception=False) from error
        total = len(sent)
        yield [gr.File(interactive=False), gr.Button(interactive=False), self._progress(0, total)]

        def work(emit: Emit[Step]) -> None:
            _work(sent, ingest, groups, emit)

        async with aclosing(pump(work, TICK)) as steps:
            async for step in steps:
                if isinstance(step, Failure):
                    if not isinstance(step.error, PolicyQAError):
                        raise step.error
                    yield self._open(self.voice.render("console_upload.html", failure=str(step.error)))
                    return
                if isinstance(step, tuple):
                    yield [gr.skip(), gr.skip(), self._progress(step[0], max(step[1], total))]
                elif step is not None:
                    self._note(step, request)
                    yield self._open(self._report(step))

    def _open(self, told: str) -> Updates:
        return [gr.File(value=None, interactive=True), gr.Button(interactive=True), told]

    def _progress(self, done: int, total: int) -> str:
        return self.voice.render("console_progress.html", done=done, total=total)

    def _report(self, report: Mapping[str, Any]) -> str:
        taken = [*report["added"], *report["updated"]]
        known = self.console.assistant.records.documents(taken[:SHOWN])
        return self.voice.render(
            "console_upload.html",
            failure="",
            report=report,
            taken=[known[key] for key in taken[:SHOWN] if key in known],
            more=max(0, len(taken) - SHOWN),
        )

    def _note(self, report: Mapping[str, Any], request: gr.Request) -> None:
        for name, action in (("added", "document_added"), ("updated", "document_updated")):
            for key in report[name]:
                self.console.note(request, action, key)
        if report["failed"]:
            self.console.note(request, "documents_failed", str(len(report["failed"])))


def _work(sent: Sequence[tuple[str, str]], ingest: IngestFunction, groups: Sequence[str], emit: Emit[Step]) -> None:
    """Takes the files in from a folder of their own. A reader who leaves doesn't stop it."""
    with tempfile.TemporaryDirectory(prefix="policyqa-") as folder:
        place(((name, Path(path)) for name, path in sent), Path(folder))

        def progress(done: int, total: int) -> None:
            emit((done, total))

        emit(dict(ingest(Path(folder), progress, groups)))


def _sent(payload: ListFiles | FileData | None) -> Sent | None:
    """The files as they were sent. Gradio has made sure that they are uploaded ones."""
    if payload is None:
        return None
    files = [payload] if isinstance(payload, FileData) else list(payload)
    return [(file.orig_name or Path(file.path).name, file.path) for file in files]
