"""Whether a statement speaks of the part of a procedure that a question asks for: of materials, of fees."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retrieval.evidence import Statement
from retrieval.query import Facet, Query

_AFTER = 120  # characters behind a statement in which what it introduces begins
# What a question must say to ask for the facet, and a word without which nothing is said of it.
_CUES: Mapping[Facet, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "materials": (
        re.compile(r"材料|资料|证件|证明|手续|带(?:些)?(?:什么|哪些|啥)"),
        re.compile(
            r"材料|资料|证明|证件|身份证|户口|[原复][印本]件|执照|合同|协议|发票|凭证|照片|[申登报][请记表]{1,2}表|提交|携带|出示|凭"
        ),
    ),
    "fees": (re.compile(r"费|钱"), re.compile(r"费|元|收取|免|自付|承担")),
}


def facet_fits(query: Query, statement: Statement) -> bool:
    """Whether the statement, or what follows it right away, has a word of the asked facet."""
    asks, cue = _CUES.get(query.facet, (None, None))
    if asks is None or cue is None or not asks.search(query.question):
        return True
    text, span = statement.hit.document.text, statement.span
    return bool(cue.search(statement.said) or cue.search(text[span.end : span.end + _AFTER].split("\n\n")[0]))
