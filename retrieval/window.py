"""The part of a text that the reader reads at once: whole sentences around a place, as many as fit."""

from __future__ import annotations

import re

from retrieval.sentences import Span, sentences, trim

LONGEST = 240  # characters: about 150 tokens, so that thirty of them are read in half a second
_CLAUSE = re.compile(r"[，,、：:\s]")


def window(text: str, around: Span, start: int, end: int, longest: int = LONGEST) -> Span:
    """The sentences of `text[start:end]` around `around`, at most `longest` characters.

    A sentence that is longer alone is cut at a comma on either side. `around` is always within, cut at its end
    where it alone is longer.
    """
    spans = sentences(text, start, end)
    inside = [i for i, span in enumerate(spans) if span.end > around.start and span.start < around.end]
    if not inside:
        return Span(around.start, min(around.end, around.start + longest))
    first, last = inside[0], inside[-1]
    if spans[last].end - spans[first].start > longest:
        return _cut(text, around, Span(spans[first].start, spans[last].end), longest)
    while True:
        before = spans[first - 1].start if first else None
        after = spans[last + 1].end if last + 1 < len(spans) else None
        # What follows a sentence explains it more often than what precedes it, but its own heading precedes it.
        if before is not None and spans[last].end - before <= longest and last - inside[-1] >= inside[0] - first:
            first -= 1
        elif after is not None and after - spans[first].start <= longest:
            last += 1
        elif before is not None and spans[last].end - before <= longest:
            first -= 1
        else:
            return Span(spans[first].start, spans[last].end)


def _cut(text: str, around: Span, within: Span, longest: int) -> Span:
    """A part of one long sentence, from a comma to a comma where there are some near enough."""
    spare = max(0, longest - (around.end - around.start))
    start = max(within.start, around.start - spare // 2)
    end = min(within.end, max(start + longest, around.end) if around.end - around.start <= longest else start + longest)
    start = max(within.start, min(start, end - longest))
    if start > within.start and (mark := _CLAUSE.search(text, start, min(around.start, start + longest // 4))):
        start = mark.end()
    marks = (
        [m.end() for m in _CLAUSE.finditer(text, max(around.end, end - longest // 4), end)] if end < within.end else []
    )
    return trim(text, start, marks[-1] if marks else end)
