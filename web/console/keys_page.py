"""密钥: what programs and web pages call with: every key, new ones, and those that are to open nothing any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from retrieval.keys import Key
from retrieval.schema import here
from web.console.key_form import KeyForm
from web.console.voice import Voice

if TYPE_CHECKING:
    from web.console.console import Console

Updates = list[Any]


class KeysPage:
    """The form for a new key, the list, and the chosen key with the button that revokes it."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.voice = Voice(console, "keys")
        self.keys = console.assistant.records.keys
        say, common = self.voice.say, Voice(console).say
        with gr.Tab(say("keys")) as tab:
            self.about = gr.Markdown()
            form = KeyForm(console)
            self.list = gr.Radio([], label=say("list"), visible=False, elem_classes="pq-list")
            self.detail = gr.Markdown()
            revoke = gr.Button(say("revoke"), variant="stop", visible=False)
            self.revoke = revoke
            with gr.Column(visible=False) as self.sure:
                self.asked = gr.Markdown(elem_classes="pq-sure")
                with gr.Row():
                    revoked = gr.Button(say("revoke_yes"), variant="stop")
                    kept = gr.Button(common("cancel"))
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        chosen = [self.detail, self.revoke, self.sure]
        listed = [self.about, self.list, *chosen]
        tab.select(self.look, None, listed, **private)
        tab.select(form.closed, None, form.outputs, **private)
        self.list.input(self.show, [self.list], chosen, **private)
        revoke.click(self.ask_sure, [self.list], [self.asked, self.sure], **private)
        kept.click(lambda: gr.Column(visible=False), None, [self.sure], **private)
        revoked.click(self.end, [self.list], listed, **private)
        form.after_made(self.look, listed)

    def look(self) -> Updates:
        """Every key, those that open something first and the newest before older ones, with none chosen."""
        return self.page(None, "")

    def page(self, chosen: str | None, told: str) -> Updates:
        """The list with a key `chosen`, and `told` below."""
        found = sorted(reversed(self.keys.listed()), key=lambda key: not key.live)
        choices = [(self._line(key), key.id) for key in found]
        about = self.voice.render("console_keys.html", open=self.console.assistant.settings.open, any=bool(found))
        return [about, gr.Radio(choices=choices, value=chosen, visible=bool(choices)), *self.show(chosen, told)]

    def show(self, key_id: str | None, told: str = "") -> Updates:
        """What is known of the chosen key: never its text, of which nothing is kept but a digest."""
        key = self._key(key_id)
        detail = self.voice.render("console_key.html", key=key, state=self._state(key), told=told) if key else told
        return [detail, gr.Button(visible=bool(key and not key.revoked_at)), gr.Column(visible=False)]

    def ask_sure(self, key_id: str | None, request: gr.Request) -> Updates:
        """Asks whether the chosen key is to end."""
        key = self._key(key_id)
        own = bool(key and request.request and request.request.scope["operator"] == key.id)
        asked = self.voice.render("console_key_sure.html", name=key.name, own=own) if key else ""
        return [asked, gr.Column(visible=key is not None)]

    def end(self, key_id: str | None, request: gr.Request) -> Updates:
        """Revokes the chosen key."""
        key = self._key(key_id)
        if key is None:
            return self.look()
        self.keys.revoke(key.id)
        self.console.note(request, "key_revoked", key.id)
        return self.page(key.id, self.voice.say("revoked"))

    def _key(self, key_id: str | None) -> Key | None:
        return next((key for key in self.keys.listed() if key.id == key_id), None)

    def _state(self, key: Key) -> str:
        return self.voice.say("state_revoked" if key.revoked_at else "state_live" if key.live else "state_expired")

    def _line(self, key: Key) -> str:
        say = self.voice.say
        may = " ".join(key.origins) if key.kind == "public" else "、".join(say(f"scope_{one}") for one in key.scopes)
        groups = say("groups_are", names="、".join(key.groups)) if key.groups else None
        until = say("until", day=here(key.expires_at).date().isoformat()) if key.expires_at else say("no_end")
        made = say("made_on", day=here(key.made_at).date().isoformat())
        return " · ".join(filter(None, [key.name, self._state(key), say(f"kind_{key.kind}"), may, groups, made, until]))


def build(console: Console) -> None:
    """The page."""
    KeysPage(console)
