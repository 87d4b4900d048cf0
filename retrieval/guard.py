"""The events of an answer without the office's sensitive words: refused where one is blocked, else masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from retrieval.models import Answer, Event
from retrieval.sensitive import Veil, Words

# What people read of an event; the rest are ids, addresses and numbers, by which things are found.
_SHOWN = frozenset(
    {"question", "understood", "text", "quote", "title", "titles", "section", "issuer", "doc_no", "places"}
) | {"also", "choices", "warnings"}
_OURS = frozenset({"label"})  # what has to be said of an answer, whatever an office would rather not read


def guarded(events: Iterator[Event], words: Words, refusal: str) -> Iterator[Event]:
    """The events, masked. Where the question or the answer's text holds a blocked word, `refusal` ends them.

    Text is held back as long as a word may still come of it, so that none is shown in two parts. Quotes and titles are
    masked also where a word in them is blocked; their offsets hold.
    """
    if not words:
        yield from events
        return
    veil, shown, retracted, meta = Veil(words), False, False, dict[str, Any]()
    for event in events:
        if event.type == "meta":
            meta = masked(event.data, words)
            if words.blocks(event.data["question"], event.data["understood"]):
                yield Event("meta", {**meta, "mode": "extract"})
                yield Event("sources", {"hits": []})
                yield Event("delta", {"text": refusal})
                yield _refused(meta, refusal)
                return
            yield Event("meta", meta)
            continue
        part = veil.more(event.data["text"]) if event.type == "delta" else veil.rest()
        if veil.blocked or (event.type == "done" and words.blocks(event.data["text"])):
            if not retracted:
                yield Event("retract", {"reason": "unsafe"}) if shown else Event("delta", {"text": refusal})
            yield _refused(meta, refusal)
            return
        if part:
            shown = True
            yield Event("delta", {"text": part})
        if event.type != "delta":
            retracted |= event.type == "retract"
            yield Event(event.type, masked(event.data, words))


def masked(data: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """What an event holds, with the words masked in all that people read of it."""
    return {name: _veiled(value, words, name) for name, value in data.items()}


def _veiled(value: object, words: Words, name: str) -> object:
    if name in _OURS:
        return value
    if isinstance(value, Mapping):
        return masked(value, words)
    if isinstance(value, list | tuple):
        return [_veiled(item, words, name) for item in value]
    return words.mask(value) if name in _SHOWN and isinstance(value, str) else value


def _refused(meta: Mapping[str, Any], refusal: str) -> Event:
    answer = Answer(
        question=meta["question"], understood=meta["understood"], text=refusal, outcome="refused", reason="unsafe"
    )
    return Event("done", answer.model_dump(mode="json"))
