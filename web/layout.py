"""How the chat page is laid out, and which of its events does what.

The only module that imports gradio at its top, since Gradio reads the annotations of handlers;
`web.chat.build` imports it when a page is built. What stands around the conversation (history, filters, the panel
with the source) is in templates/chat_frame.html; it speaks with the page by three boxes that nobody sees.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import gradio as gr
from fastapi import Request
from starlette.concurrency import run_in_threadpool

from retrieval.models import Filters
from retrieval.suggest import MOST
from web.chat import CHOICES, EXAMPLES, PARALLEL, WAITING, Chat, Talk
from web.choices import read_filters

LONGEST = 2000  # what the box takes; the core says what is too long
_SESSIONS = 10_000  # pages whose latest question is known
Updates = tuple[Any, ...]


def lay_out(chat: Chat) -> gr.Blocks:
    """The page of `chat`: greeting with examples, then the conversation, and the box below."""
    page: gr.Blocks
    with gr.Blocks(title=chat.say("name"), analytics_enabled=False, fill_height=True, fill_width=True) as page:
        _Page(chat).connect(page)
    page.queue(api_open=False, max_size=WAITING, default_concurrency_limit=PARALLEL)
    return page


def _shelf(name: str, heading: str, size: int) -> tuple[gr.Column, list[gr.Button]]:
    """A place for up to `size` questions that can be asked by a click."""
    with gr.Column(elem_id=f"pq-{name}", visible=False) as shelf:
        gr.Markdown(f'<p class="pq-sub">{heading}</p>')
        buttons = [gr.Button("", elem_classes="pq-example", visible=False) for _ in range(size)]
    return shelf, buttons


def _filled(shelf: list[gr.Button], questions: list[str]) -> list[Any]:
    """The updates of a shelf and its buttons for the questions on it."""
    spare = len(shelf) - len(questions)
    shown = [gr.Button(text, visible=True) for text in questions] + [gr.Button(visible=False)] * spare
    return [gr.Column(visible=bool(questions)), *shown]


class _Page:
    """The components of the page, and what they do."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.running: dict[str | None, asyncio.Event] = {}  # by page; each page asks one thing at a time
        self.latest: OrderedDict[str | None, object] = OrderedDict()  # by page, what it did last
        # The messages too: a page that sent them back with each question would in the end send too much.
        self.talk = gr.State(None)
        with gr.Column(elem_id="pq-start") as self.start:
            # Markdown, not gr.HTML, which compiles templates in the browser and so needs 'unsafe-eval'.
            gr.Markdown(chat.hero)
            self.shelf, self.examples = _shelf("examples", chat.say("examples"), EXAMPLES)
        self.log = _log(chat)
        self.offer, self.choices = _shelf("choices", chat.say("choices"), CHOICES)
        self.more, self.leads = _shelf("more", chat.say("follow_ups"), MOST)
        self.unfilter = gr.Button(chat.say("unfilter"), elem_id="pq-unfilter", visible=False)
        with gr.Column(elem_id="pq-composer"):
            gr.Markdown('<div id="pq-filters-place"></div>')
            self.box = gr.Textbox(
                elem_id="pq-box",
                label=chat.say("question_label"),
                show_label=False,
                container=False,
                placeholder=chat.say("placeholder"),
                lines=1,
                max_lines=6,
                max_length=LONGEST,
                autofocus=True,
                submit_btn=chat.say("send"),
                html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off", spellcheck=False),
            )
            with gr.Row(elem_id="pq-foot"):
                gr.Markdown(f'<p class="pq-footnote">{chat.say("footnote")}</p>')
                self.again = gr.Button(chat.say("again"), elem_id="pq-again", size="sm", visible=False)
        # Written and read by static/chat: filters to ask with, the last turn to keep, a conversation to open again.
        self.filters, self.memo, self.recalled = (
            gr.Textbox(elem_id=f"pq-{name}", label=name, visible="hidden") for name in ("filters", "memo", "recall")
        )

    def connect(self, page: gr.Blocks) -> None:
        """Give every event its handler. `private` keeps them out of Gradio's own API pages."""
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        page.load(self.load, None, [self.shelf, *self.examples], **private)
        outputs = [
            *(self.log, self.talk, self.box, self.start, self.again, self.memo, self.unfilter),
            *(self.offer, *self.choices, self.more, *self.leads),
        ]
        suggested = {**private, "concurrency_limit": 1, "concurrency_id": "suggest"}
        offered = [*self.examples, *self.choices, *self.leads]
        for component, source in [(self.box, self.box.submit), *((b, b.click) for b in offered)]:
            asked = source(self.ask, [component, self.talk, self.filters], outputs, **private)
            asked.then(self.suggest, self.talk, [self.more, *self.leads], **suggested)
        again = self.unfilter.click(self.ask_unfiltered, self.talk, outputs, **private)
        again.then(self.suggest, self.talk, [self.more, *self.leads], **suggested)
        # Not Gradio's `cancels`, after which text already on its way would still appear.
        self.box.stop(self.stop, None, None, **private)
        self.log.clear(self.reset, None, outputs, **private)
        self.again.click(self.reset, None, outputs, **private)
        self.recalled.change(self.recall, self.recalled, outputs, **private)

    def load(self, request: gr.Request) -> list[Any]:
        """The examples, once the page is open."""
        return _filled(self.examples, self.chat.of(_sent(request)).examples()[:EXAMPLES])

    # Gradio reads the annotations of handlers; `gr.Request` makes it pass the request.
    async def ask(
        self, question: str, talk: Talk | None, filters: str, request: gr.Request
    ) -> AsyncGenerator[Updates, None]:
        """Answer `question`; the box is empty and offers to stop meanwhile."""
        if not question.strip():
            yield tuple(self._unchanged())
            return
        async for updates in self._asked(question, talk or Talk(), read_filters(filters), request):
            yield updates

    async def ask_unfiltered(self, talk: Talk | None, request: gr.Request) -> AsyncGenerator[Updates, None]:
        """Ask the last question once more, with nothing left out."""
        if talk and talk.turns:
            said = Talk(talk.shown, talk.turns[:-1])  # what was refused leads to nothing
            async for updates in self._asked(talk.turns[-1].question, said, Filters(), request):
                yield updates

    async def _asked(
        self, question: str, before: Talk, filters: Filters, request: gr.Request
    ) -> AsyncGenerator[Updates, None]:
        session = request.session_hash
        sent = _sent(request)
        chat = await run_in_threadpool(self.chat.of, sent)
        asker = await run_in_threadpool(self.chat.look.asker, sent)
        stop = self.running[session] = asyncio.Event()
        self._note(session)
        started, last = False, before
        try:
            async with aclosing(chat.ask(question, before, stop, asker, filters)) as steps:
                async for last in steps:
                    yield tuple(self._growing(last) if started else self._starting(last))
                    started = True
        finally:
            self.running.pop(session, None)
        yield tuple(self._ended(last))

    def suggest(self, talk: Talk | None, request: gr.Request) -> list[Any]:
        """Questions that lead on, unless the page has gone on by itself meanwhile."""
        mark = self.latest.get(request.session_hash)

        def wanted() -> bool:
            return self.latest.get(request.session_hash) is mark

        found = self.chat.of(_sent(request)).follow_ups(talk, wanted) if talk and mark and not talk.choices else []
        return _filled(self.leads, found) if wanted() else [gr.skip()] * (1 + len(self.leads))

    def stop(self, request: gr.Request) -> None:
        """Tell the answer in progress to end; it then shows by itself that it was stopped."""
        event = self.running.get(request.session_hash)
        if event is not None:
            event.set()

    def reset(self, request: gr.Request) -> list[Any]:
        """An empty page; nothing of the conversation is kept here."""
        self._note(request.session_hash)
        log = gr.Chatbot(value=[], visible=False)
        rest = (gr.Column(visible=True), gr.Button(visible=False), gr.skip(), gr.Button(visible=False))
        return [log, None, self._ready(), *rest, *_filled(self.choices, []), *_filled(self.leads, [])]

    def recall(self, kept: str, request: gr.Request) -> list[Any]:
        """A conversation that the browser kept, ready to go on; nothing changes where it cannot be read."""
        talk = self.chat.of(_sent(request)).recall(kept)
        if talk is None or request.session_hash in self.running:
            return self._unchanged()
        self._note(request.session_hash)
        log = gr.Chatbot(value=list[Any](talk.shown), visible=True)
        rest = (gr.Column(visible=False), gr.Button(visible=True), gr.skip(), gr.Button(visible=talk.hindered))
        return [log, talk, self._ready(), *rest, *_filled(self.choices, talk.choices), *_filled(self.leads, [])]

    def _starting(self, talk: Talk) -> list[Any]:
        busy = gr.Textbox(value="", submit_btn=False, stop_btn=self.chat.say("stop"))
        log = gr.Chatbot(value=list[Any](talk.shown), visible=True)
        rest = (gr.Column(visible=False), gr.Button(visible=False), gr.skip(), gr.Button(visible=False))
        return [log, talk, busy, *rest, *_filled(self.choices, []), *_filled(self.leads, [])]

    def _growing(self, talk: Talk) -> list[Any]:
        return [talk.shown, talk, *self._unchanged()[2:]]

    def _ended(self, talk: Talk) -> list[Any]:
        skip = gr.skip()
        rest = (skip, gr.Button(visible=True), talk.memo or skip, gr.Button(visible=talk.hindered))
        return [skip, skip, self._ready(), *rest, *_filled(self.choices, talk.choices), *_filled(self.leads, [])]

    def _unchanged(self) -> list[Any]:
        return [gr.skip()] * (9 + len(self.choices) + len(self.leads))

    def _ready(self) -> Any:  # noqa: ANN401 - Gradio's updates have no type of their own
        return gr.Textbox(submit_btn=self.chat.say("send"), stop_btn=False)

    def _note(self, session: str | None) -> None:
        """The page does something new: what was begun for it before is not wanted any more."""
        self.latest[session] = object()
        self.latest.move_to_end(session)
        if len(self.latest) > _SESSIONS:
            self.latest.popitem(last=False)


def _sent(request: gr.Request) -> Request:
    """The request that brought an event, which Gradio wraps."""
    sent = request.request
    assert isinstance(sent, Request)
    return sent


def _log(chat: Chat) -> gr.Chatbot:
    return gr.Chatbot(
        visible=False,
        elem_id="pq-log",
        label=chat.say("answers_label"),
        show_label=False,
        container=False,
        scale=1,
        height="100%",
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        line_breaks=False,
        allow_tags=False,
        sanitize_html=True,
        layout="panel",
        autoscroll=False,  # static/chat.js keeps the question at the top instead
        group_consecutive_messages=False,
    )
