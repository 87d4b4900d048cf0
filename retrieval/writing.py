"""An answer written by a language model: what it is shown, what of its words stands, and what is shown of them.

Of a model's words only sentences that stand in the documents are ever shown, and none before the asked value is among
them; its marks count for nothing. Where its answer does not stand, it is asked once more with the one sentence that
answers; where that does not stand either, the caller quotes.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from prompts import Language, Prompts
from retrieval.answering import answering
from retrieval.candidates import Candidate
from retrieval.characters import squeeze
from retrieval.claim_frame import framed
from retrieval.claims import Claim, Draft
from retrieval.errors import ModelError
from retrieval.evidence import Statement
from retrieval.llm import ChatModel, ContextTooLong
from retrieval.llm_prompt import messages
from retrieval.models import Event, Unsupported
from retrieval.passage_run import run
from retrieval.reply_text import runaway, visible
from retrieval.screen import for_model
from retrieval.understand import Query
from retrieval.verify import claims_of, verify
from retrieval.yes_no import Replies

_SHOWN = 12  # statements among which the support of the model's words is sought
_AS_GOOD = 0.6  # least coverage of a further statement that the model is shown, against that of the chosen one
_SENTENCE = re.compile(r"[。！？!?；;\n]")
# A yes or no of the model's: what it says after it is verified, and settles whether it leads the answer.
_YES_NO = re.compile(
    r"^(?:(?:是的?|否|不是的?|对的?|不对|可以的?|不可以|不?能|不?会|有的?|没有|不?需要|不?允许|yes|no)(?:[，,。.！!；;\s]+|$))+",
    re.I,
)

_OPENING = re.compile(r"(?P<frame>[\u4e00-\u9fff]{2,20}?)(?:(?=对)|[，,])")  # 甲省税务局对…


@dataclass(frozen=True, slots=True)
class Written:
    """What stands of a model's words, and the cautions that belong to it. Without claims, nothing stands.

    `shown` is what was streamed of it, `characters` how much the model wrote, `tries` how often it was asked.
    """

    claims: tuple[Claim, ...]
    warnings: tuple[str, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    shown: str = ""
    characters: int = 0
    tries: int = 0


@dataclass
class _Reply:
    """A reply as it comes: its visible words, and the claims of them that were shown."""

    query: Query
    chosen: Candidate
    evidence: Sequence[Statement]
    cannot: Sequence[str]
    replies: Replies
    raw: str = ""
    shown: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The visible words so far."""
        return visible(self.raw, complete=False)

    @property
    def whole(self) -> str:
        """The visible words of a reply that has ended, an endless repetition cut off."""
        said = visible(self.raw)
        return said[: runaway(said)]

    def add(self, piece: str) -> list[str]:
        """The sentences that may be shown with this piece: whole ones that stand, from when they answer."""
        self.raw += piece
        if not _SENTENCE.search(piece):
            return []
        text = self.text
        ends = [match.end() for match in _SENTENCE.finditer(text)]
        stands = self.standing(text[: ends[-1]] if ends else "")
        return [claim.text for claim in stands.claims[len(self.shown) :]]

    def show(self, sentence: str) -> Event:
        """The event that shows a further sentence; all of them together are the answer's text."""
        self.shown.append(sentence)
        return Event("delta", {"text": sentence if len(self.shown) == 1 else f"\n{sentence}"})

    def standing(self, text: str) -> Written:
        """What stands of these words; nothing unless the first that is said does, and the asked value is in it."""
        claims = tuple(replace(claim, text=_YES_NO.sub("", claim.text)) for claim in claims_of(text))
        claims = tuple(claim for claim in claims if re.search(r"\w", claim.text))
        first = next((i for i, claim in enumerate(claims) if not claim.text.endswith(("：", ":"))), len(claims))
        claims = claims[first:]  # 措施如下： says nothing that could stand or fall
        verified = verify(Draft(claims), self.evidence[:_SHOWN])
        if any(told.reason == "name" for told in verified.dropped):
            claims = tuple(map(self._unframed, claims))
            verified = verify(Draft(claims), self.evidence[:_SHOWN])
        refused = any(squeeze(word) in squeeze(text) for word in self.cannot)
        if refused or not verified.first or not answering(self.query, self.chosen, verified.claims):
            return Written((), unsupported=tuple(verified.dropped))
        claims = tuple(framed(claim, self.query) for claim in verified.claims)
        claims, wrong = self.replies.judged(self.query, text, claims)
        return Written(claims, unsupported=(*wrong, *verified.dropped))

    def _unframed(self, claim: Claim) -> Claim:
        """A claim without the opening that it repeats from the question, where only what follows that stands."""
        opening = _OPENING.match(claim.text)
        if not opening or squeeze(opening["frame"]) not in squeeze(self.query.question):
            return claim
        rest = replace(claim, text=claim.text[opening.end() :])
        whole, left = (bool(verify(Draft((said,)), self.evidence[:_SHOWN]).claims) for said in (claim, rest))
        return rest if left and not whole else claim

    def after(self, earlier: Written, warnings: tuple[str, ...], stands: Written | None = None) -> Written:
        """What stands after this reply, counted with an earlier one."""
        return Written(
            stands.claims if stands else (),
            warnings,
            (*earlier.unsupported, *(stands.unsupported if stands else ())),
            "".join(self.shown),
            earlier.characters + len(self.raw),
            earlier.tries + 1,
        )


def own_evidence(query: Query, chosen: Candidate) -> list[Statement]:
    """The statement that answers, and those that belong to its answer: the items of its list, what follows it."""
    first = chosen.statement
    spans = () if chosen.values or first.row else run(query, first)
    return [first, *for_model([replace(first, span=span) for span in spans if span != first.span])]


def evidence_of(query: Query, chosen: Candidate, found: Sequence[Statement]) -> list[Statement]:
    """The statements that a model may use: the one that answers without it, what belongs to it, then others."""
    own = own_evidence(query, chosen)
    known = {(s.hit.document.id, s.span) for s in own}
    enough = _AS_GOOD * chosen.statement.coverage
    fitting = (s for s in found if s.year_fits and s.place_fits and not s.lead and s.coverage >= enough)
    return [*own, *(s for s in fitting if (s.hit.document.id, s.span) not in known)]


def write(
    query: Query, chosen: Candidate, found: Sequence[Statement], model: ChatModel, prompts: Prompts, language: Language
) -> Generator[Event, None, Written]:
    """Asks the model and yields `delta` events; returns what stands. Closing it ends the model's reply."""
    evidence = evidence_of(query, chosen, found)
    cannot = [prompts.say("model.cannot", known) for known in ("zh", "en")]
    told = Written(())
    for number, given in enumerate((evidence, own_evidence(query, chosen)), 1):
        reply = _Reply(query, chosen, evidence, cannot, Replies(prompts, language))
        try:
            yield from _read(reply, given, model, prompts, language, again=number > 1)
        except ModelError as error:
            warning = prompts.say("replies.warn_model_down", language, reason=error.message[:80])
            return reply.after(told, (warning,))
        stands = reply.standing(reply.whole)
        for claim in stands.claims[len(reply.shown) :]:
            yield reply.show(claim.text)
        told = reply.after(told, _cautions(stands, number, prompts, language), stands)
        if told.claims or told.shown:
            break
    return told


def _cautions(stands: Written, number: int, prompts: Prompts, language: Language) -> tuple[str, ...]:
    if not stands.claims:
        return (prompts.say("replies.warn_model_claims", language),)
    found = [prompts.say("replies.warn_model_again", language)] if number > 1 else []
    if stands.unsupported:
        found.append(prompts.say("replies.warn_model_dropped", language, count=len(stands.unsupported)))
    return tuple(found)


def _read(
    reply: _Reply,
    given: Sequence[Statement],
    model: ChatModel,
    prompts: Prompts,
    language: Language,
    *,
    again: bool,
) -> Iterator[Event]:
    """Reads a reply into `reply`, until it ends or only repeats itself; a prompt that is too long is halved once."""
    for budget in (model.prompt_tokens, model.prompt_tokens // 2):
        asked = messages(reply.query, given, prompts, language, budget, again=again)
        try:
            with contextlib.closing(model.stream(asked)) as pieces:
                for piece in pieces:
                    yield from map(reply.show, reply.add(piece))
                    if runaway(reply.text) is not None:
                        break
            return
        except ContextTooLong:
            if budget < model.prompt_tokens:
                raise
