"""Under what a rule of a source holds: 未经批准, 除…外, 符合…条件的. A claim that tells the rule keeps its conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.characters import bigrams, fold, squeeze
from retrieval.verify_clauses import Parsed

_REST = r"[^,，。；;]"
_CONDITIONS = tuple(
    map(
        re.compile,
        (
            rf"(?P<key>未[经按办取依]{_REST}{{1,20}}?(?:批准|同意|许可|审[批核查]|验收|登记|授权|备案|允许|检验|检疫|认定|证书?|规定)?)(?:的|,|不得|不准|不予|擅自|禁止|严禁|$)",
            rf"(?<![已曾])(?P<key>经(?![济营费验常办过纪理开])(?!{_REST}{{0,2}}\d){_REST}{{1,20}}?(?:批准|同意|许可|审[批核定查]|验收|检验|检疫|认定|评估|公示|协商|核[准实查]|鉴定|登记|合格|授权|备案)(?:合格|通过|无异议|一致)?)(?:的|后|并|,|可|方)",
            rf"(?P<key>除{_REST}{{1,30}}?(?:以外|之外|外))",
            r"(?P<key>[^,，。；;]{2,40}?)(?:的)?除外",
            rf"(?P<key>(?:符合|满足|具备|达到){_REST}{{1,24}}?)的(?!是|基础)",
            rf"(?:^|[,，。；;])\s*(?P<key>{_REST}{{2,40}})的\s*[,，]",
            rf"(?P<key>(?:如果|如(?![何下实期图皋此]|同)|若|假如|倘若|凡是?|只有|一旦){_REST}{{2,40}})[,，]",
            rf"(?P<key>{_REST}{{2,24}}(?:情况|前提|条件|情形)下)",
            rf"(?P<key>在{_REST}{{2,24}}的?基础上)",
            rf"(?P<key>(?:仅限|只限|限于|仅对|仅适用)于?{_REST}{{1,16}})",
        ),
    )
)
_IS = re.compile(r"是[^否]|目的$")
# Words that make a rule less than a rule.
_HEDGES = re.compile(
    r"原则上|一般(?=不|应|情况|按|为)|通常|鼓励|提倡|引导(?!员)|酌情|视情|适当|可(?=根据|视)|暂(?=不|按|定|行|缓|停)|试行|力求|尽量|优先"
)
_KEPT, _TOLD = 0.5, 0.6
_MARKS = (
    ("未", re.compile(r"未|没有|不")),
    ("除", re.compile(r"除|以外|之外")),
    ("经", re.compile(r"经|批准|同意|许可|审|后")),
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What stands at `start:end` of the folded text and limits the rest of its sentence."""

    key: str
    start: int
    end: int


def conditions(parsed: Parsed) -> list[Condition]:
    """The conditions that a sentence states, in order of their kind."""
    found: list[Condition] = []
    for pattern in _CONDITIONS:
        for match in pattern.finditer(parsed.folded):
            start, end = match.span("key")
            taken = any(c.start < end and start < c.end for c in found)
            if not taken and not _IS.search(match["key"]):
                found.append(Condition(match["key"], start, match.end()))
    return found


def condition_lost(claim: Parsed, source: Parsed) -> bool:
    """Whether the claim tells what a sentence says only under a condition, and leaves that out."""
    said = squeeze(claim.text)
    for condition in conditions(source):
        if _keeps(said, claim.folded, condition):
            continue
        ruled = " ".join(_ruled(source, condition))
        if _share(said, squeeze(ruled)) >= _TOLD:
            return True
    return False


def _ruled(source: Parsed, condition: Condition) -> Iterator[str]:
    """The clauses that a condition limits: of its own sentence, all the rest of them."""
    text = source.folded
    start = max(text.rfind(mark, 0, condition.start) for mark in "。；;") + 1
    stops = [at for mark in "。；;" if (at := text.find(mark, condition.end)) >= 0]
    end = min(stops, default=len(text))
    yield text[condition.end : end]
    if text[condition.start : condition.end].endswith("除外") or condition.start - start <= 16:
        yield text[start : condition.start]


def _keeps(said: str, folded: str, condition: Condition) -> bool:
    """Whether the claim says the condition: most of its words, and that it is one of denial, exception or consent."""
    key = squeeze(condition.key)
    for mark, pattern in _MARKS:
        if key.startswith(mark) and not pattern.search(folded):
            return False
    return _share(key, said) >= _KEPT


def _share(of: str, text: str) -> float:
    """The share of the pairs of characters of one text that another has."""
    pairs = bigrams(of)
    return len(pairs & bigrams(text)) / max(1, len(pairs))


def hedges(text: str) -> set[str]:
    """The words of a text by which it holds only in principle, or is a wish."""
    return {match.group() for match in _HEDGES.finditer(fold(text))}
