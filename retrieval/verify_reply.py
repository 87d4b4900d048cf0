"""A lead that says no more than yes or no (可以, 否), against the sentences that are cited for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.characters import fold
from retrieval.claims import Claim, Source
from retrieval.polarity import polarity
from retrieval.sentences import sentences

_NO = r"否|不是的?|不对|不可以|不行|不?能够?不|不能|不会|没有|无|不需要|不用|不必|无需|不应当?|不允许|不|no"
_YES = r"是的?|对的?|可以的?|行|能够?|会的?|有的?|需要|要|应当?|允许|yes"
_REPLY = re.compile(rf"\s*(?:(?P<no>{_NO})|(?P<yes>{_YES}))\s*[，,。.！!；;]?\s*", re.I)
# A sentence that takes something of the one before it back: 但…, 确有困难的….
_OTHERWISE = re.compile(r"^(?:但是?|然而|不过|除|特殊情况|确需|确有|如[有需确遇因]|有下列|因特殊|另有规定)")
_FOLLOWING = 120  # characters behind a sentence in which one that takes it back begins


def reply_of(text: str) -> bool | None:
    """What a text that is nothing but yes or no says; None where it is anything else."""
    said = _REPLY.fullmatch(text)
    return None if said is None else said["no"] is None


def settled(question: str, sources: Sequence[Source]) -> bool | None:
    """Whether sentences say yes or no to a question, all that say either the same; None where that is not plain."""
    signs = {sign for source in sources if (sign := _sign(question, source)) is not None}
    return signs.pop() if len(signs) == 1 else None


def reply_holds(claim: Claim) -> bool:
    """Whether the sources of a lead say what it does to the question that it replies to."""
    said = reply_of(claim.text)
    return said is not None and settled(claim.replies, claim.sources) is said


def _sign(question: str, source: Source) -> bool | None:
    statement, span = source
    document, chunk = statement.hit.document, statement.hit.chunk
    if statement.row:
        return None
    after = next(iter(sentences(document.text, span.end, min(len(document.text), span.end + _FOLLOWING))), None)
    if after and _OTHERWISE.match(fold(after.of(document.text))):
        return None
    return polarity(question, span.of(document.text), f"{document.title}\n{chunk.section}")
