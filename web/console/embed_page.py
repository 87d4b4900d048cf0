"""嵌入: the lines that put the widget into another site, as chosen here, and a look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import gradio as gr

from retrieval.keys import Key
from web.console.voice import Voice
from web.embed import Script
from web.tags import ACCENT, BOT, SOME_KEY, Chosen, lines, server_of

if TYPE_CHECKING:
    from web.console.console import Console

NO_KEY = "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands for a key in the lines, the key where it is known, what is to be said of it, and whose it is."""

    text: str
    key: Key | None = None
    note: str = ""
    title: str = ""


class EmbedPage:
    """What is to be chosen, and what comes of it."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "embed")
        self.keys, self.bots = console.assistant.records.keys, console.assistant.records.bots
        self.integrity = Script.read().integrity
        say = self.voice.say
        with gr.Tab(say("embed")) as tab:
            gr.Markdown(say("about"))
            with gr.Row(elem_classes="pq-fields"):
                key = gr.Dropdown([], label=say("key"), info=say("key_about"))
                pasted = gr.Textbox(label=say("paste"), info=say("paste_about"), placeholder=SOME_KEY, max_length=200)
                language = gr.Dropdown(
                    [(say("language_page"), ""), ("中文", "zh"), ("English", "en")], value="", label=say("language"),
                    info=" ",
                )  # fmt: skip
                themes = ("", "light", "dark")
                theme = gr.Dropdown(
                    [(say(f"theme_{name or 'auto'}"), name) for name in themes], value="", label=say("theme"), info=" "
                )
                position = gr.Dropdown(
                    [(say("position_auto"), ""), *((say(side), side) for side in ("right", "left"))],
                    value="",
                    label=say("position"),
                    info=" ",
                )
                accent = gr.Textbox(label=say("accent"), info=say("accent_about"), placeholder="#0b4a8f", max_length=7)
            self.lines = gr.Markdown()
        given = [key, pasted, language, theme, position, accent]
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        tab.select(self.look, given, [key, self.lines], **private)
        # One event for all fields, one at a time: the lines of an earlier change must not come after those of a later.
        typed = [pasted.change, accent.change, *(field.input for field in (key, language, theme, position))]
        gr.on(typed, self.show, given, [self.lines], trigger_mode="multiple", concurrency_limit=1, **private)

    def look(self, request: gr.Request, key_id: str | None, *given: str | None) -> list[Any]:
        """The public keys there are, and the lines for what is chosen."""
        say = self.voice.say
        known = [(self._line(key), key.id) for key in reversed(self.keys.public())]
        choices = [(say("key_any"), ""), (say("key_none"), NO_KEY), *known]
        if key_id not in [value for _, value in choices]:
            key_id = known[0][1] if known else ""
        chosen = gr.Dropdown(choices=choices, value=key_id)
        return [chosen, self.show(request, key_id, *given)]

    def show(self, request: gr.Request, key_id: str | None, *given: str | None) -> str:
        """The lines for what is chosen, and a look at it."""
        pasted, language, theme, position, accent = (str(value or "").strip() for value in given)
        colour = accent.removeprefix("#").lower()
        wrong_colour = bool(colour) and not re.fullmatch(ACCENT, colour)
        options = Chosen(language, theme, position, "" if wrong_colour else colour)  # type: ignore[arg-type]
        choice = self._choice(key_id, pasted)
        assert request.request is not None
        title = choice.title or self.voice.messages.say("name")
        server = server_of(request.request)
        made = lines(server, self.integrity, title, choice.text, options)
        keyless = self.console.access.keyless
        if not choice.text and not keyless:
            made = replace(made, frame=lines(server, self.integrity, title, SOME_KEY, options).frame)
        seen = {"key": choice.key.id if choice.key else "", "lang": language, "theme": theme, "position": position}
        asked = {name: value for name, value in {**seen, "accent": options.accent}.items() if value}
        address = "/admin/preview" + (f"?{urlencode(asked)}" if asked else "")
        return self.voice.render(
            "console_embed.html", lines=made, key=choice.key, note=choice.note, wrong_colour=wrong_colour,
            preview=address if choice.key or keyless else "",
        )  # fmt: skip

    def _choice(self, key_id: str | None, pasted: str) -> Choice:
        """What is pasted goes before what is chosen by its name."""
        say = self.voice.say
        if pasted:
            found = self.keys.find(pasted) if re.fullmatch(BOT, pasted) else None
            if found and found.kind == "public":
                return self._of_bot(found) or Choice(pasted, found)
            return Choice(SOME_KEY, note=say("secret_pasted" if pasted.startswith("sk_") else "unknown_pasted"))
        if key_id == NO_KEY:
            listed = self.console.access.origins.entries
            return Choice("", note=say("none_listed", origins=" ".join(listed)) if listed else say("none_unlisted"))
        key = self.keys.get(key_id) if key_id else None
        if key and (of_bot := self._of_bot(key)):
            return of_bot
        return Choice(SOME_KEY, key, say("key_text") if key else say("key_missing"))

    def _of_bot(self, key: Key) -> Choice | None:
        """That of a bot, the text of whose key is kept; None for any other key."""
        bot = self.bots.of_key(key) if key.bot else None
        note = "bot_says" if key.origins else "bot_at_home"
        return Choice(bot.key, key, self.voice.say(note), bot.name) if bot else None

    def _line(self, key: Key) -> str:
        name = self.voice.say("bot", name=key.name) if key.bot else key.name
        return " · ".join([name, *([" ".join(key.origins)] if key.origins else [])])


def build(console: Console) -> None:
    """The page."""
    EmbedPage(console)
