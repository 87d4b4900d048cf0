"""What a language model is shown: the rules, the best sentences under the headers of their documents, the question.

Kept short, since small models lose the thread of long prompts and machines without a GPU read slowly. The length is
counted so that no tokenizer in use for Chinese gives more; the passages are shortened to it, never the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from prompts import Language, Prompts
from retrieval.evidence import Statement
from retrieval.table_answers import value_of
from retrieval.table_rows import TableRow
from retrieval.understand import Query

_TOKEN = re.compile(r"[A-Za-z]{1,3}|\s+|.", re.S)  # a Latin word in threes, all else sign by sign
_TEMPLATE = 30  # tokens that a chat template adds
_LEAST = 160  # tokens that the first passage may have however long the question is
_PASSAGES = 8
_SECTION = 40  # characters of a section's name in a header
_CUT = "…"


def tokens_at_most(text: str) -> int:
    """No fewer tokens than a tokenizer that knows Chinese makes of `text`."""
    return sum(1 for _ in _TOKEN.finditer(text))


def messages(
    query: Query,
    evidence: Sequence[Statement],
    prompts: Prompts,
    language: Language,
    budget: int,
    *,
    again: bool = False,
) -> list[tuple[str, str]]:
    """The messages for a question, of at most `budget` tokens unless the question alone is as long.

    The sentences of one passage stand together under one header, in the order of the document; the passage of the
    first statement comes first. `again` asks for the words of the passage, after an answer that did not stand.
    """
    key = "model.again" if again else "model.user"
    system = prompts.say("model.system", language)
    asked = prompts.say(key, language, passages="", question=query.question)
    room = max(_LEAST, budget - _TEMPLATE - tokens_at_most(system + asked))
    groups: dict[tuple[str, str], list[Statement]] = {}
    for statement in evidence[:_PASSAGES]:
        place = (statement.hit.document.id, statement.hit.chunk.section)
        wanted = {**groups, place: [*groups.get(place, []), statement]}
        if groups and tokens_at_most(_passages(wanted, prompts, language)) > room:
            continue
        groups = wanted
    passages = _shortened(_passages(groups, prompts, language), room)
    return [
        ("system", system),
        ("user", prompts.say(key, language, passages=passages, question=query.question)),
    ]


def _passages(groups: dict[tuple[str, str], list[Statement]], prompts: Prompts, language: Language) -> str:
    shown = []
    for n, statements in enumerate(groups.values(), 1):
        document, chunk = statements[0].hit.document, statements[0].hit.chunk
        ordered = sorted(statements, key=lambda s: s.span)
        text = "\n".join(dict.fromkeys(_words(s) for s in ordered))
        day, section = document.day or "", chunk.section[:_SECTION]
        shown.append(
            prompts.say("model.passage", language, n=n, title=document.title, day=day, section=section, text=text)
        )
    return "\n".join(shown)


def _words(statement: Statement) -> str:
    row = statement.row
    return row_words(row) if row and row.row.span == statement.span else statement.said


def row_words(row: TableRow) -> str:
    """A table's row with each cell after its head, its caption first: what a small model reads right."""
    values = [value_of(row, cell) for cell in row.row.cells if cell.columns]
    cells = [f"{value.head}：{value.text}" if value.head else value.text for value in values]
    return "\n".join(filter(None, (row.table.caption, "；".join(cells))))


def _shortened(text: str, tokens: int) -> str:
    """`text` cut off at so many tokens, with a sign where it was."""
    ends = [match.end() for match in _TOKEN.finditer(text)]
    return text if len(ends) <= tokens else text[: ends[tokens - 1]] + _CUT
