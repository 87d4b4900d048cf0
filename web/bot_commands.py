"""`bots list | add | change | renew | remove`: they work in the records themselves, also beside a running server."""

from __future__ import annotations

import argparse
import json
from typing import Any

from pydantic import ValidationError

from retrieval.bots import Bot, BotDraft, Bots
from retrieval.database import opened_records
from retrieval.errors import UsageError
from retrieval.settings import Settings
from web.bots import draft_of

_WORDS = ("name", "greeting", "language", "theme", "accent", "position", "mode")
_LISTS = {"question": "questions", "origin": "origins", "group": "groups"}  # options, each given several times
_SOURCES = {"issuer": "issuers", "folder": "folders", "document": "document_ids"}


def bots_told(options: argparse.Namespace, settings: Settings) -> list[str]:
    """Does what is asked, and gives the lines to print: a bot each. Raises UsageError, NotFound."""
    with opened_records(settings) as records:
        if options.action == "remove":
            return [_removed(records.bots, bot_id) for bot_id in options.ids]
        return [_line(bot, plain=options.json) for bot in _done(options, records.bots)]


def _done(options: argparse.Namespace, bots: Bots) -> list[Bot]:
    if options.action == "list":
        return bots.listed()
    if options.action == "renew":
        return [bots.renew(options.id)]
    if options.action == "add":
        return [bots.create(_draft(BotDraft.model_construct(name=""), options))]
    return [bots.change(options.id, _draft(bots.find(options.id).draft, options))]


def _removed(bots: Bots, bot_id: str) -> str:
    name = bots.find(bot_id).name
    bots.remove(bot_id)
    return f"已删除 {bot_id}  {name}。 Removed."


def _draft(before: BotDraft, options: argparse.Namespace) -> BotDraft:
    """The bot with what is given; a list stands in place of the one before. Raises UsageError."""
    given: dict[str, Any] = before.model_dump()
    given |= {name: value for name in _WORDS if (value := getattr(options, name)) is not None}
    given |= _lists(options, _LISTS)
    given["sources"] = {name: getattr(before.sources, name) for name in _SOURCES.values()} | _lists(options, _SOURCES)
    try:
        return draft_of(given)
    except ValidationError as error:
        bad = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise UsageError(f"值不能用：{bad}。 A value cannot be used.", "见 python app.py bots add --help。") from error


def _lists(options: argparse.Namespace, names: dict[str, str]) -> dict[str, list[str]]:
    """The lists that are given, by the names of their fields; a lone blank one empties."""
    given = {field: getattr(options, option) for option, field in names.items()}
    return {field: values if values != [""] else [] for field, values in given.items() if values is not None}


def _line(bot: Bot, *, plain: bool) -> str:
    if plain:
        times = {name: getattr(bot, name).isoformat(timespec="seconds") + "Z" for name in ("made_at", "changed_at")}
        return json.dumps(
            {"id": bot.id, "key": bot.key, "live": bot.live, **bot.draft.model_dump(mode="json"), **times},
            ensure_ascii=False,
        )
    known = [name for names in (getattr(bot.sources, field) for field in _SOURCES.values()) for name in names]
    knows = f"知道 knows {'、'.join(known)}" if known else "知道全部 knows all"
    where = f"  {' '.join(bot.draft.origins)}" if bot.draft.origins else ""
    where += f"  组 {','.join(bot.draft.groups)}" if bot.draft.groups else ""
    return f"{bot.id}  {bot.key}  {bot.name}  {'有效 live' if bot.live else '密钥已撤销 revoked'}  {knows}{where}"
