"""Whether a statement speaks of the part of a procedure that a question asks for: of materials, fees, time limits."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retrieval.evidence import Statement
from retrieval.query import Facet

_AFTER = 120  # characters behind a statement in which what it introduces begins
# A word without which nothing is said of the facet. Facets that any sentence may tell of are left out.
_CUES: Mapping[Facet, re.Pattern[str]] = {
    "materials": re.compile(
        r"材料|资料|证明|证件|身份证|户口|[原复][印本]件|执照|合同|协议|发票|凭证|照片|[申登报][请记表]{1,2}表|提交|携带|出示|凭"
    ),
    "fees": re.compile(r"费|元|收取|免|自付|承担"),
    "time_limit": re.compile(r"日|天|月|年|时|期|即刻|当场|随时"),
    "place": re.compile(r"[处厅所局站点]|中心|窗口|大厅|地址|街道|社区|乡镇|村|号|网"),
    "channel": re.compile(
        r"网|电话|热线|微信|窗口|平台|邮|程序|APP|app|客户端|现场|渠道|方式|线[上下]|公众号|大厅|传真"
    ),
}


def facet_fits(facet: Facet, statement: Statement) -> bool:
    """Whether the statement, or what follows it right away, has a word of the asked facet."""
    cue = _CUES.get(facet)
    if cue is None:
        return True
    text, span = statement.hit.document.text, statement.span
    return bool(cue.search(statement.said) or cue.search(text[span.end : span.end + _AFTER].split("\n\n")[0]))
