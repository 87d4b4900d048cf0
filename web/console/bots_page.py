"""机器人: bots are made, changed and removed here, and their tags taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from retrieval.bots import Bot
from retrieval.errors import NotFound
from web.console.bot_form import BotForm
from web.console.voice import Voice
from web.tags import lines, server_of

if TYPE_CHECKING:
    from web.console.console import Console

Updates = list[Any]


class BotsPage:
    """The list, the chosen bot with its tag and what can be done to it, and the form."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "bots")
        self.bots = console.assistant.records.bots
        say, common = self.voice.say, Voice(console).say
        with gr.Tab(say("bots")) as tab:
            gr.Markdown(say("about"))
            new = gr.Button(say("new"), variant="primary")
            self.none = gr.Markdown()
            self.list = gr.Radio([], label=say("list"), visible=False, elem_classes="pq-list")
            self.detail = gr.Markdown()
            with gr.Row(visible=False, elem_classes="pq-deeds") as self.buttons:
                change = gr.Button(common("change"))
                renew = gr.Button(say("renew"))
                remove = gr.Button(common("remove"), variant="stop")
            self.renewing, renewed, kept_key = self._asking(say("renew_yes"), common("cancel"))
            self.removing, removed, kept = self._asking(common("remove_yes"), common("cancel"))
            self.form = BotForm(console)
            self.lines = gr.Markdown()
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking = [*self.renewing, *self.removing]
        chosen = [self.detail, self.lines, self.buttons, *asking, self.form.column]
        listed = [self.list, self.none, *chosen]
        tab.select(self.refresh, [self.list], listed, **private)
        self.list.input(self.show, [self.list], chosen, **private)
        new.click(self.form.filled, None, self.form.outputs, **private)
        change.click(self.change, [self.list], self.form.outputs, **private)
        renew.click(lambda bot_id: self.ask_sure(bot_id, "renew"), [self.list], asking, **private)
        remove.click(lambda bot_id: self.ask_sure(bot_id, "remove"), [self.list], asking, **private)
        for button in (kept_key, kept):
            button.click(lambda: self.ask_sure(None, ""), None, asking, **private)
        renewed.click(self.renew, [self.list], listed, **private)
        removed.click(self.remove, [self.list], listed, **private)
        self.form.after_save(self.refresh, [self.list], listed)

    def _asking(self, yes: str, no: str) -> tuple[list[Any], gr.Button, gr.Button]:
        """What asks once more: the column with its question, and its two buttons."""
        with gr.Column(visible=False) as column:
            asked = gr.Markdown(elem_classes="pq-sure")
            with gr.Row():
                done, kept = gr.Button(yes, variant="stop"), gr.Button(no)
        return [column, asked], done, kept

    def refresh(self, bot_id: str | None, request: gr.Request) -> Updates:
        """The bots, with one of them chosen."""
        found = self.bots.listed()
        choices = [(self._line(bot), bot.id) for bot in found]
        chosen = bot_id if bot_id in {bot.id for bot in found} else None
        listed = gr.Radio(choices=choices, value=chosen, visible=bool(choices))
        return [listed, "" if found else self.voice.say("none"), *self.show(chosen, request)]

    def show(self, bot_id: str | None, request: gr.Request) -> Updates:
        """The chosen bot, with the lines that put it into a page."""
        bot = self._bot(bot_id)
        detail = self.voice.render("console_bot.html", bot=bot, count=self._count(bot)) if bot else ""
        shown = self._lines(bot, request) if bot and bot.live else ""
        return [detail, shown, gr.Row(visible=bot is not None), *self.ask_sure(None, ""), gr.Column(visible=False)]

    def ask_sure(self, bot_id: str | None, deed: str) -> Updates:
        """Asks whether the chosen bot is to have another key, or to go; asks nothing where none is chosen."""
        bot = self._bot(bot_id)
        updates: Updates = []
        for one in ("renew", "remove"):
            asks = bot is not None and one == deed
            sure = self.voice.say(f"{one}_sure", name=bot.name) if bot and asks else ""
            updates += [gr.Column(visible=asks), self.voice.render("console_sure.html", asked=sure) if sure else ""]
        return updates

    def change(self, bot_id: str | None) -> Updates:
        """The form with the chosen bot."""
        bot = self._bot(bot_id)
        return self.form.filled(bot) if bot else self.form.closed()

    def renew(self, bot_id: str | None, request: gr.Request) -> Updates:
        """Gives the chosen bot another key."""
        if bot := self._bot(bot_id):
            self.bots.renew(bot.id)
            self.console.note(request, "bot_renewed", bot.id)
            gr.Info(self.voice.say("renewed"))
        return self.refresh(bot_id, request)

    def remove(self, bot_id: str | None, request: gr.Request) -> Updates:
        """Removes the chosen bot."""
        if bot := self._bot(bot_id):
            self.bots.remove(bot.id)
            self.console.note(request, "bot_removed", bot.id)
            gr.Info(self.voice.say("removed", name=bot.name))
        return self.refresh(None, request)

    def _bot(self, bot_id: str | None) -> Bot | None:
        try:
            return self.bots.find(bot_id) if bot_id else None
        except NotFound:  # removed meanwhile, elsewhere
            return None

    def _lines(self, bot: Bot, request: gr.Request) -> str:
        assert request.request is not None
        made = lines(server_of(request.request), "", bot.name, bot.key)
        return self.voice.render("console_bot_lines.html", bot=bot, lines=made)

    def _count(self, bot: Bot) -> int:
        """How many documents a bot knows."""
        return self.console.assistant.records.as_seen_by(bot.sight).count()

    def _line(self, bot: Bot) -> str:
        line = self.voice.say("line", name=bot.name, count=self._count(bot))
        return line if bot.live else f"{line} · {self.voice.say('dead')}"


def build(console: Console) -> None:
    """The page."""
    BotsPage(console)
