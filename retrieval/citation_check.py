"""Whether the citations of an answer carry it: each part of the text against the quotes that are said to carry it.

It reads the finished answer alone, as a reader would, and shares nothing with what verified it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Any

from retrieval.characters import bigrams, fold, squeeze

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*[”’」』）)》】\"']*")
_PIECE = re.compile(r"[，,、：:（）()|；;。\s]+")
_ITEM = re.compile(r"^\s*(?:[-•·]|[(（]?\d{1,2}[.、)）](?!\d)|第[一二三四五六七八九十\d]+步[：:，,]?)\s*")
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SUM = re.compile(
    r"[(（]?(?P<left>\d[^=＝()（）]*?[-−–+＋×÷/]\s?[^=＝]*?)[)）]?(?P<rest>[^=＝]*?)[=＝≈]\s?约?(?P<result>-?\d[\d,.]*)"
)
_SIGNS = {"−": "-", "–": "-", "＋": "+", "×": "*", "÷": "/"}
_DENIAL = re.compile(r"不得|不能|不可|不应|不予|不再|不需|无需|禁止|严禁|没有|免[^费]|[不未无]")
_SAID = 0.6  # least share of a rewritten part's pairs of characters that its quotes must have


def unsupported_parts(text: str, citations: Sequence[Mapping[str, Any]]) -> list[str]:
    """The sentences of an answer that the quotes of their citations do not carry, in order; [] where all are carried.

    A citation carries what stands at its `answer_start:answer_end`. A sentence is carried where a quote holds it, or
    quotes hold each piece of it, or it is a sum of quoted numbers that comes out; one that was written anew where the
    quotes hold every number of it, no denial is lost or made up, and most of its pairs of characters stand in them.
    """
    found = []
    for match in _SENTENCE.finditer(text):
        part = match.group().strip()
        if not re.search(r"\w", part) or _leads_in(part):
            continue
        own = [c for c in citations if c["answer_start"] < match.end() and match.start() < c["answer_end"]]
        if not _carried(part, own):
            found.append(part)
    return found


def _leads_in(part: str) -> bool:
    """Whether a line only announces what follows it."""
    return part.endswith(("：", ":")) and not re.search(r"\d", part)


def _carried(part: str, own: Sequence[Mapping[str, Any]]) -> bool:
    quotes = [str(c["quote"]) for c in own]
    squeezed = [squeeze(quote) for quote in quotes]
    bare = _ITEM.sub("", part)
    if any(squeeze(bare) in quote for quote in squeezed):
        return True
    for name in {str(c.get(key) or "") for c in own for key in ("title", "doc_no")} - {""}:
        bare = bare.replace(f"《{name}》", "").replace(name, "")  # what a side of two documents is told apart by
    pieces = [squeeze(piece) for piece in _PIECE.split(bare)]
    if quotes and all(any(piece in quote for quote in squeezed) for piece in pieces if piece):
        return True
    return bool(quotes) and (_reckoned(bare, quotes) or _rewritten(bare, quotes))


def _numbers(text: str) -> set[Decimal]:
    return {Decimal(m.group().replace(",", "")) for m in _NUMBER.finditer(fold(text))}


def _reckoned(part: str, quotes: Sequence[str]) -> bool:
    """Whether a part is a sum that comes out, of numbers that the quotes have."""
    known = _numbers("\n".join(quotes))
    sums = list(_SUM.finditer(part))
    results = {result for match in sums if (result := _result(match)) is not None}
    years = {n for n in _numbers(part) if 1900 <= n <= 2100}
    return bool(results) and _numbers(part) <= known | results | years | {Decimal(100)}


def _result(match: re.Match[str]) -> Decimal | None:
    """The result of a sum, None where it does not come out (rounded to the decimals that it is told with)."""
    told = Decimal(match["result"].rstrip(".,").replace(",", ""))
    terms = re.sub(r"[^\d.+\-*/()]", "", "".join(_SIGNS.get(c, c) for c in fold(match["left"]).replace(",", "")))
    try:
        value = _evaluate(terms)
    except (InvalidOperation, DivisionByZero, ValueError):
        return None
    scale = (
        Decimal(100) if "%" in match["rest"] + match.string[match.end() : match.end() + 1] and abs(value) < told else 1
    )
    return told if abs(value * scale - told) <= Decimal(1).scaleb(told.as_tuple().exponent) else None  # type: ignore[arg-type]


def _evaluate(terms: str) -> Decimal:
    """The value of numbers apart by `+ - * /`, those of the same rank from the left. Raises ValueError, InvalidOperation."""
    total = Decimal(0)
    for sign, product in re.findall(r"([+-]?)([^+-]+)", terms.replace("(", "").replace(")", "")):
        factors = re.split(r"([*/])", product)
        value = Decimal(factors[0])
        for operation, factor in zip(factors[1::2], factors[2::2], strict=True):
            value = value * Decimal(factor) if operation == "*" else value / Decimal(factor)
        total += -value if sign == "-" else value
    return total


def _rewritten(part: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence in other words says what the quotes say, as far as characters tell."""
    whole = "\n".join(quotes)
    pairs = bigrams(squeeze(part))
    said = len(pairs & bigrams(squeeze(whole))) / max(1, len(pairs))
    denied = set(_DENIAL.findall(part)) <= set(_DENIAL.findall(whole))
    return said >= _SAID and denied and _numbers(part) <= _numbers(whole)


def wrong_quotes(citations: Sequence[Mapping[str, Any]], texts: Mapping[str, str]) -> Iterator[str]:
    """The quotes that do not stand, verbatim, where they are said to stand in the documents' texts."""
    for c in citations:
        if texts.get(str(c["document_id"]), "")[c["quote_start"] : c["quote_end"]] != c["quote"]:
            yield str(c["quote"])
