"""The events of an answer without the office's sensitive words: refused where one is blocked, else masked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from retrieval.models import Answer, Event
from retrieval.sensitive import Veil, Words

# What people read of an event; the rest are ids, addresses and numbers, by which things are found.
_SHOWN = frozenset({"title", "section", "quote", "text", "also", "titles", "choices", "warnings"})


def guarded(events: Iterator[Event], words: Words, refusal: str) -> Iterator[Event]:
    """The events, masked. Where the question or the answer's text holds a blocked word, `refusal` ends them.

    Text is held back as long as a word may still come of it, so that none is shown in two parts. Quotes and titles are
    masked also where a word in them is blocked; their offsets hold.
    """
    if not words:
        yield from events
        return
    veil, streamed, meta = Veil(words), False, dict[str, Any]()
    for event in events:
        if event.type == "meta":
            meta = event.data
            if any(words.blocks(str(meta[name])) for name in ("question", "understood")):
                yield Event("meta", {**meta, "mode": "extract"})
                yield Event("sources", {"hits": []})
                yield from _refused(meta, refusal, streamed=False)
                return
            yield event
            continue
        shown = veil.more(event.data["text"]) if event.type == "delta" else veil.rest()
        if veil.blocked or (event.type == "done" and words.blocks(event.data["text"])):
            yield from _refused(meta, refusal, streamed=streamed)
            return
        if shown:
            streamed = True
            yield Event("delta", {"text": shown})
        if event.type != "delta":
            yield Event(event.type, _masked(event.data, words))


def _refused(meta: dict[str, Any], refusal: str, *, streamed: bool) -> Iterator[Event]:
    answer = Answer(
        question=meta["question"], understood=meta["understood"], text=refusal, outcome="refused", reason="unsafe"
    )
    yield Event("retract", {"reason": "unsafe"}) if streamed else Event("delta", {"text": refusal})
    yield Event("done", answer.model_dump(mode="json"))


def _masked(data: dict[str, Any], words: Words) -> dict[str, Any]:
    return {name: _veiled(value, words, shown=name in _SHOWN) for name, value in data.items()}


def _veiled(value: object, words: Words, *, shown: bool) -> object:
    if isinstance(value, dict):
        return _masked(value, words)
    if isinstance(value, list | tuple):
        return [_veiled(item, words, shown=shown) for item in value]
    return words.mask(value) if shown and isinstance(value, str) else value
