"""A follow-up question made whole by a language model, where rules cannot; it may add nothing of its own."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Sequence
from typing import Protocol

from prompts import Language, Prompts
from retrieval.characters import bigrams, has_han, squeeze
from retrieval.errors import ModelError
from retrieval.models import Turn
from retrieval.numbers import quantities
from retrieval.places import places_in
from retrieval.reply_text import visible
from retrieval.tokens import tagged

_TURNS = 2  # earlier turns that are shown
_ANSWER = 80  # characters of an answer that are shown
_LONGEST = 120  # characters of a question that a rewriting may have
_KNOWN = 0.75  # least share of its pairs of characters that question and history must have
_KEPT = 0.5  # least share of the question's own words that must be left
_LABEL = re.compile(r"^\W*(?:(?:改写后的?|完整的?|最后的)?问题|question|whole question|q|问)\s*[：:]\s*", re.I)
_DIGITS = re.compile(r"[\d０-９]+(?:[.．]\d+)?")
_NAME_TAGS = ("nr", "ns", "nt", "nz")
_LATIN = re.compile(r"[a-z]{3,}")
_ASIDE = re.compile(
    r"那么?|还有|请问|再问|换成|改成|如果|的话|[有是]?多少|什么|怎么|[呢吗嘛呀啊的是有]"
)  # not what is asked
_ADDED = 2  # least pairs of characters that it must have from the history


_POINTS = re.compile(r"[它其]|(?:这|那|该|上述|前述|前面|刚才|以上)|\b(?:it|its|that|this|those|these|they)\b", re.I)
_SHORT = 8  # characters up to which a question is likely to lean on the one before it


def leans(question: str) -> bool:
    """Whether a question seems to need the turns before it: it points back, or it is very short."""
    return bool(_POINTS.search(question)) or len(squeeze(question)) <= _SHORT


class Speaker(Protocol):
    """Whatever replies to messages piece by piece, as `retrieval.llm.ChatModel` does."""

    def stream(self, messages: Sequence[tuple[str, str]]) -> Generator[str, None, None]:
        """The reply, piece by piece. Raises ModelError."""
        ...


def rewrite(question: str, history: Sequence[Turn], model: Speaker, prompts: Prompts, language: Language) -> str | None:
    """`question` made whole from the last turns, or None where the model fails or adds or loses anything.

    Accepted is one line that keeps the question's words and adds no number, year, place or name that neither the
    question nor the history has.
    """
    if not history:
        return None
    turns = [
        prompts.say("model.turn", language, question=turn.question, answer=" ".join(turn.answers)[:_ANSWER])
        for turn in history[-_TURNS:]
    ]
    asked = prompts.say("model.rewrite", language, history="\n".join(turns), question=question)
    said = ""
    try:
        with contextlib.closing(model.stream([("user", asked)])) as pieces:
            for piece in pieces:
                said += piece
                if len(visible(said).strip()) > _LONGEST or "\n" in visible(said).strip():
                    break
    except ModelError:
        return None
    lines = visible(said).strip().splitlines()
    whole = _LABEL.sub("", lines[0]).strip().strip('“”"「」*`').strip() if lines else ""
    known = "\n".join([question, *(part for turn in history for part in (turn.question, *turn.answers))])
    return whole if _accepted(whole, question, history[-1].question, known) else None


def _accepted(whole: str, question: str, last: str, known: str) -> bool:
    """Whether a rewriting has the question's words and numbers, and besides them only what is known.

    The last question with the new one behind it is no whole question.
    """
    said, own, all_known = squeeze(whole), squeeze(_ASIDE.sub("", question)), squeeze(known)
    if not said or len(whole) > _LONGEST or has_han(whole) != has_han(known) or squeeze(last) in said:
        return False
    if not set(_DIGITS.findall(question)) <= set(_DIGITS.findall(whole)) <= set(_DIGITS.findall(known)):
        return False
    if not set(_amounts(whole)) <= set(_amounts(known)):
        return False
    names = [word for word, tag in tagged(whole) if tag.startswith(_NAME_TAGS)]
    if any(squeeze(name) not in all_known for name in [*names, *(place.name for place in places_in(whole))]):
        return False
    if any(word not in all_known for word in _LATIN.findall(said)):
        return False
    pairs, kept = bigrams(said), bigrams(own)
    return (
        len(pairs & bigrams(all_known)) >= _KNOWN * len(pairs)
        and len(kept & pairs) >= _KEPT * len(kept)
        and len(pairs - bigrams(squeeze(question))) >= _ADDED
    )


def _amounts(text: str) -> list[tuple[str, str]]:
    return [(str(q.base.normalize()), q.measures) for q in quantities(text)]
