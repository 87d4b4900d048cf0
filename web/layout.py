"""How the chat page is laid out, and which of its events does what.

The only module that imports gradio at its top, since Gradio reads the annotations of handlers;
`web.chat.build` imports it when a page is built.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import gradio as gr

from retrieval.models import Turn
from web.chat import CHOICES, EXAMPLES, PARALLEL, WAITING, Chat, Message, Update

LONGEST = 2000  # what the box takes; the core says what is too long


def lay_out(chat: Chat) -> gr.Blocks:
    """The page of `chat`: greeting with examples, then the conversation, and the box below."""
    page: gr.Blocks
    with gr.Blocks(title=chat.say("name"), analytics_enabled=False, fill_height=True, fill_width=True) as page:
        turns = gr.State([])
        with gr.Column(elem_id="pq-start") as start:
            # Markdown, not gr.HTML, which compiles templates in the browser and so needs 'unsafe-eval'.
            gr.Markdown(chat.hero)
            with gr.Column(elem_id="pq-examples", visible=False) as shelf:
                gr.Markdown(f'<p class="pq-sub">{chat.say("examples")}</p>')
                buttons = [gr.Button("", elem_classes="pq-example", visible=False) for _ in range(EXAMPLES)]
        log = gr.Chatbot(
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
        with gr.Column(elem_id="pq-choices", visible=False) as offer:
            gr.Markdown(f'<p class="pq-sub">{chat.say("choices")}</p>')
            choices = [gr.Button("", elem_classes="pq-example", visible=False) for _ in range(CHOICES)]
        with gr.Column(elem_id="pq-composer"):
            box = gr.Textbox(
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
                again = gr.Button(chat.say("again"), elem_id="pq-again", size="sm", visible=False)
        parts = _Parts(chat, start, shelf, buttons, offer, choices, log, box, again, turns)
        parts.connect(page)
    page.queue(api_open=False, max_size=WAITING, default_concurrency_limit=PARALLEL)
    return page


class _Parts:
    """The components of the page, connected."""

    def __init__(
        self,
        chat: Chat,
        start: gr.Column,
        shelf: gr.Column,
        buttons: list[gr.Button],
        offer: gr.Column,
        choices: list[gr.Button],
        log: gr.Chatbot,
        box: gr.Textbox,
        again: gr.Button,
        turns: gr.State,
    ) -> None:
        self.chat, self.start, self.shelf, self.buttons = chat, start, shelf, buttons
        self.offer, self.choices = offer, choices
        self.log, self.box, self.again, self.turns = log, box, again, turns
        self.running: dict[str | None, asyncio.Event] = {}  # by page; each page asks one thing at a time

    def connect(self, page: gr.Blocks) -> None:
        """Give every event its handler. `private` keeps them out of Gradio's own API pages."""
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        page.load(self.load, None, [self.shelf, *self.buttons], **private)
        outputs = [self.log, self.turns, self.box, self.start, self.again, self.offer, *self.choices]
        offered = [*self.buttons, *self.choices]
        for component, source in [(self.box, self.box.submit), *((b, b.click) for b in offered)]:
            source(self.ask, [component, self.log, self.turns], outputs, **private)
        # Not Gradio's `cancels`, after which text already on its way would still appear.
        self.box.stop(self.stop, None, None, **private)
        self.log.clear(self.reset, None, outputs, **private)
        self.again.click(self.reset, None, outputs, **private)

    def load(self) -> list[Any]:
        """The examples, once the page is open."""
        found = self.chat.examples()[:EXAMPLES]
        spare = EXAMPLES - len(found)
        shown = [gr.Button(text, visible=True) for text in found] + [gr.Button(visible=False)] * spare
        return [gr.Column(visible=bool(found)), *shown]

    # Gradio reads the annotations of handlers; `gr.Request` makes it pass the request.
    async def ask(
        self, question: str, shown: list[Message], turns: list[Turn], request: gr.Request
    ) -> AsyncGenerator[Update, None]:
        """Answer `question`; the box is empty and offers to stop meanwhile."""
        skip = gr.skip()
        if not question.strip():
            yield skip, skip, skip, skip, skip, *self._untouched()
            return
        stop = self.running[request.session_hash] = asyncio.Event()
        busy = gr.Textbox(value="", submit_btn=False, stop_btn=self.chat.say("stop"))
        started, choices = False, list[str]()
        try:
            async with aclosing(self.chat.ask(question, shown, turns, stop)) as steps:
                async for messages, said, offered in steps:
                    choices = offered
                    if started:
                        yield messages, said, skip, skip, skip, *self._untouched()
                        continue
                    started = True
                    log = gr.Chatbot(value=messages, visible=True)
                    yield log, said, busy, gr.Column(visible=False), gr.Button(visible=False), *self._offered([])
        finally:
            self.running.pop(request.session_hash, None)
        yield skip, skip, self._ready(), skip, gr.Button(visible=True), *self._offered(choices)

    def stop(self, request: gr.Request) -> None:
        """Tell the answer in progress to end; it then shows by itself that it was stopped."""
        event = self.running.get(request.session_hash)
        if event is not None:
            event.set()

    def reset(self) -> tuple[Any, ...]:
        """An empty page; nothing of the conversation is kept."""
        return (
            gr.Chatbot(value=[], visible=False),
            [],
            self._ready(),
            gr.Column(visible=True),
            gr.Button(visible=False),
            *self._offered([]),
        )

    def _offered(self, choices: list[str]) -> list[Any]:
        """The shelf below the conversation with the questions of which one may be meant."""
        spare = len(self.choices) - len(choices)
        shown = [gr.Button(text, visible=True) for text in choices] + [gr.Button(visible=False)] * spare
        return [gr.Column(visible=bool(choices)), *shown]

    def _untouched(self) -> list[Any]:
        return [gr.skip()] * (1 + len(self.choices))

    def _ready(self) -> Any:  # noqa: ANN401 - Gradio's updates have no type of their own
        return gr.Textbox(submit_btn=self.chat.say("send"), stop_btn=False)
