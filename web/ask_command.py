"""`ask` on the command line: with the data folder, or through the server that owns it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from retrieval.errors import DataLocked, UsageError
from retrieval.evaluation import read_history
from retrieval.models import Answer, Turn
from retrieval.settings import Settings


def ask_once(options: argparse.Namespace, settings: Settings) -> Answer:
    """The answer to the question of the options. Raises UsageError for a file that holds no conversation."""
    from retrieval.assistant import Assistant

    history = _history(options.history)
    try:
        assistant = Assistant.from_settings(settings)
    except DataLocked as lock:
        if not lock.url:
            raise
        from web.client import ask_server

        payload = {
            "question": options.question,
            "history": [turn.model_dump() for turn in history],
            "as_of": options.as_of.isoformat() if options.as_of else None,
            "mode": options.mode,
            "language": options.language,
        }
        return Answer.model_validate(ask_server(lock, payload, options.language))
    try:
        return assistant.answer(
            options.question, history=history, as_of=options.as_of, mode=options.mode, language=options.language
        )
    finally:
        assistant.close()


def _history(path: Path | None) -> list[Turn]:
    if path is None:
        return []
    try:
        return read_history(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} 不是对话记录：{error}。 Not a history file.", '应为 [{"question","answers":[…]}]。'
        ) from error
