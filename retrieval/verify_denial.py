"""Whether a claim denies what its sources deny, and affirms what they affirm."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.verify_clauses import Parsed
from retrieval.verify_told import Told

DENIAL = re.compile(
    r"不得(?!不)|不能(?!不)|不可(?!或缺|避免)|不应|不予|不再|不准|不许|不允许|不需要?|不必|不用|无需|无须|禁止|严禁|杜绝|没有|拒绝|"
    r"不(?=[\u4e00-\u9fff])(?![断仅但同少低超高足到满良久锈管论动限迟晚晓法等够妨力])|未(?![来成婚知])|无(?![偿障人论害线锡形缝关])|非(?=法定|本)|免(?=收|征|交|缴|费|除|于|予)"
)
_CHARGED = "收征交缴"


def drops_denial(claim: Parsed, text: Parsed) -> bool:
    """Whether `claim` affirms what `text` denies: the words after 不得 with no 不得 anywhere before them."""
    for match in DENIAL.finditer(text.folded):
        tail = re.match(r"[\u4e00-\u9fff]{2,3}", text.folded[match.end() :])
        if tail and not _affirmed(tail[0], text) and _affirmed(tail[0], claim):
            return True
    return False


def _affirmed(words: str, parsed: Parsed) -> bool:
    """Whether a text somewhere has these words where no denial reaches."""
    return any(not _denied(parsed, match.start()) for match in re.finditer(re.escape(words), parsed.folded))


def _denied(parsed: Parsed, at: int) -> bool:
    """Whether a denial reaches offset `at`: one in its clause with no 的 between them; what is free of charge is not what
    stands before that 的 (免收运送物资车辆的通行费).
    """
    clause = parsed.clauses[parsed.clause_at(at)]
    ends = [m.end() for m in DENIAL.finditer(parsed.folded, clause.start, clause.end) if m.end() <= at]
    if not ends or "的" in parsed.folded[ends[-1] : at]:
        return False
    charged = ends[-1] < at and parsed.folded[ends[-1]] in _CHARGED
    return not (charged and "的" in parsed.folded[at : clause.end])


def verbs_denied(claim: Parsed, sources: Sequence[Told]) -> bool:
    """Whether an action that the claim affirms is only denied in its sources, or the other way round."""
    ours = _polarity(claim)
    theirs: dict[str, set[bool]] = {}
    for told in sources:
        for verb, signs in _polarity(told.parsed).items():
            theirs.setdefault(verb, set()).update(signs)
    return any(verb in theirs and not signs & theirs[verb] for verb, signs in ours.items())


def _polarity(parsed: Parsed) -> dict[str, set[bool]]:
    """Every action of a text with whether it is affirmed or denied there; a denial reaches to the next 的 or mark."""
    found: dict[str, set[bool]] = {}
    for word in parsed.words:
        if word.is_verb:
            found.setdefault(word.text, set()).add(not _denied(parsed, word.start))
    return found
