"""How the chat page is laid out, and which of its events does what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from web.chat import EXAMPLES, PARALLEL, WAITING, Chat

if TYPE_CHECKING:
    import gradio as gr

    from retrieval.models import Turn
    from web.chat import Message

LONGEST = 2000  # what the box takes; the core says what is too long


def lay_out(chat: Chat) -> gr.Blocks:
    """The page of `chat`: greeting with examples, then the conversation, and the box below."""
    import gradio as gr

    page: gr.Blocks
    with gr.Blocks(
        title=chat.say("name"), analytics_enabled=False, fill_height=True, fill_width=True
    ) as page:
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
                html_attributes=gr.InputHTMLAttributes(
                    enterkeyhint="send", autocomplete="off", spellcheck=False
                ),
            )
            with gr.Row(elem_id="pq-foot"):
                gr.Markdown(f'<p class="pq-footnote">{chat.say("footnote")}</p>')
                again = gr.Button(chat.say("again"), elem_id="pq-again", size="sm", visible=False)
        parts = _Parts(chat, start, shelf, buttons, log, box, again, turns)
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
        log: gr.Chatbot,
        box: gr.Textbox,
        again: gr.Button,
        turns: gr.State,
    ) -> None:
        self.chat, self.start, self.shelf, self.buttons = chat, start, shelf, buttons
        self.log, self.box, self.again, self.turns = log, box, again, turns

    def connect(self, page: gr.Blocks) -> None:
        """Give every event its handler. `private` keeps them out of Gradio's own API pages."""
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        page.load(self.load, None, [self.shelf, *self.buttons], **private)
        outputs = [self.log, self.turns, self.box, self.start, self.again]
        asking: list[Any] = [
            source(self.ask, [component, self.log, self.turns], outputs, **private)
            for component, source in [(self.box, self.box.submit), *((b, b.click) for b in self.buttons)]
        ]
        self.box.stop(self.stop, [self.log], [self.log, self.box, self.again], cancels=asking, **private)
        self.log.clear(self.reset, None, outputs, **private)
        self.again.click(self.reset, None, outputs, **private)

    def load(self) -> list[Any]:
        """The examples, once the page is open."""
        import gradio as gr

        found = self.chat.examples()[:EXAMPLES]
        spare = EXAMPLES - len(found)
        shown = [gr.Button(text, visible=True) for text in found] + [gr.Button(visible=False)] * spare
        return [gr.Column(visible=bool(found)), *shown]

    async def ask(
        self, question: str, shown: list[Message], turns: list[Turn]
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Answer `question`; the box is empty and offers to stop meanwhile."""
        import gradio as gr

        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        busy: Any = gr.Textbox(value="", submit_btn=False, stop_btn=self.chat.say("stop"))
        first = True
        async for messages, said in self.chat.ask(question, shown, turns):
            if first:
                log = gr.Chatbot(value=messages, visible=True)
                yield log, said, busy, gr.Column(visible=False), gr.Button(visible=False)
                first = False
            else:
                yield messages, said, gr.skip(), gr.skip(), gr.skip()
        yield gr.skip(), gr.skip(), self._ready(), gr.skip(), gr.Button(visible=True)

    def stop(self, shown: list[Message]) -> tuple[Any, ...]:
        """After stop: the answer in progress is taken back and the box is ready."""
        import gradio as gr

        return self.chat.stop(shown), self._ready(), gr.Button(visible=True)

    def reset(self) -> tuple[Any, ...]:
        """An empty page; nothing of the conversation is kept."""
        import gradio as gr

        return (
            gr.Chatbot(value=[], visible=False),
            [],
            self._ready(),
            gr.Column(visible=True),
            gr.Button(visible=False),
        )

    def _ready(self) -> Any:  # noqa: ANN401 - Gradio's updates have no type of their own
        import gradio as gr

        return gr.Textbox(submit_btn=self.chat.say("send"), stop_btn=False)
