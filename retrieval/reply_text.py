"""What of a model's raw words is its reply: no thoughts, no endless repetition."""

from __future__ import annotations

import re

_NAMES = "think|thinking|thought|reasoning|reflection|analysis|scratchpad"
_OPEN = re.compile(rf"<(?P<name>{_NAMES})>|◁(?P<other>think)▷|<\|channel\|>(?:analysis|commentary)\b", re.I)
_CLOSE = re.compile(rf"</(?:{_NAMES})>|◁/think▷|<\|channel\|>final(?:<\|message\|>)?", re.I)
_LEFT = re.compile(r"<\|[a-z_]{2,20}\|>|<\|[a-z_]*\|?$")  # control words of a chat template
_BEGUN = re.compile(r"(?:<\|channel\|>\w*|[<◁][^<>◁▷\n]{0,24})$")  # a tag that may still be coming
_UNIT, _TIMES, _TAIL = 80, 3, 400  # longest unit of a repetition, how often it may come again, how far back is looked
_AGAIN = re.compile(rf"(?P<sign>.{{1,3}}?)(?P=sign){{11,}}$|(?P<unit>.{{4,{_UNIT}}}?)(?P=unit){{{_TIMES},}}$", re.S)


def visible(raw: str, *, complete: bool = True) -> str:
    """The reply within a model's raw words: what it thinks aloud is left out, also where its end is missing.

    Words before a closing tag without an opening one are thoughts as well: some chat templates open it themselves.
    Where more is coming (not `complete`), the beginning of what may become a tag is held back.
    """
    said, at = "", 0
    while opened := _OPEN.search(raw, at):
        said += raw[at : opened.start()]
        closed = _CLOSE.search(raw, opened.end())
        if not closed:
            return _LEFT.sub("", _after_thought(said))
        at = closed.end()
    said = _after_thought(said + raw[at:])
    if not complete:
        said = _BEGUN.sub("", said)
    return _LEFT.sub("", said)


def _after_thought(text: str) -> str:
    closings = list(_CLOSE.finditer(text))
    return text[closings[-1].end() :] if closings else text


def runaway(text: str) -> int | None:
    """Where in `text` an endless repetition begins to repeat, or None: the same words over and over at its end."""
    tail = text[-_TAIL:]
    found = _AGAIN.search(tail)
    if not found or not re.search(r"\w", found.group()):
        return None
    unit = found["unit"] or found["sign"]
    return len(text) - len(tail) + found.start() + len(unit)
